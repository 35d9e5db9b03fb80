"""What every turn of a conversation works with: the store, the catalogue, the clock, and known steps."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.store.protocol import Snapshot, Store
from core.answers import Answer, reopened
from core.catalog.catalogue import Catalogue
from core.interview import Choice, Done, Question, next_question
from core.questions import BY_SLOT
from core.workload import Slot

_REMEMBERED = 2_000


@dataclass(frozen=True)
class Desk:
    """The shell's dependencies in one place. `clock` gives whole seconds since the epoch, UTC."""

    store: Store
    catalogue: Catalogue
    clock: Callable[[], int]
    new_id: Callable[[], str]
    _steps: OrderedDict[tuple[str, str, int], Question | Done] = field(default_factory=OrderedDict)

    def pending(self, snapshot: Snapshot) -> Question | None:
        """Return the question an interview waits for; computed again when it is not remembered."""
        interview = snapshot.interview
        if interview.status == "done":
            return self.again(reopened(snapshot.answers))
        if interview.status not in ("open", "stranded") or interview.revision == 0:
            return None
        key = (interview.team, interview.id, interview.revision)
        step = self._steps.get(key) or self.next_step(snapshot.answers)
        self.remember(key, step)
        return step if isinstance(step, Question) else None

    def again(self, slot: Slot | None) -> Question | None:
        """Return the question for a slot that is asked for again after the recommendation."""
        if slot is None:
            return None
        row = BY_SLOT.get(slot)
        choices = tuple(Choice(value=value) for value in row.values()) if row else ()
        several = row is not None and row.several
        return Question(slot=slot, several=several, choices=choices, number=1, at_most_more=0)

    def next_step(self, answers: Sequence[Answer], *, just_answer: bool = False) -> Question | Done:
        """Choose what to ask next."""
        return next_question(answers, self.catalogue, just_answer=just_answer)

    def remember(self, key: tuple[str, str, int], step: Question | Done) -> None:
        """Keep a step by team, interview and revision, so that a reply needs no second choosing."""
        self._steps[key] = step
        while len(self._steps) > _REMEMBERED:
            self._steps.popitem(last=False)
