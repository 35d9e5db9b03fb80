"""How long each recording is: with their number it makes hours of audio, whatever the order of the words."""

from typing import Any

import pytest

from core.reading import read
from core.workload import Slot


def _read(text: str) -> dict[Slot, Any]:
    return {one.slot: one.value for one in read(text).readings}


def _hours(text: str) -> tuple[str, float] | None:
    """Return whether hours of audio come at once or each day, and how many."""
    rate = _read(text).get(Slot.REQUEST_RATE) or {}
    for told in ("batch", "daily"):
        if rate.get(told, {}).get("of") == "audio_hours":
            return told, round(rate[told]["amount"], 1)
    return None


@pytest.mark.parametrize(
    ("text", "told", "hours"),
    [
        ("transcribe 10000 recordings, 30 mins each", "batch", 5_000),
        ("we want to transcribe 300 interviews (45 min each)", "batch", 225),
        ("transcribe 5000 voicemails of 30 seconds", "batch", 41.7),
        ("whisper for 2,000 podcast episodes of about 1 hour each", "batch", 2_000),
        ("we have 600 recordings for whisper, each about 90 minutes long", "batch", 900),
        ("transcribe our podcast back catalogue: 1,400 episodes, avg 55 minutes", "batch", 1_283.3),
        ("5k recordings half hour each - transcribe with whisper over the weekend", "batch", 2_500),
        ("need to transcribe 300 hour-long interviews", "batch", 300),
        ("subtitle 800 videos, 12 mins each", "batch", 160),
        ("we record 120 zoom meetings a week (30 to 60 min) and want transcripts", "daily", 17.1),
        ("transcribe customer calls. 2000/day. 5-10 minutes each", "daily", 333.3),
        ("we transcribe 400 calls a day, half an hour each", "daily", 200),
        ("transcribe 90-minute calls, 200 a day", "daily", 300),
        ("500 30-minute calls a day to transcribe", "daily", 250),
        ("transcribe 80 calls a day, calls last 20 minutes on average", "daily", 26.7),
        ("our average call is 6 min, 3000 calls a day to transcribe", "daily", 300),
        ("speech to text for 120 calls per day, avg length 10 minutes", "daily", 20),
        ("transcribe 1200 meetings per week, each about an hour", "daily", 171.4),
        ("transcribe 70 recorded calls a week, 1 hour apiece", "daily", 10),
        ("transcribe 24 calls a day, up to 30 min per call", "daily", 12),
    ],
)
def test_recordings_of_a_length_are_hours_of_audio(text: str, told: str, hours: float) -> None:
    """So many recordings, each so long, are that many hours."""
    assert _hours(text) == (told, hours)


@pytest.mark.parametrize(
    "text",
    [
        "live captions for 40 calls at once, 30 minutes each",
        "transcribe recordings, 30 mins each",
        "transcribe 40 calls in parallel, an hour each",
    ],
)
def test_a_length_alone_is_no_amount_and_no_deadline(text: str) -> None:
    """Without a number of recordings there is no amount, and a length is not when all must be done."""
    assert _hours(text) is None
    assert not {Slot.DEADLINE, Slot.LATENCY} & _read(text).keys()


@pytest.mark.parametrize(
    ("text", "samples"),
    [
        ("finetune whisper on 2000 recordings, 10 minutes each", 40_000),
        ("fine-tune whisper on 600 calls of half an hour", 36_000),
        ("fine-tune whisper on 300 hours of our call audio", 36_000),
    ],
)
def test_what_speech_is_trained_on_is_counted_in_half_minutes(text: str, samples: int) -> None:
    """A sample of speech is half a minute: a recording of ten minutes makes twenty of them."""
    assert _read(text)[Slot.DATASET_SAMPLES] == samples


def test_runs_have_hours_of_their_own() -> None:
    """What is trained for some hours each time is a run, and no recording."""
    assert _read("5 fine-tuning runs a week of an 8B, max 3 hours each")[Slot.DEADLINE] == {"hours": 3.0}


def test_calls_of_an_interface_are_not_listened_to() -> None:
    """Where nothing is heard or written down, calls are requests, however long each takes."""
    assert _read("an 8B, 400 calls a day, 2 s each")[Slot.REQUEST_RATE]["daily"]["of"] == "requests"


def test_meetings_that_nobody_writes_down_are_no_work() -> None:
    """People tell each other of their meetings."""
    assert not _read("we have 2 meetings a week, an hour each")


def test_a_recording_of_a_second_is_none() -> None:
    """Shorter than two seconds, or longer than six hours, is a slip and no length: their number stands."""
    for said in ("transcribe 2000 voicemails of 1 second", "transcribe 2000 voicemails of 9 hours"):
        assert _hours(said) is None
        assert _read(said)[Slot.REQUEST_RATE]["batch"]["amount"] == 2_000
