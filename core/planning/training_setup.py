"""How a training run uses its cards: sharding, recomputed activations, micro-batch, and what they cost.

Everything here depends on the step alone, not on how many tokens a run has or when it must be over, so it is
computed once per kind of step and kept.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import inf
from typing import NamedTuple, TypedDict

from core.catalog.architecture import ITEM_OF, Architecture, Item
from core.planning.candidate import Setup
from core.planning.offers import Offer, nodes_of
from core.quantity import Estimate, Range
from core.sizing.item_training import (
    estimate_item_step,
    estimate_item_training_memory,
    sample_tokens,
)
from core.sizing.serving_engine import usable_gib
from core.sizing.training_exchange import Crew
from core.sizing.training_habits import USUAL, Habits
from core.sizing.training_hours import goodput
from core.sizing.training_memory import estimate_training_memory
from core.sizing.training_speed import estimate_training_speed, hours_at
from core.sizing.training_step import MicroStep
from core.workload import Method

MICRO_BATCHES = (8, 4, 2)
ENOUGH_TOKENS = 16_384
"""Tokens in one micro-step from which a card is busy; more only takes memory."""

_QLORA_HABITS = Habits(hidden_bytes=4.0)
"""Beside a 4-bit base PEFT's preparation for k-bit training turns hidden states to fp32."""

ROOMY = 0.9
"""A larger micro-batch is taken only while it leaves a tenth of the memory free."""


@dataclass(frozen=True, eq=False)
class Recipe:
    """What one training step is of; one object for each, compared by identity."""

    architecture: Architecture
    method: Method
    optimizer: str
    sequence_tokens: int
    batch_size: int
    item: Item | None
    """What it is a step of, where that is not text to be written."""


@lru_cache(maxsize=1024)
def recipe_of(
    architecture: Architecture, *, method: Method, optimizer: str, sequence_tokens: int, batch_size: int
) -> Recipe:
    """Return the one recipe of these values."""
    item = ITEM_OF.get(architecture.kind)
    return Recipe(architecture, method, optimizer, sequence_tokens, batch_size, item)


@lru_cache(maxsize=1024)
def setups(recipe: Recipe, offer: Offer, gpu_count: int) -> tuple[Setup, ...]:
    """Return the setups worth comparing: activations kept, and recomputed; the leanest where nothing fits."""
    usable, lean = usable_train_gib(offer), leanest(gpu_count)
    if step_memory(recipe, gpu_count, lean).total.expected > usable:
        return (lean,)
    return tuple(_setup(recipe, gpu_count, usable, checkpointing=choice) for choice in (False, True))


def leanest(gpu_count: int) -> Setup:
    """Return the setup that needs the least memory: states spread, activations recomputed, one sequence."""
    return Setup(_shardings(gpu_count)[-1], gradient_checkpointing=True, micro_batch=1)


def _setup(recipe: Recipe, gpu_count: int, usable: float, *, checkpointing: bool) -> Setup:
    """Return the fastest sharding that fits, with as many sequences at once as fit and are of use."""
    for sharding in _shardings(gpu_count):
        smallest = Setup(sharding, checkpointing, 1)
        if step_memory(recipe, gpu_count, smallest).total.high <= usable:
            larger = (Setup(sharding, checkpointing, size) for size in _micro_batches(recipe, gpu_count))
            roomy = (
                one for one in larger if step_memory(recipe, gpu_count, one).total.high <= usable * ROOMY
            )
            return next(roomy, smallest)
    return leanest(gpu_count)._replace(gradient_checkpointing=checkpointing)


def _shardings(gpu_count: int) -> tuple[str, ...]:
    """Return the ways to spread states over cards, from the fastest to the leanest."""
    return ("none",) if gpu_count == 1 else ("ddp", "zero2", "zero3")


def _micro_batches(recipe: Recipe, gpu_count: int) -> tuple[int, ...]:
    """Return the micro-batches above one that a card would be given, the largest first."""
    each = sample_tokens(recipe.item, recipe.sequence_tokens) if recipe.item else recipe.sequence_tokens
    useful = min(recipe.batch_size / gpu_count, ENOUGH_TOKENS / each)
    return tuple(size for size in MICRO_BATCHES if size <= useful)


