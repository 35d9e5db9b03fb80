"""Links between cards and nodes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.gpus import Gpu, gpu
from core.sizing.interconnect import all_reduce, collective_rate, has_nvlink, node_cards
from tests.core.sizing.speed_cases import cards


def test_a_card_alone_has_nothing_to_reduce() -> None:
    """An all-reduce over one card takes no time."""
    assert all_reduce(gpu("a100-80-sxm"), 1).seconds(1e9) == 0.0


def test_large_messages_run_at_the_ring_bandwidth() -> None:
    """An 8-card A100 moves 2 * 7/8 of a large message at three quarters of 300 GB/s."""
    seconds = all_reduce(gpu("a100-80-sxm"), 8).seconds(1e10)
    assert seconds == pytest.approx(1e10 * 2 * 7 / 8 / (300e9 * 0.75), rel=0.01)


def test_small_messages_over_pcie_take_a_hop_for_each_doubling_of_the_cards() -> None:
    """Eight cards wait three times as long as two, which over NVLink wait less."""
    fixed = [all_reduce(gpu("l40s"), cards).fixed_s for cards in (2, 4, 8)]
    assert fixed == pytest.approx([20e-6, 40e-6, 60e-6])
    assert all_reduce(gpu("a100-80-sxm"), 2).fixed_s < fixed[0]


def test_bridges_join_two_cards_only() -> None:
    """H100 NVL cards reach each other over a bridge in pairs, SXM cards all together, an RTX 4090 never."""
    assert has_nvlink(gpu("h100-nvl"), 2)
    assert not has_nvlink(gpu("h100-nvl"), 4)
    assert has_nvlink(gpu("h100-sxm"), 8)
    assert not has_nvlink(gpu("rtx4090"), 2)


def test_geforce_cards_talk_through_main_memory() -> None:
    """An RTX 4090 sends to its neighbour at half of what an L40S does on the same bus."""
    geforce, workstation = gpu("rtx4090"), gpu("l40s")
    assert collective_rate(geforce, 2, 1) == collective_rate(workstation, 2, 1) / 2
    assert collective_rate(geforce, 4, 1) == collective_rate(workstation, 4, 1) / 4


def test_a_rack_of_grace_blackwell_is_one_node() -> None:
    """72 cards share NVLink there, 8 elsewhere."""
    h100 = gpu("h100-sxm")
    assert (node_cards(h100), node_cards(h100._replace(id="gb200"))) == (8, 72)


def test_nodes_slow_collectives_to_their_network() -> None:
    """Across nodes collectives run at the network's pace, slower without a data-centre network."""
    a100, l40s = gpu("a100-80-sxm"), gpu("l40s")
    assert collective_rate(a100, 8, 2) < collective_rate(a100, 8, 1)
    assert collective_rate(l40s, 1, 2) < collective_rate(a100, 1, 2)


@given(cards, st.sampled_from((2, 4, 8)), st.floats(1, 1e9), st.floats(1, 10))
def test_larger_messages_take_longer(card: Gpu, count: int, size: float, factor: float) -> None:
    """More bytes never take less time."""
    assert all_reduce(card, count).seconds(size * factor) >= all_reduce(card, count).seconds(size)
