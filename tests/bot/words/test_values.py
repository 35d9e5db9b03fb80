"""Values in words: one formatter for buttons and for the echo."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words import named, value
from bot.words.values import joined, slot_name
from core.catalog.architecture import Item
from core.questions import QUESTIONS
from core.workload import Slot
from tests.core.archetypes import CATALOGUE

SAID: list[tuple[Slot, Any, str]] = [
    (Slot.WORK, "both", "serving and training"),
    (Slot.FOCUS, ["I3"], "The model is good enough, it must run reliably"),
    (Slot.PAIN, ["latency", "memory"], "slow replies and out of memory"),
    (Slot.MODEL, "13B", "13B"),
    (Slot.MODEL, "our-team/secret-9b", "secret-9b"),
    (Slot.MODEL, "/", "/"),
    (Slot.PRECISION, "awq", "AWQ 4-bit"),
    (Slot.PRECISION, "any", "smaller is fine"),
    (Slot.PRECISION, "q4_k_m", "q4_k_m"),
    (Slot.CONTEXT_TOKENS, 8192, "8k context"),
    (Slot.CONTEXT_TOKENS, 6300, "6.3k context"),
    (Slot.PROMPT_TOKENS, 1000, "1k-token prompts"),
    (Slot.OUTPUT_TOKENS, 300, "300-token answers"),
    (Slot.SEQUENCE_TOKENS, 4096, "4k-token sequences"),
    (Slot.SEQUENCE_TOKENS, {"low": 16_384, "high": None}, "sequences of 16k or more tokens"),
    (Slot.PROMPT_TOKENS, {"low": 1_000, "high": 1_500}, "prompts of 1k to 1.5k tokens"),
    (Slot.OUTPUT_TOKENS, {"low": None, "high": 120}, "answers of up to 120 tokens"),
    (Slot.CONCURRENCY, 20, "20 at once"),
    (Slot.CONCURRENCY, {"low": 5, "high": 10}, "5 to 10 at once"),
    (Slot.CONCURRENCY, {"low": None, "high": 10}, "up to 10 at once"),
    (Slot.CONCURRENCY, {"low": 200, "high": None}, "200 or more at once"),
    (Slot.CONCURRENCY, {"low": 7, "high": 7}, "7 at once"),
    (Slot.USERS, 1500, "1,500 users"),
    (Slot.USERS, 1, "1 user"),
    (Slot.EPOCHS, 1, "1 epoch"),
    (Slot.EPOCHS, 2.5, "2.5 epochs"),
    (Slot.BATCH_SIZE, 64, "batch of 64"),
    (Slot.DATASET_TOKENS, 50_000_000, "50M tokens of data"),
    (Slot.DATASET_SAMPLES, 10_000, "10,000 samples"),
    (Slot.DATASET_GB, 2.5, "2.5 GB of data"),
    (Slot.REQUEST_RATE, {"per_s": 4}, "4 requests/s"),
    (Slot.REQUEST_RATE, {"per_s": 1}, "1 request/s"),
    (Slot.REQUEST_RATE, {"per_s": 2.5}, "2.5 requests/s"),
    (Slot.REQUEST_RATE, {"per_s": 200 / 60}, "200 requests/minute"),
    (Slot.REQUEST_RATE, {"per_s": 0.005}, "18 requests/hour"),
    (Slot.REQUEST_RATE, {"per_s": 1000 / 86_400}, "1,000 requests/day"),
    (Slot.REQUEST_RATE, {"per_s": 0.0123456789}, "0.012 requests/s"),
    (
        Slot.REQUEST_RATE,
        {"per_s": 0.173611, "daily": {"amount": 5000}},
        "5,000 requests/day (10/minute at the busiest)",
    ),
    (
        Slot.REQUEST_RATE,
        {"per_s": 0.347222, "daily": {"amount": 10000}, "noun": "images", "item": "image"},
        "10,000 images/day (21/minute at the busiest)",
    ),
    (Slot.REQUEST_RATE, {"per_s": 0.05, "noun": "images"}, "3 images/minute"),
    (Slot.REQUEST_RATE, {"per_s": 0.0333333 * 1.17, "noun": "texts"}, "0.039 texts/s"),
    (
        Slot.REQUEST_RATE,
        {"per_s": 1, "batch": {"amount": 666.6667, "of": "audio_hours", "hours": 48}},
        "667 hours of audio in 48 h",
    ),
    (
        Slot.REQUEST_RATE,
        {"per_s": 55.6, "batch": {"amount": 2e6, "hours": 10}},
        "2,000,000 requests in 10 h",
    ),
    (
        Slot.REQUEST_RATE,
        {
            "per_s": 1,
            "batch": {"amount": 300, "of": "audio_hours", "hours": 10, "night": True, "per_month": 30.4},
        },
        "300 hours of audio a night",
    ),
    (
        Slot.REQUEST_RATE,
        {"per_s": 1.25, "batch": {"amount": 300, "of": "audio_hours", "hours": 8, "per_month": 30.4}},
        "300 hours of audio a night, in 8 h",
    ),
    (Slot.REQUEST_RATE, {"batch": {"amount": 3e5, "noun": "documents"}}, "300,000 documents"),
    (
        Slot.REQUEST_RATE,
        {"batch": {"amount": 200, "of": "audio_hours", "per_month": 52 / 12}},
        "200 hours of audio a week",
    ),
    (
        Slot.REQUEST_RATE,
        {"batch": {"amount": 9e4, "noun": "tickets", "per_month": 26 / 12}},
        "90,000 tickets every two weeks",
    ),
    (Slot.REQUEST_RATE, {"tokens_per_s": 5000}, "5,000 tokens/s in all"),
    (
        Slot.REQUEST_RATE,
        {"tokens_per_s": 34722, "daily": {"amount": 1e9, "of": "tokens"}},
        "1B tokens/day (35,000/s at the busiest)",
    ),
    (Slot.REQUEST_RATE, {"per_s": 500 / 86_400, "daily": {"amount": 500}}, "500 requests/day"),
    (
        Slot.REQUEST_RATE,
        {"per_s": 9.25926, "daily": {"amount": 8e6 / 30}},
        "8,000,000 requests/month (9.3/s at the busiest)",
    ),
    (
        Slot.REQUEST_RATE,
        {"per_s": 2.08333, "daily": {"amount": 500, "of": "audio_hours"}},
        "500 hours of audio/day (62 x real time at the busiest)",
    ),
    (
        Slot.REQUEST_RATE,
        {"per_s": 3 / 86_400, "daily": {"amount": 1}},
        "1 request/day (3/day at the busiest)",
    ),
    (Slot.LATENCY, {"first_token_s": 1.0}, "first word within 1 s"),
    (Slot.LATENCY, {"total_s": 5, "percentile": "p95"}, "whole answer within 5 s (p95)"),
    (Slot.LATENCY, {"tokens_per_s_each": 10}, "at least 10 tokens/s each"),
    (Slot.LATENCY, {"tokens_per_s_each": 1000 / 30}, "at least 33.3 tokens/s each"),
    (Slot.LATENCY, {"batch": True}, "no hurry (batch work)"),
    (Slot.METHOD, ["lora", "full"], "LoRA and full fine-tune"),
    (Slot.CADENCE, "weekly", "every week"),
    (Slot.CADENCE, "every 6 weeks", "every 6 weeks"),
    (Slot.CADENCE, "every 12 months", "every year"),
    (Slot.CADENCE, "2 times a week", "twice a week"),
    (Slot.OPTIMIZER, "adamw_8bit", "8-bit AdamW"),
    (Slot.RENTAL, "per_run", "rented per run"),
    (Slot.DEADLINE, {"hours": 24}, "done within 24 h"),
    (Slot.BUDGET, {"low": 3000, "high": 3000, "currency": "USD", "period": "month"}, "USD 3,000 a month"),
    (Slot.BUDGET, {"low": 2000, "high": 3000, "currency": "EUR", "period": None}, "EUR 2,000 to 3,000"),
    (Slot.BUDGET, 500, "USD 500"),
    (
        Slot.CURRENT_HARDWARE,
        [{"gpu": "A100", "count": 2, "memory_gb": 80, "role": "candidate"}, {"gpu": "H100", "role": "have"}],
        "2x A100 80 GB (considered) and H100",
    ),
]


@pytest.mark.parametrize(("slot", "said", "words"), SAID)
def test_value(slot: Slot, said: object, words: str) -> None:
    """A value reads as a person would say it."""
    assert value(slot, said) == words


@pytest.mark.parametrize(
    ("slot", "said", "words"),
    [
        (Slot.MODEL, "meta-llama/Meta-Llama-3-8B-Instruct", "Llama 3 8B"),
        (Slot.MODEL, "our-team/secret-9b", "secret-9b"),
        (Slot.USERS, 20, "20 users"),
    ],
)
def test_a_model_has_the_name_that_the_catalogue_has_for_it(slot: Slot, said: object, words: str) -> None:
    """What it does not know, and every other value, reads as ever."""
    assert named(slot, said, CATALOGUE) == words


@pytest.mark.parametrize(
    ("slot", "said", "kind", "words"),
    [
        (Slot.DATASET_SAMPLES, 5_000, "image", "5,000 images"),
        (Slot.DATASET_SAMPLES, 1, "image", "1 image"),
        (Slot.DATASET_SAMPLES, 200, "clip", "200 clips"),
        (Slot.DATASET_SAMPLES, 36_000, "audio", "300 hours of speech"),
        (Slot.DATASET_SAMPLES, 180, "audio", "1.5 hours of speech"),
        (Slot.DATASET_SAMPLES, 120, "audio", "1 hour of speech"),
        (Slot.DATASET_SAMPLES, {"low": 1_200, "high": None}, "audio", "10 or more hours of speech"),
        (Slot.DATASET_SAMPLES, 100_000, "text", "100,000 pairs of texts"),
        (Slot.LATENCY, {"total_s": 30.0}, "image", "an image within 30 s"),
        (Slot.LATENCY, {"first_token_s": 1.0}, "text", "a text within 1 s"),
        (Slot.LATENCY, {"total_s": 10.0}, "audio", "half a minute of audio within 10 s"),
        (Slot.LATENCY, {"tokens_per_s_each": 10}, "image", "at least 10 tokens/s each"),
        (Slot.LATENCY, {"batch": True}, "clip", "no hurry (batch work)"),
        (Slot.USERS, 20, "image", "20 users"),
    ],
)
def test_what_is_counted_and_awaited_is_told_by_the_kind_of_work(
    slot: Slot, said: object, kind: Item, words: str
) -> None:
    """Who trains on pictures has images and no samples, and who waits for one waits for no answer."""
    assert value(slot, said, kind) == words


@pytest.mark.parametrize("slot", Slot)
def test_every_slot_has_a_name(slot: Slot) -> None:
    """Every slot has a name that fits into a sentence."""
    assert slot_name(slot)[:1].islower()


def test_every_choice_has_words_of_its_own() -> None:
    """No two choices of a question read alike, so that a tap says what was meant."""
    for row in QUESTIONS:
        words = [value(row.slot, choice) for choice in row.values()]
        assert len(set(words)) == len(words)
        assert max(map(len, words)) <= 75


def test_joined() -> None:
    """Parts join as in a sentence, or with a mark of one's own."""
    assert joined([]) == ""
    assert joined(["a"]) == "a"
    assert joined(["a", "b", "c"]) == "a, b and c"
    assert joined(["a", "b", "c"], "; ") == "a; b; c"


@given(st.integers(min_value=1, max_value=10**6), st.integers(min_value=1, max_value=10**6))
def test_ranges_name_both_ends(low: int, high: int) -> None:
    """A range of people names both of its ends."""
    words = value(Slot.CONCURRENCY, {"low": low, "high": high})
    expected = f"{low:,} at once" if low == high else f"{low:,} to {high:,} at once"
    assert words == expected
