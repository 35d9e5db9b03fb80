"""What a workload demands: said values kept, typical values shown, conversions that never lower a demand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.demand.serving import serving_demand
from core.demand.training import training_demand
from core.request_rate import Batch, RequestRate
from core.teams.typical import TYPICAL_ROWS
from core.workload import Deadline, Latency, Slot, Workload


def _assumed(workload: Workload, kind: str = "serving") -> dict[Slot, Any]:
    demand = serving_demand if kind == "serving" else training_demand
    return {item.slot: item.value for item in demand(workload)[1]}


def test_what_was_said_is_not_assumed() -> None:
    """A workload that says everything leaves no assumption behind."""
    said = Workload(
        model="8B",
        context_tokens=8192,
        prompt_tokens=1000,
        output_tokens=200,
        concurrency=5,
        latency=Latency(first_token_s=1, tokens_per_s_each=20),
    )
    demand, assumptions = serving_demand(said)
    assert assumptions == ()
    assert (demand.context_tokens, demand.prompt_tokens, demand.output_tokens) == (8192, 1000, 200)
    assert (demand.concurrency, demand.first_token_s, demand.tokens_per_s_each) == (5, 1, 20)


def test_the_hours_of_a_night_are_assumed() -> None:
    """How long a night is nobody said, until somebody says how long the work may take."""
    night = RequestRate(per_s=24, batch=Batch(amount=864_000, hours=10, night=True))
    said = Workload(work="serving", request_rate=night)
    assert _assumed(said)[Slot.DEADLINE] == {"hours": 10}
    within = RequestRate(batch=Batch(amount=864_000)).within(8)
    assert Slot.DEADLINE not in _assumed(Workload(work="serving", request_rate=within))


def test_nothing_said_takes_typical_values_and_shows_them() -> None:
    """With no answers every value is typical, and each is named as an assumption."""
    assert _assumed(Workload()) == {
        Slot.MODEL: "8B",
        Slot.CONTEXT_TOKENS: 4096,
        Slot.PROMPT_TOKENS: 1024,
        Slot.OUTPUT_TOKENS: 300,
        Slot.LATENCY: {"first_token_s": 2.0, "tokens_per_s_each": 10.0},
        Slot.CONCURRENCY: 10,
    }


@pytest.mark.parametrize(
    ("said", "lengths"),
    [
        ({"prompt_tokens": 1500, "output_tokens": 300}, (1800, 1500, 300)),
        ({"context_tokens": 32_768}, (32_768, 8192, 300)),
        ({"context_tokens": 1000, "prompt_tokens": 1000, "output_tokens": 500}, (1500, 1000, 500)),
        ({"output_tokens": 10_000}, (11_024, 1024, 10_000)),
    ],
)
def test_lengths_complete_each_other(said: dict[str, int], lengths: tuple[int, int, int]) -> None:
    """Context, prompt and answer are derived from those said, and the context holds the other two."""
    demand, _ = serving_demand(Workload(**said))
    assert (demand.context_tokens, demand.prompt_tokens, demand.output_tokens) == lengths


@pytest.mark.parametrize(
    ("latency", "targets"),
    [
        (Latency(first_token_s=0.5), (0.5, None, 10.0)),
        (Latency(tokens_per_s_each=30), (2.0, None, 30)),
        (Latency(total_s=8), (None, 8, None)),
        (Latency(batch=True), (None, None, None)),
    ],
)
def test_targets_are_completed_only_where_answers_stream(
    latency: Latency, targets: tuple[float | None, float | None, float | None]
) -> None:
    """A streamed answer must start soon and keep flowing; a total time or batch work needs no more."""
    demand, _ = serving_demand(Workload(latency=latency))
    assert (demand.first_token_s, demand.total_s, demand.tokens_per_s_each) == targets


@pytest.mark.parametrize(
    ("percentile", "at_p95"), [("p95", True), ("p99", True), ("mean", False), (None, False)]
)
def test_a_high_percentile_binds_the_slow_requests(percentile: Any, at_p95: bool) -> None:
    """p90 and above hold the target against slow requests, mean and median against the mean."""
    assert serving_demand(Workload(latency=Latency(total_s=2, percentile=percentile)))[0].at_p95 is at_p95


@pytest.mark.parametrize(
    ("said", "concurrency"),
    [
        ({"users": 200}, 10),
        ({"users": 1}, 1),
        ({"users": 500, "concurrency": 7}, 7),
        ({"request_rate": RequestRate(per_s=2), "latency": Latency(total_s=4)}, 8),
        ({"request_rate": RequestRate(per_s=2), "output_tokens": 100}, 24),
        ({"request_rate": RequestRate(per_s=1), "output_tokens": 100, "latency": Latency(batch=True)}, 12),
        ({"request_rate": RequestRate(per_s=0.001)}, 1),
        ({"request_rate": RequestRate(tokens_per_s=200), "output_tokens": 100}, 24),
        (
            {
                "request_rate": RequestRate(tokens_per_s=2000, prompts_too=True),
                "prompt_tokens": 900,
                "output_tokens": 100,
            },
            24,
        ),
        ({"concurrency": 1000, "latency": Latency(batch=True)}, 64),
        ({"concurrency": 8, "latency": Latency(batch=True)}, 8),
        ({"concurrency": 1000, "latency": Latency(batch=True), "request_rate": RequestRate(per_s=9)}, 1000),
    ],
)
def test_requests_in_flight_come_from_users_or_rate(said: dict[str, Any], concurrency: int) -> None:
    """Concurrency is what was said, else the rate times the time allowed, else one in twenty users.

    In a batch that nothing hurries, the others wait their turn.
    """
    assert serving_demand(Workload(**said))[0].concurrency == concurrency


@pytest.mark.parametrize(("prompt", "seconds"), [(1000, 2.0), (8_000, 2.0), (32_000, 8.0)])
def test_who_hands_in_a_long_text_waits_longer_for_the_first_word(prompt: int, seconds: float) -> None:
    """The target taken where nobody gave one grows with the prompt; one that was given does not."""
    assert serving_demand(Workload(prompt_tokens=prompt))[0].first_token_s == seconds
    hasty = Workload(prompt_tokens=prompt, latency=Latency(first_token_s=1))
    assert serving_demand(hasty)[0].first_token_s == 1


@pytest.mark.parametrize(
    ("said", "tokens"),
    [
        ({"dataset_tokens": 50_000_000}, 50_000_000),
        ({"dataset_tokens": 1_000_000, "epochs": 3}, 3_000_000),
        ({"dataset_samples": 1000}, 500_000),
        ({"dataset_samples": 1000, "sequence_tokens": 128}, 128_000),
        ({"dataset_gb": 2}, 500_000_000),
        ({}, 10_000_000),
    ],
)
def test_tokens_of_a_run_come_from_tokens_samples_or_gigabytes(said: dict[str, Any], tokens: int) -> None:
    """Whatever words the data set was described in, the run's tokens follow."""
    assert training_demand(Workload(**said))[0].amount == tokens


