"""The cards a team has or thinks of, held against its workload: whether they would do, and what decides."""

from collections.abc import Iterable
from functools import lru_cache

from core.candidate import COUNTS, Offer, best_of
from core.catalog.catalogue import Catalogue
from core.catalog.gpus import Gpu
from core.catalog.prices import Quote
from core.catalog.tiers import Tier
from core.plan_on import card_named
from core.quantity import Range
from core.recommendation import OwnCards, Plan, Recommendation, Verdict
from core.stacks import Side
from core.workload import Hardware

MOST = 3
"""So many kinds of cards are looked at."""
_IN_A_SERVER = 8


def own_cards(named: Iterable[Hardware], sides: Iterable[Side], catalogue: Catalogue) -> tuple[OwnCards, ...]:
    """Return how each of the named cards would bear each side, the first few of those whose number was told.

    Of a number that plans are not made of the next smaller one is used: of three cards two.
    """
    sides = tuple(sides)
    counted = [cards for cards in dict.fromkeys(named) if cards.count]
    return tuple(OwnCards(named=cards, plans=_plans(cards, sides, catalogue)) for cards in counted[:MOST])


def spares_rent(advice: Recommendation) -> OwnCards | None:
    """Return the team's own cards that are as surely enough as the plan to rent: they cost nothing more.

    Of several the surest, of those the first named. None for a team that serves and trains: where its cards
    do both, it is one job at a time.
    """
    if len(advice.sides) > 1:
        return None
    least = max(1, _sureness(advice.sides[0].chosen))
    own = [cards for cards in advice.own if cards.named.role == "have" and cards.plans]
    enough = [cards for cards in own if _sureness(cards.plans[0]) >= least]
    return max(enough, key=lambda cards: _sureness(cards.plans[0]), default=None)


def first_plans(advice: Recommendation) -> tuple[Plan, ...]:
    """Return the plan that the advice begins with for each side: on the team's own cards, or to rent."""
    own = spares_rent(advice)
    return tuple(side.chosen for side in advice.sides) if own is None else own.plans


def _sureness(plan: Plan) -> int:
    """Return how surely a plan is enough, as `Candidate.sureness` does."""
    if plan.verdict is Verdict.TIGHT:
        return 1 if plan.at_brim else 2
    return 3 if plan.verdict is Verdict.FITS else 0


def _plans(named: Hardware, sides: Iterable[Side], catalogue: Catalogue) -> tuple[Plan, ...]:
    card = card_named(named, catalogue)
    if card is None:
        return ()
    offer = _owned(card, catalogue)
    count = max(count for count in COUNTS if count <= (named.count or 1))
    return tuple(side.write(best_of(side.options(offer, count))) for side in sides)


@lru_cache(maxsize=64)
def _owned(card: Gpu, catalogue: Catalogue) -> Offer:
    """Return a card as plans take it, in a server of its own and for no rent."""
    tier = next((tier for tier in catalogue.tiers if tier.gpu.id == card.id), None) or Tier(
        id=card.id,
        gpu=card,
        path=card.name,
        cards_per_node=_IN_A_SERVER,
        usual_for="",
        source=card.source,
        date=card.date,
    )
    free = Quote(
        usd_per_hour=Range(0, 0, 0), market="all", commitment="on_demand", providers=0, as_of=catalogue.date
    )
    return Offer(tier, free, 0.0, ())
