"""Plans for training: one run over so many cards, with the setup that suits them."""

from collections.abc import Iterator
from math import inf
from typing import NamedTuple

from core.catalog.catalogue import Catalogue
from core.demand.training import TrainingDemand
from core.planning.candidate import Candidate, Setup, candidate_of
from core.planning.cost import SETUP_HOURS
from core.planning.findings import TRAINING_MEMORY, Finding, allows, holds, within
from core.planning.offers import Offer, linked, nodes_of
from core.planning.training_setup import (
    Recipe,
    certain_hours_each,
    hours_each,
    leanest,
    recipe_of,
    setups,
    step_memory,
    step_pace,
    usable_train_gib,
)
from core.quantity import Estimate, Range


class TrainingJob(NamedTuple):
    """A training demand with its model looked up."""

    demand: TrainingDemand
    model_name: str
    recipe: Recipe


def training_job(demand: TrainingDemand, catalogue: Catalogue) -> TrainingJob:
    """Look the model of a demand up; raises KeyError for a model the catalogue does not know."""
    model = catalogue.model(demand.model)
    recipe = recipe_of(
        model.architecture,
        method=demand.method,
        optimizer=demand.optimizer,
        sequence_tokens=demand.sequence_tokens,
        batch_size=demand.batch_size,
    )
    return TrainingJob(demand, model.name, recipe)


def training_options(job: TrainingJob, offer: Offer, gpu_count: int) -> Iterator[Candidate]:
    """Yield how so many cards can train it."""
    offer = offer.at(gpu_count)
    for setup in setups(job.recipe, offer, gpu_count):
        yield _candidate(job, offer, gpu_count, setup)


def training_at_ease(job: TrainingJob, offer: Offer, gpu_count: int) -> Iterator[Candidate]:
    """Yield how so many cards train it with the most memory to spare, which is not the fastest way."""
    yield _candidate(job, offer.at(gpu_count), gpu_count, leanest(gpu_count))


def _candidate(job: TrainingJob, offer: Offer, gpu_count: int, setup: Setup) -> Candidate:
    findings = tuple(training_findings(job, offer, gpu_count, setup))
    return candidate_of(
        offer=offer,
        gpu_count=gpu_count,
        cards_per_replica=gpu_count,
        setup=setup,
        findings=findings,
        usd_per_month=_usd_per_month(job.demand, offer, gpu_count, findings),
    )


def training_bears(job: TrainingJob, offer: Offer, gpu_count: int) -> bool:
    """Whether some way to use so many cards holds even if all goes badly.

    Found without writing down why the others fail.
    """
    demand = job.demand
    offer = offer.at(gpu_count)
    if gpu_count > demand.batch_size or not linked(offer, gpu_count):
        return False
    return certain_hours_each(job.recipe, offer, gpu_count) * demand.amount <= demand.deadline_hours


def training_findings(
    job: TrainingJob, offer: Offer, gpu_count: int, setup: Setup, *, complete: bool = False
) -> Iterator[Finding]:
    """Yield how each constraint stands; the hours are left out where memory already says no.

    With `complete` nothing is left out, for a plan that will be shown.
    """
    demand = job.demand
    yield allows("batch", gpu_count, demand.batch_size, "sequences")
    if not linked(offer, gpu_count):
        yield allows("nodes", nodes_of(offer, gpu_count), 1, "servers")
    needed = step_memory(job.recipe, gpu_count, setup).total
    memory = holds(needed, usable_train_gib(offer), TRAINING_MEMORY)
    yield memory
    if memory.rank or complete:
        yield within("run_hours", demand.deadline_hours, run_hours(job, offer, gpu_count, setup), "hours")


def training_times(job: TrainingJob, candidate: Candidate) -> dict[str, Estimate]:
    """Return a micro-step of one card as a sum of its parts, in seconds."""
    return {"step": step_pace(job.recipe, candidate.offer, candidate.gpu_count, candidate.setup).step}


def run_hours(job: TrainingJob, offer: Offer, gpu_count: int, setup: Setup) -> Range:
    """Return the hours of one run, set-up excluded."""
    return hours_each(job.recipe, offer, gpu_count, setup).scaled(job.demand.amount)


def _usd_per_month(
    demand: TrainingDemand, offer: Offer, gpu_count: int, findings: tuple[Finding, ...]
) -> float:
    if demand.kept:
        return offer.usd_per_month(gpu_count)
    hours = next(
        (finding.capacity.expected for finding in findings if finding.constraint == "run_hours"), inf
    )
    return offer.usd_per_hour * gpu_count * (hours + SETUP_HOURS) * demand.runs_per_month
