"""What an answer can change: the class and the plan of each side, small enough to compare by the thousand."""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from core.candidate import offers
from core.catalog.catalogue import Catalogue
from core.choosing.reads import SIDE_READS, SIGNAL_READS
from core.classify import classify
from core.picks import pick as pick_plan
from core.recommendation import Classification, Stack, WorkloadClass
from core.stacks import planned_stacks
from core.workload import Slot, Workload

_FOR_CLASS = frozenset(SIGNAL_READS | {Slot.WORK})


class Pick(NamedTuple):
    """The plan chosen for one side. `usd_per_hour` is the whole plan's, whatever is billed."""

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


Decide = Callable[[Workload], Outcome]


def decider(catalogue: Catalogue) -> Decide:
    """Return the recommender of a catalogue, as far as it decides.

    It raises KeyError for a model the catalogue does not know.
    """

    def decide(workload: Workload) -> Outcome:
        classification = _classify(_only(workload, _FOR_CLASS))
        picks = {
            stack: _pick(stack, _only(workload, SIDE_READS[stack]), catalogue, classification.workload_class)
            for stack in planned_stacks(workload, classification)
        }
        return Outcome(classification.workload_class, picks.get("serving"), picks.get("training"))

    return decide


def _only(workload: Workload, slots: frozenset[Slot]) -> Workload:
    """Return the part of a workload that is read, so that equal parts are decided once."""
    values = workload.__dict__
    return Workload.model_construct(None, **{slot.value: values[slot.value] for slot in slots})


@lru_cache(maxsize=8192)
def _classify(workload: Workload) -> Classification:
    return classify(workload)


@lru_cache(maxsize=65536)
def _pick(stack: Stack, workload: Workload, catalogue: Catalogue, workload_class: WorkloadClass) -> Pick:
    plan = pick_plan(stack, workload, catalogue, workload_class)
    rate = next(offer.usd_per_hour for offer in offers(catalogue) if offer.tier.id == plan.tier)
    return Pick(plan.tier, plan.gpu_count, plan.nodes, plan.fits, rate * plan.gpu_count)
