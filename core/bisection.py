"""Finding where an answer changes its effect, by bisection on a logarithmic scale."""

from collections.abc import Callable
from math import sqrt

CLOSE_ENOUGH = 1.02
"""A break point is found to within this factor; whole numbers under 50 are found exactly."""


def narrow(
    inside: float, outside: float, holds: Callable[[float], bool], *, whole: bool
) -> tuple[float, float]:
    """Return a value that still holds and one that does not, close to each other.

    `holds` is true of `inside` and false of `outside`, both positive, and changes once between them. `whole`
    keeps to integers.
    """
    while not _close(inside, outside, whole=whole):
        middle = sqrt(inside * outside)
        if whole:
            middle = float(round(middle))  # never an end: for those at least two apart it lies between
        if holds(middle):
            inside = middle
        else:
            outside = middle
    return inside, outside


def _close(inside: float, outside: float, *, whole: bool) -> bool:
    if whole and abs(outside - inside) <= 1:
        return True
    return max(inside, outside) <= CLOSE_ENOUGH * min(inside, outside)
