"""The staircase of serving plans: which plan bears how many requests at once, around the team's number."""

from collections.abc import Callable, Iterator, Sequence
from math import ceil, floor
from typing import Literal

from core.advising.own_cards import OWN, led, own_or_rented
from core.advising.picks import Pick, picker
from core.bisection import CLOSE_ENOUGH, narrow
from core.catalog.catalogue import Catalogue
from core.demand.serving import serving_demand
from core.planning.rentable import rentable
from core.recommendation import Plan, Recommendation, Stair
from core.workload import Slot

Way = Literal["above", "below"]
PickAt = Callable[[int], Pick]

STEPS: dict[Way, int] = {"above": 3, "below": 4}
"""So many steps to either side of the present one are worth looking at. The last one below is left out, since
where it begins is not known."""

FURTHEST = 64
"""A step that is still the same so many times further on is taken to go on for ever."""


def with_stairs(recommendation: Recommendation, catalogue: Catalogue) -> Recommendation:
    """Return a recommendation with its staircase; none where serving does not fit, or goes by rate or items.

    The edges of the present step are its flips, so that both name the same numbers.
    """
    serving, workload = led(recommendation).serving, recommendation.workload
    if serving is None or not serving.fits or serving.chosen.items or workload.request_rate is not None:
        return recommendation
    workload_class = recommendation.classification.workload_class
    catalogue = rentable(workload.conditions, catalogue)
    start = serving_demand(workload)[0].concurrency
    rent = picker("serving", catalogue, workload_class)
    picked = own_or_rented(recommendation, "serving", catalogue, rent)

    def ask(at_once: int) -> Pick:
        return picked(workload.model_copy(update={"concurrency": at_once}))

    present = ask(start)
    known = {
        flip.direction: int(flip.at)
        for flip in recommendation.flips
        if flip.slot is Slot.CONCURRENCY and flip.stack == "serving"
    }
    above = list(_climb(ask, start, present, "above", known.get("above")))
    below = list(_climb(ask, start, present, "below", known.get("below")))[::-1]
    plans = [*(plan for _, plan in below), present, *(plan for _, plan in above)]
    firsts = [1, *(last for last, _ in below), *(last + 1 for last, _ in above)]
    lasts = [*(first - 1 for first in firsts[1:]), None]
    stairs = [
        _stair(catalogue, serving.chosen, first, last, plan)
        for first, last, plan in zip(firsts, lasts, plans, strict=True)
    ]
    unknown = 1 if len(below) == STEPS["below"] else 0
    once = _each_plan_once(stairs[unknown:], len(below) - unknown)
    return recommendation.model_copy(update={"stairs": tuple(once)})


def _each_plan_once(stairs: Sequence[Stair], present: int) -> list[Stair]:
    """Return the steps to both sides of the present one up to where a plan would be named again.

    That happens where two plans cost about the same, and where no plan surely fits any more.
    """
    kept = [stairs[present]]
    for beyond in stairs[present + 1 :]:
        if _is_named(beyond, kept):
            break
        kept.append(beyond)
    for below in reversed(stairs[:present]):
        if _is_named(below, kept):
            break
        kept.insert(0, below)
    return kept


def _is_named(stair: Stair, among: Sequence[Stair]) -> bool:
    plan = (stair.tier, stair.gpu_count, stair.own, stair.fits)
    return any((one.tier, one.gpu_count, one.own, one.fits) == plan for one in among)


def _climb(
    ask: PickAt, start: int, present: Pick, direction: Way, known: int | None
) -> Iterator[tuple[int, Pick]]:
    """Yield for each step beyond the present one the last number before it, and its plan."""
    at, plan = start, present
    for _ in range(STEPS[direction]):
        edge = _edge(ask, at, plan, direction) if known is None else _beyond(known, direction)
        if edge is None:
            return
        last, at = edge
        plan, known = ask(at), None
        yield last, plan
        if not plan.fits:
            return


def _beyond(last: int, direction: Way) -> tuple[int, int]:
    """Return a break point that is known, and the nearest number that is surely beyond it."""
    return last, ceil(last * CLOSE_ENOUGH) if direction == "above" else floor(last / CLOSE_ENOUGH)


def _edge(ask: PickAt, start: int, plan: Pick, direction: Way) -> tuple[int, int] | None:
    """Return the last number a plan stands at, and the first of the next plan; None where there is none."""

    def stands(at_once: float) -> bool:
        return ask(int(at_once)).label == plan.label

    at = start
    while at < start * FURTHEST:
        further = at * 2 if direction == "above" else at // 2
        if further == 0:
            return None
        if not stands(further):
            inside, outside = narrow(at, further, stands, whole=True)
            return int(inside), int(outside)
        at = further
    return None


def _stair(catalogue: Catalogue, chosen: Plan, first: int, last: int | None, plan: Pick) -> Stair:
    """Return one step; `chosen` is the plan that the advice begins with, perhaps on the team's own cards."""
    own = plan.tier == OWN
    tier = None if own else catalogue.tier(plan.tier)
    return Stair(
        first=first,
        last=last,
        tier=tier.id if tier else chosen.tier,
        gpu=tier.gpu.name if tier else chosen.gpu,
        memory_gb=round(tier.gpu.memory_gb) if tier else chosen.memory_gb,
        gpu_count=plan.gpu_count,
        nodes=plan.nodes,
        path=tier.path if tier else chosen.path,
        fits=plan.fits,
        usd_per_month=plan.usd_per_month,
        own=own,
    )
