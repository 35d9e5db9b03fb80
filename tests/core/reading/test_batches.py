"""Which part of a batch words move, while the rest of it stays as it was told."""

from typing import Any

import pytest

from core.reading import other_amount, read, times, with_batch
from core.workload import Slot

TIMED = {"per_s": 10.0, "batch": {"amount": 864_000, "noun": "tickets", "hours": 24.0, "per_month": 2.0}}
SPEECH = {"batch": {"amount": 500, "of": "audio_hours", "noun": None}}


def rate(text: str, told: Any, *, trains: bool = False) -> Any:
    """Return what a message says of the rate beside the one that was told before."""
    readings = with_batch(read(text), told, trains=trains).readings
    return next((one.value for one in readings if one.slot is Slot.REQUEST_RATE), None)


def test_more_of_the_same_may_take_as_long() -> None:
    """The hours and how often it comes stay where only the amount is told."""
    assert rate("classify 1,728,000 emails", TIMED) == {
        "per_s": pytest.approx(20),
        "batch": {"amount": 1_728_000, "noun": "emails", "of": "requests", "hours": 24.0, "per_month": 2.0},
    }


def test_other_hours_are_those_of_the_batch() -> None:
    """A time that is told alone moves the batch, but where there are training runs it is theirs."""
    assert rate("within 48 hours", TIMED) == {
        "per_s": pytest.approx(5),
        "batch": {**TIMED["batch"], "hours": 48.0},  # type: ignore[dict-item]  # the batch is a dict
    }
    assert rate("within 48 hours", TIMED, trains=True) is None


NIGHTLY = {
    "per_s": 24.0,
    "batch": {**TIMED["batch"], "hours": 10.0, "night": True, "per_month": 30.0},  # type: ignore[dict-item]  # the batch is a dict
}


def test_hours_of_a_night_are_taken_until_they_are_told() -> None:
    """A time told later is that of the batch; another amount may take the night, too."""
    batch = rate("between 10pm and 6am", NIGHTLY)["batch"]
    assert (batch["hours"], batch["per_month"], batch.get("night")) == (8, 30, None)
    batch = rate("classify 1,728,000 tickets", NIGHTLY)["batch"]
    assert (batch["amount"], batch["hours"], batch["night"]) == (1_728_000, 10, True)
    batch = other_amount("1,728,000 tickets in 5 hours", NIGHTLY)["batch"]
    assert (batch["hours"], batch.get("night")) == (5, None)


def test_how_often_work_comes_is_told_beside_its_hours() -> None:
    """Asked how long work may take, people tell how often it comes, too."""
    told = {"batch": {"amount": 864_000, "noun": "tickets"}}
    heard = with_batch(read("nightly, in 8 hours", Slot.DEADLINE), told, trains=False)
    found = {one.slot: one.value for one in heard.readings}
    assert found == {
        Slot.REQUEST_RATE: {"batch": {**told["batch"], "per_month": pytest.approx(365 / 12)}},
        Slot.DEADLINE: {"hours": 8},
    }
    heard = with_batch(read("weekly, in 8 hours", Slot.DEADLINE), NIGHTLY, trains=False)
    (weekly,) = heard.readings
    batch = weekly.value["batch"]
    assert (batch["hours"], batch["per_month"]) == (8, pytest.approx(52 / 12))
    kept = with_batch(read("nightly", Slot.DEADLINE), TIMED, trains=True).readings
    assert [one.slot for one in kept] == [Slot.CADENCE]


DRAWN = {"per_s": 0.3, "noun": "images", "item": "image", "daily": {"amount": 10_000, "of": "requests"}}
EMBEDDED = {"batch": {"amount": 2e6, "noun": "documents", "item": "text", "hours": 10.0, "per_month": 30.0}}


@pytest.mark.parametrize(
    ("text", "told", "noun", "item"),
    [
        ("actually 40,000 requests a day", DRAWN, "images", "image"),
        ("rather 40,000 images a day", DRAWN, "images", "image"),
        ("5 requests per second at peak", DRAWN, "images", "image"),
        ("20,000 messages a day", DRAWN, "messages", None),
        ("20M tokens a day", DRAWN, None, None),
        ("500 hours of audio a day", {"per_s": 4.0}, None, None),
    ],
)
def test_another_amount_of_the_same_work_is_of_the_same_kind(
    text: str, told: Any, noun: str | None, item: str | None
) -> None:
    """Whoever draws images and tells another number of requests still draws images."""
    found = rate(text, told)
    assert (found.get("noun"), found.get("item")) == (noun, item)


