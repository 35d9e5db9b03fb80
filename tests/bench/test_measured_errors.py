"""The errors that messages name are those of first sights, rounded to the careful side."""

import csv
from collections.abc import Iterator
from pathlib import Path
from statistics import fmean

import pytest

from core.sizing.measured_errors import MEASURED_ERRORS, MEASURED_KINDS

RECORD = Path(__file__).parents[1] / "data" / "elsewhere" / "first_sight.csv"


@pytest.mark.parametrize("kind", MEASURED_ERRORS)
def test_the_error_named_is_that_of_first_sights(kind: str) -> None:
    """What is said is no better than what was seen over all halves, and no more than a twentieth worse."""
    named, halves = MEASURED_ERRORS[kind], list(seen(kind))
    groups = [int(half["groups"]) for half in halves]
    each = sorted(float(half["median_error"]) for half in halves for _ in range(int(half["groups"])))
    within_25, inside = (
        fmean((float(half[share]) for half in halves), weights=groups) for share in ("within_25", "in_range")
    )
    assert named.settings == sum(groups)
    assert each[len(each) // 2] <= named.median <= each[len(each) // 2] + 0.05
    assert within_25 - 0.05 <= named.within_25 <= within_25
    assert inside - 0.05 <= named.inside <= inside


def test_every_kind_that_was_measured_is_named() -> None:
    """What a plan's errors are looked up by leads to a record, and each record is led to."""
    assert {kind for kinds in MEASURED_KINDS.values() for kind in kinds.values()} == set(MEASURED_ERRORS)


def seen(kind: str) -> Iterator[dict[str, str]]:
    """Yield what was seen of a kind, half by half."""
    with RECORD.open(newline="", encoding="utf-8") as file:
        yield from (row for row in csv.DictReader(file) if row["kind"] == kind)
