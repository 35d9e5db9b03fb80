"""What a model is trained on again and again is data of its runs, not work that arrives."""

from typing import Any

import pytest

from core.reading import read
from core.workload import Slot


def heard(text: str) -> dict[Slot, Any]:
    """Return what was read, by slot."""
    return {one.slot: one.value for one in read(text).readings}


@pytest.mark.parametrize(
    ("text", "samples", "often"),
    [
        ("fine-tune SDXL with lora on 20k product photos every week", 20_000, "weekly"),
        ("train a lora for SDXL on 500 images every day", 500, "daily"),
        ("fine-tune llama 8b on about 10k documents every month", 10_000, "monthly"),
        ("fine-tune whisper on 200 hours of calls every month", 24_000, "monthly"),
    ],
)
def test_what_is_trained_on_every_week_is_data(text: str, samples: int, often: str) -> None:
    """Pictures, documents and hours of speech after "on" are samples; as often as they come one trains."""
    found = heard(text)
    assert found[Slot.WORK] == "training"
    assert found[Slot.DATASET_SAMPLES] == samples
    assert found[Slot.CADENCE] == often
    assert Slot.REQUEST_RATE not in found


@pytest.mark.parametrize(
    "text",
    [
        "our model, fine-tuned on legal text, serves 20k documents every week",
        "trained on 10k docs, it answers 5000 requests a day",
        "transcribe 200 hours of calls every month",
    ],
)
def test_what_a_tuned_model_serves_is_work(text: str) -> None:
    """A model that was trained serves what comes."""
    assert Slot.REQUEST_RATE in heard(text)


def test_nobody_trains_by_the_second() -> None:
    """Data that comes by the second is neither data of a run nor work."""
    assert (
        not {Slot.REQUEST_RATE, Slot.CADENCE} & heard("fine-tune llama 8b on 20 documents per second").keys()
    )


@pytest.mark.parametrize(
    ("text", "half_minutes"),
    [
        ("training: whisper small, 50 hours", 6_000),
        ("fine-tune whisper on 50 hours", 6_000),
        ("fine-tune whisper, we have 50h of labelled data, done within 10 hours", 6_000),
        ("fine-tune whisper on 50 hours of speech, 24 hours", 6_000),
        ("fine-tune whisper within 24 hours", None),
        ("fine-tune whisper: 10 hours max", None),
        ("fine-tune Llama 3 8B on our calls, 50 hours", None),
    ],
)
def test_bare_hours_are_the_audio_that_a_model_learns_from(text: str, half_minutes: int | None) -> None:
    """Hours after a limit's words are those a run may take, and so they are of a model that writes."""
    told = {one.slot: one.value for one in read(text).readings}
    assert told.get(Slot.DATASET_SAMPLES) == half_minutes
    assert (Slot.DEADLINE in told) == (half_minutes is None or "within" in text or "speech" in text)
