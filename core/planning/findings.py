"""One constraint held against one plan, as light data: many are made, a message shows a few."""

from functools import lru_cache
from math import inf
from typing import NamedTuple

from core.catalog.formats import WeightFormat
from core.catalog.gpus import Gpu
from core.quantity import Range
from core.recommendation import Check, Verdict
from core.workload import Slot

SERVING_MEMORY = (
    Slot.MODEL,
    Slot.PRECISION,
    Slot.CONTEXT_TOKENS,
    Slot.PROMPT_TOKENS,
    Slot.OUTPUT_TOKENS,
    Slot.CONCURRENCY,
    Slot.USERS,
    Slot.REQUEST_RATE,
)
SERVING_SPEED = (*SERVING_MEMORY, Slot.LATENCY)
TRAINING_MEMORY = (Slot.MODEL, Slot.METHOD, Slot.OPTIMIZER, Slot.SEQUENCE_TOKENS)
TRAINING_HOURS = (
    *TRAINING_MEMORY,
    Slot.DATASET_TOKENS,
    Slot.DATASET_SAMPLES,
    Slot.DATASET_GB,
    Slot.EPOCHS,
    Slot.CADENCE,
    Slot.DEADLINE,
)

READS: dict[str, tuple[Slot, ...]] = {
    "format": (Slot.MODEL, Slot.PRECISION),
    "tokens_per_s_each": SERVING_SPEED,
    "first_token_s": SERVING_SPEED,
    "total_s": SERVING_SPEED,
    "throughput": SERVING_SPEED,
    "run_hours": TRAINING_HOURS,
    "batch": (Slot.BATCH_SIZE,),
    "nodes": (),
}
"""The slots each constraint reads; which questions matter follows from this table alone."""


VERDICTS = (Verdict.NO, Verdict.TIGHT, Verdict.FITS)


class Finding(NamedTuple):
    """How one constraint stands for one plan.

    `limit` is the target, or the memory there is, and `figure` what the plan makes of it.
    `slack` is what there is over what is demanded when all goes badly, `expected_slack` when it goes as
    expected; from 1 on the constraint holds.
    """

    constraint: str
    limit: float
    figure: Range
    unit: str
    slack: float
    expected_slack: float
    reads: tuple[Slot, ...]
    rank: int
    """2 where it holds even if all goes badly, 1 where it holds as expected, else 0."""

    @property
    def verdict(self) -> Verdict:
        """Fits, tight or no, by rank."""
        return VERDICTS[self.rank]

    @property
    def is_speed(self) -> bool:
        """Whether it is about time, not about what is there or not."""
        return self.constraint not in ("memory", "format", "batch", "nodes")

    @property
    def demand(self) -> Range:
        """What is demanded: the figure where memory is needed, else the target."""
        return self.figure if self.constraint == "memory" else Range.exact(self.limit)

    @property
    def capacity(self) -> Range:
        """What there is."""
        return Range.exact(self.limit) if self.constraint == "memory" else self.figure

    def check(self) -> Check:
        """Return this finding as the recommendation shows it."""
        return Check(
            constraint=self.constraint,
            verdict=self.verdict,
            demand=self.demand,
            capacity=self.capacity,
            unit=self.unit,
            reads=self.reads,
        )


def holds(needed: Range, available: float, reads: tuple[Slot, ...]) -> Finding:
    """Return whether what a plan needs of its memory is there (GiB on the fullest card)."""
    slack, likely = available / needed.high, available / needed.expected
    return Finding("memory", available, needed, "GiB", slack, likely, reads, _rank(slack, likely))


def reaches(constraint: str, target: float, speed: Range, unit: str) -> Finding:
    """Return whether a speed reaches its target: more is better."""
    slack, likely, reads = speed.low / target, speed.expected / target, READS[constraint]
    return Finding(constraint, target, speed, unit, slack, likely, reads, _rank(slack, likely))


def within(constraint: str, target: float, duration: Range, unit: str) -> Finding:
    """Return whether a duration stays within its target: less is better."""
    slack, likely, reads = target / duration.high, target / duration.expected, READS[constraint]
    return Finding(constraint, target, duration, unit, slack, likely, reads, _rank(slack, likely))


@lru_cache(maxsize=1024)
def allows(constraint: str, needed: float, available: float, unit: str) -> Finding:
    """Return whether a plan has what cannot be half there: a number format, a sequence for every card."""
    slack, there, reads = inf if available >= needed else 0.0, Range.exact(available), READS[constraint]
    return Finding(constraint, needed, there, unit, slack, slack, reads, _rank(slack, slack))


def runs_format(weights: WeightFormat, gpu: Gpu) -> Finding:
    """Return whether a card runs a number format; on AMD cards by the list, whatever their capability."""
    has = gpu.compute_capability
    if weights.runs_on(gpu):
        has = max(has, weights.compute_capability)
    return allows("format", weights.compute_capability, has, "compute capability")


def _rank(slack: float, expected_slack: float) -> int:
    if slack >= 1:
        return 2
    return 1 if expected_slack >= 1 else 0
