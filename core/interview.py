"""Which question comes next, if any, and why: a pure function of the answers so far."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

from core.answers import Answer
from core.catalog.catalogue import Catalogue
from core.choosing.buckets import choices_of
from core.choosing.case import MOST_QUESTIONS, Case
from core.choosing.choose import Asking, choose
from core.choosing.outcome import decider
from core.choosing.outlook import Outlook
from core.workload import Frozen, Slot


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
    also: tuple[Slot, ...] = ()
    """Further parts of the same thought that matter too: the words ask for them in the same breath."""


class Done(Frozen):
    """No question is left that is worth asking."""

    reason: Literal["asked", "settled", "unanswerable", "unlikely", "cap"]


def next_question(
    answers: Sequence[Answer], catalogue: Catalogue, *, just_answer: bool = False
) -> Question | Done:
    """Return the question to ask next, or why none is left. Equal answers have equal questions."""
    if just_answer:
        return Done(reason="asked")
    return _next(Case.of(answers), catalogue)


@lru_cache(maxsize=1024)
def _next(case: Case, catalogue: Catalogue) -> Question | Done:
    outlook = Outlook(case.stands, decider(catalogue))
    left = MOST_QUESTIONS - case.asked
    chosen = choose(outlook, questions_left=left)
    if not isinstance(chosen, Asking):
        return Done(reason=chosen)
    askable = sum(belief.status == "open" for belief in outlook.beliefs)
    row, *also = (part.row for part in chosen.parts)
    return Question(
        slot=row.slot,
        several=row.several,
        choices=tuple(Choice(value=value) for value in choices_of(row, outlook)),
        number=case.asked + 1,
        at_most_more=min(askable, left) - 1,
        also=tuple(part.slot for part in also),
    )
