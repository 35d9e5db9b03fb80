"""The questions as rows: what each asks about, who it exists for, and what teams tend to answer."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from core.catalog.architecture import AUDIO_S, Item, Task
from core.teams.priors import (
    FOCUS_BY_WORK,
    MODELS_BY_ITEM,
    PAIN_BY_WORK,
    SAMPLES_BY_ITEM,
    TEXT_LENGTHS,
    WAIT_BY_ITEM,
    Prior,
)
from core.workload import Pain, Signal, Slot


@dataclass(frozen=True, eq=False)
class QuestionRow:
    """One question and what is believed about its answer before it is given. Compared by identity."""

    slot: Slot
    direction: Literal["more", "less", "either"] | None
    """Whether a later value of the prior demands more or less of the hardware; None for categories.

    "either": more of one thing and less of another, as short answers leave more time for new prompts.
    """
    effort: float
    """How hard it is to answer; 1 for a tap without thinking."""
    prior: Prior
    share_of: Slot | None = None
    """Where that slot has a number, the answer is believed to be one of `shares` of it."""
    shares: tuple[tuple[float, float], ...] = ()
    replaced_by: tuple[frozenset[Slot], ...] = ()
    """Answers that together say the same thing in other words."""
    by_work: Mapping[str, Prior] = field(default_factory=dict)
    """The prior where the kind of work tells more."""
    corners: tuple[Any, ...] = ()
    """What a proof must try: the ends of what is credible, or all categories; empty: the prior's values."""
    several: bool = False
    unit: int = 1
    """What people count in: so many of what the slot counts."""

    def values(self) -> tuple[Any, ...]:
        """Return the representative values, without their weights."""
        return tuple(value for value, _ in self.prior)


QUESTIONS: tuple[QuestionRow, ...] = (
    QuestionRow(Slot.WORK, None, 1.0, (("serving", 0.5), ("training", 0.32), ("both", 0.18))),
    QuestionRow(
        Slot.FOCUS,
        None,
        1.2,
        tuple(([signal.value], 1.0) for signal in Signal),
        by_work=FOCUS_BY_WORK,
        several=True,
        corners=(["I1", "I2", "I3", "I4"], ["T1", "T2", "T3", "T4"], ["I1", "T1"], ["I3"], ["T1"]),
    ),
    QuestionRow(
        Slot.PAIN,
        None,
        1.2,
        tuple(([pain.value], 1.0) for pain in Pain),
        by_work=PAIN_BY_WORK,
        several=True,
        corners=(
            ["latency", "cold_start", "concurrency"],
            ["memory", "job_duration", "model_quality"],
            ["latency", "model_quality"],
            ["cost"],
        ),
    ),
    QuestionRow(
        Slot.MODEL,
        None,
        1.0,
        (("1.5B", 0.05), ("3B", 0.08), ("8B", 0.4), ("14B", 0.17), ("32B", 0.14), ("70B", 0.16)),
        corners=("0.5B", "1.5B", "3B", "8B", "14B", "32B", "70B", "405B"),
    ),
    QuestionRow(Slot.PRECISION, None, 1.3, (("bf16", 0.45), ("fp8", 0.1), ("4bit", 0.25), ("any", 0.2))),
    QuestionRow(
        Slot.CONCURRENCY,
        "more",
        1.0,
        ((2, 0.1), (5, 0.2), (10, 0.2), (20, 0.2), (50, 0.15), (100, 0.1), (300, 0.05)),
        share_of=Slot.USERS,
        shares=((0.01, 0.2), (0.03, 0.3), (0.05, 0.25), (0.1, 0.2), (0.3, 0.05)),
        replaced_by=(frozenset({Slot.REQUEST_RATE}),),
        corners=(1, 1_000),
    ),
    QuestionRow(
        Slot.CONTEXT_TOKENS,
        "more",
        1.2,
        ((2_048, 0.12), (4_096, 0.32), (8_192, 0.28), (16_384, 0.16), (32_768, 0.1), (131_072, 0.02)),
        replaced_by=(frozenset({Slot.PROMPT_TOKENS, Slot.OUTPUT_TOKENS}),),
        corners=(512, 131_072),
    ),
    QuestionRow(
        Slot.PROMPT_TOKENS,
        "more",
        1.4,
        ((256, 0.2), (1_000, 0.5), (4_000, 0.25), (16_000, 0.05)),
        share_of=Slot.CONTEXT_TOKENS,
        shares=((0.1, 0.25), (0.25, 0.5), (0.5, 0.2), (0.8, 0.05)),
        corners=(16, 131_072),
    ),
    QuestionRow(
        Slot.OUTPUT_TOKENS,
        "either",
        1.4,
        ((100, 0.2), (300, 0.5), (600, 0.2), (1_500, 0.1)),
        corners=(1, 8_192),
    ),
    QuestionRow(
        Slot.LATENCY,
        "less",
        1.3,
        (
            ({"batch": True}, 0.15),
            ({"first_token_s": 4.0, "tokens_per_s_each": 8.0}, 0.15),
            ({"first_token_s": 2.0, "tokens_per_s_each": 10.0}, 0.4),
            ({"first_token_s": 1.0, "tokens_per_s_each": 10.0}, 0.2),
            ({"first_token_s": 0.5, "tokens_per_s_each": 20.0}, 0.1),
        ),
        corners=({"batch": True}, {"first_token_s": 0.2, "tokens_per_s_each": 50.0}),
    ),
    QuestionRow(
        Slot.METHOD,
        None,
        1.0,
        ((["lora"], 0.42), (["qlora"], 0.25), (["full"], 0.3), (["pretrain"], 0.03)),
        several=True,
    ),
    QuestionRow(
        Slot.SEQUENCE_TOKENS,
        "more",
        1.4,
        ((512, 0.1), (1_024, 0.2), (2_048, 0.35), (4_096, 0.25), (8_192, 0.08), (32_768, 0.02)),
        corners=(128, 32_768),
    ),
    QuestionRow(
        Slot.DATASET_TOKENS,
        "more",
        1.4,
        (
            (2_000_000, 0.15),
            (10_000_000, 0.35),
            (50_000_000, 0.35),
            (200_000_000, 0.1),
            (2_000_000_000, 0.05),
        ),
        replaced_by=(frozenset({Slot.DATASET_SAMPLES}), frozenset({Slot.DATASET_GB})),
        corners=(100_000, 10_000_000_000),
    ),
    QuestionRow(
        Slot.CADENCE,
        "more",
        1.0,
        (("once", 0.2), ("quarterly", 0.15), ("monthly", 0.35), ("weekly", 0.25), ("daily", 0.05)),
        corners=("once", "daily"),
    ),
    QuestionRow(
        Slot.DEADLINE,
        "less",
        1.2,
        (({"hours": 168}, 0.15), ({"hours": 72}, 0.25), ({"hours": 24}, 0.4), ({"hours": 8}, 0.2)),
        corners=({"hours": 720}, {"hours": 2}),
    ),
    QuestionRow(Slot.RENTAL, None, 1.0, (("per_run", 0.8), ("kept", 0.2))),
    QuestionRow(Slot.OPTIMIZER, None, 1.5, (("adamw", 0.8), ("adamw_8bit", 0.18), ("adafactor", 0.02))),
    QuestionRow(
        Slot.BUDGET,
        None,
        1.3,
        tuple(
            ({"low": usd, "high": usd, "currency": "USD", "period": "month"}, 0.25)
            for usd in (500, 2_000, 5_000, 20_000)
        ),
    ),
    QuestionRow(
        Slot.CURRENT_HARDWARE,
        None,
        1.2,
        tuple(
            ([{"gpu": gpu, "role": "have"}], 1.0) for gpu in ("RTX 4090", "A100 40GB", "A100 80GB", "H100")
        ),
        several=True,
    ),
)
"""The order decides nothing but ties; a slot stands after the one its shares refer to."""

