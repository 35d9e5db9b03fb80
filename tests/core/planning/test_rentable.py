"""What a team may rent that is held to a hyperscaler."""

from dataclasses import replace

import pytest

from core.advising.plan_on import plan_on, tier_named
from core.advising.staircase import with_stairs
from core.catalog.catalogue import default_catalogue
from core.catalog.machines import CARDS, machine_sizes
from core.catalog.tiers import card_tier
from core.conditions import AtMost, Named
from core.match import decide, recommend
from core.planning.offers import Offer, nodes_of, offers
from core.planning.rentable import besides, rentable
from core.recommendation import Verdict
from core.workload import Budget, Hardware, Workload
from tests.core.archetypes import CHAT_8B

CATALOGUE = default_catalogue()


def _tiers(*conditions: Named) -> dict[str, tuple[int, ...]]:
    return {tier.id: tier.sizes for tier in rentable(conditions, CATALOGUE).tiers}


def test_other_conditions_leave_the_catalogue_as_it_is() -> None:
    """Where data may be says nothing of what is rented out."""
    assert rentable((), CATALOGUE) is CATALOGUE
    assert rentable(("eu", "redundant"), CATALOGUE) is CATALOGUE
    assert rentable(("aws", "eu"), CATALOGUE) is rentable(("aws",), CATALOGUE)


ANY, FOURS, ONE, EIGHT = (1, 2, 4, 8), (1, 4, 8), (1,), (8,)
AMAZON = {"l4": FOURS, "a10g": FOURS, "l40s": FOURS, "a100-40": EIGHT, "a100-80": EIGHT, "h100": (1, 8)}
AZURE = {
    "t4": ONE,
    "a10": ONE,
    "a100-80-pcie": (1, 2, 4),
    "h100-nvl": (1, 2),
    "a100-40": EIGHT,
    "a100-80": EIGHT,
    "h100": EIGHT,
}


@pytest.mark.parametrize(
    ("clouds", "tiers"),
    [
        (("aws",), AMAZON),
        (("azure",), AZURE),
        (("gcp",), {"l4": ONE, "a100-40": ANY, "a100-80": ANY, "h100": EIGHT}),
        (("aws", "azure"), AMAZON | AZURE | {"h100": (1, 8)}),
    ],
)
def test_each_cloud_has_its_cards_and_machines(
    clouds: tuple[Named, ...], tiers: dict[str, tuple[int, ...]]
) -> None:
    """None of them rents out an RTX 4090, and some have a card only eight to a machine."""
    assert _tiers(*clouds) == tiers


def test_a_cloud_s_own_prices_go_before_those_of_others() -> None:
    """Amazon's and Azure's prices are known; of Azure's eight A100 of 80 GB they are those of others."""
    aws, azure, gcp = (rentable((cloud,), CATALOGUE) for cloud in ("aws", "azure", "gcp"))
    paid = [one.quote("h100-sxm", "hyperscaler") for one in (aws, azure, gcp)]
    assert [quote and quote.usd_per_hour.expected for quote in paid] == [6.88, 12.29, 11.0612]
    assert azure.quote("a100-80-sxm", "hyperscaler") == CATALOGUE.quote("a100-80-sxm", "hyperscaler")
    assert {market for _, market, _ in aws.prices} == {"hyperscaler", "all"}


def test_where_hyperscalers_have_no_price_the_whole_catalogue_stays() -> None:
    """A catalogue of clouds alone still leads to advice."""
    clouds = tuple(row for row in CATALOGUE.listings if row.market == "cloud")
    own = replace(CATALOGUE, listings=clouds)
    assert rentable(("aws",), own) is own


