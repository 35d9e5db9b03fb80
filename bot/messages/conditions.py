"""What has to hold besides the size, and what each condition means for where and how one rents."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from bot.messages.limits import limits
from bot.words import Safe, say, value
from bot.words.plans import card
from core.catalog.machines import BESIDES, CARDS, machine_sizes
from core.conditions import HYPERSCALERS, WHERE, Condition, Named
from core.planning.cost import HOURS_PER_MONTH
from core.quantity import Range
from core.recommendation import Plan, Recommendation
from core.workload import Slot

OFFICE_HOURS, OFFICE_DAYS = 10, 22
"""From the first to the last in the office, on the working days of a month."""
MONTHS_KEPT = 24
"""How long a bought card is taken to stay in use before a better one is wanted."""


def _where(places: set[Condition]) -> Iterator[Safe]:
    if places:
        yield say("conditions", "promised", places=value(Slot.CONDITIONS, sorted(places)))


def _at_hyperscalers(advice: Recommendation, cloud: Named) -> Iterator[Safe]:
    """Yield for each side whose prices it is told at, and how large its smallest machine is."""
    for side in advice.sides:
        plan = side.chosen
        words = {
            "cloud": value(Slot.CONDITIONS, [cloud]),
            "stack": advice.told_apart(side.stack),
            "plan": plan,
        }
        if plan.quote.market != "hyperscaler":
            yield say("conditions", "no_hyperscaler", **words)
            continue
        least = _least(cloud, plan)
        priced = {tier.tier: card(tier) for tier in side.tiers}
        known = [priced[name] for name in BESIDES[cloud] if name in priced]
        unknown = [CARDS[name][0] for name in BESIDES[cloud] if name not in priced]
        yield say("conditions", "hyperscaler", **words, least=least, known=known, unknown=unknown)


def _least(cloud: Named, plan: Plan) -> int:
    """Return how many of a plan's card the smallest machine of a cloud has; 0 where it has none."""
    named = (name for name, told in CARDS.items() if told == (plan.gpu, plan.memory_gb))
    names = [plan.tier] if plan.tier in CARDS else [name for name in named if name not in BESIDES[cloud]]
    return min((size for name in names for size in machine_sizes(cloud, name)), default=0)


def _redundant(advice: Recommendation) -> Iterator[Safe]:
    """Yield what one more copy of the model costs, so that one may fail; a run has its checkpoints."""
    if advice.serving is None:
        yield say("conditions", "run_resumes")
    elif advice.serving.chosen.bill.basis == "runs":
        yield say("conditions", "batch_resumes")
    else:
        plan = advice.serving.chosen
        yield say("conditions", "redundant", usd=plan.bill.usd_per_month.expected / plan.replicas)


def _in_office_hours(advice: Recommendation) -> Iterator[Safe]:
    """Yield what the serving plan costs if it is given back every evening and over the weekend."""
    if advice.serving is None or advice.serving.chosen.bill.basis == "runs":
        yield say("conditions", "rented_per_run")
        return
    plan = advice.serving.chosen
    yield say(
        "conditions",
        "office_hours",
        hours=OFFICE_HOURS,
        days=OFFICE_DAYS,
        usd=plan.bill.usd_per_month.scaled(OFFICE_HOURS * OFFICE_DAYS / HOURS_PER_MONTH),
        cold=plan.serving.cold_start_s if plan.serving else None,
    )


def bought(advice: Recommendation) -> Iterator[Safe]:
    """Yield how much rent a purchase has to be held against; what is rented per run seldom is."""
    bills = [side.chosen.bill.usd_per_month for side in advice.sides if side.chosen.bill.basis == "month"]
    if not bills:
        yield say("conditions", "bought_for_runs")
        return
    month = Range(
        sum(bill.low for bill in bills),
        sum(bill.expected for bill in bills),
        sum(bill.high for bill in bills),
    )
    yield say("conditions", "bought", usd=month.scaled(MONTHS_KEPT))


_MEANING: Mapping[Condition, Callable[[Recommendation], Iterable[Safe]]] = {
    "premises": lambda _: [say("conditions", "premises")],
    **{cloud: partial(_at_hyperscalers, cloud=cloud) for cloud in sorted(HYPERSCALERS)},
    "redundant": _redundant,
    "office_hours": _in_office_hours,
    "bought": bought,
}
"""What a condition means for the plan, in the order they are said; what a host has to promise is one line."""


def conditions(advice: Recommendation) -> list[Safe]:
    """Return one paragraph about the conditions that were told, or none."""
    told = set(advice.workload.conditions)
    lines = [
        *_where(told & (WHERE - {"premises"})),
        *(line for condition, meaning in _MEANING.items() if condition in told for line in meaning(advice)),
        *limits(advice),
    ]
    return [say("conditions", "besides", lines=lines)] if lines else []
