"""The choice itself: stop and say why, or ask what is worth most for its effort."""

from typing import Literal

from core.choosing.beliefs import Belief
from core.choosing.outlook import Outlook
from core.choosing.proof import settled
from core.workload import Slot

Stop = Literal["settled", "unanswerable", "unlikely", "cap"]

UNLIKELY = 0.10
"""At most this chance that class or plan would change is not worth another question."""


def choose(outlook: Outlook, *, questions_left: int) -> Belief | Stop:
    """Return the question to ask, or why none is; `questions_left` is how many may still be asked."""
    askable = [belief for belief in outlook.beliefs if belief.askable]
    if settled(outlook):
        return "settled"
    live = [belief for belief in askable if outlook.worth[belief.row.slot] > 0]
    if not live:
        return "unanswerable" if outlook.beliefs != tuple(askable) else "unlikely"
    if outlook.chance_of_change <= UNLIKELY:
        return "unlikely"
    if questions_left < 1:
        return "cap"
    gate = next((belief for belief in live if belief.row.slot is Slot.WORK), None)
    return gate or max(live, key=lambda belief: outlook.worth[belief.row.slot] / belief.row.effort)
