"""One point of an interview: what was said, what may still come, and what that does to the advice."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from core.answers import Stands, workload_of
from core.catalog.architecture import Item
from core.choosing.beliefs import Belief, beliefs_of
from core.choosing.brackets import Brackets
from core.choosing.decision import Decide, Decided, Fields
from core.choosing.draws import Draw, draw_workloads
from core.choosing.reads import AdvicePart, reads_of, side_reads
from core.choosing.worth import price, worth
from core.workload import Slot, waits_for_hours

DRAWS = (12, 24, 40)
"""Workloads drawn at each step: more of them only where they could still show that nothing need be asked."""

UNLIKELY = 0.10
"""At most this chance that class or plan would change is not worth another question."""

SELDOM_TOO_LITTLE = 0.03
"""Nor is at most this chance that the plan would turn out too small."""


@dataclass(frozen=True)
class Outlook:
    """What the answers so far leave open. `decide` is the recommender, or a toy of it in tests."""

    stands: Stands
    decide: Decide
    item: Item | None = None
    """What the work is counted in, as far as it was told; None for tokens."""

    @cached_property
    def said(self) -> Fields:
        """The workload as far as it was said; the advice given now rests on it and on typical values."""
        return {name: value for name, value in workload_of(self.stands.values()) if value not in (None, ())}

    @cached_property
    def beliefs(self) -> tuple[Belief, ...]:
        """What is still open and can matter for the kinds of work that are still possible."""
        read = frozenset[Slot]().union(*self.reads.values())
        return tuple(belief for belief in beliefs_of(self.stands, self.item) if belief.row.slot in read)

    @cached_property
    def reads(self) -> dict[AdvicePart, frozenset[Slot]]:
        """The parts of the advice, each with the slots it hangs on."""
        return reads_of(self.said.get(Slot.WORK), waits_for_hours=self._waits, item=self.item)

    @property
    def _waits(self) -> bool:
        return waits_for_hours(self.said.get(Slot.WORK), self.said.get(Slot.REQUEST_RATE))

    @property
    def draws(self) -> tuple[Draw, ...]:
        """Workloads that agree with what was said, as many as it takes."""
        return self._decided[0]

    @property
    def decisions(self) -> tuple[Decided, ...]:
        """The advice for each of the draws."""
        return self._decided[1]

    @cached_property
    def _decided(self) -> tuple[tuple[Draw, ...], tuple[Decided, ...]]:
        brackets = Brackets(self.decide, self.beliefs, side_reads(waits_for_hours=self._waits))
        drawn: tuple[Draw, ...] = ()
        decisions: tuple[Decided, ...] = ()
        for most in DRAWS:
            more = self._drawn(len(drawn), most)
            drawn, decisions = drawn + more, decisions + brackets.decisions(more)
            if not self._unlikely(decisions, DRAWS[-1]):
                break
        return drawn, decisions

    @property
    def hardly_changes(self) -> bool:
        """Whether knowing everything would hardly ever change the class or a plan, and even less upwards."""
        return self._unlikely(self.decisions, len(self.decisions))

    def _unlikely(self, decisions: Sequence[Decided], of: int) -> bool:
        changed = sum(decision != self.now for decision in decisions)
        dearer = sum(_dearer(decision, self.now) for decision in decisions)
        return changed <= UNLIKELY * of and dearer <= SELDOM_TOO_LITTLE * of

    @property
    def differs(self) -> bool:
        """Whether some answers lead to other advice than others; looks no further than it has to."""
        few = self._drawn(0, DRAWS[0])
        first = self.decide(few[0].fields)
        return any(self.decide(draw.fields) != first for draw in few[1:])

    def _drawn(self, start: int, end: int) -> tuple[Draw, ...]:
        return draw_workloads(self.said, self.beliefs, range(start, end))

    @cached_property
    def now(self) -> Decided:
        """The advice if nothing more is asked."""
        return self.decide(self.said)

    @cached_property
    def varying(self) -> dict[AdvicePart, frozenset[Slot]]:
        """The parts of the advice that may yet become other than now, each with the slots it hangs on.

        Plans hang on the class too, as long as that is uncertain: each class has its usual path.
        """
        uncertain = {
            part: slots
            for part, slots in self.reads.items()
            if any(getattr(decision, part) != getattr(self.now, part) for decision in self.decisions)
        }
        for_class = uncertain.get("workload_class", frozenset())
        return {part: slots | for_class for part, slots in uncertain.items()}

    @cached_property
    def worth(self) -> dict[Slot, float]:
        """What each open question is worth."""
        return worth([draw.numbers for draw in self.draws], self.decisions, self.varying)


def _dearer(decision: Decided, now: Decided) -> bool:
    return any((price(then) > price(present)) for then, present in zip(decision[1:], now[1:], strict=True))
