"""What a plan costs: its bill, how old its prices are, and the same card in other markets and commitments."""

from collections.abc import Iterable, Iterator, Sequence

from bot.words import Safe, say
from core.advising.own_cards import spares_rent
from core.catalog.prices import Quote, age_of
from core.conditions import WHERE
from core.quantity import Range
from core.recommendation import Plan, Recommendation, Stack, StackAdvice

DAYS_PER_MONTH = 30.4
MARKETS = ("marketplace", "cloud", "hyperscaler")


def cost(plan: Plan, *, timed: bool = True) -> Safe:
    """Return what a plan is billed: per month always on, or per run and month.

    Of a batch, `timed` also tells how long it keeps the plan at work.
    """
    if plan.bill.basis == "month":
        return say("prices", "of_month", bill=plan.bill)
    return say("prices", "of_runs", bill=plan.bill, run=_run(plan), timed=timed)


def cost_in_short(side: StackAdvice, plan: Plan, *, several: bool) -> Safe:
    """Return the same in the unit in which the chosen plan was told just before: a month or a run."""
    runs = side.chosen.bill.basis == plan.bill.basis == "runs" and not several
    usd = plan.bill.usd_per_run if runs else plan.bill.usd_per_month
    return say("prices", "in_short", usd=usd or plan.bill.usd_per_month)


def _run(plan: Plan) -> str:
    return "batch" if plan.stack == "serving" else "run"


def dated(as_of: Iterable[str], today: str | None) -> Safe:
    """Return the day of the oldest of some prices, and how old they are once that matters; ISO dates.

    Without `today` their age is not told.
    """
    oldest = min(as_of)
    days, age = age_of(oldest, today or oldest)
    return say("prices", f"dated_{age}", day=oldest, days=days, months=round(days / DAYS_PER_MONTH))


def billed_per(plan: Plan) -> str:
    """Return what a month's bill of a plan may be called: that of a run or batch, where there is only one."""
    return _run(plan) if plan.bill.usd_per_run == plan.bill.usd_per_month else "month"


def billed_for(advice: Recommendation, stack: Stack) -> str:
    """Return the same of a stack's plans, as the chosen one is billed."""
    return next(billed_per(side.chosen) for side in advice.sides if side.stack == stack)


def usd_per_month_at(plan: Plan, quote: Quote) -> Range:
    """Return what a plan would be billed a month at another quote of its card."""
    bill, now, other = plan.bill.usd_per_month, plan.quote.usd_per_hour, quote.usd_per_hour
    return Range(
        bill.low / now.low * other.low,
        bill.expected / now.expected * other.expected,
        bill.high / now.high * other.high,
    )


def cheapest_elsewhere(advice: Recommendation, side: StackAdvice) -> Quote | None:
    """Return the cheapest other way to rent the chosen card, None where none is cheaper.

    Serving stays up, so that spot is no way to rent for it; a run can resume from a checkpoint, a batch where
    it was interrupted. A marketplace promises nothing of where a card stands, nor who runs it.
    """
    now = side.chosen.quote.usd_per_hour.expected
    promised = not WHERE.isdisjoint(advice.workload.conditions)
    able = [quote for quote in side.quotes if _is_for_runs(side) or quote.commitment != "spot"]
    able = [quote for quote in able if quote.market != "marketplace" or not promised]
    cheaper = [quote for quote in able if quote.usd_per_hour.expected < now]
    return min(cheaper, key=lambda quote: quote.usd_per_hour.expected, default=None)


def _renting(side: StackAdvice) -> str:
    return "batch" if side.stack == "serving" and _is_for_runs(side) else side.stack


def _is_for_runs(side: StackAdvice) -> bool:
    return side.stack == "training" or side.chosen.bill.basis == "runs"


def price_paths(advice: Recommendation, today: str | None) -> list[Safe]:
    """Return the prices of every chosen card by market and commitment, with their ranges and dates."""
    by_tier: dict[str, list[StackAdvice]] = {}
    for side in advice.sides:
        by_tier.setdefault(side.chosen.tier, []).append(side)
    several = len(by_tier) > 1
    instead, in_house = spares_rent(advice) is not None, "premises" in advice.workload.conditions
    stacks = [sides[0].stack if several else None for sides in by_tier.values()]
    found = zip(by_tier.values(), stacks, strict=True)
    return [_path(sides, today, stack, instead=instead, in_house=in_house) for sides, stack in found]


def _path(
    sides: Sequence[StackAdvice], today: str | None, stack: str | None, *, instead: bool, in_house: bool
) -> Safe:
    """Return the price path of one card.

    `sides` are those that rent it, `instead` of the team's own; `in_house` there is nothing to rent.
    """
    quotes = (sides[0].chosen.quote, *sides[0].quotes)
    days = [quote.as_of for quote in quotes]
    return say(
        "prices",
        "path",
        stack=stack,
        instead=instead,
        in_house=in_house,
        plan=sides[0].chosen,
        dated=dated(days, today),
        old=age_of(min(days), today or min(days))[1] == "old",
        markets=list(_markets(quotes, MARKETS if quotes[0].market != "hyperscaler" else ("hyperscaler",))),
        reserved=any(quote.commitment == "reserved" for quote in quotes),
        starts=[say("prices", f"start_{_renting(side)}") for side in sides],
    )


def _markets(quotes: Iterable[Quote], names: Iterable[str]) -> Iterator[Safe]:
    by_market = {name: [quote for quote in quotes if quote.market == name] for name in names}
    for name, found in by_market.items():
        offers = [say("prices", "offer", quote=quote) for quote in found]
        yield say("prices", "market" if offers else "no_market", name=name, offers=offers)
