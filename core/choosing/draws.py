"""Whole workloads drawn from what is still possible, always the same ones for the same answers."""

from collections.abc import Sequence
from math import sqrt
from typing import NamedTuple

from core.choosing.beliefs import Belief
from core.choosing.decision import Fields
from core.questions import QUESTIONS, questions
from core.workload import Slot

_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67)
_STEP = {
    row.slot: sqrt(prime) % 1
    for rows in (QUESTIONS, questions("image"))
    for row, prime in zip(rows, _PRIMES, strict=True)
}
"""Steps of a Kronecker sequence: each slot's draws fill (0, 1) evenly and hardly know of the others'."""


class Draw(NamedTuple):
    """One workload that the answers so far allow; `numbers` tells for each open slot which value it took."""

    fields: Fields
    numbers: dict[Slot, int]


def draw_workloads(said: Fields, beliefs: Sequence[Belief], numbers: range) -> tuple[Draw, ...]:
    """Return the workloads of these numbers: they agree with what was said and spread over what was not."""
    return tuple(_draw(said, beliefs, number) for number in numbers)


def _draw(said: Fields, beliefs: Sequence[Belief], number: int) -> Draw:
    drawn = dict(said)
    numbers: dict[Slot, int] = {}
    for belief in beliefs:
        slot = belief.row.slot
        numbers[slot], drawn[slot.value] = belief.draw((0.5 + number * _STEP[slot]) % 1, drawn)
    return Draw(drawn, numbers)
