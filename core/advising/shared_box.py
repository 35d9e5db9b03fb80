"""Whether one server could bear serving and training both, and what that would save."""

from collections.abc import Mapping

from core.advising.stacks import Side
from core.catalog.catalogue import Catalogue
from core.planning.candidate import Candidate, best_of
from core.planning.cost import HOURS_PER_MONTH
from core.planning.findings import VERDICTS
from core.planning.offers import Offer, by_price
from core.recommendation import SharedBox, Stack, StackAdvice

STACKS: tuple[Stack, Stack] = ("serving", "training")

QUIET_HOURS = 8.0
"""Hours of a night in which nobody waits for answers, so that a run may have the whole server."""

ROOM_FOR_BOTH = 2.0
"""With this much slack in speed each side can lend half of the cards' time to the other."""


def share(
    sides: Mapping[Stack, Side], advice: Mapping[Stack, StackAdvice], catalogue: Catalogue
) -> SharedBox:
    """Return the cheapest server of either plan's tier that bears both, if it costs less than the two apart.

    Either both fit at once, with memory for both and time for each, or a run fits into one night. The server
    is billed always on, as serving needs it, and must serve and train no more tightly than the plans apart.
    """
    if not advice["serving"].fits:
        return SharedBox(plan=None, possible=False, reason="no_serving_plan")
    if not advice["training"].fits:
        return SharedBox(plan=None, possible=False, reason="no_training_plan")
    apart = sum(each.chosen.bill.usd_per_month.expected for each in advice.values())
    ranks = [VERDICTS.index(advice[stack].chosen.verdict) for stack in STACKS]
    some_box_holds_both = False
    tiers = {each.chosen.tier for each in advice.values()}
    boxes = (row for row in by_price(catalogue) if row[1].tier.id in tiers)
    for usd_per_hour, offer, count in boxes:
        saved = apart - usd_per_hour * HOURS_PER_MONTH
        if saved <= 0:
            break
        serves, trains = (_best(sides[stack], offer, count) for stack in STACKS)
        if any(plan.deciding.rank < rank for plan, rank in zip((serves, trains), ranks, strict=True)):
            continue
        some_box_holds_both = True
        at_once = _both_at_once(serves, trains)
        if at_once or _hours(trains) <= QUIET_HOURS:
            plan, reason = sides["serving"].write(serves), "both_fit_at_once" if at_once else "quiet_hours"
            return SharedBox(plan=plan, possible=True, reason=reason, usd_per_month_saved=saved)
    return SharedBox(plan=None, possible=False, reason="hours" if some_box_holds_both else "memory")


def _best(side: Side, offer: Offer, count: int) -> Candidate:
    return best_of(side.options(offer, count))


def _both_at_once(serves: Candidate, trains: Candidate) -> bool:
    """Whether the pessimistic needs of both are within a card's memory and neither needs all of its time."""
    findings = (*serves.findings, *trains.findings)
    memory = [finding for finding in findings if finding.constraint == "memory"]
    needed = sum(finding.demand.high for finding in memory)
    usable = min(finding.capacity.low for finding in memory)
    speeds = [finding.slack for finding in findings if finding.is_speed]
    return needed <= usable and min(speeds) >= ROOM_FOR_BOTH


def _hours(candidate: Candidate) -> float:
    return next(finding.capacity.high for finding in candidate.findings if finding.constraint == "run_hours")
