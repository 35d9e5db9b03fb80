"""The cards a team names, held against its workload."""

from dataclasses import replace

import pytest

from core.advising.own_cards import first_plans, led, spares_rent
from core.advising.staircase import with_stairs
from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.recommendation import OwnCards, Verdict
from core.workload import Deadline, Hardware, Latency, Slot, Workload
from tests.core.archetypes import CHAT_8B, FINE_TUNES_13B, PLATFORM_70B

CATALOGUE = default_catalogue()
SLOW = Deadline(hours=36)


def _own(workload: Workload, *cards: Hardware) -> tuple[OwnCards, ...]:
    named = workload.model_copy(update={"current_hardware": cards})
    return recommend(named, CATALOGUE, with_flips=False).own


def _cards(gpu: str, count: int | None, memory_gb: float | None = None) -> Hardware:
    return Hardware(gpu=gpu, count=count, memory_gb=memory_gb, role="have")


def test_own_cards_that_are_enough_cost_nothing() -> None:
    """The chat that one RTX 4090 bears needs no rent where the team has one."""
    (own,) = _own(CHAT_8B, _cards("RTX 4090", 1))
    assert [(plan.tier, plan.gpu_count, plan.verdict) for plan in own.plans] == [("rtx4090", 1, Verdict.FITS)]
    assert own.plans[0].bill.usd_per_month.high == 0


def test_cards_that_nobody_rents_out_are_judged_too() -> None:
    """A card without a tier is held against the workload all the same, and says what decides."""
    (small,) = _own(FINE_TUNES_13B, _cards("A10G", 4, 24))
    assert (small.plans[0].verdict, small.plans[0].deciding.constraint) == (Verdict.NO, "memory")
    (large,) = _own(CHAT_8B, _cards("L40S", 1))
    assert (large.plans[0].gpu, large.plans[0].verdict) == ("L40S", Verdict.FITS)


@pytest.mark.parametrize(("gpu", "runs"), [("V100", False), ("T4", True), ("A10G", True)])
def test_a_format_the_card_lacks_is_a_reason(gpu: str, *, runs: bool) -> None:
    """fp8 on a V100 is no, with the format named; Turing and Ampere keep the weights in it alone."""
    (own,) = _own(CHAT_8B.model_copy(update={"precision": "fp8"}), _cards(gpu, 4))
    assert (own.plans[0].deciding.constraint != "format") is runs
    assert own.plans[0].serving is not None
    assert own.plans[0].serving.weight_only


def test_both_sides_are_looked_at() -> None:
    """A team that serves and trains is told of both."""
    (own,) = _own(PLATFORM_70B, _cards("H100", 8))
    assert [plan.stack for plan in own.plans] == ["serving", "training"]


@pytest.mark.parametrize(("count", "used"), [(1, 1), (3, 2), (12, 8), (100, 32)])
def test_of_an_odd_number_the_next_smaller_one_is_used(count: int, used: int) -> None:
    """Models are shared by twos, fours and eights."""
    (own,) = _own(CHAT_8B, _cards("RTX 3090", count))
    assert own.plans[0].gpu_count == used


def test_a_card_without_figures_is_named_without_plans() -> None:
    """What the catalogue does not know it does not judge, and says so."""
    (own,) = _own(CHAT_8B, _cards("P40", 2))
    assert (own.named.gpu, own.plans) == ("P40", ())


def test_only_the_first_few_are_looked_at_those_with_a_number_first() -> None:
    """Nobody reads a list of ten; a kind that is also told with its number is looked at once."""
    kinds = [_cards(gpu, None) for gpu in ("H100", "RTX 4090", "A100")]
    told = [_cards("RTX 4090", count) for count in (1, 2)]
    named = [(own.named.gpu, own.named.count) for own in _own(CHAT_8B, *kinds, *told)]
    assert named == [("RTX 4090", 1), ("RTX 4090", 2), ("H100", None)]


@pytest.mark.parametrize("workload", [CHAT_8B, FINE_TUNES_13B, PLATFORM_70B])
def test_of_cards_without_a_number_it_is_as_many_as_it_takes(workload: Workload) -> None:
    """A team that says "we have H100s" is told the smallest number with which each side fits."""
    (own,) = _own(workload, _cards("H100", None))
    for at, plan in enumerate(own.plans):
        assert plan.verdict is Verdict.FITS
        smaller = [_own(workload, _cards("H100", count)) for count in (1, 2, 4) if count < plan.gpu_count]
        assert all(fewer.plans[at].verdict is not Verdict.FITS for (fewer,) in smaller)


