"""Which question comes next, if any, and why: a pure function of the answers so far."""

from typing import Any, Literal

from core.workload import Frozen, Slot


class Choice(Frozen):
    """One answer offered as a button: its value, as an `Answer` would hold it. Words are made elsewhere."""

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
