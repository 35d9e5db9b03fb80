"""Replies to a question of several parts."""

from typing import Any

import pytest

from core.reading import read_for
from core.workload import Slot

DATA = [Slot.DATASET_TOKENS, Slot.SEQUENCE_TOKENS, Slot.CADENCE, Slot.DEADLINE, Slot.OPTIMIZER]
LOAD = [Slot.CONCURRENCY, Slot.LATENCY, Slot.PRECISION]


@pytest.mark.parametrize(
    ("parts", "text", "slot", "value"),
    [
        (DATA, "weekly", Slot.CADENCE, "weekly"),
        (DATA, "toutes les semaines", Slot.CADENCE, "weekly"),
        (DATA, "once", Slot.CADENCE, "once"),
        (DATA, "overnight", Slot.DEADLINE, {"hours": 10.0}),
        (DATA, "4k", Slot.SEQUENCE_TOKENS, 4_096),
        (DATA, "50M", Slot.DATASET_TOKENS, 50_000_000),
        (DATA, "10k examples", Slot.DATASET_SAMPLES, 10_000),
        (LOAD, "2 s", Slot.LATENCY, {"total_s": 2.0}),
        (LOAD, "20", Slot.CONCURRENCY, 20),
        (LOAD, "4,000", Slot.CONCURRENCY, 4_000),
        (LOAD, "30 tokens/s", Slot.LATENCY, {"tokens_per_s_each": 30.0}),
        ([Slot.LATENCY, Slot.CONCURRENCY], "5", Slot.LATENCY, {"total_s": 5.0}),
        ([Slot.MODEL, Slot.CONCURRENCY], "7", Slot.MODEL, "7B"),
        ([Slot.BATCH_SIZE, Slot.CONCURRENCY], "64", Slot.BATCH_SIZE, 64),
        ([*LOAD, Slot.CONTEXT_TOKENS], "4k", Slot.CONTEXT_TOKENS, 4_096),
    ],
)
def test_a_reply_answers_the_part_that_it_fits(parts: list[Slot], text: str, slot: Slot, value: Any) -> None:
    """The first part gives way to one of which the reply is a likely answer."""
    found = {reading.slot: reading.value for reading in read_for(text, parts).readings}
    assert found.pop(Slot.WORK, None) in (None, "serving", "training")
    assert found == {slot: value}


@pytest.mark.parametrize("text", ["lunch?", "the weather is fine today", "ok thanks"])
def test_chatter_answers_no_part(text: str) -> None:
    """What says nothing to the first part says nothing to the others."""
    assert read_for(text, LOAD).readings == ()


def test_a_command_is_one_for_all_parts() -> None:
    """Not to know belongs to the whole question, and what cannot be is told."""
    assert read_for("I don't know", DATA).command == "dont_know"
    problem = read_for("0", LOAD).problem
    assert problem is not None
    assert problem.kind == "impossible"
    assert read_for("20 at once", []).readings
