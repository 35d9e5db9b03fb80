"""What was heard in one message: values for slots, a command, and what could not be taken."""

from typing import Any, Literal, NamedTuple

from core.workload import Slot

Command = Literal[
    "skip",
    "dont_know",
    "back",
    "why",
    "help",
    "repeat",
    "just_answer",
    "restart",
    "stop",
    "what_if",
    "change",
]

ProblemKind = Literal[
    "unreadable", "impossible", "unsized", "unlisted", "another_model", "sizes", "closed", "earlier"
]


class Reading(NamedTuple):
    """One value for one slot, with the words it was read from.

    `value` is JSON as `core.answers.Answer.value` takes it; `start` and `end` are positions in the message as
    it was given; `rule` names how it was read; `confidence` lies between 0 and 1; `correction` says that the
    words themselves correct something said before.
    """

    slot: Slot
    value: Any
    start: int
    end: int
    rule: str
    confidence: float
    correction: bool


class Problem(NamedTuple):
    """Something that looked like an answer and is none.

    "unreadable": the words were not understood; "impossible": they were, and no workload can be like that;
    "unsized": they name a kind of model for which there is no arithmetic; "unlisted": they name a model that the
    catalogue has not, and no size of it; "another_model": they name one more
    model than can be sized at a time, and those of `choices` besides; "sizes": a model that comes in the sizes of `choices`; "closed": one whose
    weights nobody can host; "earlier": an unknown release, in the place of which the one in `choices` is taken.
    """

    slot: Slot | None
    kind: ProblemKind
    text: str
    choices: tuple[str, ...] = ()


class Heard(NamedTuple):
    """Everything one message said. Chatter is heard as nothing at all."""

    readings: tuple[Reading, ...] = ()
    command: Command | None = None
    problem: Problem | None = None
