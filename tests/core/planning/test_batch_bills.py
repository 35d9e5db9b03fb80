"""Batches are billed for the hours that they keep a plan at work, whatever time they may take."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.advising.stacks import side_of
from core.catalog.catalogue import default_catalogue
from core.demand.serving import serving_demand
from core.match import decide, recommend
from core.planning.candidate import best_of
from core.planning.cost import HOURS_PER_MONTH, SETUP_HOURS
from core.planning.offers import COUNTS, offers
from core.planning.serving import ServingJob, batch_hours, serving_job
from core.recommendation import Plan, Verdict
from core.request_rate import Batch, RequestRate
from core.workload import Deadline, Latency, Workload

CATALOGUE = default_catalogue()
MODELS = st.sampled_from(
    ["8B", "70B", "BAAI/bge-m3", "openai/whisper-large-v3", "black-forest-labs/FLUX.1-dev"]
)
HOURS = st.sampled_from([2.0, 10.0, 72.0, 300.0, 900.0])
AMOUNTS = st.sampled_from([500.0, 20_000.0, 700_000.0, 30_000_000.0])


def _work(model: str, amount: float, hours: float | None, per_month: float = 1, **said: object) -> Workload:
    batch = Batch(amount=amount, hours=hours, per_month=per_month)
    rate = RequestRate(per_s=hours and batch.per_s(hours), batch=batch)
    said = {"latency": Latency(batch=True), **said}
    return Workload.model_validate({"work": "serving", "model": model, "request_rate": rate, **said})


def _plan(work: Workload, count: int, tier: str = "h100") -> Plan:
    side = side_of("serving", work, CATALOGUE)
    offer = next(offer for offer in offers(CATALOGUE) if offer.tier.id == tier)
    return side.write(best_of(side.options(offer, count)))


def _job(work: Workload) -> ServingJob:
    return serving_job(serving_demand(work)[0], CATALOGUE)


def _usd(work: Workload, count: int, tier: str = "h100") -> float:
    return _plan(work, count, tier).bill.usd_per_month.expected


@settings(deadline=None, max_examples=60)
@given(model=MODELS, amount=AMOUNTS, hours=HOURS, factor=st.floats(1, 50), count=st.sampled_from([4, 8]))
def test_more_of_the_same_is_never_cheaper_on_the_same_plan(
    model: str, amount: float, hours: float, factor: float, count: int
) -> None:
    """The hours grow with the work, and so does the bill."""
    less, more = (_usd(_work(model, size, hours), count) for size in (amount, amount * factor))
    assert less <= more * (1 + 1e-9)


@settings(deadline=None, max_examples=60)
@given(model=MODELS, amount=AMOUNTS, hours=HOURS, factor=st.floats(1, 50), count=st.sampled_from([4, 8]))
def test_the_time_it_may_take_is_no_matter_on_the_same_plan(
    model: str, amount: float, hours: float, factor: float, count: int
) -> None:
    """A plan works as fast as it can, and is given back when it is done."""
    soon, late = (_usd(_work(model, amount, time), count) for time in (hours, min(hours * factor, 99_999)))
    assert late == pytest.approx(soon)


@settings(deadline=None, max_examples=40)
@given(model=MODELS, amount=AMOUNTS, hours=HOURS, factor=st.floats(1, 20), per_month=st.sampled_from([1, 4]))
@example(model="8B", amount=20_000, hours=10, factor=2, per_month=1)
def test_who_may_take_longer_never_pays_more(
    model: str, amount: float, hours: float, factor: float, per_month: float
) -> None:
    """The cheapest plan that will do does not get dearer with the time."""

    def cheapest(time: float) -> float | None:
        found = recommend(_work(model, amount, time, per_month), CATALOGUE, with_flips=False).sides[0].tiers
        return min(
            (plan.bill.usd_per_month.expected for plan in found if plan.verdict is Verdict.FITS), default=None
        )

    soon, late = cheapest(hours), cheapest(hours * factor)
    assert soon is None or (late is not None and late <= soon * (1 + 1e-9))


def test_a_batch_gets_more_cards_where_they_cost_less() -> None:
    """One card holds the weights and few requests; two hold so many that they are done for half the money."""
    work = _work("8B", 20_000, 72)
    one, two = (_plan(work, count, "rtx4090") for count in (1, 2))
    assert one.verdict is two.verdict is Verdict.FITS
    assert two.bill.usd_per_month.expected < one.bill.usd_per_month.expected / 1.5
    tiers = recommend(work, CATALOGUE, with_flips=False).sides[0].tiers
    assert next(plan.gpu_count for plan in tiers if plan.tier == "rtx4090") == 2


def test_a_small_batch_costs_the_work_that_it_is() -> None:
    """Of three days that were assumed, two million texts take a few hours, and those are billed."""
    work = _work("BAAI/bge-m3", 2e6, None)
    bill = recommend(work, CATALOGUE, with_flips=False).sides[0].chosen.bill
    assert (bill.basis, bill.batch_hours_allowed) == ("runs", 72)
    assert bill.batch_hours is not None
    assert 1 < bill.batch_hours.low < bill.batch_hours.expected < bill.batch_hours.high < 24
    assert bill.usd_per_month.expected < 10


def test_an_hour_is_the_least_that_is_billed() -> None:
    """Ten texts take no time, but renting, copying and starting do."""
    bill = _plan(_work("BAAI/bge-m3", 10, 5), 2).bill
    assert bill.batch_hours is not None
    assert bill.batch_hours.high < 0.01
    assert bill.usd_per_month.expected == pytest.approx(
        2 * _plan(_work("BAAI/bge-m3", 10, 5), 2).quote.usd_per_hour.expected * SETUP_HOURS, rel=0.01
    )


@settings(deadline=None, max_examples=40)
@given(model=MODELS, amount=AMOUNTS, hours=HOURS, per_month=st.sampled_from([1, 4.3, 30.4]))
def test_what_is_ranked_by_is_what_is_billed(
    model: str, amount: float, hours: float, per_month: float
) -> None:
    """A decision alone and the whole advice name the same plan and bill, however it is found."""
    work = _work(model, amount, hours, per_month)
    pick, chosen = (
        decide(work, CATALOGUE).serving,
        recommend(work, CATALOGUE, with_flips=False).sides[0].chosen,
    )
    assert pick is not None
    assert (pick.tier, pick.gpu_count) == (chosen.tier, chosen.gpu_count)
    if chosen.verdict is not Verdict.NO:
        assert pick.usd_per_month == pytest.approx(chosen.bill.usd_per_month.expected)


def test_batches_that_follow_each_other_closely_keep_the_server() -> None:
    """What would be billed for more than a month of hours is billed by the month; once may take longer."""
    nightly, once = (_plan(_work("8B", 3_000_000, 23, times), 1) for times in (30.4, 1))
    assert nightly.bill.basis == "month"
    assert nightly.bill.usd_per_month.expected == pytest.approx(
        HOURS_PER_MONTH * nightly.quote.usd_per_hour.expected
    )
    assert once.bill.basis == "runs"
    long = _plan(_work("8B", 300_000_000, 23), 1).bill
    assert long.usd_per_month.expected > nightly.bill.usd_per_month.expected


def test_a_kept_server_works_as_fast_and_is_billed_by_the_month() -> None:
    """Whoever keeps the server pays for all of it, and needs no other."""
    rented, kept = (
        recommend(_work("8B", 100_000, 10, rental=rental), CATALOGUE, with_flips=False).sides[0].chosen
        for rental in ("per_run", "kept")
    )
    assert rented.serving is not None
    assert kept.serving is not None
    assert rented.serving.throughput_tokens_per_s == kept.serving.throughput_tokens_per_s
    assert (kept.bill.basis, kept.bill.batch_hours) == ("month", None)


def test_a_batch_somebody_waits_for_is_not_worked_on_all_at_once() -> None:
    """With a target for each answer, or a number at once, no more are in flight than keep it."""
    left = _job(_work("8B", 100_000, 10))
    paced = _job(_work("8B", 100_000, 10, latency=Latency(first_token_s=1)))
    told = _job(_work("8B", 100_000, 10, concurrency=4))
    assert left.demand.at_leisure
    assert not paced.demand.at_leisure
    assert not told.demand.at_leisure


def test_where_memory_says_no_nobody_knows_the_hours() -> None:
    """A card that cannot hold the model takes no hours that could be billed."""
    job = _job(_work("70B", 1_000, 10, precision="bf16"))
    offer = next(offer for offer in offers(CATALOGUE) if offer.tier.id == "rtx4090")
    side = side_of("serving", _work("70B", 1_000, 10, precision="bf16"), CATALOGUE)
    candidate = best_of(side.options(offer, COUNTS[0]))
    assert batch_hours(job, candidate.findings) is None
    assert candidate.usd_per_month == float("inf")


def test_a_deadline_said_apart_is_the_time_it_may_take() -> None:
    """Hours that were told as a deadline stand beside the work, too."""
    work = _work("BAAI/bge-m3", 2e6, None, deadline=Deadline(hours=30))
    assert recommend(work, CATALOGUE, with_flips=False).sides[0].chosen.bill.batch_hours_allowed == 30
