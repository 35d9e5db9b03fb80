"""Finding where an answer changes its effect, by bisection on a logarithmic scale."""

from collections.abc import Callable
from math import sqrt

CLOSE_ENOUGH = 1.02
"""A break point is found to within this factor; whole numbers under 50 are found exactly."""

_BEYOND = CLOSE_ENOUGH**0.25
"""How far beyond where a line crosses zero is tried, so that it is enough, and at least from either end."""


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


def least_enough(short: float, enough: float, lacks: Callable[[float], float]) -> float:
    """Return a value that is just enough, within the same factor of one that is not.

    `lacks` falls with the value, and is above zero where it is not enough. It is `short` where that is enough
    already, and `enough` where even that is not; both are positive. Few values are tried where it is nearly a
    straight line (regula falsi, of which an end that stays counts half: the Illinois rule).
    """
    lacking = lacks(short)
    spare = lacks(enough) if lacking > 0 else 0.0
    if lacking <= 0 or spare > 0:
        return enough if spare > 0 else short
    while enough > CLOSE_ENOUGH * short:
        crossing = short + (enough - short) * lacking / (lacking - spare)
        value = min(max(crossing * _BEYOND, short * _BEYOND), enough / _BEYOND)
        found = lacks(value)
        if found > 0:
            short, lacking, spare = value, found, spare / 2
        else:
            enough, spare, lacking = value, found, lacking / 2
    return enough


def _close(inside: float, outside: float, *, whole: bool) -> bool:
    if whole and abs(outside - inside) <= 1:
        return True
    return max(inside, outside) <= CLOSE_ENOUGH * min(inside, outside)
