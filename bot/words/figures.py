"""Figures in words, rounded to what they are worth."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from math import floor

from core.quantity import Range

FILTERS = (
    "approx",
    "count",
    "day",
    "gib",
    "hourly",
    "hours",
    "hours_span",
    "percent",
    "seconds",
    "tokens",
    "usd",
    "usd_span",
)
"""What templates may call, by these names."""


def approx(amount: float, digits: int = 2) -> str:
    """Return a figure with so many digits that mean something: 38, 0.41, 1,200."""
    if amount == 0:
        return "0"
    rounded = float(f"{amount:.{digits - 1}e}")
    if abs(rounded) >= 10 ** (digits - 1):
        return f"{rounded:,.0f}"
    return f"{rounded:.6f}".rstrip("0").rstrip(".")


def count(amount: float) -> str:
    """Return a number somebody gave, all of it: 20, 1,500, 0.5."""
    return f"{amount:,.0f}" if float(amount).is_integer() else f"{amount:,.6f}".rstrip("0").rstrip(".")


def percent(share: float) -> str:
    """Return a share of one as whole percents."""
    return f"{share:.0%}".replace("%", " %")


def gib(amount: float) -> str:
    """Return memory in GiB without its unit: 16.7, 141."""
    return f"{amount:.1f}" if amount < 99.95 else f"{amount:,.0f}"


def parts(amounts: Sequence[float], total: float) -> list[float]:
    """Return the parts of a sum in tenths that add up to it in tenths: where needed the nearest are raised.

    Rounded each for itself they would seldom add up.
    """
    tenths = [floor(10 * amount) for amount in amounts]
    missing = round(10 * total) - sum(tenths)
    nearest = sorted(range(len(amounts)), key=lambda at: tenths[at] - 10 * amounts[at])
    raised = set(nearest[: max(0, missing)])
    return [(each + (at in raised)) / 10 for at, each in enumerate(tenths)]


def hourly(amount: float) -> str:
    """Return a price by the hour as exactly as it goes into a bill: 1.50, 0.615."""
    exact = f"{amount:.4f}".rstrip("0")
    return exact if len(exact.partition(".")[2]) >= 2 else f"{amount:.2f}"


def seconds(amount: float) -> str:
    """Return a duration: 40 ms, 0.4 s, 45 s, 12 min, 3 h."""
    if amount < 0.0995:
        return f"{approx(amount * 1000)} ms"
    if amount < 99.5:
        return f"{approx(amount)} s"
    return f"{approx(amount / 60)} min" if amount < 5_400 else hours(amount / 3_600)


def hours(amount: float) -> str:
    """Return a run's duration: 40 min, 1.5 h, 18 h, 3.5 days."""
    if amount < 1.5:
        return f"{approx(amount * 60)} min"
    return f"{approx(amount)} h" if amount < 71.5 else f"{approx(amount / 24)} days"


def hours_span(amount: Range) -> str:
    """Return a duration as a range: 4.1 to 6.9 h, 40 min to 1.6 h."""
    low, high = hours(amount.low), hours(amount.high)
    if low == high:
        return low
    figure, unit = low.split(" ")
    return f"{figure if high.endswith(f' {unit}') else low} to {high}"


def tokens(amount: float) -> str:
    """Return a number of tokens as people say it: 300, 4k (4,096, 4,097 and 4,000 alike), 50M, 1.5B."""
    for unit, letter in ((10**12, "T"), (10**9, "B"), (10**6, "M")):
        if amount >= unit:
            return f"{approx(amount / unit, 3)}{letter}"
    if amount < 1_000:
        return count(amount)
    binary = amount / 1_024
    whole = abs(binary - round(binary)) * 1_024 <= 1
    return f"{binary:.0f}k" if whole else f"{approx(amount / 1_000, 3)}k"


def usd(amount: float) -> str:
    """Return an estimated price: USD 0.35, USD 250, USD 1,500."""
    return f"USD {_money(amount)}"


def usd_span(amount: Range) -> str:
    """Return an estimated price as a range: USD 250 to 500."""
    low, high = _money(amount.low), _money(amount.high)
    return f"USD {low}" if low == high else f"USD {low} to {high}"


def day(iso: str) -> str:
    """Return an ISO date in words: 24 May 2026; what is not one stays as it is."""
    try:
        found = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{found.day} {found:%b %Y}"


def day_of(at: int) -> str:
    """Return the day of a time in seconds since the epoch, in UTC."""
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def _money(amount: float) -> str:
    if amount < 10:
        return f"{amount:.2f}"
    return approx(amount) if amount >= 100 else f"{amount:.0f}"
