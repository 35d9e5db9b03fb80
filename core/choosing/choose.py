"""The choice itself: stop and say why, or ask what is worth most for its effort."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.choosing.beliefs import Belief
from core.choosing.outlook import Outlook
from core.choosing.proof import settled
from core.questions import ASKED_TOGETHER
from core.workload import Slot

Stop = Literal["settled", "unanswerable", "unlikely", "cap"]

UNLIKELY = 0.10
"""At most this chance that class or plan would change is not worth another question."""

SELDOM_TOO_LITTLE = 0.03
"""Nor is at most this chance that the plan would turn out too small."""

SURE = 0.9
"""From this chance on the kind of work counts as understood, and is asked only where it is worth most."""

EFFORT_OF_PART = 0.2
"""What each further part adds to the effort of a question."""


@dataclass(frozen=True, slots=True)
class Asking:
    """One question: its first part, and what belongs to the same thought and matters too."""

    parts: tuple[Belief, ...]
    worth: float

    @property
    def worth_for_effort(self) -> float:
        """Expected gain for each unit of effort."""
        effort = self.parts[0].row.effort + EFFORT_OF_PART * (len(self.parts) - 1)
        return self.worth / effort


def choose(outlook: Outlook, *, questions_left: int) -> Asking | Stop:
    """Return the question to ask, or why none is; `questions_left` is how many may still be asked."""
    if settled(outlook):
        return "settled"
    askings = list(_askings(outlook))
    if not askings:
        return "unlikely" if all(belief.status == "open" for belief in outlook.beliefs) else "unanswerable"
    if outlook.chance_of_change <= UNLIKELY and outlook.chance_of_too_little <= SELDOM_TOO_LITTLE:
        return "unlikely"
    if questions_left < 1:
        return "cap"
    gate = next((asking for asking in askings if _is_open_gate(asking.parts[0])), None)
    return gate or max(askings, key=lambda asking: asking.worth_for_effort)


def _is_open_gate(belief: Belief) -> bool:
    """Return whether this is the kind of work, which other questions hang on, and cannot be guessed yet."""
    return belief.row.slot is Slot.WORK and belief.surest() < SURE


def _askings(outlook: Outlook) -> Sequence[Asking]:
    """Return the questions that can still change the advice."""
    live = {belief.row.slot: belief for belief in outlook.beliefs if belief.status == "open"}
    varying = frozenset[Slot]().union(*outlook.varying.values())
    closed = {belief.row.slot for belief in outlook.beliefs if belief.status == "unknown"}
    groups = [
        [slot for slot in group if slot in live and slot in varying]
        for group in ASKED_TOGETHER
        if not closed & set(group)
    ]
    return [
        Asking(tuple(live[slot] for slot in group), sum(outlook.worth[slot] for slot in group))
        for group in groups
        if group
    ]
