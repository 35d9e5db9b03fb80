"""Runs that the tests of training share, and their terms by name."""

from core.catalog.architecture import Architecture
from core.catalog.gpus import Gpu, gpu
from core.quantity import Estimate
from core.sizing.training_exchange import Crew
from core.sizing.training_speed import TrainingSpeed, estimate_training_speed
from core.sizing.training_step import MicroStep

A100 = gpu("a100-80-sxm")


def expected(estimate: Estimate) -> dict[str, float]:
    """Return the expected GiB of each term."""
    return {term.name: term.amount.expected for term in estimate.terms}


def crew_with(card: Gpu, changes: dict[str, object]) -> Crew:
    """Take the cards and how they share the work out of the changes to a plain run."""
    told: dict[str, object] = {"gpu": card}
    told |= {name: changes.pop(name) for name in Crew._fields if name in changes}
    return Crew(**told)  # type: ignore[arg-type]  # a table of keywords


def train(arch: Architecture, card: Gpu, **changes: object) -> TrainingSpeed:
    """Estimate the plainest run, with changes."""
    changes = {"gpu_count": 8, "sharding": "zero3"} | changes
    crew = crew_with(card, changes)
    plain = {"method": "full", "precision": "bf16", "sequence_tokens": 2048, "micro_batch": 4}
    step = MicroStep(arch=arch, crew=crew, **(plain | changes))  # type: ignore[arg-type]  # a table of keywords
    return estimate_training_speed(step)


def names(speed: TrainingSpeed) -> set[str]:
    """Return which terms a step has."""
    return {term.name for term in speed.step.terms}


def part(speed: TrainingSpeed, name: str) -> float:
    """Return the expected seconds of one term."""
    return next(term.amount.expected for term in speed.step.terms if term.name == name)
