"""What a short reply says of the data of a run whose kind of work is known."""

from typing import Any

import pytest

from core.catalog.architecture import Item
from core.reading import data_told
from core.workload import Slot


@pytest.mark.parametrize(
    ("text", "item", "slot", "value"),
    [
        ("500 hours of speech", "audio", Slot.DATASET_SAMPLES, 60_000),
        ("2,000 hours", "audio", Slot.DATASET_SAMPLES, 240_000),
        ("actually make it 500 hours", "audio", Slot.DATASET_SAMPLES, 60_000),
        ("about 90 minutes", "audio", Slot.DATASET_SAMPLES, 180),
        ("40k pictures", "image", Slot.DATASET_SAMPLES, 40_000),
        ("around 800 product photos", "image", Slot.DATASET_SAMPLES, 800),
        ("200 clips", "clip", Slot.DATASET_SAMPLES, 200),
        ("20 GB of images", "image", Slot.DATASET_GB, 20.0),
        ("100k pairs", "text", Slot.DATASET_SAMPLES, 100_000),
        ("50M tokens", None, Slot.DATASET_TOKENS, 50_000_000),
        ("3,000 tickets", None, Slot.DATASET_SAMPLES, 3_000),
    ],
)
def test_data_is_told_in_what_it_is(text: str, item: Item | None, slot: Slot, value: Any) -> None:
    """Hours, pictures and tokens are data where a model is known to be trained."""
    told = data_told(text, item)
    assert told is not None
    assert [(one.slot, one.value) for one in told.readings] == [(slot, value)]
    assert all(0 <= one.start < one.end <= len(text) for one in told.readings)


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("2,000 hours", None),
        ("2,000 hours", "image"),
        ("within 8 hours", "audio"),
        ("20", "image"),
        ("no " * 40, None),
    ],
)
def test_other_words_tell_no_data(text: str, item: Item | None) -> None:
    """Hours are speech only to what hears, a bare number is anything, a long message is read elsewhere."""
    assert data_told(text, item) is None
