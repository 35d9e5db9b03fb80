"""What words mean, for people who do not work with models every day."""

import re

from bot.blocks import section
from bot.messages.message import Message
from bot.words import Safe, say, words_of
from core.catalog.architecture import Item
from core.regex import regex
from core.workload import Slot

_TERMS: tuple[tuple[str, str], ...] = (
    (r"inference|serving|training|fine-?tun\w*", "serving"),
    (r"precision|quanti[sz]\w*|fp8|fp16|bf16|int8|int4|awq|gptq|[48]-?bit|mixed precision", "precision"),
    (r"sequence(?: length)?", "sequence"),
    (r"context\b.*|tokens?|prompts?|prompt tokens|output tokens", "context"),
    (r"concurren\w*|at once|rps|throughput", "concurrency"),
    (r"latency|ttft|p9\d|first word", "latency"),
    (r"q?lora|pretrain\w*|full fine-?tun\w*|adapters?", "method"),
    (r"optimi[sz]er|adamw?", "optimizer"),
    (r"batch size|batch|epochs?", "batch"),
    (r"cadence|deadline", "cadence"),
    (r"kv cache", "kv_cache"),
    (r"vram|gpu memory", "vram"),
    (r"parameters?|params?|\d+ ?b", "parameters"),
    (r"cold start\w*", "cold_start"),
)
_ASKED = tuple((regex(rf"\b(?:{words})\b", re.IGNORECASE), term) for words, term in _TERMS)
TERMS = tuple(dict.fromkeys(term for _, term in _TERMS))
"""The terms that are explained."""

_TOPIC = regex(
    r"\b(?:what(?:'s| is| are| does)?|explain|define|meaning|mean|is meant by|heißt|bedeutet)\b",
    re.IGNORECASE,
)
_THE_QUESTION = regex(
    r"\b(?:mean|understand|get (?:it|that)|explain|example|options|choices|question|say|answer|write)\b",
    re.IGNORECASE,
)


def term_in(text: str) -> str | None:
    """Return the term that somebody asks the meaning of, if it is one we explain."""
    if not _TOPIC.search(text):
        return None
    return next((term for pattern, term in _ASKED if pattern.search(text)), None)


def is_about_the_question(text: str) -> bool:
    """Tell whether somebody asks what the pending question means, rather than what one can do here."""
    return _THE_QUESTION.search(text) is not None


def render_term(term: str, slot: Slot | None, kind: Item | None = None) -> Message:
    """Say what a term means, and how to answer the question that waits."""
    words = say("terms", term)
    if slot is not None:
        words = Safe(f"{words} {say('terms', 'answer_now', example=words_of('example', slot, kind))}")
    return Message.of(words, section(words))


def render_question_explained(slot: Slot, kind: Item | None = None) -> Message:
    """Say the pending question in other words: what it asks, why, and how to answer it."""
    words = say(
        "terms",
        "question",
        asked=words_of("ask", slot, kind),
        reason=words_of("reason", slot, kind),
        example=words_of("example", slot, kind),
    )
    return Message.of(words, section(words))
