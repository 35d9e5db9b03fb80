"""Workload to recommendation: class, plans, verdicts and reasons, by arithmetic and the ranking rule."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from core.advising.advice import advise, within_budget
from core.advising.own_cards import own_cards
from core.advising.picks import Pick, pick, picked_plan
from core.advising.relax import relaxed, with_lighter
from core.advising.shared_box import share
from core.advising.stacks import Side, find_plans, planned_stacks, side_of
from core.catalog.catalogue import Catalogue
from core.classify import classify
from core.conditions import Limits, growth_of, limits_of, unlimited
from core.demand.assumed import model_of
from core.flips import find_flips
from core.planning.cost import counted, usd_per_month_allowed
from core.planning.rentable import rentable
from core.recommendation import Assumption, Plan, Recommendation, Stack, StackAdvice, WorkloadClass
from core.workload import Slot, Workload

CORE_VERSION = "13"
"""Raised whenever the same answers and catalogue could lead to other advice."""


class Decision(NamedTuple):
    """What a recommendation would say, without its reasons: the class and the plan of each stack planned."""

    workload_class: WorkloadClass
    serving: Pick | None = None
    training: Pick | None = None


@lru_cache(maxsize=4096)
def decide(workload: Workload, catalogue: Catalogue) -> Decision:
    """Return the class and the plans without texts, options and flips: for whoever asks a thousand times.

    Raises KeyError for a model the catalogue does not know.
    """
    classification = classify(workload)
    workload_class = classification.workload_class
    rented = rentable(workload.conditions, catalogue)
    picks = {
        stack: pick(stack, workload, rented, workload_class)
        for stack in planned_stacks(workload, classification)
    }
    return Decision(workload_class, picks.get("serving"), picks.get("training"))


def recommend(workload: Workload, catalogue: Catalogue, *, with_flips: bool = True) -> Recommendation:
    """Return the whole advice for a workload.

    `with_flips` also looks for the answers that would change it, and for ways out where nothing fits or the
    budget is exceeded, which takes some ten times as long. Raises KeyError for a model the catalogue does not
    know.
    """
    classification = classify(workload)
    stacks = planned_stacks(workload, classification)
    rented = rentable(workload.conditions, catalogue)
    sides = {stack: side_of(stack, workload, catalogue) for stack in stacks}
    advice = {
        stack: advise(side, find_plans(side, rented), classification.workload_class)
        for stack, side in sides.items()
    }
    allowed = usd_per_month_allowed(workload.budget, catalogue.rates)
    advice = within_budget(advice, allowed)
    shared = None
    if len(stacks) > 1:
        shared = share(sides, advice, rented)
    workload_class = classification.workload_class
    recommendation = Recommendation(
        workload=workload,
        classification=classification,
        pain=workload.pain,
        plan="both" if len(stacks) > 1 else stacks[0],
        serving=advice.get("serving"),
        training=advice.get("training"),
        shared=shared,
        unlimited=_unlimited(workload, catalogue, advice, workload_class),
        grown=_grown(workload, rented, sides, workload_class),
        budget_usd_per_month=allowed,
        own=own_cards(workload.current_hardware, sides.values(), catalogue),
        assumptions=(
            *_merged(side.assumptions for side in sides.values()),
            *counted(workload.budget, catalogue.rates),
        ),
        model_name=next(iter(sides.values())).model_name,
        vision_b=catalogue.model(model_of(workload)).vision_b,
        core_version=CORE_VERSION,
        catalogue_date=catalogue.date,
    )
    return with_changes(recommendation, catalogue) if with_flips else recommendation


def _unlimited(
    workload: Workload,
    catalogue: Catalogue,
    advice: Mapping[Stack, StackAdvice],
    workload_class: WorkloadClass,
) -> tuple[Plan, ...]:
    """Return the plans that would be led with if there were no limit, where one keeps them away."""
    if limits_of(workload.conditions) == Limits():
        return ()
    free = rentable(unlimited(workload.conditions), catalogue)
    plans = (picked_plan(stack, workload, free, workload_class) for stack in advice)
    return tuple(
        plan
        for plan, side in zip(plans, advice.values(), strict=True)
        if (plan.tier, plan.gpu_count) != (side.chosen.tier, side.chosen.gpu_count)
    )


def _grown(
    workload: Workload, rented: Catalogue, sides: Mapping[Stack, Side], workload_class: WorkloadClass
) -> Plan | None:
    """Return what serves the load that is expected; None where none is, or nothing is served."""
    growth = growth_of(workload.conditions)
    if growth is None or "serving" not in sides:
        return None
    load = (Slot.CONCURRENCY, Slot.REQUEST_RATE)
    assumed = {one.slot: one.value for one in sides["serving"].assumptions if one.slot in load}
    told = workload.model_dump(exclude_none=True) | assumed
    later = Workload.model_validate(told).times(growth.factor)
    return picked_plan("serving", later, rented, workload_class)


def with_changes(recommendation: Recommendation, catalogue: Catalogue) -> Recommendation:
    """Return a recommendation with the answers that would change it, and the ways out where it is needed."""
    rented = rentable(recommendation.workload.conditions, catalogue)
    flips = find_flips(recommendation.workload, rented, recommendation)
    return recommendation.model_copy(
        update={
            "serving": relaxed(recommendation, recommendation.serving, catalogue),
            "training": relaxed(recommendation, recommendation.training, catalogue),
            "flips": flips,
            "own": with_lighter(recommendation, catalogue),
        }
    )


def _merged(parts: Iterable[tuple[Assumption, ...]]) -> tuple[Assumption, ...]:
    """Return the assumptions of all sides, each slot once."""
    by_slot = {assumption.slot: assumption for part in parts for assumption in part}
    return tuple(by_slot.values())
