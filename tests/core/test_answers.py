"""The append-only list of answers, and the workload it folds into."""

from typing import Any

import pytest
from pydantic import ValidationError

from core.answers import Answer, accepts, is_range, reopened, standing, supposed, workload_of
from core.workload import Slot


def answer(seq: int, slot: str, value: Any = None, **others: Any) -> Answer:
    """Return one thing that was said."""
    return Answer(
        seq=seq, slot=Slot(slot), value=value, said_by="U1", source="text", event="E", at=0, **others
    )


def test_the_latest_answer_nobody_took_back_stands() -> None:
    """A correction replaces, a retraction brings back what stood before, and a miss changes nothing."""
    first, second = answer(1, "concurrency", 10), answer(2, "concurrency", 20)
    assert standing([first, second]) == {Slot.CONCURRENCY: second}
    back = answer(3, "concurrency", kind="retracted", supersedes=2)
    missed = answer(4, "concurrency", kind="missed")
    assert standing([first, second, back, missed]) == {Slot.CONCURRENCY: first}


def test_what_is_only_supposed_does_not_stand() -> None:
    """A what-if is kept apart, the latest for each slot, until it is taken back."""
    said, what_if = answer(1, "concurrency", 10), answer(2, "concurrency", 500, kind="supposed")
    assert standing([said, what_if]) == {Slot.CONCURRENCY: said}
    assert supposed([said, what_if]) == {Slot.CONCURRENCY: what_if}
    assert supposed([said, what_if, answer(3, "concurrency", kind="retracted", supersedes=2)]) == {}


def test_a_slot_is_asked_again_only_if_that_came_last() -> None:
    """Misses do not count, any other answer ends it."""
    again = answer(2, "model", kind="reopened")
    assert reopened([answer(1, "model", "8B"), again, answer(3, "model", kind="missed")]) is Slot.MODEL
    assert reopened([again, answer(3, "model", "13B")]) is None
    assert reopened([]) is None


@pytest.mark.parametrize(
    ("slot", "value", "accepted"),
    [
        ("concurrency", 20, True),
        ("concurrency", 0, False),
        ("concurrency", {"low": 1, "high": 50}, True),
        ("concurrency", {"low": 1, "high": None}, True),
        ("concurrency", {"low": -1, "high": 50}, False),
        ("concurrency", {"low": None, "high": None}, False),
        ("concurrency", {"about": 5}, False),
        ("latency", {"first_token_s": 1}, True),
        ("latency", {"first_token_s": -1}, False),
        ("work", "dancing", False),
    ],
)
def test_only_what_a_workload_can_hold_is_accepted(slot: str, value: Any, accepted: bool) -> None:
    """Both ends of a range count, and a range without ends says nothing."""
    assert accepts(Slot(slot), value) is accepted


@pytest.mark.parametrize(
    ("value", "hard"),
    [
        (20, 20),
        ({"low": 5, "high": 50}, 50),
        ({"low": 5, "high": None}, 5),
        ({"low": None, "high": 50}, 50),
    ],
)
def test_a_number_within_bounds_takes_its_harder_end(value: Any, hard: int) -> None:
    """More at once demands more; where that end is open the other one stands."""
    assert workload_of([answer(1, "concurrency", value)]).concurrency == hard


@pytest.mark.parametrize(
    ("others", "hard"),
    [
        ({"concurrency": 20}, 200),
        ({"concurrency": 20, "latency": {"first_token_s": 1}}, 200),
        ({"concurrency": 20, "latency": {"total_s": 20}}, 300),
        ({"request_rate": {"per_s": 2}}, 300),
    ],
)
def test_the_harder_end_of_an_answers_length_hangs_on_what_is_asked_for(
    others: dict[str, Any], hard: int
) -> None:
    """So many at once bring more prompts with short answers; a rate, or whole answers in time, more work."""
    said = [answer(number, slot, value) for number, (slot, value) in enumerate(others.items())]
    span = answer(9, "output_tokens", {"low": 200, "high": 300})
    assert workload_of([*said, span]).output_tokens == hard


def test_what_nobody_knows_is_not_in_the_workload() -> None:
    """Unknown and retracted answers leave their slots open; suppositions count where they are passed."""
    said = [
        answer(1, "concurrency", kind="unknown"),
        answer(2, "model", "8B"),
        answer(3, "users", 50, kind="supposed"),
    ]
    found = workload_of(said)
    assert (found.concurrency, found.model, found.users) == (None, "8B", 50)


def test_an_impossible_value_is_an_error() -> None:
    """What `accepts` refuses cannot be folded either."""
    with pytest.raises(ValidationError):
        workload_of([answer(1, "concurrency", -5)])


def test_not_knowing_a_closer_figure_leaves_the_range() -> None:
    """Who gave a range and then cannot say more has still said the range; a single figure is given up."""
    span = answer(1, "concurrency", {"low": 5, "high": 50})
    assert standing([span, answer(2, "concurrency", kind="unknown")])[Slot.CONCURRENCY].value == span.value
    assert is_range(span)
    figure = answer(1, "concurrency", 5)
    assert standing([figure, answer(2, "concurrency", kind="unknown")])[Slot.CONCURRENCY].kind == "unknown"


def test_data_told_in_other_terms_takes_the_place_of_what_was_told_before() -> None:
    """Tokens said first do not outlive the rows that somebody corrects them to; one breath may tell both."""
    tokens = answer(1, "dataset_tokens", 10_000_000).model_copy(update={"event": "first"})
    rows = answer(2, "dataset_samples", 60_000).model_copy(update={"event": "later"})
    told = workload_of([tokens, rows])
    assert (told.dataset_tokens, told.dataset_samples) == (None, 60_000)
    together = workload_of([tokens, rows.model_copy(update={"event": "first"})])
    assert (together.dataset_tokens, together.dataset_samples) == (10_000_000, 60_000)
