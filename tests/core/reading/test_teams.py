"""First words as teams type them in a hurry, each with what must not be lost in them."""

from typing import Any

import pytest

from core.reading import read
from core.workload import Slot


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        (
            "code completion 120 devs qwen2.5 coder 32b, 300ms ttft",
            {Slot.USERS: 120, Slot.OUTPUT_TOKENS: None, Slot.LATENCY: {"first_token_s": 0.3}},
        ),
        (
            "finetune mistral 7b w/ qlora on 12k tickets every 2 wks, max 6h",
            {Slot.DATASET_SAMPLES: 12_000, Slot.CADENCE: "biweekly", Slot.DEADLINE: {"hours": 6.0}},
        ),
        (
            "need gpu for internal rag bot, abt 300 ppl, llama3.3 70b awq, shuld be snappy",
            {Slot.USERS: 300, Slot.PRECISION: "awq", Slot.LATENCY: {"first_token_s": 1.0}},
        ),
        (
            "voice bot for clinic, 25 calls at the same time, reply within 800ms",
            {Slot.CONCURRENCY: 25, Slot.LATENCY: {"total_s": 0.8}},
        ),
        (
            "pretrain 1.3b on 60B tokens, 3 weeks",
            {Slot.MODEL: "1.3B", Slot.DATASET_TOKENS: 60_000_000_000, Slot.DEADLINE: {"hours": 504.0}},
        ),
    ],
)
def test_nothing_is_lost_in_a_hurry(text: str, heard: dict[Slot, Any]) -> None:
    """Figures keep to their things without a word between; None: no value of this slot was said."""
    found = {one.slot: one.value for one in read(text).readings}
    assert {slot: found.get(slot) for slot in heard} == heard


def test_an_average_may_follow_the_length() -> None:
    """900 episodes a month of 50 minutes are 25 hours a day."""
    found = {one.slot: one.value for one in read("900 episodes/month, 50 min avg, want transcripts").readings}
    assert found[Slot.REQUEST_RATE]["daily"] == {"amount": 25.0, "of": "audio_hours", "each_s": 3_000}
