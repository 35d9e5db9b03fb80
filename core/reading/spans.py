"""Spans of time as people name them, in several languages: "min", "semaine", "Monat"."""

from core.teams.spans import DAYS_IN, SECONDS_IN

_DAYS = {
    **dict.fromkeys(("d", "t", "j", "n"), DAYS_IN["day"]),
    **dict.fromkeys(("w", "sem"), DAYS_IN["week"]),
    **dict.fromkeys(("mo", "mes"), DAYS_IN["month"]),
}
"""Days in a unit of time, by how its name begins."""


def days_in(unit: str) -> int:
    """Return the days of a day, night, week or month; 0 for what is shorter than a day."""
    return next((days for start, days in _DAYS.items() if unit.startswith(start)), 0)


def seconds_in(unit: str) -> int:
    """Return the seconds of a second, minute or hour."""
    return SECONDS_IN["minute" if unit.startswith("m") else "hour" if unit.startswith("h") else "s"]
