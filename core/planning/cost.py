"""What a plan is billed in USD, and what a budget allows per month."""

from collections.abc import Iterable, Mapping
from math import inf

from core.catalog.prices import Quote
from core.catalog.rates import Rate
from core.demand.training import TrainingDemand
from core.planning.findings import Finding
from core.quantity import Range
from core.recommendation import Assumption, Bill
from core.request_rate import Batch
from core.workload import Budget, Slot

HOURS_PER_MONTH = 730.0
"""8,760 hours of a year over twelve months."""

SETUP_HOURS = 1.0
"""Hours billed around each run: rent, copy model and data, start, save, give back.

However short a run, no less than an hour is billed.
"""

SAME_SHARE = 1.25
SAME_USD_PER_MONTH = 100.0
"""Plans within a quarter of the cheapest, or within so many USD a month of it, cost the same money."""


def serving_bill(
    quote: Quote, gpu_count: int, batch: Batch | None = None, hours: Range | None = None
) -> Bill:
    """Return the bill of a serving plan: every card, every hour of a month; or the batches of a month.

    `hours` is how long a batch keeps the plan at work, None for what is always on.
    """
    if batch is None or hours is None or _keeps_the_server(batch, hours):
        return Bill(basis="month", usd_per_month=quote.usd_per_hour.scaled(gpu_count * HOURS_PER_MONTH))
    run = _per_run(quote, gpu_count, hours)
    return Bill(
        basis="runs",
        usd_per_month=run.scaled(batch.per_month),
        usd_per_run=run,
        runs_per_month=batch.per_month,
        batch_hours=hours,
        batch_hours_allowed=batch.hours,
    )


def hours_at_work(batch: Batch, each: float, findings: Iterable[Finding]) -> Range | None:
    """Return the hours that a batch keeps a plan at work, at the speed found for it.

    `each` is what one request is worth in that speed's unit. None where no speed was looked at, since memory
    already says no.
    """
    speed = next((finding.figure for finding in findings if finding.constraint == "throughput"), None)
    if speed is None:
        return None
    return speed.dividing(batch.requests * each / 3_600)


def serving_usd_per_month(
    usd_per_hour: float, gpu_count: int, batch: Batch | None, hours: Range | None
) -> float:
    """Return the expected bill of a month that a serving plan is ranked by.

    Infinite where nobody knows how long its batches take.
    """
    if batch is None or (hours is not None and _keeps_the_server(batch, hours)):
        return usd_per_hour * gpu_count * HOURS_PER_MONTH
    return inf if hours is None else usd_per_hour * gpu_count * _hours_rented(batch, hours)


def _keeps_the_server(batch: Batch, hours: Range) -> bool:
    """Whether batches follow each other so closely that their server is never given back.

    One that comes once may take more than a month, and is billed for all of it.
    """
    return batch.per_month > 1 and _hours_rented(batch, hours) >= HOURS_PER_MONTH


def _hours_rented(batch: Batch, hours: Range) -> float:
    return (hours.expected + SETUP_HOURS) * batch.per_month


def training_bill(quote: Quote, gpu_count: int, run_hours: Range, demand: TrainingDemand) -> Bill:
    """Return the bill of a training plan: each run with its set-up, or a month where the server is kept."""
    per_run = _per_run(quote, gpu_count, run_hours)
    runs = demand.runs_per_month
    if demand.kept:
        month = quote.usd_per_hour.scaled(gpu_count * HOURS_PER_MONTH)
        return Bill(basis="month", usd_per_month=month, usd_per_run=per_run, runs_per_month=runs)
    return Bill(basis="runs", usd_per_month=per_run.scaled(runs), usd_per_run=per_run, runs_per_month=runs)


def _per_run(quote: Quote, gpu_count: int, hours: Range) -> Range:
    per_hour = quote.usd_per_hour
    return Range(
        per_hour.low * (hours.low + SETUP_HOURS),
        per_hour.expected * (hours.expected + SETUP_HOURS),
        per_hour.high * (hours.high + SETUP_HOURS),
    ).scaled(gpu_count)


def same_money_limit(cheapest_usd: float) -> float:
    """Return up to which bill a plan costs the same money as the cheapest one, both per month."""
    return max(cheapest_usd * SAME_SHARE, cheapest_usd + SAME_USD_PER_MONTH)


def usd_per_month_allowed(budget: Budget | None, rates: Mapping[str, Rate]) -> float | None:
    """Return the most a month may cost in USD, or None where no budget can be held against a bill.

    A sum without a period is taken per month, and a sum to be spent once as the sum of the first month. Of a
    range its upper end counts.
    """
    if budget is None or budget.currency not in rates:
        return None
    usd = budget.high * rates[budget.currency].usd
    if budget.period == "hour":
        return usd * HOURS_PER_MONTH
    return usd / 12 if budget.period == "year" else usd


def counted(budget: Budget | None, rates: Mapping[str, Rate]) -> tuple[Assumption, ...]:
    """Return how a budget in another currency than USD was held against the bills, as an assumption."""
    if budget is None or budget.currency == "USD":
        return ()
    rate = rates.get(budget.currency)
    basis = (
        f"not held against the bills, since no rate of {budget.currency} to USD is known"
        if rate is None
        else f"1 {rate.currency} counted as {rate.usd:.4g} USD, the rate of {rate.date}"
    )
    value = budget.model_dump(exclude_none=True)
    return (Assumption(slot=Slot.BUDGET, value=value, basis=basis),)
