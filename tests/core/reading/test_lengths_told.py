"""How long each recording is, told after how many there are, or asked about."""

from typing import Any

import pytest

from core.reading import data_lasting, lasting, length_told, other_amount, read, with_batch
from core.workload import Slot

RECORDINGS: dict[str, Any] = {"batch": {"amount": 3_000, "noun": "recordings", "item": "audio"}}
CALLS: dict[str, Any] = {
    "per_s": 0.007,
    "noun": "calls",
    "item": "audio",
    "daily": {"amount": 200, "of": "requests"},
}


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("they are 40 minutes each", 2_400),
        ("40 min each", 2_400),
        ("each is about 10 minutes", 600),
        ("what if 20 min each?", 1_200),
        ("actually an hour each", 3_600),
        ("each call lasts 90 seconds", 90),
        ("our average call is 6 min", 360),
        ("and if they were half an hour each?", 1_800),
    ],
)
def test_words_that_tell_a_length_and_nothing_else(text: str, seconds: float) -> None:
    """How long each is may be said alone, as a correction or as a supposition."""
    assert length_told(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "within 40 minutes each",
        "5000 recordings, 40 minutes each",
        "40 minutes",
        "each answer within 2 s",
        "we train for 40 minutes each night and nobody waits for it",
        "they are 40 minutes each, " * 4,
    ],
)
def test_words_that_tell_something_else(text: str) -> None:
    """A time to wait is no length, nor is what is told beside a number of its own."""
    assert length_told(text) is None


def test_recordings_of_a_batch_become_hours() -> None:
    """At another length they are other hours, and how many they are stays."""
    hours = lasting(RECORDINGS, 2_400)
    assert hours is not None
    assert hours["batch"] == {
        "amount": 2_000,
        "of": "audio_hours",
        "noun": "recordings",
        "each_s": 2_400,
    }
    half = lasting(hours, 1_200)
    assert half is not None
    assert half["batch"] == {**hours["batch"], "amount": 1_000, "each_s": 1_200}


def test_calls_of_a_day_become_hours_of_a_day() -> None:
    """Their rate at the peak grows with the length of each."""
    hours = lasting(CALLS, 600)
    assert hours is not None
    assert hours["daily"]["amount"] == pytest.approx(200 / 6)
    assert hours["per_s"] == pytest.approx(CALLS["per_s"] * 20)


def test_hours_told_as_such_stay_as_many() -> None:
    """Two thousand hours are two thousand hours, however long each recording is."""
    told = {"batch": {"amount": 2_000, "of": "audio_hours"}}
    for each_s in (2_400, 600):
        told = lasting(told, each_s) or {}
        assert told == {"batch": {"amount": 2_000, "of": "audio_hours", "each_s": each_s}}


@pytest.mark.parametrize("told", [None, {"low": 1}, {"per_s": 2.0}, {"per_s": 2.0, "item": "image"}])
def test_what_is_not_heard_has_no_length(told: Any) -> None:
    """Without recordings there is nothing to be long; a bare rate of audio stays what it is."""
    if told == {"low": 1}:
        told = "20 at once"
    assert lasting(told, 600) is None
    assert lasting({"per_s": 2.0, "item": "audio"}, 600) == {"per_s": 2.0, "item": "audio"}


def test_other_recordings_are_as_long_as_those_before() -> None:
    """Who corrects how many there are has not taken back how long each is."""
    hours = lasting(RECORDINGS, 2_400)
    for text in ("5000 recordings", "actually 5000 recordings"):
        moved = other_amount(text, hours)
        assert moved["batch"]["amount"] == pytest.approx(5_000 * 2_400 / 3_600)
        assert moved["batch"]["noun"] == "recordings"
    heard = with_batch(read("400 calls a day to transcribe"), lasting(CALLS, 600), trains=False)
    rate = next(one.value for one in heard.readings if one.slot is Slot.REQUEST_RATE)
    assert rate["daily"]["amount"] == pytest.approx(400 / 6)
    assert rate["noun"] == "calls"


@pytest.mark.parametrize(
    ("text", "windows"), [("3000 recordings", 240_000), ("3000", 240_000), ("500 hours of speech", None)]
)
def test_recordings_to_train_on_become_half_minutes(text: str, windows: int | None) -> None:
    """Data of speech is counted in half minutes; hours told as such have no number of recordings."""
    assert data_lasting(text, 2_400) == windows
