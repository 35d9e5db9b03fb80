"""The choice itself: stop and say why, or ask what is worth most for its effort."""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from typing import Literal, NamedTuple

from core.answers import NUMBERS
from core.choosing.beliefs import Belief
from core.choosing.outlook import Outlook
from core.choosing.proof import settled
from core.questions import ASKED_TOGETHER
from core.workload import Slot

Stop = Literal["settled", "unanswerable", "unlikely", "cap"]

SURE = 0.9
"""From this chance on the kind of work counts as understood, and is asked only where it is worth most."""

EFFORT_OF_PART = 0.2
"""What each further part adds to the effort of a question."""


class Asking(NamedTuple):
    """One question: its first part, and what belongs to the same thought and matters too."""

    parts: tuple[Belief, ...]
    worth: float

    @property
    def slots(self) -> frozenset[Slot]:
        """What its parts ask about."""
        return frozenset(part.row.slot for part in self.parts)

    @property
    def sharpens(self) -> bool:
        """Whether it asks for closer figures only; such a question comes last."""
        return self.parts[0].chosen

    @property
    def weighs(self) -> bool:
        """Whether it asks what the team is about, which who only serves has as good as told."""
        return self.parts[0].row.slot in (Slot.FOCUS, Slot.PAIN)

    @property
    def worth_for_effort(self) -> float:
        """Expected gain for each unit of effort."""
        effort = self.parts[0].row.effort + EFFORT_OF_PART * (len(self.parts) - 1)
        return self.worth / effort


def choose(
    outlook: Outlook, *, questions_left: int, begun: Collection[AbstractSet[Slot]] = ()
) -> Asking | Stop:
    """Return the question to ask, or why none is; `questions_left` is how many may still be asked.

    `begun` is what is left of each thought of which a tap just answered one part: that goes before anything
    else, and is no further question.
    """
    gate = next((belief for belief in outlook.beliefs if _is_open_gate(belief)), None)
    if gate and questions_left > 0 and outlook.differs:
        return Asking((gate,), 0.0)
    if settled(outlook):
        return "settled"
    askings = list(_askings(outlook))
    if not askings:
        return "unlikely" if all(belief.status == "open" for belief in outlook.beliefs) else "unanswerable"
    if outlook.hardly_changes:
        return "unlikely"
    halves = [asking for asking in askings if any(asking.slots <= thought for thought in begun)]
    if halves:
        return max(halves, key=lambda half: half.worth_for_effort)
    if questions_left < 1:
        return "cap"
    serves = outlook.said.get(Slot.WORK) == "serving"
    return max(
        askings,
        key=lambda asking: (not asking.sharpens, not (serves and asking.weighs), asking.worth_for_effort),
    )


def _is_open_gate(belief: Belief) -> bool:
    """Return whether this is the kind of work, which other questions hang on, and cannot be guessed yet."""
    return belief.row.slot is Slot.WORK and belief.status == "open" and belief.surest() < SURE


def questions_open(outlook: Outlook) -> int:
    """Return how many questions could still be asked, if every reply answered one part alone.

    A range that is chosen for a number may have to be asked about once more.
    """
    parts = {belief.row.slot for thought in _open_thoughts(outlook) for belief in thought}
    return len(parts) + bool(parts & NUMBERS)


def _open_thoughts(outlook: Outlook) -> list[list[Belief]]:
    """Return what is open of each thought; who does not know one part is not asked for the others either.

    Ranges that were chosen and are too wide make a thought of their own: closer figures for all of them.
    """
    live = {belief.row.slot: belief for belief in outlook.beliefs if belief.status == "open"}
    closed = {belief.row.slot for belief in outlook.beliefs if belief.status == "unknown"}
    thoughts = [
        [live[slot] for slot in thought if slot in live and not live[slot].chosen]
        for thought in ASKED_TOGETHER
        if not closed & set(thought)
    ]
    thoughts.append([belief for belief in live.values() if belief.chosen])
    return [thought for thought in thoughts if thought]


def _askings(outlook: Outlook) -> Sequence[Asking]:
    """Return the questions that can still change the advice."""
    varying = frozenset[Slot]().union(*outlook.varying.values())
    thoughts = [
        tuple(belief for belief in thought if belief.row.slot in varying)
        for thought in _open_thoughts(outlook)
    ]
    return [
        Asking(parts, sum(outlook.worth[belief.row.slot] for belief in parts)) for parts in thoughts if parts
    ]
