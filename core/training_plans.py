"""Plans for training: one run over so many cards, with the sharding and micro-batch that suit them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import inf

from core.candidate import Candidate, Offer, candidate_of, nodes_of
from core.catalog.architecture import Architecture
from core.catalog.catalogue import Catalogue
from core.catalog.gpus import Gpu
from core.cost import HOURS_PER_MONTH, SETUP_HOURS
from core.demand import TrainingDemand
from core.findings import TRAINING_MEMORY, Finding, allows, holds, within
from core.quantity import Estimate, Range
from core.recommendation import Verdict
from core.sizing.serving_engine import usable_gib
from core.sizing.training_memory import estimate_training_memory
from core.sizing.training_speed import TrainingSpeed, estimate_run_hours, estimate_training_speed

ENGINE = "training"
MICRO_BATCHES = (8, 4, 2, 1)
ENOUGH_TOKENS = 16_384
"""Tokens in one micro-step from which a card is busy; more only takes memory."""

ROOMY = 0.9
"""A larger micro-batch is taken only while it leaves a tenth of the memory free."""


@dataclass(frozen=True, slots=True)
class TrainingJob:
    """A training demand with its model looked up."""

    demand: TrainingDemand
    model_name: str
    architecture: Architecture


@dataclass(frozen=True, slots=True)
class Setup:
    """How a run uses its cards: sharding of states, recomputing of activations, sequences at once."""

    sharding: str
    gradient_checkpointing: bool
    micro_batch: int


def training_job(demand: TrainingDemand, catalogue: Catalogue) -> TrainingJob:
    """Look the model of a demand up; raises KeyError for a model the catalogue does not know."""
    model = catalogue.model(demand.model)
    return TrainingJob(demand, model.name, model.architecture)


def training_options(job: TrainingJob, offer: Offer, gpu_count: int) -> Iterator[Candidate]:
    """Yield how so many cards can train it: with activations kept, and with activations recomputed."""
    usable = usable_gib(offer.tier.gpu, ENGINE)
    leanest = Setup(_shardings(gpu_count)[-1], gradient_checkpointing=True, micro_batch=1)
    if holds(run_memory(job, gpu_count, leanest).total, usable, TRAINING_MEMORY).verdict is Verdict.NO:
        yield _candidate(job, offer, gpu_count, leanest)
        return
    for checkpointing in (False, True):
        yield _candidate(job, offer, gpu_count, _setup(job, gpu_count, usable, checkpointing=checkpointing))


def _shardings(gpu_count: int) -> tuple[str, ...]:
    """Return the ways to spread states over cards, from the fastest to the leanest."""
    return ("none",) if gpu_count == 1 else ("ddp", "zero2", "zero3")


def _setup(job: TrainingJob, gpu_count: int, usable: float, *, checkpointing: bool) -> Setup:
    """Return the fastest sharding that fits, with as many sequences at once as fit and are of use."""
    leanest = Setup(_shardings(gpu_count)[-1], checkpointing, 1)
    for sharding in _shardings(gpu_count):
        for micro_batch in _micro_batches(job.demand, gpu_count):
            setup = Setup(sharding, checkpointing, micro_batch)
            room = usable if micro_batch == 1 else usable * ROOMY
            if run_memory(job, gpu_count, setup).total.high <= room:
                return setup
    return leanest


@lru_cache(maxsize=256)
def _micro_batches(demand: TrainingDemand, gpu_count: int) -> tuple[int, ...]:
    share = demand.batch_size / gpu_count
    useful = ENOUGH_TOKENS / demand.sequence_tokens
    return tuple(size for size in MICRO_BATCHES if size == 1 or size <= min(share, useful))


def _candidate(job: TrainingJob, offer: Offer, gpu_count: int, setup: Setup) -> Candidate:
    findings = tuple(training_findings(job, offer, gpu_count, setup))
    return candidate_of(
        offer=offer,
        gpu_count=gpu_count,
        cards_per_replica=gpu_count,
        sharding=setup.sharding,
        micro_batch=setup.micro_batch,
        gradient_checkpointing=setup.gradient_checkpointing,
        findings=findings,
        usd_per_month=_usd_per_month(job.demand, offer, gpu_count, findings),
    )


def training_findings(
    job: TrainingJob, offer: Offer, gpu_count: int, setup: Setup, *, complete: bool = False
) -> Iterator[Finding]:
    """Yield how each constraint stands; the hours are left out where memory already says no.

    With `complete` nothing is left out, for a plan that will be shown.
    """
    demand = job.demand
    yield allows("batch", gpu_count, demand.batch_size, "sequences")
    memory = holds(
        run_memory(job, gpu_count, setup).total, usable_gib(offer.tier.gpu, ENGINE), TRAINING_MEMORY
    )
    yield memory
    if memory.verdict is not Verdict.NO or complete:
        yield within("run_hours", demand.deadline_hours, run_hours(job, offer, gpu_count, setup), "hours")


def run_hours(job: TrainingJob, offer: Offer, gpu_count: int, setup: Setup) -> Range:
    """Return the hours of one run, set-up excluded."""
    return estimate_run_hours(tokens=job.demand.tokens, speed=run_speed(job, offer, gpu_count, setup))


def run_speed(job: TrainingJob, offer: Offer, gpu_count: int, setup: Setup) -> TrainingSpeed:
    """Return the pace of a run."""
    demand = job.demand
    return _speed(
        architecture=job.architecture,
        method=demand.method,
        optimizer=demand.optimizer,
        sequence_tokens=demand.sequence_tokens,
        accumulation=max(1, demand.batch_size // (setup.micro_batch * gpu_count)),
        gpu=offer.tier.gpu,
        gpu_count=gpu_count,
        nodes=nodes_of(offer, gpu_count),
        setup=setup,
    )


def run_memory(job: TrainingJob, gpu_count: int, setup: Setup) -> Estimate:
    """Return what a run needs on the fullest card, in GiB."""
    demand = job.demand
    return _memory(
        architecture=job.architecture,
        method=demand.method,
        optimizer=demand.optimizer,
        sequence_tokens=demand.sequence_tokens,
        gpu_count=gpu_count,
        setup=setup,
    )


@lru_cache(maxsize=8192)
def _speed(
    *,
    architecture: Architecture,
    method: str,
    optimizer: str,
    sequence_tokens: int,
    accumulation: int,
    gpu: Gpu,
    gpu_count: int,
    nodes: int,
    setup: Setup,
) -> TrainingSpeed:
    return estimate_training_speed(
        architecture,
        method=method,
        precision="bf16",
        optimizer=optimizer,
        sequence_tokens=sequence_tokens,
        micro_batch=setup.micro_batch,
        gpu=gpu,
        gpu_count=gpu_count,
        sharding=setup.sharding,
        nodes=nodes,
        gradient_checkpointing=setup.gradient_checkpointing,
        accumulation=accumulation,
    )


@lru_cache(maxsize=8192)
def _memory(
    *,
    architecture: Architecture,
    method: str,
    optimizer: str,
    sequence_tokens: int,
    gpu_count: int,
    setup: Setup,
) -> Estimate:
    return estimate_training_memory(
        architecture,
        method=method,
        optimizer=optimizer,
        sequence_tokens=sequence_tokens,
        micro_batch=setup.micro_batch,
        gpu_count=gpu_count,
        sharding=setup.sharding,
        gradient_checkpointing=setup.gradient_checkpointing,
    )


def _usd_per_month(
    demand: TrainingDemand, offer: Offer, gpu_count: int, findings: tuple[Finding, ...]
) -> float:
    if demand.kept:
        return offer.usd_per_hour * gpu_count * HOURS_PER_MONTH
    hours = next(
        (finding.capacity.expected for finding in findings if finding.constraint == "run_hours"), inf
    )
    return offer.usd_per_hour * gpu_count * (hours + SETUP_HOURS) * demand.runs_per_month