def test_another_batch_of_the_same_work_is_of_the_same_kind() -> None:
    """What was to be embedded every night still is; other things are other work."""
    more = rate("process 3M documents", EMBEDDED)["batch"]
    assert (more["amount"], more["item"], more["hours"], more["per_month"]) == (3e6, "text", 10, 30)
    assert "item" not in rate("summarize 300,000 reports", EMBEDDED)["batch"]
    assert rate("process 3M documents in 5 hours", EMBEDDED) == {
        "per_s": pytest.approx(166.667),
        "batch": {**more, "hours": 5.0, "per_month": 1},
    }


@pytest.mark.parametrize("told", [SPEECH, {"per_s": 4.0}, None])
def test_without_hours_there_is_nothing_to_keep(told: Any) -> None:
    """A time stays the deadline where the batch had none, or there is no batch."""
    heard = with_batch(read("within 48 hours"), told, trains=False)
    assert [(one.slot, one.value) for one in heard.readings] == [(Slot.DEADLINE, {"hours": 48.0})]


@pytest.mark.parametrize(
    ("text", "told", "amount", "noun"),
    [
        ("300,000 documents", TIMED, 300_000, "documents"),
        ("300k", TIMED, 300_000, "tickets"),
        ("20,000 requests", TIMED, 20_000, "tickets"),
        ("1,200 hours", SPEECH, 1_200, None),
        ("600 minutes", SPEECH, 10, None),
        ("40 hours", TIMED, None, None),
        ("300,000 documents", SPEECH, None, None),
        ("4 requests per second", TIMED, None, None),
        ("40 users", TIMED, None, None),
        ("300,000 documents", {"per_s": 4.0}, None, None),
        ("actually 20,000 a day", None, None, None),
        ("20,000 or so", {"per_s": 4.0}, None, None),
    ],
)
def test_a_short_reply_gives_another_amount(
    text: str, told: Any, amount: float | None, noun: str | None
) -> None:
    """It counts in what the batch is counted in, and is nothing where there is no batch."""
    found = other_amount(text, told)
    assert (found and found["batch"]["amount"]) == amount
    if found:
        assert found["batch"].get("noun") == noun
        assert found["batch"].get("hours") == told["batch"].get("hours")


def test_hours_alone_are_of_what_is_heard() -> None:
    """Who counts calls or hours of audio and says "2000 hours" means audio, by the day where so told."""
    calls = {"amount": 2_000.0, "noun": "calls", "item": "audio", "hours": 8.0}
    assert other_amount("2000 hours", {"per_s": 2_000 / 28_800, "batch": calls}) == {
        "per_s": pytest.approx(240_000 / 28_800),
        "batch": {"amount": 2_000, "of": "audio_hours", "hours": 8.0},
    }
    daily = {"amount": 240, "of": "audio_hours"}
    assert other_amount("600 hours", {"per_s": 1.0, "daily": daily}) == {
        "per_s": 2.5,
        "daily": {"amount": 600, "of": "audio_hours"},
    }


def test_a_day_of_the_same_work_needs_no_other_name() -> None:
    """Whoever draws images a day and says "20,000 a day" means images; hours are those of audio."""
    assert other_amount("actually 20,000 a day", DRAWN) == {
        **DRAWN,
        "per_s": 0.694444,
        "daily": {"amount": 20_000, "of": "requests"},
    }
    assert other_amount("600 hours a day", {"per_s": 1.0, "daily": {"amount": 240, "of": "audio_hours"}}) == {
        "per_s": 2.5,
        "daily": {"amount": 600, "of": "audio_hours"},
    }


@pytest.mark.parametrize(
    ("told", "more"),
    [
        ({"per_s": 4.0}, {"per_s": 8.0}),
        ({"tokens_per_s": 4.0, "prompts_too": True}, {"tokens_per_s": 8.0, "prompts_too": True}),
        ({"per_s": 1.0, "daily": {"amount": 9}}, {"per_s": 2.0, "daily": {"amount": 18}}),
        ({"batch": {"amount": 9, "hours": None}}, {"batch": {"amount": 18}}),
        (
            {"per_s": 1.0, "batch": {"amount": 3_600, "hours": 1.0}},
            {"per_s": 2.0, "batch": {"amount": 7_200, "hours": 1.0}},
        ),
        (20, None),
    ],
)
def test_twice_as_much_is_so_in_all_its_terms(told: Any, more: Any) -> None:
    """A rate, what a day brings and what a batch holds grow together; a plain number is no rate."""
    assert times(told, 2) == more
