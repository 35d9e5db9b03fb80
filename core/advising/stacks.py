"""The two sides of a workload, serving and training: which are planned, and how each finds its plans."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import NamedTuple

from core.advising.search import (
    Bears,
    Options,
    TierPlans,
    at_least_cost,
    find_cheapest,
    find_fitting,
    search,
    search_each,
)
from core.catalog.architecture import Item
from core.catalog.catalogue import Catalogue
from core.demand.items import ItemDemand, item_demand, item_of
from core.demand.serving import ServingDemand, serving_demand
from core.demand.training import TrainingDemand, training_demand
from core.planning.candidate import Candidate, would_fit
from core.planning.items import item_job, item_options, item_runs_on, item_times, usual_way
from core.planning.offers import Offer, offers
from core.planning.plans import item_plan, serving_plan, training_plan
from core.planning.precision import served_format
from core.planning.serving import runs_on, serving_bears, serving_job, serving_options, serving_times
from core.planning.training import (
    training_at_ease,
    training_bears,
    training_job,
    training_options,
    training_times,
)
from core.quantity import Estimate
from core.recommendation import Assumption, Classification, Plan, Stack
from core.workload import Slot, Workload


class Side(NamedTuple):
    """One stack of one workload: its options, and how a candidate becomes a plan."""

    stack: Stack
    demand: ServingDemand | ItemDemand | TrainingDemand
    model_name: str
    assumptions: tuple[Assumption, ...]
    able: Callable[[Offer], bool]
    """Whether a tier's card can do it at all, with however many of it."""
    options: Options
    at_ease: Options
    """How so many cards can do it with the most room: the fastest way may fill what there is."""
    bears: Bears
    """Whether so many cards are enough for certain, the format aside."""
    write: Callable[[Candidate], Plan]
    times: Callable[[Candidate], Mapping[str, Estimate]]
    """What explains the speed of the plan that is chosen."""


def planned_stacks(workload: Workload, classification: Classification) -> tuple[Stack, ...]:
    """Return the stacks to plan: the work that was named, else what the class points to.

    While the class is open too, the side that more answers speak for is planned, serving when none does.
    """
    if workload.work is not None:
        return ("serving", "training") if workload.work == "both" else (workload.work,)
    if classification.workload_class == "both":
        return ("serving", "training")
    return ("training",) if classification.training_score > classification.inference_score else ("serving",)


def side_of(stack: Stack, workload: Workload, catalogue: Catalogue) -> Side:
    """Return one side of a workload; raises KeyError for a model the catalogue does not know."""
    if stack == "serving":
        return _serving_side(workload, catalogue)
    return _training_side(workload, catalogue)


def _serving_side(workload: Workload, catalogue: Catalogue) -> Side:
    item = item_of(workload, catalogue)
    if item is not None:
        return _item_side(workload, item, catalogue)
    demand, assumptions = serving_demand(workload)
    job = serving_job(demand, catalogue)
    weights, basis = served_format(demand.precision, job.served.architecture)
    if basis is not None:
        assumptions += (Assumption(slot=Slot.PRECISION, value=weights.id, basis=basis),)
    return Side(
        stack="serving",
        demand=demand,
        model_name=job.model_name,
        assumptions=(*_geometry(workload, catalogue), *assumptions),
        able=partial(runs_on, job),
        options=partial(serving_options, job),
        at_ease=partial(serving_options, job),
        bears=partial(serving_bears, job),
        write=partial(serving_plan, job),
        times=partial(serving_times, job),
    )


def _item_side(workload: Workload, item: Item, catalogue: Catalogue) -> Side:
    demand, assumptions = item_demand(workload, item)
    job = item_job(demand, catalogue)
    if job.basis is not None:
        assumptions += (Assumption(slot=Slot.PRECISION, value=job.weights.id, basis=job.basis),)
    way = usual_way(job)
    if way is not None:
        assumptions += (Assumption(slot=Slot.MODEL, value=demand.model, basis=way),)
    return Side(
        stack="serving",
        demand=demand,
        model_name=job.model_name,
        assumptions=assumptions,
        able=partial(item_runs_on, job),
        options=partial(item_options, job),
        at_ease=partial(item_options, job),
        bears=lambda offer, count: any(map(would_fit, item_options(job, offer, count))),
        write=partial(item_plan, job),
        times=partial(item_times, job),
    )


def _geometry(workload: Workload, catalogue: Catalogue) -> tuple[Assumption, ...]:
    """Return the assumption behind a model of which only the size was said."""
    if workload.model is None or catalogue.model(workload.model).architecture.spread == 1:
        return ()
    return (
        Assumption(slot=Slot.MODEL, value=workload.model, basis="the usual shape of a model of this size"),
    )


def _training_side(workload: Workload, catalogue: Catalogue) -> Side:
    demand, assumptions = training_demand(workload, item_of(workload, catalogue))
    job = training_job(demand, catalogue)
    return Side(
        stack="training",
        demand=demand,
        model_name=job.model_name,
        assumptions=(*_geometry(workload, catalogue), *assumptions),
        able=lambda _: True,
        options=partial(training_options, job),
        at_ease=partial(training_at_ease, job),
        bears=partial(training_bears, job),
        write=partial(training_plan, job),
        times=partial(training_times, job),
    )


def find_plans(side: Side, catalogue: Catalogue) -> tuple[TierPlans, ...]:
    """Return what every tier has to offer for one side, in the catalogue's order."""
    return _at_least_cost(side, (find_plan(side, offer) for offer in offers(catalogue)))


def find_plan(side: Side, offer: Offer) -> TierPlans:
    """Return what one tier has to offer for one side: as few of its cards as are enough."""
    if side.stack == "training":
        return search_each(offer, side.options)
    return search(offer, side.options, side.bears)


def find_contenders(
    side: Side, catalogue: Catalogue, enough: dict[str, int] | None = None
) -> tuple[TierPlans, ...]:
    """Return enough of the same to choose from: what fits, of what is always on only the cheapest.

    `enough` remembers cards that were enough, as in `find_cheapest`.
    """
    able = (offer for offer in offers(catalogue) if side.able(offer))
    if isinstance(side.demand, TrainingDemand) or side.demand.batch is not None:
        found = _at_least_cost(side, find_fitting(able, side.options, side.bears))
    else:
        found = find_cheapest(able, side.options, side.bears, enough)
    return found or find_plans(side, catalogue)


def _at_least_cost(side: Side, found: Iterable[TierPlans]) -> tuple[TierPlans, ...]:
    """Return the same plans, of a batch the cheapest that fits."""
    if isinstance(side.demand, TrainingDemand) or side.demand.batch is None:
        return tuple(found)
    return tuple(at_least_cost(plans, side.options) for plans in found)
