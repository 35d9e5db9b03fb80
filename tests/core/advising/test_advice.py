"""The ways around the chosen plan: a cheaper one and a safer one, never the same."""

import pytest
from hypothesis import given

from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.workload import Workload
from tests.core.archetypes import FINE_TUNES_13B, PLATFORM_70B
from tests.core.workloads import WORKLOADS


@given(WORKLOADS)
def test_the_cheaper_and_the_safer_plan_differ(work: Workload) -> None:
    """No plan is offered as both, and neither is the chosen one."""
    advice = recommend(work, default_catalogue(), with_flips=False)
    for side in (advice.serving, advice.training):
        if side is None:
            continue
        named = [(plan.tier, plan.gpu_count) for plan in (side.chosen, side.cheaper, side.safer) if plan]
        assert len(named) == len(set(named))


@pytest.mark.parametrize("work", [FINE_TUNES_13B, PLATFORM_70B], ids=["full fine-tunes", "weekly LoRA"])
def test_the_safer_plan_of_runs_is_more_of_the_same_cards(work: Workload) -> None:
    """Twice the cards hold a run with far more room, if they are not filled again for the sake of speed."""
    training = recommend(work, default_catalogue(), with_flips=False).training
    assert training is not None
    assert training.safer is not None
    assert (training.safer.tier, training.safer.nodes) == (training.chosen.tier, 1)
    assert training.safer.gpu_count == 2 * training.chosen.gpu_count
    now, then = training.chosen.deciding, training.safer.deciding
    assert (now.constraint, then.constraint) == ("memory", "memory")
    assert then.demand.high < 0.7 * now.demand.high
