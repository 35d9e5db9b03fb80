"""Random teams for the interview's bench: what each needs, drawn from profiles of how such teams work.

The figures are this generator's own: it shares no value and no weight with the chooser's priors.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.workload import Pain, Signal, Slot

Truth = dict[Slot, Any]
INFERENCE = [Signal.SERVING_DECIDES, Signal.LATENCY_HURTS, Signal.MODEL_GOOD_ENOUGH, Signal.REQUEST_QUALITY]
TRAINING = [
    Signal.MODEL_MUST_IMPROVE,
    Signal.MEMORY_OR_DURATION_HURTS,
    Signal.TUNING_IS_CORE,
    Signal.THROUGHPUT_FIRST,
]


@dataclass(frozen=True, slots=True)
class Team:
    """One team: the answer it would give to every question that exists for its work."""

    work: str
    profile: str
    truth: Truth


@dataclass(frozen=True, slots=True)
class ServingProfile:
    """How one kind of service is used: medians of what varies, and what its owners ask for."""

    name: str
    share: float
    concurrency: float
    prompt_tokens: float
    output_tokens: float
    contexts: tuple[int, ...]
    first_token_s: tuple[float, ...]
    tokens_per_s_each: tuple[float, ...]
    batch: bool = False


@dataclass(frozen=True, slots=True)
class TrainingProfile:
    """How one kind of training is done."""

    name: str
    share: float
    methods: tuple[tuple[str, ...], ...]
    dataset_tokens: float
    sequences: tuple[int, ...]
    deadlines_h: tuple[float, ...]
    cadences: tuple[str, ...]


SERVING = (
    ServingProfile("chat", 0.32, 18, 700, 280, (4_096, 8_192), (0.8, 1.0, 1.5, 2.0), (8, 10, 15)),
    ServingProfile("internal tool", 0.22, 5, 900, 350, (4_096, 8_192), (1.5, 2.0, 3.0), (6, 8, 10)),
    ServingProfile("documents", 0.2, 9, 3_200, 300, (8_192, 16_384, 32_768), (2.0, 3.0, 4.0), (8, 10)),
    ServingProfile("code", 0.12, 14, 1_800, 120, (8_192, 16_384), (0.5, 0.7, 1.0), (20, 25)),
    ServingProfile("batch", 0.14, 40, 1_500, 220, (4_096, 8_192), (), (), batch=True),
)
TUNING = (
    TrainingProfile(
        "adapters",
        0.48,
        (("lora",), ("lora",), ("qlora",)),
        1.5e7,
        (1_024, 2_048, 4_096),
        (12, 24, 48),
        ("monthly", "weekly"),
    ),
    TrainingProfile(
        "full tunes",
        0.3,
        (("full",), ("full",), ("lora", "full")),
        4e7,
        (2_048, 4_096),
        (24, 48, 72),
        ("once", "monthly", "weekly"),
    ),
    TrainingProfile(
        "one card",
        0.18,
        (("qlora",),),
        6e6,
        (512, 1_024, 2_048),
        (24, 48),
        ("once", "quarterly"),
    ),
    TrainingProfile("from scratch", 0.04, (("pretrain",),), 2e9, (2_048,), (168, 336), ("once",)),
)
SERVED_MODELS = (
    "meta-llama/Meta-Llama-3-8B-Instruct",
    "meta-llama/Llama-3.1-8B-Instruct",
    "Qwen/Qwen2.5-7B-Instruct",
    "mistralai/Mistral-7B-Instruct-v0.3",
    "Qwen/Qwen2.5-14B-Instruct",
    "Qwen/Qwen2.5-32B-Instruct",
    "meta-llama/Llama-3.1-70B-Instruct",
    "13B",
)
TUNED_MODELS = (
    "meta-llama/Meta-Llama-3-8B-Instruct",
    "meta-llama/Llama-2-7b-chat-hf",
    "meta-llama/Llama-2-13b-chat-hf",
    "Qwen/Qwen2.5-7B-Instruct",
    "Qwen/Qwen2.5-14B-Instruct",
    "Qwen/Qwen2.5-32B-Instruct",
    "meta-llama/Llama-3.2-3B-Instruct",
    "1.5B",
)


def random_team(chance: random.Random) -> Team:
    """Draw one team with everything it would say if it were asked everything."""
    work = chance.choices(("serving", "training", "both"), (0.48, 0.34, 0.18))[0]
    truth: Truth = {Slot.WORK: work}
    names: list[str] = []
    if work != "training":
        serving = chance.choices(SERVING, [profile.share for profile in SERVING])[0]
        truth |= _serving_truth(serving, chance)
        names.append(serving.name)
    if work != "serving":
        tuning = chance.choices(TUNING, [profile.share for profile in TUNING])[0]
        truth |= _training_truth(tuning, chance)
        names.append(tuning.name)
    truth[Slot.MODEL] = chance.choice(TUNED_MODELS if work == "training" else SERVED_MODELS)
    truth[Slot.FOCUS] = _focus(work, chance)
    truth[Slot.PAIN] = _pain(work, chance)
    budget = chance.choice((800, 1_500, 3_000, 6_000, 15_000))
    truth[Slot.BUDGET] = {"low": budget, "high": budget, "currency": "USD", "period": "month"}
    truth[Slot.CURRENT_HARDWARE] = [
        {"gpu": chance.choice(("RTX 3090", "RTX 4090", "A100 80GB")), "role": "have"}
    ]
    return Team(work, " + ".join(names), truth)


def first_message(team: Team, slots: int, chance: random.Random) -> Truth:
    """Return what a first message with so many slots would say: what people name unasked comes first."""
    named: list[Slot] = sorted(
        (slot for slot in team.truth if slot in _NAMED_UNASKED),
        key=lambda slot: chance.random() ** (1 / _NAMED_UNASKED[slot]),
        reverse=True,
    )
    return {slot: team.truth[slot] for slot in named[:slots]}


_NAMED_UNASKED = {
    Slot.MODEL: 6.0,
    Slot.WORK: 5.0,
    Slot.METHOD: 4.0,
    Slot.CONCURRENCY: 3.0,
    Slot.CONTEXT_TOKENS: 2.0,
    Slot.SEQUENCE_TOKENS: 1.5,
    Slot.DATASET_TOKENS: 2.0,
    Slot.LATENCY: 1.5,
    Slot.PRECISION: 1.5,
    Slot.PAIN: 1.0,
    Slot.DEADLINE: 0.7,
    Slot.CADENCE: 0.7,
}
"""How readily people name each unasked: the model and the purpose almost always, a deadline seldom."""


def _serving_truth(profile: ServingProfile, chance: random.Random) -> Truth:
    context = chance.choice(profile.contexts)
    prompt = min(_about(profile.prompt_tokens, 0.5, chance), context // 2)
    output = min(_about(profile.output_tokens, 0.45, chance), context // 4)
    latency: dict[str, Any] = {"batch": True}
    if not profile.batch:
        latency = {
            "first_token_s": chance.choice(profile.first_token_s),
            "tokens_per_s_each": chance.choice(profile.tokens_per_s_each),
        }
    return {
        Slot.PRECISION: chance.choices(("bf16", "fp8", "4bit", "any"), (0.4, 0.1, 0.25, 0.25))[0],
        Slot.CONTEXT_TOKENS: context,
        Slot.PROMPT_TOKENS: prompt,
        Slot.OUTPUT_TOKENS: output,
        Slot.CONCURRENCY: max(1, min(500, _about(profile.concurrency, 0.8, chance))),
        Slot.LATENCY: latency,
    }


def _training_truth(profile: TrainingProfile, chance: random.Random) -> Truth:
    return {
        Slot.METHOD: list(chance.choice(profile.methods)),
        Slot.SEQUENCE_TOKENS: chance.choice(profile.sequences),
        Slot.DATASET_TOKENS: _about(profile.dataset_tokens, 0.8, chance),
        Slot.DEADLINE: {"hours": chance.choice(profile.deadlines_h)},
        Slot.CADENCE: chance.choice(profile.cadences),
        Slot.RENTAL: chance.choices(("per_run", "kept"), (0.8, 0.2))[0],
        Slot.OPTIMIZER: chance.choices(("adamw", "adamw_8bit"), (0.8, 0.2))[0],
    }


def _about(median: float, spread: float, chance: random.Random) -> int:
    """Return a log-normal figure as people say it, with two digits."""
    value = chance.lognormvariate(0, spread) * median
    return max(1, int(float(f"{value:.1e}")))


def _focus(work: str, chance: random.Random) -> list[str]:
    sides: dict[str, Callable[[], list[Signal]]] = {
        "serving": lambda: INFERENCE,
        "training": lambda: TRAINING,
    }
    if work == "both":
        return [chance.choice(INFERENCE).value, chance.choice(TRAINING).value]
    own = chance.sample(sides[work](), chance.choice((1, 2, 2, 3)))
    other = TRAINING if work == "serving" else INFERENCE
    stray = chance.sample(other, 1) if len(own) > 1 and chance.random() < 0.1 else []
    return [signal.value for signal in (*own, *stray)]


def _pain(work: str, chance: random.Random) -> list[str]:
    serving = [Pain.LATENCY, Pain.CONCURRENCY, Pain.COLD_START, Pain.COST]
    training = [Pain.MEMORY, Pain.JOB_DURATION, Pain.MODEL_QUALITY, Pain.COST]
    if work == "both":
        return [chance.choice(serving).value, chance.choice(training).value]
    return [
        pain.value
        for pain in chance.sample(serving if work == "serving" else training, chance.choice((1, 2)))
    ]
