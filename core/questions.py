"""The questions as rows: what each asks about, for whom it exists, and what teams tend to answer."""

from dataclasses import dataclass
from typing import Any, Literal

from core.recommendation import Stack
from core.workload import Pain, Signal, Slot


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question. `prior` holds representative values, rising for numbers, with the weight of each."""

    slot: Slot
    stack: Stack | None
    """The kind of work it exists for; None: for both."""
    direction: Literal["more", "less"] | None
    """Whether a larger value asks more or less of the hardware; None for categories."""
    effort: float
    """How hard it is to answer, 1 for a tap without thinking."""
    prior: tuple[tuple[Any, float], ...]
    several: bool = False

    @property
    def values(self) -> tuple[Any, ...]:
        """The representative values, without their weights."""
        return tuple(value for value, _ in self.prior)


QUESTIONS: tuple[QuestionRow, ...] = (
    QuestionRow(Slot.WORK, None, None, 1.0, (("serving", 0.5), ("training", 0.3), ("both", 0.2))),
    QuestionRow(Slot.FOCUS, None, None, 1.2, tuple(([signal.value], 1.0) for signal in Signal), several=True),
    QuestionRow(
        Slot.MODEL,
        None,
        None,
        1.0,
        (("1.5B", 0.05), ("3B", 0.07), ("8B", 0.33), ("14B", 0.18), ("32B", 0.15), ("70B", 0.22)),
    ),
    QuestionRow(
        Slot.CONCURRENCY,
        "serving",
        "more",
        1.0,
        ((1, 0.05), (5, 0.15), (20, 0.3), (50, 0.2), (100, 0.15), (200, 0.1), (500, 0.05)),
    ),
    QuestionRow(
        Slot.METHOD,
        "training",
        None,
        1.0,
        ((["lora"], 0.4), (["qlora"], 0.25), (["full"], 0.3), (["pretrain"], 0.05)),
        several=True,
    ),
    QuestionRow(
        Slot.PRECISION, "serving", None, 1.3, (("bf16", 0.35), ("fp8", 0.15), ("4bit", 0.25), ("any", 0.25))
    ),
    QuestionRow(
        Slot.DATASET_TOKENS,
        "training",
        "more",
        1.4,
        ((1_000_000, 0.15), (10_000_000, 0.3), (50_000_000, 0.3), (200_000_000, 0.15), (2_000_000_000, 0.1)),
    ),
    QuestionRow(
        Slot.CONTEXT_TOKENS,
        "serving",
        "more",
        1.2,
        ((2_048, 0.15), (4_096, 0.25), (8_192, 0.25), (16_384, 0.15), (32_768, 0.12), (131_072, 0.08)),
    ),
    QuestionRow(
        Slot.LATENCY,
        "serving",
        "less",
        1.3,
        (
            ({"first_token_s": 0.5, "tokens_per_s_each": 20.0}, 0.25),
            ({"first_token_s": 1.0, "tokens_per_s_each": 10.0}, 0.35),
            ({"first_token_s": 3.0, "tokens_per_s_each": 5.0}, 0.25),
            ({"batch": True}, 0.15),
        ),
    ),
    QuestionRow(
        Slot.SEQUENCE_TOKENS,
        "training",
        "more",
        1.4,
        ((512, 0.1), (1_024, 0.15), (2_048, 0.3), (4_096, 0.25), (8_192, 0.15), (32_768, 0.05)),
    ),
    QuestionRow(
        Slot.DEADLINE,
        "training",
        "less",
        1.2,
        (({"hours": 4}, 0.15), ({"hours": 12}, 0.2), ({"hours": 24}, 0.35), ({"hours": 72}, 0.3)),
    ),
    QuestionRow(
        Slot.PROMPT_TOKENS,
        "serving",
        "more",
        1.4,
        ((256, 0.2), (1_024, 0.4), (4_096, 0.3), (16_384, 0.1)),
    ),
    QuestionRow(
        Slot.OUTPUT_TOKENS,
        "serving",
        "more",
        1.4,
        ((50, 0.1), (200, 0.35), (500, 0.35), (2_000, 0.2)),
    ),
    QuestionRow(
        Slot.CADENCE,
        "training",
        "more",
        1.0,
        (("once", 0.2), ("quarterly", 0.2), ("monthly", 0.3), ("weekly", 0.2), ("daily", 0.1)),
    ),
    QuestionRow(Slot.PAIN, None, None, 1.2, tuple(([pain.value], 1.0) for pain in Pain), several=True),
    QuestionRow(Slot.RENTAL, "training", None, 1.0, (("per_run", 0.7), ("kept", 0.3))),
    QuestionRow(
        Slot.OPTIMIZER,
        "training",
        None,
        1.5,
        (("adamw", 0.7), ("adamw_8bit", 0.25), ("adafactor", 0.03), ("sgd", 0.02)),
    ),
    QuestionRow(
        Slot.BUDGET,
        None,
        "less",
        1.3,
        tuple(
            ({"low": usd, "high": usd, "currency": "USD", "period": "month"}, 0.25)
            for usd in (500, 2_000, 5_000, 20_000)
        ),
    ),
    QuestionRow(
        Slot.CURRENT_HARDWARE,
        None,
        None,
        1.2,
        tuple(
            ([{"gpu": gpu, "role": "have"}], 1.0) for gpu in ("RTX 4090", "A100 40GB", "A100 80GB", "H100")
        ),
        several=True,
    ),
)
"""In the order of asking where nothing else decides."""

BY_SLOT = {row.slot: row for row in QUESTIONS}
