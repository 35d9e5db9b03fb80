"""Which question comes next, if any, and why: a pure function of the answers so far."""

from collections.abc import Sequence
from typing import Any, Literal

from core.answers import Answer, standing
from core.findings import SERVING_SPEED, TRAINING_HOURS
from core.questions import QUESTIONS, QuestionRow
from core.recommendation import Stack
from core.workload import Frozen, Signal, Slot


class Choice(Frozen):
    """One answer offered as a button: its value, as an `Answer` would hold it. Words are made elsewhere.

    Where several may be taken, each value is a list of one, and the answer is the lists put together.
    """

    value: Any


class Question(Frozen):
    """The question to ask now."""

    slot: Slot
    several: bool
    """Whether several choices may be taken at once."""
    choices: tuple[Choice, ...]
    number: int
    """1 for the first question of the interview."""
    at_most_more: int
    """How many questions may follow this one, at most; it only shrinks unless a correction reopens one."""


class Done(Frozen):
    """No question is left that is worth asking."""

    reason: Literal["asked", "settled", "unanswerable", "unlikely", "cap"]


MOST_QUESTIONS = 6
_STANDS_IN = {
    Slot.CONCURRENCY: {Slot.REQUEST_RATE},
    Slot.DATASET_TOKENS: {Slot.DATASET_SAMPLES, Slot.DATASET_GB},
    Slot.PROMPT_TOKENS: {Slot.CONTEXT_TOKENS},
}
_NEVER_FIRST = frozenset(
    {Slot.BUDGET, Slot.CURRENT_HARDWARE, Slot.RENTAL, Slot.OPTIMIZER, Slot.OUTPUT_TOKENS}
)


def next_question(
    answers: Sequence[Answer], catalogue: object, *, just_answer: bool = False
) -> Question | Done:
    """Return the question to ask next, or why none is left. Never raises; equal answers, equal question."""
    del catalogue
    if just_answer:
        return Done(reason="asked")
    stands = standing(answers)
    live = [row for row in QUESTIONS if _is_live(row, stands)]
    if not live:
        return Done(reason="settled")
    number = questions_asked(answers) + 1
    if number > MOST_QUESTIONS:
        return Done(reason="cap")
    row = live[0]
    return Question(
        slot=row.slot,
        several=row.several,
        choices=tuple(Choice(value=value) for value in row.values()),
        number=number,
        at_most_more=min(len(live) - 1, MOST_QUESTIONS - number),
    )


def questions_asked(answers: Sequence[Answer]) -> int:
    """Return how many questions the answers stand for: one per event that said something new.

    The first event is the opening message, not a reply, when it says more than the first question asks.
    """
    stands = standing(answers)
    events: dict[str, set[Slot]] = {}
    said: set[Slot] = set()
    for answer in answers:
        if answer.slot in stands and answer.slot not in said and answer.kind in ("value", "unknown"):
            said.add(answer.slot)
            events.setdefault(answer.event, set()).add(answer.slot)
    opening = next(iter(events.values()), {QUESTIONS[0].slot})
    return len(events) - (opening != {QUESTIONS[0].slot})


def _is_live(row: QuestionRow, stands: dict[Slot, Answer]) -> bool:
    if row.slot in stands or row.slot in _NEVER_FIRST:
        return False
    if _STANDS_IN.get(row.slot, set()) & stands.keys():
        return False
    if row.slot in (Slot.FOCUS, Slot.PAIN):
        return not {Slot.FOCUS, Slot.PAIN} & stands.keys()
    stacks = _stacks(stands)
    if row.slot is Slot.WORK:
        return True
    return ("serving" in stacks and row.slot in SERVING_SPEED) or (
        "training" in stacks and row.slot in TRAINING_HOURS
    )


def _stacks(stands: dict[Slot, Answer]) -> set[Stack]:
    work = stands.get(Slot.WORK)
    if work is not None and work.kind == "value":
        return {"serving", "training"} if work.value == "both" else {work.value}
    focus = stands.get(Slot.FOCUS)
    signals = focus.value if focus is not None and focus.kind == "value" else ()
    sides: set[Stack] = {
        "serving" if signal.startswith("I") else "training" for signal in signals if signal in set(Signal)
    }
    return sides or {"serving"}
