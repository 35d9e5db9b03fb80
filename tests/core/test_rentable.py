"""What a team may rent that is held to a hyperscaler."""

from dataclasses import replace

import pytest

from core.catalog.catalogue import default_catalogue
from core.catalog.machines import fewest_cards
from core.catalog.tiers import card_tier
from core.conditions import Named
from core.match import decide, recommend
from core.plan_on import plan_on
from core.rentable import lighter, rentable
from core.staircase import with_stairs
from core.workload import Budget
from tests.core.archetypes import CHAT_8B

CATALOGUE = default_catalogue()


def _tiers(*conditions: Named) -> dict[str, int]:
    return {tier.id: tier.least_cards for tier in rentable(conditions, CATALOGUE).tiers}


def test_other_conditions_leave_the_catalogue_as_it_is() -> None:
    """Where data may be says nothing of what is rented out."""
    assert rentable((), CATALOGUE) is CATALOGUE
    assert rentable(("eu", "redundant"), CATALOGUE) is CATALOGUE
    assert rentable(("aws", "eu"), CATALOGUE) is rentable(("aws",), CATALOGUE)


@pytest.mark.parametrize(
    ("clouds", "tiers"),
    [
        (("aws",), {"l4": 1, "a10g": 1, "l40s": 1, "a100-40": 8, "a100-80": 8, "h100": 1}),
        (("azure",), {"a100-40": 8, "a100-80": 1, "h100": 8}),
        (("gcp",), {"l4": 1, "a100-40": 1, "a100-80": 1, "h100": 1}),
        (("aws", "azure"), {"l4": 1, "a10g": 1, "l40s": 1, "a100-40": 8, "a100-80": 1, "h100": 1}),
    ],
)
def test_each_cloud_has_its_cards_and_machines(clouds: tuple[Named, ...], tiers: dict[str, int]) -> None:
    """None of them rents out an RTX 4090, and some have a card only eight to a machine."""
    assert _tiers(*clouds) == tiers


def test_a_cloud_s_own_prices_go_before_those_of_others() -> None:
    """Amazon's prices are known; of an A100 on Azure they are those of other hyperscalers."""
    aws, azure, gcp = (rentable((cloud,), CATALOGUE) for cloud in ("aws", "azure", "gcp"))
    assert aws.quote("h100-sxm", "hyperscaler") != gcp.quote("h100-sxm", "hyperscaler")
    assert azure.quote("a100-80-sxm", "hyperscaler") == CATALOGUE.quote("a100-80-sxm", "hyperscaler")
    assert {market for _, market, _ in aws.prices} == {"hyperscaler", "all"}


def test_where_hyperscalers_have_no_price_the_whole_catalogue_stays() -> None:
    """A catalogue of clouds alone still leads to advice."""
    clouds = tuple(row for row in CATALOGUE.listings if row.market == "cloud")
    own = replace(CATALOGUE, listings=clouds)
    assert rentable(("aws",), own) is own


def test_the_advice_is_what_the_cloud_rents_out() -> None:
    """The chat that one RTX 4090 bears elsewhere goes on a larger card at Amazon, at its price."""
    held = CHAT_8B.model_copy(update={"conditions": ("aws",)})
    advice = with_stairs(recommend(held, CATALOGUE), CATALOGUE)
    (side,) = advice.sides
    assert (side.chosen.tier, side.chosen.gpu_count) == ("l40s", 1)
    assert side.chosen.quote.market == "hyperscaler"
    assert [(plan.tier, plan.gpu_count) for plan in side.tiers] == [
        ("l4", 1),
        ("a10g", 1),
        ("l40s", 1),
        ("a100-40", 8),
        ("a100-80", 8),
        ("h100", 1),
    ]
    named = {flip.tier for flip in advice.flips} | {stair.tier for stair in advice.stairs}
    assert "rtx4090" not in named
    decided = decide(held, CATALOGUE).serving
    assert decided is not None
    assert (decided.tier, decided.gpu_count) == ("l40s", 1)


def test_a_lighter_card_leads_within_the_budget() -> None:
    """Where the cloud's cheapest tier is over the budget, its lighter card keeps to it."""
    budget = Budget(low=3_000, high=3_000, period="month")
    held = CHAT_8B.model_copy(update={"conditions": ("aws",), "budget": budget})
    advice = recommend(held, CATALOGUE)
    assert advice.fits
    assert not advice.sides[0].over_budget
    assert advice.sides[0].chosen.bill.usd_per_month.expected == pytest.approx(1.861 * 730, rel=0.01)


def test_a_lighter_card_is_counted_by_the_machine_it_is_cheapest_in() -> None:
    """Machines with more cards cost more for each, unless a deployment's prices say otherwise."""
    one = next(row for row in CATALOGUE.listings if (row.gpu, row.provider) == ("l4", "aws"))
    four = one._replace(gpu_count=4, usd_per_gpu_hour=1.15)
    spot = one._replace(gpu_count=8, commitment="spot", usd_per_gpu_hour=0.3)
    dearer = replace(CATALOGUE, listings=(*CATALOGUE.listings, four, spot))
    even = replace(CATALOGUE, listings=(*CATALOGUE.listings, four._replace(usd_per_gpu_hour=0.8048)))
    most = [{tier.id: tier.most_cards for tier in lighter(("aws",), own)}["l4"] for own in (dearer, even)]
    assert most == [1, 4]


def test_a_lighter_card_that_is_a_tier_already_is_one_tier() -> None:
    """A deployment's own tier stands."""
    own = replace(CATALOGUE, tiers=(*CATALOGUE.tiers, card_tier(CATALOGUE.gpu("l4"))._replace(id="ours")))
    assert [tier.id for tier in rentable(("gcp",), own).tiers if tier.gpu.id == "l4"] == ["ours"]


def test_a_card_that_the_cloud_lacks_can_still_be_asked_about() -> None:
    """What if on an RTX 4090 is answered at the price it has elsewhere, and an H100 at the cloud's own."""
    held = CHAT_8B.model_copy(update={"conditions": ("aws",)})
    markets = {
        tier: plan.quote.market
        for tier in ("rtx4090", "h100")
        if (plan := plan_on("serving", held, CATALOGUE, tier, 1)) is not None
    }
    assert markets == {"rtx4090": "cloud", "h100": "hyperscaler"}


@pytest.mark.parametrize(
    ("cloud", "gpu", "memory_gb", "cards"),
    [("aws", "A100", 40, 8), ("azure", "A100", 80, 1), ("gcp", "L4", 24, 1), ("aws", "RTX 4090", 24, None)],
)
def test_the_smallest_machine_of_a_card(cloud: str, gpu: str, memory_gb: float, cards: int | None) -> None:
    """The fewest cards in any of a cloud's machines; none for a card it lacks."""
    assert fewest_cards(cloud, gpu, memory_gb) == cards
