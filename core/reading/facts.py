"""Fine facts as people state them, before they become slots; and the rules that find them."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

from core.reading.quantity import Span
from core.reading.shapes import Shape, shape

FactName = Literal[
    "work", "family", "model", "unlisted", "params_b", "active_b", "weight_bits", "format", "context", "sequence", "prompt", "prompts",
    "output", "concurrency", "users", "share_at_once", "rps", "requests_per_day", "requests_per_day_each", "audio_h_per_day", "each_s", "batch", "item_tokens", "ttft_s", "latency_s",
    "percentile", "batch_latency", "feel", "tokens_per_s_each", "tokens_per_s_total", "tokens_per_day", "answer_tokens_per_day", "method", "negated_method",
    "cadence", "deadline_h", "tokens", "samples", "documents", "bare_length", "gb", "epochs", "optimizer", "batch_size",
    "budget", "hardware", "role", "symptom", "focus", "pain", "rental", "condition", "modality", "task", "ranked", "scans",
]  # fmt: skip
"""Figures carry their unit in the name; a `batch` is a dict as `core.workload.Batch` takes it; `context`, `sequence`, `prompt`, `output`, `tokens` count tokens."""


class Fact(NamedTuple):
    """One thing said, where in the plain text, and by which rule it was found."""

    name: FactName
    value: Any
    start: int
    end: int
    rule: str
    confidence: float = 0.9
    stance: int = 0
    """1 for what is wanted, -1 for what was observed, 0 where the words do not tell."""


Found = Iterable[tuple[str, Any]] | None
Make = Callable[[re.Match[str]], Found]


@dataclass(frozen=True, eq=False)
class Rule:
    """A pattern, and what its match says. A match for which `make` returns None is left for other rules.

    Hundreds of patterns take most of a second to compile, too long for every start of the program: each is
    compiled when it is first applied.
    """

    name: str
    pattern: str
    make: Make
    confidence: float = 0.9
    deniable: bool = True
    """Whether "no ..." or "not ..." before the match takes it back. Off where the rule sees to that itself."""

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern, ready to be searched for."""
        return re.compile(self.pattern)

    @cached_property
    def shape(self) -> Shape:
        """What a text must hold for the pattern to match, and with what matches begin."""
        return shape(self.pattern)


def rule(
    name: str,
    pattern: str,
    make: Make,
    confidence: float = 0.9,
    *,
    deniable: bool = True,
) -> Rule:
    """Return one rule; its pattern is compiled when it is first applied."""
    return Rule(name, pattern, make, confidence, deniable)


def figure(span: Span) -> float | Span:
    """Return one number where low and high are equal, else both."""
    return span[0] if span[0] == span[1] else span


def highest(value: float | Span) -> float:
    """Return a figure, of two its upper end."""
    return float(value[1]) if isinstance(value, tuple) else float(value)


def lowest(value: float | Span) -> float:
    """Return a figure, of two its lower end."""
    return float(value[0]) if isinstance(value, tuple) else float(value)
