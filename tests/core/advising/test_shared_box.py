"""One server for both sides: when it would do, what it saves, and why not."""

import pytest

from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.planning.cost import HOURS_PER_MONTH
from core.recommendation import SharedBox
from core.workload import Cadence, Deadline, Latency, Workload

CATALOGUE = default_catalogue()


def shared(**changes: object) -> SharedBox:
    """Return what is said of one server for a small team that serves and trains, but for these changes."""
    small = Workload(
        work="both",
        model="8B",
        precision="awq",
        concurrency=4,
        context_tokens=2048,
        method=("qlora",),
        sequence_tokens=1024,
        dataset_tokens=2_000_000,
        cadence="daily",
        rental="kept",
    )
    found = recommend(small.model_copy(update=changes), CATALOGUE, with_flips=False)
    assert found.shared is not None
    assert found.serving is not None
    assert found.training is not None
    box = found.shared
    if box.plan is not None:
        apart = sum(one.chosen.bill.usd_per_month.expected for one in (found.serving, found.training))
        alone = box.plan.quote.usd_per_hour.expected * box.plan.gpu_count * HOURS_PER_MONTH
        assert box.usd_per_month_saved == pytest.approx(apart - alone)
        assert box.usd_per_month_saved > 0
    return box


def test_a_run_that_fits_into_a_night_shares_the_server() -> None:
    """Two kept servers become one, since nobody waits for answers while a short run trains."""
    box = shared()
    assert (box.possible, box.reason) == (True, "quiet_hours")


def test_both_at_once_share_a_card_with_memory_and_time_for_both() -> None:
    """A small model leaves half of the memory and half of the time to the other side."""
    tiny = {"model": "1B", "concurrency": 1, "output_tokens": 20, "latency": Latency(first_token_s=20)}
    box = shared(**tiny, deadline=Deadline(hours=200), dataset_tokens=200_000_000)
    assert (box.possible, box.reason) == (True, "both_fit_at_once")


def test_a_long_run_needs_a_server_of_its_own() -> None:
    """A run longer than a night would stand in the way of whoever waits."""
    box = shared(dataset_tokens=300_000_000, deadline=Deadline(hours=300), concurrency=30)
    assert (box.possible, box.plan, box.reason) == (False, None, "hours")


@pytest.mark.parametrize("cadence", ["once", "monthly"])
def test_rented_by_the_run_nothing_cheaper_holds_both(cadence: Cadence) -> None:
    """A few hours of a large card a month cost less than a larger card for all of it."""
    box = shared(method=("full",), rental="per_run", cadence=cadence)
    assert (box.possible, box.plan, box.reason) == (False, None, "memory")


def test_without_a_plan_for_a_side_there_is_none_for_both() -> None:
    """What does not fit alone does not fit together."""
    assert shared(model="405B", precision="bf16", concurrency=50_000).reason == "no_serving_plan"
    assert shared(method=("full",), model="405B", sequence_tokens=131_072).reason == "no_training_plan"


def test_where_every_server_costs_less_than_both_the_largest_may_still_not_do() -> None:
    """Two full racks cost more than any one server, and no one server bears both."""
    box = shared(
        model="70B",
        precision="fp8",
        concurrency=1_200,
        method=("full",),
        dataset_tokens=400_000_000,
        deadline=Deadline(hours=12),
    )
    assert (box.possible, box.plan, box.reason) == (False, None, "hours")