def test_the_advice_is_what_the_cloud_rents_out() -> None:
    """The chat that one RTX 4090 bears elsewhere goes on an A10G at Amazon, at its price."""
    held = CHAT_8B.model_copy(update={"conditions": ("aws",)})
    advice = with_stairs(recommend(held, CATALOGUE), CATALOGUE)
    (side,) = advice.sides
    assert (side.chosen.tier, side.chosen.gpu_count) == ("a10g", 1)
    assert side.chosen.quote.market == "hyperscaler"
    assert [(plan.tier, plan.gpu_count) for plan in side.tiers] == [
        ("l4", 2),
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
    assert (decided.tier, decided.gpu_count) == ("a10g", 1)


def test_a_lighter_card_leads_within_the_budget() -> None:
    """Where the cloud's cheapest tier is over the budget, its lighter card keeps to it."""
    budget = Budget(low=3_000, high=3_000, period="month")
    held = CHAT_8B.model_copy(update={"conditions": ("aws",), "budget": budget})
    advice = recommend(held, CATALOGUE)
    assert advice.fits
    assert not advice.sides[0].over_budget
    assert advice.sides[0].chosen.bill.usd_per_month.expected == pytest.approx(1.006 * 730, rel=0.01)


def _offer(cloud: Named, tier: str) -> Offer:
    return next(one for one in offers(rentable((cloud,), CATALOGUE)) if one.tier.id == tier)


def test_cards_cost_what_the_machine_costs_that_has_so_many() -> None:
    """Four L40S stand in one machine, which costs more by the card; two stand in two of the smallest."""
    offer = _offer("aws", "l40s")
    seen = {
        count: (nodes_of(offer.at(count), count), offer.at(count).usd_per_hour) for count in (1, 2, 4, 8, 16)
    }
    assert seen == {1: (1, 1.861), 2: (2, 1.861), 4: (1, 2.6232), 8: (1, 3.7664), 16: (2, 3.7664)}
    assert offer.usd_per_month(4) == pytest.approx(10.49264 * 730, rel=1e-4)
    four = offer.at(4)
    assert (four.at(8), four.counts) == (offer.at(8), offer.counts)
    assert [(one.market, one.usd_per_hour.expected) for one in four.quotes] == [("hyperscaler", 2.6232)]


def test_more_than_four_machines_are_no_plan() -> None:
    """Of machines with one card there are at most four, of those with eight thirty-two cards."""
    assert _offer("gcp", "l4").counts == (1, 2, 4)
    assert _offer("aws", "l4").counts == (1, 2, 4, 8, 16, 32)
    one_server = rentable(("aws", AtMost(count=1, of="server")), CATALOGUE)
    assert {one.tier.id: one.counts for one in offers(one_server)}["l4"] == (1, 4, 8)


def test_four_lighter_cards_in_one_machine_share_a_model() -> None:
    """A 32B model in 16 bits goes on four L40S over PCIe at Amazon, and costs what that machine costs."""
    held = Workload(work="serving", model="32B", concurrency=10, conditions=("aws",))
    chosen = recommend(held, CATALOGUE, with_flips=False).sides[0].chosen
    assert (chosen.tier, chosen.gpu_count, chosen.nodes, chosen.cards_per_replica) == ("l40s", 4, 1, 4)
    assert chosen.bill.usd_per_month.expected == pytest.approx(10.49264 * 730, rel=1e-4)
    assert chosen.step is not None
    exchange = next(term for term in chosen.step.terms if term.name == "exchange")
    assert exchange.amount.expected > 0


def test_cards_of_one_machine_each_hold_copies_but_neither_share_nor_train_one() -> None:
    """Two H100 at Amazon stand in two machines: a model for two of them goes into the machine of eight."""
    served = Workload(work="serving", model="70B", concurrency=10, conditions=("aws",))
    plans = {plan.tier: plan for plan in recommend(served, CATALOGUE, with_flips=False).sides[0].tiers}
    assert (plans["h100"].gpu_count, plans["h100"].nodes) == (8, 1)
    trained = plan_on(
        "training", Workload(work="training", model="8B", conditions=("aws",)), CATALOGUE, "h100", 4
    )
    assert trained is not None
    assert (trained.verdict, trained.deciding.constraint) == (Verdict.NO, "nodes")
    copies = plan_on("serving", CHAT_8B.model_copy(update={"conditions": ("aws",)}), CATALOGUE, "h100", 2)
    assert copies is not None
    assert (copies.verdict, copies.replicas, copies.nodes) == (Verdict.FITS, 2, 2)


def test_azure_s_other_a100_is_the_usual_path_of_training_there() -> None:
    """It rents out those of the tier only by eight."""
    tuned = Workload(work="training", model="13B", method=("lora",), conditions=("azure",))
    side = recommend(tuned, CATALOGUE, with_flips=False).sides[0]
    assert (side.chosen.tier, side.won_by, side.usual) == ("a100-80-pcie", "usual_path", None)


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


def test_a_withdrawn_card_is_no_plan_at_a_cloud_either() -> None:
    """What a deployment does not offer is not offered by way of a cloud."""
    own = replace(CATALOGUE, withdrawn=frozenset({"l40s"}))
    assert [tier.id for tier in besides(("aws",), own)] == ["l4", "a10g"]


@pytest.mark.parametrize(
    ("cloud", "gpu", "sizes"),
    [
        ("aws", "a100-40-sxm", (8,)),
        ("azure", "a100-80-pcie", (1, 2, 4)),
        ("gcp", "l4", (1, 2, 4, 8)),
        ("gcp", "h100-sxm", (8,)),
        ("aws", "rtx4090", ()),
    ],
)
def test_the_machines_of_a_card(cloud: str, gpu: str, sizes: tuple[int, ...]) -> None:
    """How many cards a cloud's machines have that can be rented on demand; none for a card it lacks."""
    assert machine_sizes(cloud, gpu) == sizes


def test_the_cards_in_machines_are_those_of_the_catalogue() -> None:
    """By the names and sizes that the catalogue has for them."""
    cards = {name: CATALOGUE.gpu(name) for name in CARDS}
    assert {name: (card.name, card.memory_gb) for name, card in cards.items()} == CARDS


@pytest.mark.parametrize(("count", "tier"), [(2, "a100-80-pcie"), (8, "a100-80")])
def test_so_many_cards_mean_the_machine_that_has_them(count: int, tier: str) -> None:
    """Two A100 of 80 GB at Azure are those of the NC series, eight those of the ND series."""
    named = Hardware(gpu="A100", memory_gb=80, count=count)
    assert tier_named(named, rentable(("azure",), CATALOGUE)) == tier


def test_fewer_cards_than_any_machine_has_are_looked_at_as_one_machine() -> None:
    """Google Cloud has no two H100 on demand, so the smallest machine is held against the work."""
    held = CHAT_8B.model_copy(update={"conditions": ("gcp",)})
    plan = plan_on("serving", held, CATALOGUE, "h100", 2)
    assert plan is not None
    assert plan.gpu_count == 8