def test_several_methods_are_sized_for_the_heaviest() -> None:
    """Full fine-tunes next to LoRA are what the plan must bear."""
    assert training_demand(Workload(method=("qlora", "lora", "full")))[0].method == "full"


def test_the_deadline_follows_the_cadence_unless_said() -> None:
    """Runs made daily must be over sooner than runs made once; a said deadline stands."""
    assert training_demand(Workload(cadence="daily"))[0].deadline_hours == 12
    assert _assumed(Workload(cadence="once"), "training")[Slot.DEADLINE] == {"hours": 72.0}
    assert training_demand(Workload(cadence="daily", deadline=Deadline(hours=3)))[0].deadline_hours == 3


def test_a_kept_server_is_told_from_a_rented_run() -> None:
    """Who keeps the server is billed by the month."""
    assert training_demand(Workload(rental="kept"))[0].kept is True
    assert training_demand(Workload())[0].kept is False


def test_every_typical_row_has_a_basis() -> None:
    """No assumption goes without its reason, and no slot has two."""
    assert all(row.basis for row in TYPICAL_ROWS)
    assert len({row.slot for row in TYPICAL_ROWS}) == len(TYPICAL_ROWS)


@given(
    st.integers(1, 10**6), st.integers(1, 10**6), st.sampled_from(["users", "concurrency", "context_tokens"])
)
def test_more_never_demands_less(first: int, second: int, slot: str) -> None:
    """More users, requests in flight or context never lower any part of the demand."""
    low, high = sorted((max(16, first), max(16, second)))
    small = serving_demand(Workload.model_validate({slot: low}))[0]
    large = serving_demand(Workload.model_validate({slot: high}))[0]
    assert small.concurrency <= large.concurrency
    assert small.context_tokens <= large.context_tokens
    assert small.prompt_tokens <= large.prompt_tokens


