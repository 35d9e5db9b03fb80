"""Which slots each part of the advice hangs on, taken from what the constraints and the signals read."""

from functools import lru_cache
from typing import Literal

from core.findings import READS, SERVING_SPEED, TRAINING_HOURS
from core.recommendation import Stack
from core.signals import SIGNAL_ROWS
from core.workload import Slot, Work

Part = Literal["workload_class", "serving", "training"]

BILLING = frozenset({Slot.CADENCE, Slot.RENTAL})
"""What a training bill reads beside the hours of a run."""

SIDE_READS: dict[Stack, frozenset[Slot]] = {
    "serving": frozenset(SERVING_SPEED),
    "training": frozenset(TRAINING_HOURS) | frozenset(READS["batch"]) | BILLING,
}
SIGNAL_READS = frozenset(row.slot for row in SIGNAL_ROWS)


@lru_cache
def reads_of(work: Work | None) -> dict[Part, frozenset[Slot]]:
    """Return the slots each part of an outcome hangs on; while the work is open, plans hang on the class."""
    signals = frozenset(row.slot for row in SIGNAL_ROWS if work is None or row.unless_work != work)
    gate = frozenset[Slot]() if work else signals | {Slot.WORK}
    reads: dict[Part, frozenset[Slot]] = {"workload_class": signals | gate}
    if work != "training":
        reads["serving"] = SIDE_READS["serving"] | gate
    if work != "serving":
        reads["training"] = SIDE_READS["training"] | gate
    return reads
