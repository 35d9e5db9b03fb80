"""Spans of time by their names."""

import pytest

from core.reading.spans import days_in, seconds_in


@pytest.mark.parametrize(
    ("unit", "days"),
    [
        ("day", 1),
        ("night", 1),
        ("tag", 1),
        ("jour", 1),
        ("weeks", 7),
        ("semaine", 7),
        ("mois", 30),
        ("mes", 30),
    ],
)
def test_days_of_a_span(unit: str, days: int) -> None:
    """In every language that is read."""
    assert days_in(unit) == days


@pytest.mark.parametrize(
    ("unit", "seconds"),
    [("s", 1), ("seconde", 1), ("min", 60), ("minuten", 60), ("h", 3_600), ("hora", 3_600)],
)
def test_seconds_of_a_shorter_span(unit: str, seconds: int) -> None:
    """What is shorter than a day has no days."""
    assert (days_in(unit), seconds_in(unit)) == (0, seconds)
