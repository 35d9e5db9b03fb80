"""Whole workloads drawn from what is still possible, always the same ones for the same answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import sqrt
from typing import Any

from core.choosing.beliefs import Belief
from core.questions import QUESTIONS
from core.workload import Slot, Workload

_PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67)
_COLUMN = {row.slot: column for column, row in enumerate(QUESTIONS)}


@dataclass(frozen=True, slots=True)
class Draw:
    """One workload that the answers so far allow; `numbers` tells for each open slot which value it took."""

    workload: Workload
    numbers: dict[Slot, int]


def draw_workloads(said: Workload, beliefs: Sequence[Belief], count: int) -> tuple[Draw, ...]:
    """Return `count` workloads that agree with what was said and spread evenly over what was not."""
    fields = {name: value for name, value in said if value is not None}
    return tuple(_draw(fields, beliefs, number, count) for number in range(count))


def _draw(fields: dict[str, Any], beliefs: Sequence[Belief], number: int, count: int) -> Draw:
    drawn = dict(fields)
    numbers: dict[Slot, int] = {}
    for belief in beliefs:
        slot = belief.row.slot
        numbers[slot], drawn[slot.value] = belief.draw(_chances(_COLUMN[slot], count)[number], drawn)
    return Draw(Workload.model_construct(None, **drawn), numbers)


@lru_cache
def _chances(column: int, count: int) -> tuple[float, ...]:
    """Return `count` even points of (0, 1): a Kronecker sequence, whose columns hardly know of each other."""
    step = sqrt(_PRIMES[column]) % 1
    return tuple((0.5 + number * step) % 1 for number in range(count))