BY_SLOT = {row.slot: row for row in QUESTIONS}

_OF_KIND: Mapping[Item, dict[Slot, QuestionRow]] = {
    item: {
        Slot.MODEL: replace(BY_SLOT[Slot.MODEL], prior=models, corners=()),
        Slot.LATENCY: replace(
            BY_SLOT[Slot.LATENCY],
            prior=WAIT_BY_ITEM[item],
            corners=(WAIT_BY_ITEM[item][0][0], WAIT_BY_ITEM[item][-1][0]),
        ),
        Slot.DATASET_SAMPLES: QuestionRow(
            Slot.DATASET_SAMPLES,
            "more",
            1.2,
            SAMPLES_BY_ITEM[item],
            replaced_by=(frozenset({Slot.DATASET_TOKENS}), frozenset({Slot.DATASET_GB})),
            corners=(SAMPLES_BY_ITEM[item][0][0] // 10, SAMPLES_BY_ITEM[item][-1][0] * 10),
            unit=round(3_600 / AUDIO_S) if item == "audio" else 1,
        ),
    }
    for item, models in MODELS_BY_ITEM.items()
}


_OF_KIND["text"][Slot.CONTEXT_TOKENS] = replace(
    BY_SLOT[Slot.CONTEXT_TOKENS], prior=TEXT_LENGTHS, corners=(16, 32_768)
)


_ASKED_ANEW = {Slot.TASK: QuestionRow(Slot.TASK, None, 1.0, tuple((task, 0.2) for task in get_args(Task)))}
"""What is only asked for to be changed: it is told by the way, or by the model."""


def question_of(slot: Slot, item: Item | None) -> QuestionRow | None:
    """Return the question about a slot for work that is counted in `item`; None for what is never asked."""
    return (_OF_KIND[item].get(slot) if item else None) or (BY_SLOT | _ASKED_ANEW).get(slot)


def questions(item: Item | None) -> tuple[QuestionRow, ...]:
    """Return all questions for work that is counted in `item`, None for tokens."""
    if item is None:
        return QUESTIONS
    return tuple(_OF_KIND[item].get(_INSTEAD.get(row.slot, row.slot), row) for row in QUESTIONS)


_INSTEAD = {Slot.DATASET_TOKENS: Slot.DATASET_SAMPLES}
"""Data of models that do not write is asked for in samples."""


ASKED_TOGETHER: tuple[tuple[Slot, ...], ...] = (
    (Slot.WORK,),
    (Slot.MODEL, Slot.PRECISION, Slot.METHOD, Slot.OPTIMIZER),
    (Slot.CONCURRENCY, Slot.LATENCY, Slot.PRECISION),
    (Slot.CONTEXT_TOKENS, Slot.PROMPT_TOKENS, Slot.OUTPUT_TOKENS),
    (
        Slot.DATASET_TOKENS,
        Slot.DATASET_SAMPLES,
        Slot.SEQUENCE_TOKENS,
        Slot.CADENCE,
        Slot.DEADLINE,
        Slot.RENTAL,
        Slot.OPTIMIZER,
    ),
    (Slot.FOCUS, Slot.PAIN),
)
"""What is one thought for a person, and one question: its parts, the first of them giving it its name.

Which model in what precision, how many and how fast. Only parts that still matter are asked for.

What belongs to two thoughts is asked for with the first of them that is asked.
"""


def thoughts_of(slots: AbstractSet[Slot]) -> list[frozenset[Slot]]:
    """Return every thought that holds all of these slots; none with what is never asked."""
    return [frozenset(thought) for thought in ASKED_TOGETHER if slots <= set(thought)]
