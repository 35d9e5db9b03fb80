"""What a plan is billed in USD, and what a budget allows per month."""

from collections.abc import Mapping

from core.catalog.rates import Rate
from core.demand import TrainingDemand
from core.quantity import Range
from core.recommendation import Assumption, Bill, Quote
from core.workload import Batch, Budget, Slot

HOURS_PER_MONTH = 730.0
"""8,760 hours of a year over twelve months."""

SETUP_HOURS = 1.0
"""Hours billed around each run: rent, copy model and data, start, save, give back."""

SAME_SHARE = 1.25
SAME_USD_PER_MONTH = 100.0
"""Plans within a quarter of the cheapest, or within so many USD a month of it, cost the same money."""


def serving_bill(quote: Quote, gpu_count: int, batch: Batch | None = None) -> Bill:
    """Return the bill of a serving plan: every card, every hour of a month or of the batches in it."""
    share = share_billed(batch)
    month = quote.usd_per_hour.scaled(gpu_count * HOURS_PER_MONTH * share)
    if batch is None or share == 1:
        return Bill(basis="month", usd_per_month=month)
    return Bill(
        basis="runs",
        usd_per_month=month,
        usd_per_run=month.scaled(1 / batch.per_month),
        runs_per_month=batch.per_month,
    )


def share_billed(batch: Batch | None) -> float:
    """Return the share of a month's hours that a server is rented for: all, but where work comes in batches.

    A batch is billed all the time it may take, with its set-up.
    """
    if batch is None or batch.hours is None:
        return 1.0
    return min(1.0, (batch.hours + SETUP_HOURS) * batch.per_month / HOURS_PER_MONTH)


def training_bill(quote: Quote, gpu_count: int, run_hours: Range, demand: TrainingDemand) -> Bill:
    """Return the bill of a training plan: each run with its set-up, or a month where the server is kept."""
    per_hour = quote.usd_per_hour
    per_run = Range(
        per_hour.low * (run_hours.low + SETUP_HOURS),
        per_hour.expected * (run_hours.expected + SETUP_HOURS),
        per_hour.high * (run_hours.high + SETUP_HOURS),
    ).scaled(gpu_count)
    runs = demand.runs_per_month
    if demand.kept:
        month = per_hour.scaled(gpu_count * HOURS_PER_MONTH)
        return Bill(basis="month", usd_per_month=month, usd_per_run=per_run, runs_per_month=runs)
    return Bill(basis="runs", usd_per_month=per_run.scaled(runs), usd_per_run=per_run, runs_per_month=runs)


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