def test_of_cards_of_which_no_number_will_do_the_nearest_is_told() -> None:
    """A model of 671B is beyond any number of T4 that plans are made of."""
    (own,) = _own(Workload(work="serving", model="deepseek-ai/DeepSeek-R1"), _cards("T4", None))
    assert [plan.verdict for plan in own.plans] == [Verdict.NO]


def test_cards_without_a_number_never_spare_the_rent() -> None:
    """Whether a team has as many as it takes is not known, nor what those it rents cost in all."""
    rented = _cards("A100", None).model_copy(update={"rented": True})
    advice = recommend(CHAT_8B.model_copy(update={"current_hardware": (rented,)}), CATALOGUE)
    assert advice.own[0].plans[0].verdict is Verdict.FITS
    assert advice.own[0].rent is None
    assert spares_rent(advice) is None


def test_own_cards_come_first_where_they_do_as_surely() -> None:
    """Of several that do, the surest; those that only might do are behind a plan that will."""
    named = (_cards("A10G", 1, 24), _cards("RTX 4090", 1), _cards("L40S", 4))
    advice = recommend(CHAT_8B.model_copy(update={"current_hardware": named}), CATALOGUE, with_flips=False)
    verdicts = [own.plans[0].verdict for own in advice.own]
    assert verdicts[1:] == [Verdict.FITS, Verdict.FITS]
    first = spares_rent(advice)
    assert first is not None
    assert first.named == next(own.named for own in advice.own if own.plans[0].verdict is Verdict.FITS)
    assert first_plans(advice) == first.plans


@pytest.mark.parametrize(
    ("chosen", "own", "first"),
    [
        ((Verdict.FITS, False), (Verdict.FITS, False), True),
        ((Verdict.FITS, False), (Verdict.TIGHT, False), False),
        ((Verdict.TIGHT, False), (Verdict.TIGHT, False), True),
        ((Verdict.TIGHT, False), (Verdict.TIGHT, True), False),
        ((Verdict.TIGHT, True), (Verdict.TIGHT, True), True),
        ((Verdict.NO, False), (Verdict.NO, False), False),
        ((Verdict.NO, False), (Verdict.TIGHT, True), True),
    ],
)
def test_less_sure_cards_never_come_first(
    chosen: tuple[Verdict, bool], own: tuple[Verdict, bool], first: bool
) -> None:
    """What is free is worth it only where it is enough as surely; what is not enough is no plan."""
    named = CHAT_8B.model_copy(update={"current_hardware": (_cards("L40S", 4),)})
    advice = recommend(named, CATALOGUE, with_flips=False)
    side, (cards,) = advice.sides[0], advice.own
    rented = side.chosen.model_copy(update={"verdict": chosen[0], "at_brim": chosen[1]})
    owned = cards.plans[0].model_copy(update={"verdict": own[0], "at_brim": own[1]})
    judged = advice.model_copy(
        update={
            "serving": side.model_copy(update={"chosen": rented}),
            "own": (cards.model_copy(update={"plans": (owned,)}),),
        }
    )
    assert (spares_rent(judged) is not None) is first


def test_cards_thought_of_and_two_sides_never_come_first() -> None:
    """What is not theirs is not free, and what does both does one job at a time."""
    thought = Hardware(gpu="L40S", count=4, role="candidate")
    for workload, cards in ((CHAT_8B, thought), (PLATFORM_70B, _cards("H100", 16))):
        named = workload.model_copy(update={"current_hardware": (cards,)})
        advice = recommend(named, CATALOGUE, with_flips=False)
        assert spares_rent(advice) is None
        assert first_plans(advice) == tuple(side.chosen for side in advice.sides)


def test_the_advice_as_it_begins_is_that_of_the_own_cards() -> None:
    """Their plan stands in the place of the chosen one and once among the tiers; else nothing changes."""
    named = CHAT_8B.model_copy(update={"current_hardware": (_cards("RTX 4090", 1),)})
    (side,) = led(recommend(named, CATALOGUE, with_flips=False)).sides
    assert side.chosen.bill.usd_per_month.high == 0
    assert [(plan.tier, plan.gpu_count) for plan in side.tiers].count(("rtx4090", 1)) == 1
    assert (side.tiers[0], side.chosen.step is None) == (side.chosen, False)
    advice = recommend(CHAT_8B, CATALOGUE, with_flips=False)
    assert led(advice) is advice


