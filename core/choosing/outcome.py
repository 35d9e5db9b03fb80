"""What an answer can change: the class and the plan of each side, small enough to compare by the thousand."""

from typing import NamedTuple

from core.recommendation import WorkloadClass


class Pick(NamedTuple):
    """The plan chosen for one side. `usd_per_hour` is of the whole plan."""

    tier: str
    gpu_count: int
    nodes: int
    fits: bool
    usd_per_hour: float


class Outcome(NamedTuple):
    """What the advice comes down to; None for a side that is not planned."""

    workload_class: WorkloadClass
    serving: Pick | None
    training: Pick | None
