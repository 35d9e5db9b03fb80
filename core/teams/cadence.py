"""How often a team trains: by name where there is one, else as "every 6 weeks" or "3 times a week"."""

from functools import cache
from math import isclose, log

from core.teams.typical import RUNS_PER_MONTH
from core.workload import Cadence

MONTHS_IN = {"day": 12 / 365, "week": 12 / 52, "month": 1.0, "year": 12.0}
"""Months in a span of time, over the year."""

_MOST = 99


def cadence_every(many: float, span: str) -> Cadence:
    """Return how often it is every so many days, weeks, months or years."""
    if span == "year":
        return cadence_every(many * 12, "month")
    return _named_or(f"every {_whole(many)} {span}s")


def cadence_times(many: float, span: str) -> Cadence:
    """Return how often it is so many times a day, week, month or year."""
    return _named_or(f"{_whole(many)} times a {span}") if many > 1 else cadence_every(1, span)


@cache
def runs_per_month(cadence: str) -> float:
    """Return the runs billed in one month."""
    if cadence in RUNS_PER_MONTH:
        return RUNS_PER_MONTH[cadence]
    words = cadence.split(" ")
    if words[0] == "every":
        return 1 / (int(words[1]) * MONTHS_IN[words[2].removesuffix("s")])
    return int(words[0]) / MONTHS_IN[words[3]]


@cache
def nearest_named(cadence: str) -> str:
    """Return the cadence with a name that has about as many runs a month."""
    if cadence in RUNS_PER_MONTH:
        return cadence
    named = (name for name in RUNS_PER_MONTH if name != "once")
    return min(named, key=lambda name: abs(log(runs_per_month(cadence) / RUNS_PER_MONTH[name])))


def _named_or(cadence: str) -> Cadence:
    runs = runs_per_month(cadence)
    same = (name for name, often in RUNS_PER_MONTH.items() if name != "once" and isclose(often, runs))
    return next(same, cadence)


def _whole(many: float) -> int:
    return min(max(round(many), 1), _MOST)
