"""The advice for one side: the plan that wins, the usual path beside it, a cheaper one and a safer one."""

from collections.abc import Iterable, Mapping, Sequence

from core.advising.ranking import Winner, choose, usual_class
from core.advising.search import TierPlans
from core.advising.stacks import Side
from core.planning.candidate import Candidate
from core.recommendation import Plan, Stack, StackAdvice, WorkloadClass

CHEAPER_SHARE = 0.95
"""Below this share of the chosen plan's bill another one is called cheaper."""

SAFER_SLACK = 1.2
"""With this many times the slack of the chosen plan another one is called safer."""


def advise(side: Side, found: Sequence[TierPlans], workload_class: WorkloadClass) -> StackAdvice:
    """Return the advice for one side, from what every tier has to offer."""
    usual_for = usual_class(workload_class, side.stack)
    winner = choose(found, usual_for)
    chosen = winner.candidate
    written = {item.best.key: side.write(item.best) for item in found}

    def plan(candidate: Candidate | None) -> Plan | None:
        if candidate is None:
            return None
        return written.get(candidate.key) or side.write(candidate)

    cheaper = _cheaper(found, winner)
    return StackAdvice(
        stack=side.stack,
        chosen=written[chosen.key].model_copy(update={"quotes": chosen.offer.quotes, **side.times(chosen)}),
        fits=winner.fits,
        tiers=tuple(written.values()),
        usual=plan(_usual(found, chosen, usual_for)),
        won_by=winner.won_by,
        cheaper=plan(cheaper),
        safer=plan(_safer(side, found, winner, besides=cheaper)),
        quotes=tuple(quote for quote in chosen.offer.quotes if quote != chosen.offer.quote),
    )


def within_budget(advice: Mapping[Stack, StackAdvice], allowed: float | None) -> dict[Stack, StackAdvice]:
    """Return the advice with its bills, all sides together, held against what a month may cost in USD."""
    bill = sum(each.chosen.bill.usd_per_month.expected for each in advice.values())
    over = allowed is not None and bill > allowed
    return {stack: each.model_copy(update={"over_budget": over}) for stack, each in advice.items()}


def _usual(found: Sequence[TierPlans], chosen: Candidate, usual_for: WorkloadClass) -> Candidate | None:
    """Return the best plan of the class's usual path, unless the chosen plan is one of it."""
    if chosen.offer.tier.usual_for == usual_for:
        return None
    plans = [item.best for item in found if item.offer.tier.usual_for == usual_for]
    return max(plans, key=lambda plan: (plan.sureness, -plan.usd_per_month), default=None)


def _cheaper(found: Sequence[TierPlans], winner: Winner) -> Candidate | None:
    """Return the cheapest plan that would do with less certainty or off the usual path."""
    if not winner.fits:
        return None
    limit = winner.candidate.usd_per_month * CHEAPER_SHARE
    plans = [plan for item in found for plan in (item.fit, item.tight) if plan and plan.usd_per_month < limit]
    return max(plans, key=lambda plan: (plan.sureness, -plan.usd_per_month), default=None)


def _safer(
    side: Side, found: Sequence[TierPlans], winner: Winner, besides: Candidate | None
) -> Candidate | None:
    """Return the cheapest plan with clearly more slack: of another tier, or with more cards of the same.

    It holds no less surely than the chosen one, which may be tight where nothing holds for certain.

    Plans over more servers than the chosen one come last: they are harder to run. A plan that is cheaper as
    well is not named twice.
    """
    if not winner.fits:
        return None
    chosen = winner.candidate
    wanted = chosen.deciding.slack * SAFER_SLACK

    def safe(plans: Iterable[Candidate]) -> list[Candidate]:
        return [
            plan
            for plan in plans
            if plan.sureness >= chosen.sureness
            and plan.deciding.slack >= wanted
            and (besides is None or plan.key != besides.key)
        ]

    others = safe(item.best for item in found if item.best.key != chosen.key)
    counts = [count for count in chosen.offer.counts if count in (2 * chosen.gpu_count, 4 * chosen.gpu_count)]
    more = next(filter(None, (safe(side.at_ease(chosen.offer, count)) for count in counts)), [])
    return min(
        (*others, *more), key=lambda plan: (plan.nodes > chosen.nodes, plan.usd_per_month), default=None
    )
