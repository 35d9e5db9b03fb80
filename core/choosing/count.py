"""How many questions were asked so far, told from the answers alone."""

from collections.abc import Sequence

from core.answers import Answer, standing
from core.workload import Slot

MOST_QUESTIONS = 6
FIRST_SLOT = Slot.WORK


def questions_asked(answers: Sequence[Answer]) -> int:
    """Return how many questions stand behind the answers: one per event that said something new.

    The first event is the opening message and no reply, when it says anything but what is asked first.
    """
    stands = standing(answers)
    events: dict[str, set[Slot]] = {}
    told: set[Slot] = set()
    for answer in answers:
        if answer.slot in stands and answer.slot not in told and answer.kind in ("value", "unknown"):
            told.add(answer.slot)
            events.setdefault(answer.event, set()).add(answer.slot)
    opening = next(iter(events.values()), {FIRST_SLOT})
    return len(events) - (opening != {FIRST_SLOT})
