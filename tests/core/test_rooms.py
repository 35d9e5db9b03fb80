"""The rooms of the core know each other in one direction, and each only what its work needs."""

from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.rooms import known

CORE = Path(__file__).parents[2] / "core"
KNOWN = known(CORE)
REACHES = {
    "catalog": set[str](),
    "sizing": {"catalog"},
    "teams": {"catalog"},
    "reading": {"catalog", "teams"},
    "demand": {"catalog", "teams"},
    "planning": {"catalog", "teams", "sizing", "demand"},
    "advising": {"catalog", "teams", "sizing", "demand", "planning"},
    "choosing": {"catalog", "teams", "sizing", "demand", "planning", "advising"},
}
"""Which other rooms each needs, through whatever lies between them."""


def reached(room: str) -> set[str]:
    """Return all that a room imports, and what that imports in turn."""
    found: set[str] = set()
    ahead = {room}
    while ahead:
        found |= ahead
        ahead = {further for name in ahead for further in KNOWN.get(name, ())} - found
    return found - {room}


def test_no_rooms_know_each_other() -> None:
    """From what knows nothing up to whole advice there is one order, files at the root among the rooms."""
    order = list(TopologicalSorter(KNOWN).static_order())
    assert order.index("workload") < order.index("advising") < order.index("match") < order.index("replay")


def test_each_room_has_its_place() -> None:
    """A new room says here what it needs."""
    assert {path.parent.name for path in CORE.glob("*/__init__.py")} == set(REACHES)


@pytest.mark.parametrize("room", REACHES)
def test_a_room_reaches_no_further_than_its_work(room: str) -> None:
    """What a room needs says what it is; a new arrow is a decision and stands in the table."""
    assert reached(room) & set(REACHES) == REACHES[room]


@pytest.mark.parametrize("room", ["reading", "demand", "planning", "advising"])
def test_what_works_out_the_advice_knows_no_interview(room: str) -> None:
    """The arithmetic and the reading answer whoever asks; what is asked next lies above them."""
    assert not reached(room) & {"interview", "choosing", "match", "flips", "compare", "replay"}