def test_training_from_scratch_happens_once_and_may_take_a_month() -> None:
    """Nobody pre-trains every month within two days; a cadence or deadline that was said stands."""
    pretrain = Workload(work="training", method=("pretrain",))
    demand = training_demand(pretrain)[0]
    assert (demand.runs_per_month, demand.deadline_hours) == (1.0, 720)
    assert _assumed(pretrain, "training")[Slot.CADENCE] == "once"
    weekly = training_demand(pretrain.model_copy(update={"cadence": "weekly"}))[0]
    assert weekly.deadline_hours == 24
    soon = training_demand(pretrain.model_copy(update={"deadline": Deadline(hours=100)}))[0]
    assert soon.deadline_hours == 100


@pytest.mark.parametrize("said", [{}, {"per_s": 1, "tokens_per_s": 300}])
def test_a_rate_counts_requests_or_tokens(said: dict[str, float]) -> None:
    """Neither and both are no rate."""
    with pytest.raises(ValidationError, match="of requests or of tokens"):
        RequestRate(**said)


UNTIMED = RequestRate(batch=Batch(amount=2_592_000, noun="tickets"))
"""Ten a second if done in three days."""


def test_a_batch_without_hours_is_given_some_days() -> None:
    """Nobody said how long it may take, so a typical time is taken, and shown as one."""
    workload = Workload(work="serving", request_rate=UNTIMED, latency=Latency(batch=True))
    demand, _ = serving_demand(workload)
    assert demand.requests_per_s == pytest.approx(10)
    assert demand.batch is not None
    assert demand.batch.hours == 72
    assert _assumed(workload)[Slot.DEADLINE] == {"hours": 72}


def test_a_batch_may_take_as_long_as_a_run_may() -> None:
    """Where work is only served, the time a run may take is that of the batch."""
    workload = Workload(work="serving", request_rate=UNTIMED, deadline=Deadline(hours=36))
    assert serving_demand(workload)[0].requests_per_s == pytest.approx(20)
    assert Slot.DEADLINE not in _assumed(workload)


def test_a_run_of_training_says_nothing_of_a_batch() -> None:
    """Who serves and trains told how long a training run may take; the batch has the typical time."""
    workload = Workload(work="both", request_rate=UNTIMED, deadline=Deadline(hours=36))
    assert serving_demand(workload)[0].requests_per_s == pytest.approx(10)
    taken = _assumed(workload)[Slot.REQUEST_RATE]
    assert taken["batch"] == {"amount": 2_592_000, "noun": "tickets", "hours": 72}


def test_a_rate_of_nothing_is_none() -> None:
    """Only a batch may go without a rate, and only until its hours are known."""
    for told in ({}, {"batch": {"amount": 5, "hours": 2}}, {"per_s": 1, "batch": {"amount": 5}}):
        with pytest.raises(ValidationError):
            RequestRate.model_validate(told)
    assert UNTIMED.within(72).within(36) == UNTIMED.within(72)
