"""Finding where an answer changes its effect."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.bisection import CLOSE_ENOUGH, narrow


@given(st.integers(1, 10_000), st.integers(1, 10_000), st.integers(1, 10_000))
def test_whole_numbers_are_narrowed_to_neighbours_or_two_percent(first: int, second: int, edge: int) -> None:
    """The value that holds and the one that does not lie on either side of the edge, close together."""
    inside, outside = sorted((first, second))
    edge = inside + edge % max(outside - inside, 1)
    if inside == outside:
        return
    holds, fails = narrow(float(inside), float(outside), lambda value: value <= edge, whole=True)
    assert (holds <= edge < fails, holds.is_integer(), fails.is_integer()) == (True, True, True)
    assert fails - holds <= 1 or fails <= CLOSE_ENOUGH * holds


@pytest.mark.parametrize(("inside", "outside"), [(1.0, 3.0), (3.0, 1.0), (2.0, 4.0)])
def test_few_whole_numbers_are_found_exactly(inside: float, outside: float) -> None:
    """The middle of neighbours but one is the number between them, in either direction."""
    middle = (inside + outside) / 2
    asked: list[float] = []

    def holds(value: float) -> bool:
        asked.append(value)
        return True

    assert narrow(inside, outside, holds, whole=True) == (middle, outside)
    assert asked == [middle]
