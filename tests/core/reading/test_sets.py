"""Whole sets of messages as people write them, read as well as they ever were."""

from pathlib import Path

import pytest

from tests.bench.reading import extract
from tests.bench.score_utterances import score

SETS = Path(__file__).parents[2] / "data" / "utterances"


@pytest.mark.parametrize(
    ("name", "slots", "whole"),
    [("dev", 0.99, 0.98), ("fresh", 0.99, 0.98), ("voices", 0.985, 0.97), ("mixed", 0.99, 0.98)],
)
def test_a_set_is_read_as_well_as_before(name: str, slots: float, whole: float) -> None:
    """Almost every slot and message of a known set is read right, and nothing is made up."""
    found = score(extract, SETS / f"{name}.jsonl")
    assert found.misses == [] or (found.slots >= slots and found.whole >= whole * found.messages)
    assert not found.false
