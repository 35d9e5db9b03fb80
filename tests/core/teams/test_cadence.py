"""How often a team trains, as it was said: what it is billed, and which usual cadence it is like."""

from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.classify import classify
from core.demand.training import training_demand
from core.teams.cadence import cadence_every, cadence_times, nearest_named, runs_per_month
from core.teams.typical import DEADLINE_HOURS
from core.workload import Workload


@pytest.mark.parametrize(
    ("cadence", "runs", "like"),
    [
        ("every 6 weeks", 52 / 72, "monthly"),
        ("every 10 days", 365 / 120, "biweekly"),
        ("every 12 months", 1 / 12, "quarterly"),
        ("3 times a week", 13.0, "daily"),
        ("weekly", 52 / 12, "weekly"),
        ("once", 1.0, "once"),
    ],
)
def test_a_cadence_is_billed_as_said(cadence: str, runs: float, like: str) -> None:
    """Its runs are counted exactly; what is only usual is taken from the cadence that is like it."""
    assert runs_per_month(cadence) == pytest.approx(runs)
    assert nearest_named(cadence) == like
    workload = Workload.model_validate({"work": "training", "cadence": cadence})
    demand = training_demand(workload)[0]
    assert demand.runs_per_month == pytest.approx(runs)
    assert demand.deadline_hours == DEADLINE_HOURS[like]
    named = workload.model_copy(update={"cadence": like})
    assert classify(workload) == classify(named)


@given(st.integers(1, 500), st.sampled_from(["day", "week", "month", "year"]))
def test_whatever_is_said_is_held(many: int, span: str) -> None:
    """However often, it is a cadence that a workload can hold, and as often as said up to 99 of each."""
    for cadence, often in (
        (cadence_every(many, span), 1 / (many * runs_of(span))),
        (cadence_times(many, span), many / runs_of(span)),
    ):
        assert Workload(cadence=cadence).cadence == cadence
        assert many > 8 or isclose(runs_per_month(cadence), often)


def runs_of(span: str) -> float:
    """Return the months in a span."""
    return {"day": 12 / 365, "week": 12 / 52, "month": 1.0, "year": 12.0}[span]


@pytest.mark.parametrize(
    ("cadence", "name"),
    [
        (cadence_every(2, "week"), "biweekly"),
        (cadence_every(3, "month"), "quarterly"),
        (cadence_every(1, "day"), "daily"),
        (cadence_times(1, "week"), "weekly"),
        (cadence_times(4, "year"), "quarterly"),
        (cadence_times(12, "year"), "monthly"),
    ],
)
def test_what_has_a_name_goes_by_it(cadence: str, name: str) -> None:
    """So that two ways to say the same are the same answer."""
    assert cadence == name
