"""The choices offered for a question: for numbers, buckets that end where the plan changes."""

from collections.abc import Callable, Iterator, Sequence
from math import floor, log
from typing import Any

from core.answers import NUMBERS, Between
from core.choosing.beliefs import BINARY, Belief, Ladder, field_of
from core.choosing.decision import Chosen
from core.choosing.outlook import Outlook
from core.questions import QuestionRow
from core.workload import Slot

Plans = tuple[Chosen | None, Chosen | None]
Boundary = tuple[int, Plans, Plans]

FEW_CUTS = 4
"""Five buttons stand in a row; with everything else known, cuts where the plan changes are enough."""

MANY_CUTS = 14
"""Where several parts are asked for at once, a menu for each: where the plan changes hangs on the others."""

WIDE = 4
"""From this ratio of its ends on a range is divided at usual numbers, else at any round ones."""

CLOSE = 1.25
"""Of two cuts that lie within this ratio, the one where the plan changes is enough."""


def choices_of(belief: Belief, boundaries: Sequence[int], *, few: bool = True) -> tuple[Any, ...]:
    """Return the values to offer, as answers hold them: ranges for numbers, else the row's own.

    Where a range was chosen before, they part that range.
    """
    row = belief.row
    if row.slot not in NUMBERS:
        return row.values()
    most = FEW_CUTS if few and len(boundaries) <= FEW_CUTS else MANY_CUTS
    cuts = _cuts(row, belief.ladders[None], boundaries, most)
    span = belief.within or Between()
    low, high = (None if end is None else round(end) for end in (span.low, span.high))
    lows, highs = [low, *(cut + 1 for cut in cuts)], [*cuts, high]
    return tuple({"low": low, "high": high} for low, high in zip(lows, highs, strict=True))


def boundaries_of(belief: Belief, outlook: Outlook) -> list[Boundary]:
    """Return the round numbers up to which one plan stands, with the plans before and after.

    They are sought between the least and the largest value believed, all else being as said or typical.
    """
    slot, unit, values = belief.row.slot, belief.row.unit, belief.ladders[None].values
    if slot not in NUMBERS:
        return []

    def plans(number: int) -> Plans:
        return plans_at(outlook, slot, number)

    between = round_numbers(slot, values[0] // unit, values[-1] // unit)
    grid = [values[0], *(unit * number for number in between), values[-1]]
    return [(at, plans(at), plans(beyond)) for at, beyond in _changes(plans, grid)]


def plans_at(outlook: Outlook, slot: Slot, value: Any) -> Plans:
    """Return the plans of both sides if the answer were this, all else being as said or typical."""
    decision = outlook.decide({**outlook.said, slot.value: field_of(slot, value)})
    return decision.serving, decision.training


def round_numbers(slot: Slot, low: int, high: int) -> Iterator[int]:
    """Yield the numbers people would say for a slot between two, one in eight to one in twenty apart."""
    base, digits = (2, 3) if slot in BINARY else (10, 1)
    number = low
    while True:
        step = base ** max(0, floor(log(number, base) + 1e-9) - digits)
        number = (number // step + 1) * step
        if number >= high:
            return
        yield number


def usual_numbers(slot: Slot, low: int, high: int) -> Iterator[int]:
    """Yield the marks that divide a wide range between two numbers: powers of two, or ten a decade."""
    tenths, base = ((10,), 2) if slot in BINARY else ((10, 12, 15, 20, 25, 30, 40, 50, 60, 80), 10)
    unit = 1
    while unit < high:
        marks = (unit * tenth / 10 for tenth in tenths)
        yield from (int(mark) for mark in marks if low < mark < high and mark.is_integer())
        unit *= base


def _changes(plans: Callable[[int], Plans], grid: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the neighbours in a rising grid whose plans differ; ends with one plan have no other between."""
    if len(grid) < 2 or plans(grid[0]) == plans(grid[-1]):
        return
    if len(grid) == 2:
        yield grid[0], grid[1]
        return
    middle = len(grid) // 2
    yield from _changes(plans, grid[: middle + 1])
    yield from _changes(plans, grid[middle:])


def _cuts(row: QuestionRow, ladder: Ladder, boundaries: Sequence[int], most: int) -> list[int]:
    """Return the ends of the choices: where the plan changes, and usual numbers that part the rest."""
    slot, unit, first, last = row.slot, row.unit, ladder.values[0], ladder.values[-1]
    cuts = [at for at in boundaries if at < last and slot not in BINARY]
    apart = min(CLOSE, (last / first) ** (1 / most))
    numbers = (usual_numbers if last > WIDE * first else round_numbers)(slot, first // unit, last // unit)
    for mark in (*([first] if last - first < most else []), *(unit * number for number in numbers)):
        if all(max(mark, cut) >= apart * min(mark, cut) for cut in cuts):
            cuts.append(mark)
    cuts.sort()
    while len(cuts) > most:
        edges = [first, *cuts, last]
        between = [
            (cut in boundaries, high / low) for cut, low, high in zip(cuts, edges, edges[2:], strict=False)
        ]
        del cuts[between.index(min(between))]
    return cuts
