"""Bills and budgets: hours, months and runs in USD."""

import pytest

from core.catalog.prices import Quote
from core.catalog.rates import Rate
from core.demand.assumed import batch_of
from core.demand.training import training_demand
from core.planning.cost import HOURS_PER_MONTH, counted, serving_bill, training_bill, usd_per_month_allowed
from core.quantity import Range
from core.request_rate import Batch, RequestRate
from core.workload import Budget, Workload

QUOTE = Quote(
    usd_per_hour=Range(1, 2, 4), market="cloud", commitment="on_demand", providers=5, as_of="2026-01-01"
)

RATES = {"USD": Rate("USD", 1, "itself", "2026-08-24"), "EUR": Rate("EUR", 1.1, "a bank", "2026-08-24")}


def test_serving_is_billed_for_every_hour_of_a_month() -> None:
    """Two cards at 2 USD an hour cost 2,920 USD a month, with the quotes' spread kept."""
    bill = serving_bill(QUOTE, 2)
    assert (bill.basis, bill.usd_per_month) == ("month", Range(1460, 2920, 5840))


def test_a_batch_is_billed_for_its_hours() -> None:
    """Two cards for four hours at work and one of set-up, once or every night; never more than the month."""
    hours = Range(3, 4, 6)
    once = serving_bill(QUOTE, 2, Batch(amount=2e6, hours=10), hours)
    assert (once.basis, once.usd_per_month, once.usd_per_run) == ("runs", Range(8, 20, 56), Range(8, 20, 56))
    assert (once.batch_hours, once.batch_hours_allowed) == (hours, 10)
    nightly = serving_bill(QUOTE, 2, Batch(amount=2e6, hours=10, per_month=30), hours)
    assert (nightly.usd_per_run, nightly.usd_per_month) == (Range(8, 20, 56), Range(240, 600, 1680))
    all_day = serving_bill(QUOTE, 2, Batch(amount=2e6, hours=24, per_month=30), Range(20, 24, 30))
    assert all_day == serving_bill(QUOTE, 2)


def test_a_kept_server_is_billed_by_the_month_though_work_comes_in_batches() -> None:
    """Whoever keeps the server does not rent it for a batch."""
    rate = RequestRate(per_s=1, batch=Batch(amount=36_000, hours=10))
    assert batch_of(Workload(request_rate=rate), rate) == rate.batch
    assert batch_of(Workload(request_rate=rate, rental="kept"), rate) is None


def test_a_run_is_billed_with_an_hour_of_set_up() -> None:
    """Four cards for a run of 3 hours are billed 4 hours, times the runs of a month."""
    demand, _ = training_demand(Workload(cadence="monthly"))
    bill = training_bill(QUOTE, 4, Range(2, 3, 5), demand)
    assert (bill.basis, bill.usd_per_run) == ("runs", Range(12, 32, 96))
    assert bill.usd_per_month == Range(12, 32, 96)


def test_a_kept_server_is_billed_by_the_month_whatever_it_runs() -> None:
    """Where the server is kept the month is the bill, and a run's share is still told."""
    demand, _ = training_demand(Workload(rental="kept"))
    bill = training_bill(QUOTE, 1, Range(2, 3, 5), demand)
    assert (bill.basis, bill.usd_per_month.expected) == ("month", 2 * HOURS_PER_MONTH)
    assert bill.usd_per_run == Range(3, 8, 24)


@pytest.mark.parametrize(
    ("budget", "allowed"),
    [
        (None, None),
        (Budget(low=3000, high=3000, period="month"), 3000),
        (Budget(low=3000, high=3000), 3000),
        (Budget(low=1000, high=1200, period="year"), 100),
        (Budget(low=2, high=2, period="hour"), 1460),
        (Budget(low=500, high=800, currency="EUR", period="once"), 880),
        (Budget(low=500, high=500, currency="XXX"), None),
    ],
)
def test_a_budget_allows_so_much_a_month(budget: Budget | None, allowed: float | None) -> None:
    """Budgets of any period and known currency become USD a month; an unknown currency is not judged."""
    found = usd_per_month_allowed(budget, RATES)
    assert found == (allowed if allowed is None else pytest.approx(allowed))


def test_a_budget_in_another_currency_says_how_it_was_counted() -> None:
    """The rate and its date stand among the assumptions; USD needs none, and an unknown currency says so."""
    euros, unknown = Budget(low=500, high=500, currency="EUR"), Budget(low=1, high=1, currency="XXX")
    assert counted(None, RATES) == counted(Budget(low=1, high=1), RATES) == ()
    (assumption,) = counted(euros, RATES)
    assert assumption.value == {"low": 500, "high": 500, "currency": "EUR"}
    assert assumption.basis == "1 EUR counted as 1.1 USD, the rate of 2026-08-24"
    assert counted(unknown, RATES)[0].basis.startswith("not held against the bills, since no rate of XXX")
