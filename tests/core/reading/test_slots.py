"""What each slot is read from: one line per phrase."""

from typing import Any

import pytest

from core.reading import read
from tests.core.reading import (
    phrases_of_lengths,
    phrases_of_load,
    phrases_of_means,
    phrases_of_training,
    phrases_of_work,
)

PHRASES = [
    phrase
    for of in (phrases_of_work, phrases_of_lengths, phrases_of_load, phrases_of_training, phrases_of_means)
    for phrase in of.PHRASES
]


@pytest.mark.parametrize(("slot", "text", "value"), PHRASES, ids=[f"{row[0]}: {row[1]}" for row in PHRASES])
def test_a_phrase_gives_its_slot_this_value(slot: str, text: str, value: Any) -> None:
    """Each phrase is read as the value a person means by it."""
    found = {reading.slot.value: reading.value for reading in read(text).readings}
    if slot == "budget" and slot in found:
        found[slot] = {
            key: round(part, 2) if isinstance(part, float) else part for key, part in found[slot].items()
        }
    assert found.get(slot) == value
