"""What every turn of a conversation works with: the store, the catalogue, the clock, and known steps."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from bot.open_interviews import MostOpen
from bot.store.protocol import Snapshot, Store
from core.answers import Answer, reopened, standing, workload_of
from core.catalog.catalogue import Catalogue
from core.interview import Done, Question, ask_about, next_question
from core.match import recommend
from core.recommendation import Recommendation
from core.workload import Slot, Workload

_REMEMBERED = 2_000


@lru_cache(maxsize=256)
def _advice(workload: Workload, catalogue: Catalogue) -> Recommendation:
    """One turn often needs the same advice several times: before, after, and what was supposed."""
    return recommend(workload, catalogue)


def is_forgotten(snapshot: Snapshot) -> bool:
    """Tell whether an interview ended in silence before there was anything to advise on."""
    return snapshot.interview.status == "expired" and not answered(snapshot.answers)


def answered(answers: Sequence[Answer]) -> bool:
    """Tell whether anything is known from somebody's answer."""
    return any(answer.kind == "value" for answer in standing(answers).values())


@dataclass(frozen=True)
class Desk:
    """The shell's dependencies in one place. `clock` gives whole seconds since the epoch, UTC."""

    store: Store
    catalogue: Catalogue
    clock: Callable[[], int]
    new_id: Callable[[], str]
    limits: MostOpen
    _steps: OrderedDict[tuple[str, str, int], Question | Done] = field(default_factory=OrderedDict)

    def pending(self, snapshot: Snapshot) -> Question | None:
        """Return the question an interview waits for; computed again when it is not remembered."""
        interview = snapshot.interview
        if interview.status == "stopped" or interview.revision == 0:
            return None
        slot = reopened(snapshot.answers)
        waits = interview.status in ("open", "stranded") or is_forgotten(snapshot)
        if not (waits or slot):
            return None
        key = (interview.team, interview.id, interview.revision)
        step = self._steps.get(key) or (
            self.next_step(snapshot.answers) if slot is None else self.again(snapshot.answers, slot)
        )
        self.remember(key, step)
        return step if isinstance(step, Question) else None

    def again(self, answers: Sequence[Answer], slot: Slot) -> Question:
        """Return the question for a slot that is asked for again."""
        return ask_about(answers, self.catalogue, slot)

    def advice(self, answers: Iterable[Answer]) -> Recommendation:
        """Return what is recommended on answers that stand."""
        return _advice(workload_of(answers), self.catalogue)

    def next_step(self, answers: Sequence[Answer], *, just_answer: bool = False) -> Question | Done:
        """Choose what to ask next."""
        return next_question(answers, self.catalogue, just_answer=just_answer)

    def remember(self, key: tuple[str, str, int], step: Question | Done) -> None:
        """Keep a step by team, interview and revision, so that a reply needs no second choosing."""
        self._steps[key] = step
        while len(self._steps) > _REMEMBERED:
            self._steps.popitem(last=False)
