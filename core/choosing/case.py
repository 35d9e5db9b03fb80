"""One point of an interview told from its answers alone: what stands, and how many questions it took."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

from core.answers import NUMBERS, Answer, Between, Stands, is_range, standing
from core.choosing.beliefs import in_passing
from core.questions import thoughts_of
from core.workload import Slot

MOST_QUESTIONS = 6
FIRST_SLOT = Slot.WORK


@dataclass(frozen=True, slots=True)
class Case:
    """What the next question hangs on. Equal cases have equal questions, whoever answered and when."""

    key: tuple[Any, ...]
    asked: int
    """How many questions stand behind the answers."""
    begun: frozenset[frozenset[Slot]]
    """What is left of each thought of which a tap just answered one part; empty where there is none."""
    stands: Stands = field(compare=False)

    @classmethod
    def of(cls, answers: Sequence[Answer]) -> "Case":
        """Return the case that these answers make."""
        stands = standing(answers)
        key = tuple(
            (slot, answer.kind, repr(answer.value), in_passing(answer, stands))
            for slot, answer in sorted(stands.items())
        )
        asked = list(_asked(answers))
        return cls(
            key, questions_asked(answers), _left_of(asked[-1], answers) if asked else frozenset(), stands
        )


@dataclass(slots=True)
class _Asked:
    """One question as its answers show it: the parts that were answered, and by what kind of event last."""

    event: str
    slots: set[Slot]
    tapped: bool
    sharpens: bool
    """Whether it asked for closer figures than the ranges chosen before."""

    def goes_on(self, slot: Slot, *, sharpens: bool) -> bool:
        """Tell whether an answer about this slot answers another part after a tap on one."""
        if not self.tapped or slot in self.slots or sharpens != self.sharpens:
            return False
        return sharpens or any(slot in thought for thought in thoughts_of(self.slots))


def questions_asked(answers: Sequence[Answer]) -> int:
    """Return how many questions stand behind the answers: one per event that said something new.

    The opening message is no reply. Taps on several parts of one question answer one question; a number
    inside of a range chosen before is new.
    """
    asked = list(_asked(answers))
    opened = bool(asked) and (asked[0].slots != {FIRST_SLOT} or answers[0].source == "opening")
    return len(asked) - opened


def _asked(answers: Sequence[Answer]) -> Iterator[_Asked]:
    stands = standing(answers)
    told: dict[Slot, Answer] = {}
    asked: _Asked | None = None
    for answer in answers:
        if answer.slot not in stands or answer.kind not in ("value", "unknown"):
            continue
        before = told.get(answer.slot)
        sharpens = before is not None and _sharpens(answer, before)
        if before is not None and not sharpens:
            continue
        told[answer.slot] = answer
        tapped = answer.source == "button" and answer.kind == "value"
        if asked is not None and (
            answer.event == asked.event or asked.goes_on(answer.slot, sharpens=sharpens)
        ):
            asked.slots.add(answer.slot)
            asked.event, asked.tapped = answer.event, tapped
            continue
        if asked is not None:
            yield asked
        asked = _Asked(answer.event, {answer.slot}, tapped, sharpens)
    if asked is not None:
        yield asked


def _sharpens(answer: Answer, before: Answer) -> bool:
    """Return whether an answer lies inside of a range that was chosen before, or gives up to be closer."""
    if not is_range(before) or answer.value == before.value:
        return False
    if answer.kind == "unknown":
        return True
    outer = Between.model_validate(before.value)
    inner = answer.value if isinstance(answer.value, dict) else {"low": answer.value, "high": answer.value}
    return (inner["low"] or 0) >= (outer.low or 0) and (inner["high"] or inf) <= (outer.high or inf)


def _left_of(asked: _Asked, answers: Sequence[Answer]) -> frozenset[frozenset[Slot]]:
    if not asked.tapped or answers[-1].event != asked.event:
        return frozenset()
    thoughts = [NUMBERS] if asked.sharpens else thoughts_of(asked.slots)
    return frozenset(frozenset(thought - asked.slots) for thought in thoughts)