def test_what_changes_the_advice_is_where_the_own_cards_no_longer_do() -> None:
    """Up to the last number that they bear they stand; beyond it stands what to rent."""
    workload = CHAT_8B.model_copy(update={"current_hardware": (_cards("L40S", 1),)})
    advice = with_stairs(recommend(workload, CATALOGUE), CATALOGUE)
    first, second = advice.stairs[:2]
    assert (first.own, first.gpu, first.gpu_count, first.usd_per_month) == (True, "L40S", 1, 0)
    assert (second.own, second.first) == (False, (first.last or 0) + 1)
    flip = next(one for one in advice.flips if (one.slot, one.direction) == (Slot.CONCURRENCY, "above"))
    assert flip.at == first.last
    assert (flip.tier, flip.gpu_count) == (second.tier, second.gpu_count)
    for number, does in ((flip.at, True), (int(flip.at * 1.1), False)):
        moved = workload.model_copy(update={"concurrency": number})
        assert (spares_rent(recommend(moved, CATALOGUE, with_flips=False)) is not None) is does


def test_own_cards_lead_where_nothing_to_rent_fits() -> None:
    """What would change their advice is still found."""
    tiers = tuple(tier for tier in CATALOGUE.tiers if tier.id == "rtx4090")
    small = replace(CATALOGUE, tiers=tiers)
    held = PLATFORM_70B.model_copy(
        update={
            "work": "serving",
            "precision": "bf16",
            "concurrency": 4,
            "latency": Latency(first_token_s=0.3),
            "current_hardware": (_cards("H200", 8),),
        }
    )
    advice = recommend(held, small)
    assert not advice.fits
    assert spares_rent(advice) is not None
    assert advice.flips


def test_what_is_rented_today_has_a_price() -> None:
    """It is told what such cards are a month, but not of a card that nobody offers, nor of their own."""
    rented = [_cards(gpu, 2).model_copy(update={"rented": True}) for gpu in ("A100", "Gaudi 2")]
    offered, unknown, theirs = _own(CHAT_8B, *rented, _cards("A100", 2))
    assert offered.rent is not None
    assert offered.rent.expected > 1_000
    assert (unknown.rent, theirs.rent) == (None, None)


@pytest.mark.parametrize(
    ("workload", "cards", "then"),
    [
        (FINE_TUNES_13B.model_copy(update={"method": (), "deadline": SLOW}), ("RTX 4090", 1), ["qlora"]),
        (
            FINE_TUNES_13B.model_copy(update={"method": ("full",), "deadline": SLOW}),
            ("RTX 4090", 4),
            ["lora"],
        ),
        (FINE_TUNES_13B.model_copy(update={"method": ("pretrain",)}), ("RTX 4090", 1), None),
        (Workload(work="serving", model="Qwen/Qwen2.5-32B-Instruct", concurrency=10), ("RTX 4090", 2), "awq"),
        (CHAT_8B.model_copy(update={"precision": None, "model": "405B"}), ("L40S", 1), None),
        (CHAT_8B, ("L40S", 1), None),
    ],
)
def test_the_lighter_way_in_which_own_cards_would_do_is_found(
    workload: Workload, cards: tuple[str, int], then: object
) -> None:
    """The next lighter method or format that they surely bear; none where they do already, or never."""
    named = workload.model_copy(update={"current_hardware": (_cards(*cards),)})
    (own,) = recommend(named, CATALOGUE).own
    assert (own.lighter and own.lighter.then) == then
    if own.lighter is not None:
        assert own.lighter.plan.verdict is Verdict.FITS
        assert own.lighter.plan.gpu == cards[0]


def test_of_two_sides_no_lighter_way_is_looked_for() -> None:
    """Which of them to make lighter is theirs to say."""
    named = PLATFORM_70B.model_copy(update={"current_hardware": (_cards("RTX 4090", 1),)})
    (own,) = recommend(named, CATALOGUE).own
    assert own.lighter is None
