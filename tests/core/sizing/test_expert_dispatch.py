"""What experts on other cards cost a training step, and what they save."""

import pytest

from core.sizing.speed_shape import speed_shape
from core.sizing.training_exchange import Crew, exchange_seconds
from tests.core.sizing.speed_cases import MIXTRAL
from tests.core.sizing.training_cases import A100, names, part, train


def test_experts_on_other_cards_cost_a_dispatch_and_save_gradients() -> None:
    """Every token goes to two experts and back, twice; on eight cards nobody shares an expert's gradients."""
    run = {"sharding": "zero1", "framework": "megatron", "method": "pretrain", "accumulation": 1}
    together, apart = (train(MIXTRAL, A100, expert_parallel=cards, **run) for cards in (1, 8))
    assert "dispatch" not in names(together)
    sent = 4 * (4 * 2048) * 4096 * 2 * 2 * 32 * 7 / 8
    assert part(apart, "dispatch") == pytest.approx(sent / (300e9 * 0.75))
    assert _exchange(8, nodes=1) < _exchange(1, nodes=1)


def test_few_cards_of_a_node_share_the_link_for_an_expert() -> None:
    """Between nodes an expert's gradients are reduced over one card's link, dense ones over eight."""
    shape = speed_shape(MIXTRAL)
    per_card = 25e9 * 0.75
    dense = 2 * (shape.all_params - shape.expert_params) * 2 / (8 * per_card)
    assert _exchange(8, nodes=2) == pytest.approx(dense + 2 * shape.expert_params / 8 * 2 / per_card)


def test_sharded_experts_that_live_apart_are_not_gathered_by_all() -> None:
    """ZeRO-3 gathers a card's own experts only; adapters never have less to tell than nothing."""
    whole, apart = (_exchange(ways, nodes=1, sharding="zero3") for ways in (1, 8))
    assert apart < whole / 5
    adapters = _exchange(8, nodes=2, trained_share=0.01)
    assert 0 < adapters < _exchange(8, nodes=2) / 50


def _exchange(
    expert_parallel: int, *, nodes: int, sharding: str = "zero1", trained_share: float = 1.0
) -> float:
    shape = speed_shape(MIXTRAL)
    crew = Crew(A100, 8 * nodes, nodes, sharding, expert_parallel=expert_parallel)
    return exchange_seconds(shape, crew, trained_params=shape.all_params * trained_share, accumulation=1)
