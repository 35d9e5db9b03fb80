"""Finding where an answer changes its effect."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.bisection import CLOSE_ENOUGH, least_enough, narrow


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


@given(st.floats(1, 50), st.floats(1.001, 500), st.floats(0, 1), st.floats(0.3, 3))
def test_the_least_that_is_enough_is_found_on_curves(
    short: float, times: float, share: float, power: float
) -> None:
    """It is enough, and what is a fiftieth less is not, however the lack falls."""
    enough = short * times
    edge = short + share * (enough - short)
    found = least_enough(short, enough, lambda value: edge**power - value**power)
    assert edge * (1 - 1e-9) <= found <= max(edge * CLOSE_ENOUGH, short) * (1 + 1e-9)


def test_few_values_are_tried_on_a_straight_line() -> None:
    """Both ends, one just beyond the crossing and one just before it."""
    asked: list[float] = []

    def lacks(value: float) -> float:
        asked.append(value)
        return 20 - 0.5 * value

    assert least_enough(1, 500, lacks) == pytest.approx(40, rel=0.01)
    assert len(asked) <= 5


def test_where_nothing_or_everything_is_enough_an_end_is_returned() -> None:
    """The short end where it is enough already, the other where even that is not."""
    assert least_enough(1, 8, lambda _: -1.0) == 1
    assert least_enough(1, 8, lambda _: 1.0) == 8
