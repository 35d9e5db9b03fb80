"""Answers and records to make messages of: two people, one of them in somebody's own words."""

from typing import Any

from bot.messages.headline import headline
from bot.store.protocol import Record
from core.answers import Answer
from core.recommendation import Recommendation
from core.workload import Slot

TODAY = "2026-11-26"
"""Half a year after the prices of the cases."""
ALICE, BOB = "U01ALICE", "U02BOB"


def answer(seq: int, slot: Slot, value: Any, said_by: str = ALICE, **more: Any) -> Answer:
    """Return an answer somebody gave."""
    return Answer.model_validate(
        {
            "seq": seq,
            "slot": slot,
            "value": value,
            "said_by": said_by,
            "source": "text",
            "event": "e",
            "at": 0,
        }
        | more
    )


def answers_with(text: str) -> tuple[Answer, ...]:
    """Return answers of two people, one of them in somebody's own words."""
    return (
        answer(1, Slot.WORK, "serving"),
        answer(2, Slot.MODEL, text),
        answer(3, Slot.CONCURRENCY, {"low": 10, "high": 20}, BOB),
        answer(4, Slot.PRECISION, None, BOB, kind="unknown"),
        answer(5, Slot.CURRENT_HARDWARE, [{"gpu": text, "count": 2, "role": "have"}]),
    )


def reasons_given() -> tuple[Answer, ...]:
    """Return the answers of two people that the class rests on."""
    return (
        answer(8, Slot.FOCUS, ["I3"]),
        answer(9, Slot.PAIN, ["latency"], BOB),
        answer(10, Slot.CADENCE, "weekly", BOB),
    )


def record_of(advice: Recommendation, text: str) -> Record:
    """Return a record of a recommendation."""
    return Record(
        id="r42",
        team="T1",
        channel="C1",
        interview_id="i1",
        asker=ALICE,
        created_at=1_780_000_000,
        workload_class=advice.classification.workload_class,
        tier="rtx4090",
        gpu_count=1,
        plan=advice.plan,
        fits=True,
        headline=headline(advice),
        words=text,
        core_version="0.1.0",
        catalogue_date="2026-05-24",
        result=advice,
        answers=answers_with(text),
    )