def usable_train_gib(offer: Offer) -> float:
    """Return the GiB of a card that training may fill."""
    return usable_gib(offer.tier.gpu, "training")


@lru_cache(maxsize=1024)
def step_memory(recipe: Recipe, gpu_count: int, setup: Setup) -> Estimate:
    """Return what a step needs on the fullest card, in GiB."""
    step = _step(recipe, gpu_count, setup)
    if recipe.item is not None:
        return estimate_item_training_memory(recipe.architecture, text_tokens=recipe.sequence_tokens, **step)
    return estimate_training_memory(
        recipe.architecture, sequence_tokens=recipe.sequence_tokens, habits=_habits(recipe), **step
    )


class _Step(TypedDict):
    """What every estimate of a step's memory takes, whatever it is a step of."""

    method: Method
    optimizer: str
    micro_batch: int
    gpu_count: int
    sharding: str
    gradient_checkpointing: bool


def _step(recipe: Recipe, gpu_count: int, setup: Setup) -> _Step:
    return {
        "method": recipe.method,
        "optimizer": recipe.optimizer,
        "micro_batch": setup.micro_batch,
        "gpu_count": gpu_count,
        "sharding": setup.sharding,
        "gradient_checkpointing": setup.gradient_checkpointing,
    }


def _habits(recipe: Recipe) -> Habits:
    return _QLORA_HABITS if recipe.method == "qlora" else USUAL


class Pace(NamedTuple):
    """How fast a run goes: tokens or samples per second of all cards, and the useful share of their peak."""

    per_s: Range
    mfu: float
    step: Estimate
    """Seconds of one micro-step of one card."""


@lru_cache(maxsize=1024)
def step_pace(recipe: Recipe, offer: Offer, gpu_count: int, setup: Setup) -> Pace:
    """Return the pace of a run of such steps."""
    crew = Crew(offer.tier.gpu, gpu_count, nodes_of(offer, gpu_count), setup.sharding)
    at_once = setup.micro_batch * gpu_count
    accumulation = max(1, recipe.batch_size // at_once)
    if recipe.item is not None:
        micro_step = estimate_item_step(
            recipe.architecture,
            crew,
            method=recipe.method,
            optimizer=recipe.optimizer,
            text_tokens=recipe.sequence_tokens,
            micro_batch=setup.micro_batch,
            gradient_checkpointing=setup.gradient_checkpointing,
            accumulation=accumulation,
        )
        return Pace(micro_step.seconds.total.dividing(at_once), micro_step.mfu, micro_step.seconds)
    step = MicroStep(
        arch=recipe.architecture,
        crew=crew,
        method=recipe.method,
        precision="bf16",
        sequence_tokens=recipe.sequence_tokens,
        micro_batch=setup.micro_batch,
        gradient_checkpointing=setup.gradient_checkpointing,
        accumulation=accumulation,
        optimizer=recipe.optimizer,
        habits=_habits(recipe),
    )
    speed = estimate_training_speed(step)
    return Pace(speed.tokens_per_s, speed.mfu, speed.step)


@lru_cache(maxsize=2048)
def hours_each(recipe: Recipe, offer: Offer, gpu_count: int, setup: Setup) -> Range:
    """Return the hours that each token or sample of such a run takes, with what runs of weeks lose."""
    kept = goodput(offer.tier.gpu, gpu_count) if recipe.method == "pretrain" else 1.0
    return hours_at(1, step_pace(recipe, offer, gpu_count, setup).per_s).scaled(1 / kept)


@lru_cache(maxsize=4096)
def certain_hours_each(recipe: Recipe, offer: Offer, gpu_count: int) -> float:
    """Return the most hours for each, of the setups whose memory holds even if all goes badly the best.

    Infinite where none holds.
    """
    usable = usable_train_gib(offer)
    held = (
        setup
        for setup in setups(recipe, offer, gpu_count)
        if step_memory(recipe, gpu_count, setup).total.high <= usable
    )
    return min((hours_each(recipe, offer, gpu_count, setup).high for setup in held), default=inf)
