"""Short ways to say things in tests of the interview, and a recommender small enough to check by hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core.answers import Answer, standing
from core.choosing.decision import Chosen, Decided, Fields
from core.choosing.outlook import Outlook
from core.recommendation import Stack, WorkloadClass
from core.workload import Slot

SMALL = Chosen("small", 1, 1, fits=True, usd_per_hour=1.0)
LARGE = Chosen("large", 1, 1, fits=True, usd_per_hour=4.0)
RUN = Chosen("run", 2, 1, fits=True, usd_per_hour=2.0)
HELD_AT_ONCE = 30
"""Requests at once that the toy's small plan bears."""


def said(
    values: Mapping[str, Any],
    *,
    event: str = "opening",
    source: Literal["opening", "text", "button"] = "text",
    kind: Literal["value", "unknown", "missed"] = "value",
    start: int = 0,
) -> list[Answer]:
    """Return one answer for each slot, all from one event."""
    return [
        Answer(
            seq=start + number,
            slot=Slot(slot),
            kind=kind,
            value=value,
            said_by="U1",
            source=source,
            event=event,
            at=0,
        )
        for number, (slot, value) in enumerate(values.items())
    ]


def replies(*values: Mapping[str, Any]) -> list[Answer]:
    """Return answers to one question after the other, each event its own, by button."""
    answers: list[Answer] = []
    for number, reply in enumerate(values):
        answers += said(reply, event=f"reply {number}", source="button", start=len(answers))
    return answers


def by_size(fields: Fields) -> Decided:
    """Recommend by requests at once alone; training gets the same plan always."""
    work = fields.get("work")
    many = (fields.get("concurrency") or 10) > HELD_AT_ONCE
    serving = None if work == "training" else LARGE if many else SMALL
    training = RUN if work in ("training", "both") else None
    return Decided("both" if work == "both" else "inference_first", serving, training)


@dataclass(frozen=True)
class Toy:
    """A recommender made of one function, for tests that can be checked by hand."""

    advise: Callable[[Fields], Decided]

    def __call__(self, fields: Fields) -> Decided:
        """Return what the function advises."""
        return self.advise(fields)

    def classified(self, fields: Fields) -> tuple[WorkloadClass, tuple[Stack, ...]]:
        """Return the class it names, and the sides it plans."""
        decision = self.advise(fields)
        stacks: tuple[Stack, ...] = ("serving", "training")
        return decision.workload_class, tuple(stack for stack in stacks if getattr(decision, stack))

    def picked(self, stack: Stack, fields: Fields, workload_class: WorkloadClass) -> Chosen:
        """Return the plan it has for one side."""
        pick: Chosen = getattr(self.advise(fields), stack)
        return pick


def toy(answers: list[Answer], advise: Callable[[Fields], Decided] = by_size) -> Outlook:
    """Return the outlook of these answers under a toy recommender."""
    return Outlook(standing(answers), Toy(advise))
