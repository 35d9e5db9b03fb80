"""Typing errors in the words that carry meaning, repaired."""

import re

from core.reading.normal import Normal
from core.regex import regex

_WORDS = (
    "concurrent", "concurrency", "context", "users", "requests", "budget", "tokens", "latency", "simultaneous",
    "sequence", "training", "inference", "parallel", "samples", "parameters", "prompts", "finetune",
    "fine-tuning", "finetuning", "seconds", "employees", "quantized", "production", "developers", "examples",
    "serving", "weekly", "monthly", "quarterly", "optimizer", "pretrain", "mixtral", "mistral", "deepseek", "llama", "qwen", "gemma",
    "question", "answer", "prompt", "token", "request", "output", "input", "around", "approximately", "hundred", "thousand",
    "people", "documents",
)  # fmt: skip
_RIGHT = frozenset(_WORDS) | frozenset(
    (
        "contest", "content", "contents", "contexts", "budgets", "token", "taken", "uses", "used", "user",
        "straining", "sequences", "simple", "simples", "sample", "example", "prompt", "request", "requested",
        "promote", "promos", "second", "employee", "employed", "employer", "developer", "developed", "producing",
        "parallels", "parameter", "questions", "answers", "answered", "quantize", "quantised", "optimizers",
        "trailing", "raining", "trading", "tracing", "weakly", "serves", "saving", "savings", "sending", "setting",
        "solving", "seeing", "having", "latent", "latently", "lately", "usual", "usually", "brining", "pretrained",
        "inferences", "reference", "interference", "conference", "current", "currently", "concurrently",
        "fine-tune", "fine-tuned", "fine-tunes", "finetuned", "finetunes", "contain", "contact", "context's",
        "answering", "steps", "weekday", "deepspeed", "abound", "arouse", "aroused", "hundreds", "thousands",
        "inputs", "outputs", "sentence", "sentences", "outpost", "promptly", "prompted", "toked", "requests'", "quest",
        "llamas", "llava", "gamma", "peoples", "document", "documented",
    )
)  # fmt: skip
_BY_LETTER: dict[str, tuple[str, ...]] = {
    letter: tuple(word for word in _WORDS if word[0] == letter) for letter in {word[0] for word in _WORDS}
}
_WORD = regex(r"(?<![\w/@.-])[a-z][a-z-]{2,14}[a-z](?![\w/@])")


def _allowed(word: str) -> int:
    return 2 if len(word) >= 8 else 1


def _repaired(match: re.Match[str]) -> str | None:
    word = match.group()
    if word in _RIGHT:
        return None
    candidates = _BY_LETTER.get(word[0], ())
    if not candidates:
        return None
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - a start without a word to repair does not load it

    for right in candidates:
        distance = OSA.distance(word, right, score_cutoff=_allowed(right))
        if distance <= _allowed(right) and abs(len(word) - len(right)) <= 1:
            return right
    return None


def without_typos(plain: Normal) -> Normal:
    """Return the text with near misses of some forty words of the field set right."""
    return plain.rewritten(_WORD, _repaired)
