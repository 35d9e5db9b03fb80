"""The cards a team has or thinks of, held against its workload: whether they would do, and what decides."""

from collections.abc import Iterable, Mapping
from functools import lru_cache

from core.advising.picks import Pick, PickFor
from core.advising.plan_on import card_named
from core.advising.stacks import Side, find_plan, side_of
from core.catalog.catalogue import Catalogue
from core.catalog.gpus import Gpu
from core.catalog.prices import Quote
from core.catalog.tiers import card_tier
from core.planning.candidate import Candidate, best_of
from core.planning.cost import HOURS_PER_MONTH
from core.planning.offers import COUNTS, Offer
from core.quantity import Estimate, Range
from core.recommendation import OwnCards, Plan, Recommendation, Stack, Verdict
from core.workload import Hardware, Workload

MOST = 3
"""So many kinds of cards are looked at."""
OWN = "own"
"""What a pick of the team's own cards has in the place of a tier."""


def own_cards(named: Iterable[Hardware], sides: Iterable[Side], catalogue: Catalogue) -> tuple[OwnCards, ...]:
    """Return how each of the named cards would bear each side, of the first few kinds.

    Of a number that plans are not made of the next smaller one is used: of three cards two. Where no number
    was told it is as many as each side takes; those whose number was told come first.
    """
    sides, kinds = tuple(sides), list(dict.fromkeys(named))
    counted = [cards for cards in kinds if cards.count]
    numbers = {cards.gpu for cards in counted}
    kinds = [*counted, *(cards for cards in kinds if not cards.count and cards.gpu not in numbers)]
    return tuple(
        OwnCards(named=cards, plans=_plans(cards, sides, catalogue), rent=_rent(cards, catalogue))
        for cards in kinds[:MOST]
    )


def spares_rent(advice: Recommendation) -> OwnCards | None:
    """Return the team's own cards that are as surely enough as the plan to rent: they cost nothing more.

    Of several the surest, of those the first named. None for a team that serves and trains: where its cards
    do both, it is one job at a time; and none whose number nobody told.
    """
    if len(advice.sides) > 1:
        return None
    least = max(1, _sureness(advice.sides[0].chosen))
    have = (cards for cards in advice.own if cards.named.role == "have" and cards.named.count)
    own = [cards for cards in have if cards.plans]
    enough = [cards for cards in own if _sureness(cards.plans[0]) >= least]
    return max(enough, key=lambda cards: _sureness(cards.plans[0]), default=None)


def led(advice: Recommendation) -> Recommendation:
    """Return the advice with the team's own cards in the place of the plan to rent, where they spare it."""
    own = spares_rent(advice)
    if own is None:
        return advice
    (side,), (plan,) = advice.sides, own.plans
    others = tuple(tier for tier in side.tiers if (tier.tier, tier.gpu_count) != (plan.tier, plan.gpu_count))
    update = {"chosen": plan, "tiers": (plan, *others), "fits": True, "over_budget": False}
    return advice.model_copy(update={side.stack: side.model_copy(update=update)})


def _bears(own: OwnCards, stack: Stack, workload: Workload, catalogue: Catalogue) -> bool:
    """Whether the team's own cards bear another workload for certain."""
    offer = _offered(own.named, catalogue)
    side = side_of(stack, workload, catalogue)
    return offer is not None and side.able(offer) and side.bears(offer, _usable(own.named))


def own_or_rented(advice: Recommendation, stack: Stack, catalogue: Catalogue, rent: PickFor) -> PickFor:
    """Return what picks a plan as the advice does: the team's own cards while they surely bear a workload.

    `rent` picks what is rented else.
    """
    own = spares_rent(advice)
    if own is None:
        return rent

    def picked(workload: Workload) -> Pick:
        count = own.plans[0].gpu_count
        bears = _bears(own, stack, workload, catalogue)
        return Pick(OWN, count, 1, Verdict.FITS, 0.0) if bears else rent(workload)

    return picked


def first_plans(advice: Recommendation) -> tuple[Plan, ...]:
    """Return the plan that the advice begins with for each side: on the team's own cards, or to rent."""
    return tuple(side.chosen for side in led(advice).sides)


def _sureness(plan: Plan) -> int:
    """Return how surely a plan is enough, as `Candidate.sureness` does."""
    if plan.verdict is Verdict.TIGHT:
        return 1 if plan.at_brim else 2
    return 3 if plan.verdict is Verdict.FITS else 0


def _plans(named: Hardware, sides: Iterable[Side], catalogue: Catalogue) -> tuple[Plan, ...]:
    offer = _offered(named, catalogue)
    if offer is None:
        return ()
    found = ((side, _best(named, side, offer)) for side in sides)
    return tuple(side.write(best).model_copy(update=_times(side, best)) for side, best in found)


def _best(named: Hardware, side: Side, offer: Offer) -> Candidate:
    """Return the best use of so many cards; where nobody told how many, of as few as are enough."""
    return best_of(side.options(offer, _usable(named))) if named.count else find_plan(side, offer).best


def _rent(named: Hardware, catalogue: Catalogue) -> Range | None:
    card = card_named(named, catalogue) if named.rented else None
    quote = catalogue.rate(card.id) if card else None
    return quote.usd_per_hour.scaled(HOURS_PER_MONTH * named.count) if quote and named.count else None


def _times(side: Side, best: Candidate) -> Mapping[str, Estimate]:
    """Return what explains the speed, where it was looked at."""
    return side.times(best) if best.verdict is not Verdict.NO else {}


def _offered(named: Hardware, catalogue: Catalogue) -> Offer | None:
    """Return the cards that were named as plans take them; None for a card without figures."""
    card = card_named(named, catalogue)
    return None if card is None else _owned(card, catalogue)


def _usable(named: Hardware) -> int:
    """Return how many of so many cards plans can use."""
    return max(count for count in COUNTS if count <= (named.count or 1))


@lru_cache(maxsize=64)
def _owned(card: Gpu, catalogue: Catalogue) -> Offer:
    """Return a card as plans take it, in a server of its own and for no rent."""
    tier = next((tier for tier in catalogue.tiers if tier.gpu.id == card.id), None) or card_tier(card)
    free = Quote(
        usd_per_hour=Range(0, 0, 0), market="all", commitment="on_demand", providers=0, as_of=catalogue.date
    )
    return Offer(tier, free, 0.0, ())
