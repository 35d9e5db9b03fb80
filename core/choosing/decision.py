"""What an answer can change: the class and the plan of each side, small enough to compare by the thousand."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from core.advising.picks import pick as pick_plan
from core.advising.stacks import planned_stacks
from core.catalog.catalogue import Catalogue
from core.choosing.reads import SIGNAL_READS, side_reads
from core.classify import class_alone
from core.planning.offers import offers
from core.recommendation import Stack, WorkloadClass
from core.teams.signals import SIGNAL_ROWS
from core.workload import Slot, Workload, waits_for_hours

GIVEN = "given"
"""How a signal's row says that any value will do."""


class Chosen(NamedTuple):
    """The plan chosen for one side. `usd_per_hour` is the whole plan's, whatever is billed."""

    tier: str
    gpu_count: int
    nodes: int
    fits: bool
    usd_per_hour: float


class Decided(NamedTuple):
    """What the advice comes down to; None for a side that is not planned."""

    workload_class: WorkloadClass
    serving: Chosen | None
    training: Chosen | None


Fields = Mapping[str, Any]
"""A workload as far as it is known: its field names and values, nothing for what nobody said."""


class Decide(Protocol):
    """A recommender as far as it decides: whole, or the class and each side's plan on their own."""

    def __call__(self, fields: Fields) -> Decided:
        """Return the class and the plans of a workload."""

    def classified(self, fields: Fields) -> tuple[WorkloadClass, tuple[Stack, ...]]:
        """Return the class of a workload, and for which sides it needs a plan."""

    def picked(self, stack: Stack, fields: Fields, workload_class: WorkloadClass) -> Chosen:
        """Return the plan of one side for a workload of this class."""


class Decider(NamedTuple):
    """The recommender of a catalogue; what was decided once is remembered.

    It raises KeyError for a model the catalogue does not know.
    """

    catalogue: Catalogue

    def __call__(self, fields: Fields) -> Decided:
        """Return the class and the plans of a workload."""
        workload_class, stacks = self.classified(fields)
        picks = {stack: self.picked(stack, fields, workload_class) for stack in stacks}
        return Decided(workload_class, picks.get("serving"), picks.get("training"))

    def classified(self, fields: Fields) -> tuple[WorkloadClass, tuple[Stack, ...]]:
        """Return the class of a workload, and for which sides it needs a plan."""
        return _classified(tuple(map(fields.get, _WEIGHED)), frozenset(fields))

    def picked(self, stack: Stack, fields: Fields, workload_class: WorkloadClass) -> Chosen:
        """Return the plan of one side for a workload of this class."""
        slots = _SIDE_SLOTS[waits_for_hours(fields.get(Slot.WORK), fields.get(Slot.REQUEST_RATE))][stack]
        return _picked(stack, slots, tuple(map(fields.get, slots)), workload_class, self.catalogue)


_SIDE_SLOTS = [
    {stack: tuple(sorted(slots)) for stack, slots in side_reads(waits_for_hours=waits).items()}
    for waits in (False, True)
]
_NOTICED = frozenset(
    slot for slot in SIGNAL_READS if all(row.detail == GIVEN for row in SIGNAL_ROWS if row.slot is slot)
)
"""Slots of which the class only reads whether anything was said."""

_WEIGHED = tuple(sorted((SIGNAL_READS | {Slot.WORK}) - _NOTICED))
"""Slots of which it reads what was said."""


def _workload(slots: Sequence[Slot], values: Sequence[Any]) -> Workload:
    known = {slot.value: value for slot, value in zip(slots, values, strict=True) if value is not None}
    return _nothing().model_copy(update=known)


@lru_cache
def _nothing() -> Workload:
    return Workload()


@lru_cache(maxsize=8192)
def _classified(values: tuple[Any, ...], said: frozenset[str]) -> tuple[WorkloadClass, tuple[Stack, ...]]:
    noticed = tuple(slot for slot in _NOTICED if slot in said)
    workload = _workload((*_WEIGHED, *noticed), (*values, *(True for _ in noticed)))
    classification = class_alone(workload)
    return classification.workload_class, planned_stacks(workload, classification)


@lru_cache(maxsize=8192)
def _picked(
    stack: Stack,
    slots: tuple[Slot, ...],
    values: tuple[Any, ...],
    workload_class: WorkloadClass,
    catalogue: Catalogue,
) -> Chosen:
    plan = pick_plan(stack, _workload(slots, values), catalogue, workload_class)
    offer = next(offer for offer in offers(catalogue) if offer.tier.id == plan.tier)
    rate = offer.at(plan.gpu_count).usd_per_hour
    return Chosen(plan.tier, plan.gpu_count, plan.nodes, plan.fits, rate * plan.gpu_count)
