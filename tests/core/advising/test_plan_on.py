"""Cards somebody has in mind, held against a workload."""

import pytest

from core.advising.plan_on import plan_on, tier_named
from core.catalog.catalogue import default_catalogue
from core.recommendation import Verdict
from core.workload import Hardware
from tests.core.archetypes import CHAT_8B, FINE_TUNES_13B

CATALOGUE = default_catalogue()


def test_cards_that_are_enough_fit() -> None:
    """One RTX 4090 bears the chat, with the figures of its best use."""
    plan = plan_on("serving", CHAT_8B, CATALOGUE, "rtx4090", 1)
    assert plan is not None
    assert (plan.tier, plan.gpu_count, plan.verdict) == ("rtx4090", 1, Verdict.FITS)


def test_cards_that_are_not_enough_say_what_is_missing() -> None:
    """Four RTX 4090 hold no full fine-tune of 13B, and memory is to blame."""
    plan = plan_on("training", FINE_TUNES_13B, CATALOGUE, "rtx4090", 4)
    assert plan is not None
    assert (plan.verdict, plan.deciding.constraint) == (Verdict.NO, "memory")
    assert plan.deciding.demand.expected > plan.deciding.capacity.expected


@pytest.mark.parametrize(("named", "planned"), [(3, 4), (8, 8), (20, 32)])
def test_a_number_is_rounded_up_to_one_that_plans_are_made_of(named: int, planned: int) -> None:
    """Three cards are planned as four."""
    plan = plan_on("training", FINE_TUNES_13B, CATALOGUE, "a100-80", named)
    assert plan is not None
    assert plan.gpu_count == planned


@pytest.mark.parametrize(("tier", "count"), [("tpu", 1), ("h100", 33)])
def test_what_nobody_plans_has_no_plan(tier: str, count: int) -> None:
    """An unknown tier, and more cards than any plan has."""
    assert plan_on("serving", CHAT_8B, CATALOGUE, tier, count) is None


@pytest.mark.parametrize(
    ("hardware", "tier"),
    [
        (Hardware(gpu="4090"), "rtx4090"),
        (Hardware(gpu="A100"), "a100-80"),
        (Hardware(gpu="A100", memory_gb=40), "a100-40"),
        (Hardware(gpu="H100 PCIe"), "h100"),
        (Hardware(gpu="RTX 4090", memory_gb=11), "rtx4090"),
        (Hardware(gpu="T4"), None),
        (Hardware(gpu="abacus"), None),
    ],
)
def test_a_persons_words_name_a_tier(hardware: Hardware, tier: str | None) -> None:
    """The memory decides between cards of one name; another form of a card is its tier; the rest is none."""
    assert tier_named(hardware, CATALOGUE) == tier
