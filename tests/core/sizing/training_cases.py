"""Runs that the tests of training share, and their terms by name."""

from core.catalog.architecture import Architecture
from core.catalog.gpus import Gpu, gpu
from core.quantity import Estimate
from core.sizing.training_speed import TrainingSpeed, estimate_training_speed

A100 = gpu("a100-80-sxm")


def expected(estimate: Estimate) -> dict[str, float]:
    """Return the expected GiB of each term."""
    return {term.name: term.amount.expected for term in estimate.terms}


def train(arch: Architecture, card: Gpu, **changes: object) -> TrainingSpeed:
    """Estimate the plainest run, with changes."""
    plain = {
        "method": "full",
        "precision": "bf16",
        "sequence_tokens": 2048,
        "micro_batch": 4,
        "gpu": card,
        "gpu_count": 8,
        "sharding": "zero3",
    }
    return estimate_training_speed(arch, **(plain | changes))  # type: ignore[arg-type]  # a table of keywords


def names(speed: TrainingSpeed) -> set[str]:
    """Return which terms a step has."""
    return {term.name for term in speed.step.terms}


def part(speed: TrainingSpeed, name: str) -> float:
    """Return the expected seconds of one term."""
    return next(term.amount.expected for term in speed.step.terms if term.name == name)
