"""The plan one stack gets, without texts and options: for whoever asks a thousand times."""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from core.advising.ranking import choose, usual_class
from core.advising.stacks import find_contenders, find_plans, side_of
from core.catalog.catalogue import Catalogue
from core.planning.offers import offers
from core.recommendation import Plan, Stack, Verdict, WorkloadClass
from core.workload import Workload


class Pick(NamedTuple):
    """The plan one stack gets, as far as a decision goes; `usd_per_month` is its expected bill."""

    tier: str
    gpu_count: int
    nodes: int
    verdict: Verdict
    usd_per_month: float

    @property
    def label(self) -> tuple[str, int, bool]:
        """What a person would call the plan: the tier, the number of cards, and whether it is enough."""
        return self.tier, self.gpu_count, self.fits

    @property
    def fits(self) -> bool:
        """Whether the plan is enough, perhaps tightly."""
        return self.verdict is not Verdict.NO


PickFor = Callable[[Workload], Pick]


def pick(
    stack: Stack,
    workload: Workload,
    catalogue: Catalogue,
    workload_class: WorkloadClass,
    enough: dict[str, int] | None = None,
) -> Pick:
    """Return the plan one stack gets when the workload is of this class.

    Who asks of many workloads that are alike passes one `enough` to all of them, and is answered sooner.
    Raises KeyError for a model the catalogue does not know.
    """
    side = side_of(stack, workload, catalogue)
    plan = choose(find_contenders(side, catalogue, enough), usual_class(workload_class, stack)).candidate
    return Pick(plan.offer.tier.id, plan.gpu_count, plan.nodes, plan.verdict, plan.usd_per_month)


def picker(stack: Stack, catalogue: Catalogue, workload_class: WorkloadClass) -> PickFor:
    """Return what picks for one workload after another that are alike, the sooner the more it was asked."""
    return partial(pick, stack, catalogue=catalogue, workload_class=workload_class, enough=dict[str, int]())


def bears_on(stack: Stack, workload: Workload, catalogue: Catalogue, plan: Pick) -> bool:
    """Whether so many cards of this plan's tier bear another workload for certain."""
    side = side_of(stack, workload, catalogue)
    offer = next(offer for offer in offers(catalogue) if offer.tier.id == plan.tier)
    return side.able(offer) and side.bears(offer, plan.gpu_count)


def picked_plan(
    stack: Stack, workload: Workload, catalogue: Catalogue, workload_class: WorkloadClass
) -> Plan:
    """Return the same plan written out."""
    side = side_of(stack, workload, catalogue)
    return side.write(choose(find_plans(side, catalogue), usual_class(workload_class, stack)).candidate)
