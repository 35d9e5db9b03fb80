"""What is assumed while a demand is put together: typical values and what follows, each with its basis."""

from math import ceil
from typing import Any

from core.recommendation import Assumption
from core.request_rate import Batch, RequestRate
from core.teams import typical
from core.workload import Slot, Workload


def model_of(workload: Workload) -> str:
    """Return the model that was named, else the typical one of such work."""
    return workload.model or str(typical.model_for(workload.task_told).value)


class Assumed:
    """The assumptions made while one demand is put together."""

    def __init__(self) -> None:
        self.made: list[Assumption] = []

    def take(self, slot: Slot, value: Any, basis: str) -> Any:
        """Note that `value` was taken for `slot`, and return it."""
        self.made.append(Assumption(slot=slot, value=value, basis=basis))
        return value

    def work_out(self, slot: Slot, value: Any, basis: str) -> Any:
        """Note that `value` follows for `slot` from what is known of others, and return it."""
        self.made.append(Assumption(slot=slot, value=value, basis=basis, worked_out=True))
        return value

    def share_at_once(self, users: int) -> int:
        """Note how many of so many users wait at once, and return it."""
        waiting = max(1, ceil(users * typical.PEAK_SHARE))
        return int(self.take(Slot.CONCURRENCY, waiting, typical.PEAK_SHARE_BASIS))

    def unless_said(self, said: Any, slot: Slot) -> Any:
        """Return what was said, else the slot's typical value."""
        return self._unless(said, typical.TYPICAL[slot])

    def model_of(self, workload: Workload) -> str:
        """Return the same as `model_of`, and note where it was not named."""
        return str(self._unless(workload.model, typical.model_for(workload.task_told)))

    def _unless(self, said: Any, row: typical.TypicalRow) -> Any:
        return self.take(row.slot, row.value, row.basis) if said is None else said


def rate_told(workload: Workload, assumed: Assumed) -> RequestRate | None:
    """Return what arrives, a batch spread over the time it may take: as said, or a typical time."""
    said = workload.request_rate
    if said is None or said.batch is None or said.batch.hours is not None:
        if said and said.batch and said.batch.night:
            assumed.take(Slot.DEADLINE, {"hours": said.batch.hours}, typical.NIGHT_BASIS)
        return said
    if workload.waits_for_hours and workload.deadline is not None:
        return said.within(workload.deadline.hours)
    hours = typical.BATCH_HOURS
    timed = said.within(hours)
    if workload.waits_for_hours:
        assumed.take(Slot.DEADLINE, {"hours": hours}, typical.BATCH_HOURS_BASIS)
    else:
        assumed.take(Slot.REQUEST_RATE, timed.model_dump(exclude_defaults=True), typical.BATCH_HOURS_BASIS)
    return timed


def batch_of(workload: Workload, rate: RequestRate | None) -> Batch | None:
    """Return the batch that a server is rented for; None where it is rented all the time."""
    return None if rate is None or workload.rental == "kept" else rate.batch
