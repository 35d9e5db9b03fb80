"""One point of an interview told from its answers alone: what stands, and how many questions it took."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from core.answers import Answer, standing
from core.choosing.beliefs import Stands, in_passing
from core.workload import Slot

MOST_QUESTIONS = 6
FIRST_SLOT = Slot.WORK


@dataclass(frozen=True, slots=True)
class Case:
    """What the next question hangs on. Equal cases have equal questions, whoever answered and when."""

    key: tuple[Any, ...]
    asked: int
    """How many questions stand behind the answers."""
    stands: Stands = field(compare=False)

    @classmethod
    def of(cls, answers: Sequence[Answer]) -> "Case":
        """Return the case that these answers make."""
        stands = standing(answers)
        key = tuple(
            (slot, answer.kind, repr(answer.value), in_passing(answer, stands))
            for slot, answer in sorted(stands.items())
        )
        return cls(key, questions_asked(answers), stands)


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
