"""Which slots each part of the advice hangs on, taken from what the constraints and the signals read."""

from collections.abc import Collection
from functools import lru_cache
from typing import Literal

from core.catalog.architecture import Item
from core.planning.findings import READS, SERVING_SPEED, TRAINING_HOURS
from core.recommendation import Stack
from core.teams.signals import SIGNAL_ROWS
from core.workload import Slot, Work

AdvicePart = Literal["workload_class", "serving", "training"]

BILLING = frozenset({Slot.CADENCE, Slot.RENTAL})
"""What a training bill reads beside the hours of a run."""

SIDE_READS: dict[Stack, frozenset[Slot]] = {
    "serving": frozenset(SERVING_SPEED),
    "training": frozenset(TRAINING_HOURS) | frozenset(READS["batch"]) | BILLING,
}
SIGNAL_READS = frozenset(row.slot for row in SIGNAL_ROWS)


_TIMED_READS = SIDE_READS | {"serving": SIDE_READS["serving"] | {Slot.DEADLINE}}


def side_reads(*, waits_for_hours: bool) -> dict[Stack, frozenset[Slot]]:
    """Return the slots each side's plan hangs on; of serving, how long a batch may take where nobody said."""
    return _TIMED_READS if waits_for_hours else SIDE_READS


def idle_beside(stacks: Collection[Stack]) -> frozenset[Slot]:
    """Return the slots that plans of other sides hang on and of these none.

    The length of an example is also that of a text to embed, which is served.
    """
    read = frozenset[Slot]().union(*(_TIMED_READS[stack] for stack in stacks))
    return frozenset[Slot]().union(*_TIMED_READS.values()) - read - {Slot.SEQUENCE_TOKENS}


_TOKENS = frozenset({Slot.CONTEXT_TOKENS, Slot.PROMPT_TOKENS, Slot.OUTPUT_TOKENS, Slot.SEQUENCE_TOKENS})
_NOT_READ: dict[Item | None, frozenset[Slot]] = {
    None: frozenset(),
    "image": _TOKENS,
    "clip": _TOKENS,
    "audio": _TOKENS,
    "text": frozenset({Slot.PROMPT_TOKENS, Slot.OUTPUT_TOKENS}),
}
"""Lengths that work which is not counted in tokens does not have; a text to embed has one."""


@lru_cache
def reads_of(
    work: Work | None, *, waits_for_hours: bool = False, item: Item | None = None
) -> dict[AdvicePart, frozenset[Slot]]:
    """Return the slots each part of a decision hangs on; while the work is open, plans hang on the class.

    `item` is what the work is counted in, None for tokens.
    """
    sides = side_reads(waits_for_hours=waits_for_hours)
    signals = frozenset(row.slot for row in SIGNAL_ROWS if work is None or row.unless_work != work)
    gate = frozenset[Slot]() if work else signals | {Slot.WORK}
    reads: dict[AdvicePart, frozenset[Slot]] = {"workload_class": signals | gate}
    if work != "training":
        reads["serving"] = sides["serving"] | gate
    if work != "serving":
        reads["training"] = sides["training"] | gate
    return {part: slots - _NOT_READ[item] for part, slots in reads.items()}
