"""What a plan costs: its bill, how old its prices are, and the same card in other markets and commitments."""

from collections.abc import Iterable, Iterator

from bot.words import Safe, say
from core.catalog.prices import age_of
from core.quantity import Range
from core.recommendation import Plan, Quote, StackAdvice

DAYS_PER_MONTH = 30.4
MARKETS = ("marketplace", "cloud", "hyperscaler")


def cost(plan: Plan) -> Safe:
    """Return what a plan is billed: per month always on, or per run and month."""
    return say("prices", "of_runs" if plan.bill.basis == "runs" else "of_month", bill=plan.bill)


def dated(as_of: Iterable[str], today: str | None) -> Safe:
    """Return the day of the oldest of some prices, and how old they are once that matters; ISO dates.

    Without `today` their age is not told.
    """
    oldest = min(as_of)
    days, age = age_of(oldest, today or oldest)
    return say("prices", f"dated_{age}", day=oldest, days=days, months=round(days / DAYS_PER_MONTH))


def usd_per_month_at(plan: Plan, quote: Quote) -> Range:
    """Return what a plan would be billed a month at another quote of its card."""
    hours = plan.bill.usd_per_month.expected / plan.quote.usd_per_hour.expected
    return quote.usd_per_hour.scaled(hours)


def cheapest_elsewhere(side: StackAdvice) -> Quote | None:
    """Return the cheapest other way to rent the chosen card, None where none is cheaper.

    Serving stays up, so that spot is no way to rent for it; a run can resume from a checkpoint.
    """
    now = side.chosen.quote.usd_per_hour.expected
    able = [quote for quote in side.quotes if side.stack == "training" or quote.commitment != "spot"]
    cheaper = [quote for quote in able if quote.usd_per_hour.expected < now]
    return min(cheaper, key=lambda quote: quote.usd_per_hour.expected, default=None)


def price_path(side: StackAdvice, today: str, *, several: bool) -> Safe:
    """Return the prices of the chosen card by market and commitment, with their ranges and dates."""
    quotes = (side.chosen.quote, *side.quotes)
    days = [quote.as_of for quote in quotes]
    return say(
        "prices",
        "path",
        stack=side.stack if several else None,
        plan=side.chosen,
        dated=dated(days, today),
        old=age_of(min(days), today)[1] == "old",
        markets=list(_markets(quotes)),
        reserved=any(quote.commitment == "reserved" for quote in quotes),
        advice=say("prices", f"start_{side.stack}"),
    )


def _markets(quotes: Iterable[Quote]) -> Iterator[Safe]:
    by_market = {name: [quote for quote in quotes if quote.market == name] for name in MARKETS}
    for name, found in by_market.items():
        offers = [say("prices", "offer", quote=quote) for quote in found]
        yield say("prices", "market" if offers else "no_market", name=name, offers=offers)
