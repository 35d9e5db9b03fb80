"""The choices offered for a question: for numbers, buckets that end where the plan changes."""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from core.answers import NUMBERS
from core.choosing.beliefs import field_of
from core.choosing.outcome import Pick
from core.choosing.outlook import Outlook
from core.questions import QuestionRow
from core.workload import Slot

Plans = tuple[Pick | None, Pick | None]
Flip = tuple[int, Plans, Plans]

MOST_CUTS = 4
BINARY = frozenset({Slot.CONTEXT_TOKENS, Slot.SEQUENCE_TOKENS})
"""Lengths that people know as powers of two."""

_DECIMAL_STEPS = (1, 2, 3, 4, 5, 6, 8)
_BINARY_STEPS = (2, 3)


def choices_of(row: QuestionRow, outlook: Outlook) -> tuple[Any, ...]:
    """Return the values to offer, as answers hold them: ranges for numbers, else the row's own."""
    if row.slot not in NUMBERS:
        return row.values()
    cuts = _few(row, [at for at, _, _ in flips_along(row, outlook)])
    edges = [None, *cuts, None]
    return tuple({"low": None if low is None else low + 1, "high": high} for low, high in pairwise(edges))


def flips_along(row: QuestionRow, outlook: Outlook) -> list[Flip]:
    """Return the round numbers up to which one plan stands, with the plans before and after.

    Each is sought between two neighbours of the prior's values that have different plans, all else being as
    said or typical.
    """

    def plans(number: int) -> Plans:
        return plans_at(outlook, row.slot, number)

    flips: list[Flip] = []
    for low, high in pairwise(row.values()):
        if plans(low) != plans(high):
            grid = [low, *(number for number in round_numbers(row.slot, high) if low < number < high), high]
            at, beyond = _flip(plans, grid)
            flips.append((at, plans(at), plans(beyond)))
    return flips


def plans_at(outlook: Outlook, slot: Slot, value: Any) -> Plans:
    """Return the plans of both sides if the answer were this, all else being as said or typical."""
    outcome = outlook.decide({**outlook.said, slot.value: field_of(slot, value)})
    return outcome.serving, outcome.training


def round_numbers(slot: Slot, most: int) -> Iterator[int]:
    """Yield the numbers people would say for a slot, up to `most`."""
    steps, base = (_BINARY_STEPS, 2) if slot in BINARY else (_DECIMAL_STEPS, 10)
    unit = 1
    while unit <= most:
        yield from (unit * step for step in steps if unit * step <= most)
        unit *= base


def _flip(plans: Callable[[int], Plans], grid: Sequence[int]) -> tuple[int, int]:
    """Return the last number of a rising grid that has the plans of its first, and the next (bisection)."""
    first, low, high = plans(grid[0]), 0, len(grid) - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if plans(grid[middle]) == first else (low, middle)
    return grid[low], grid[high]


def _few(row: QuestionRow, flips: Sequence[int]) -> list[int]:
    """Return at most four cuts: the flips that part most teams, then usual values that part the rest."""
    cuts = list(flips)
    while len(cuts) > MOST_CUTS:
        edges = [0, *cuts, row.values()[-1]]
        between = [_weight(row, low, high) for low, high in zip(edges, edges[2:], strict=False)]
        del cuts[between.index(min(between))]
    while len(cuts) < MOST_CUTS:
        edges = [0, *cuts, row.values()[-1]]
        low, high = max(pairwise(edges), key=lambda ends: _weight(row, *ends))
        inside = [value for value in row.values() if low < value < high]
        if not inside:
            break
        cuts = sorted([*cuts, inside[len(inside) // 2]])
    return cuts


def _weight(row: QuestionRow, low: int, high: int) -> float:
    return sum(weight for value, weight in row.prior if low < value <= high)
