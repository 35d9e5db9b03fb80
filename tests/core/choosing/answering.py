"""Short ways to say things in tests of the interview, and a recommender small enough to check by hand."""

from collections.abc import Mapping
from typing import Any, Literal

from core.answers import Answer, standing
from core.choosing.outcome import Fields, Outcome, Pick
from core.choosing.outlook import Outlook
from core.workload import Slot

SMALL = Pick("small", 1, 1, fits=True, usd_per_hour=1.0)
LARGE = Pick("large", 1, 1, fits=True, usd_per_hour=4.0)
RUN = Pick("run", 2, 1, fits=True, usd_per_hour=2.0)
HELD_AT_ONCE = 30
"""Requests at once that the toy's small plan bears."""


def said(
    values: Mapping[str, Any],
    *,
    event: str = "opening",
    source: Literal["text", "button"] = "text",
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


def by_size(fields: Fields) -> Outcome:
    """Recommend by requests at once alone; training gets the same plan always."""
    work = fields.get("work")
    many = (fields.get("concurrency") or 10) > HELD_AT_ONCE
    serving = None if work == "training" else LARGE if many else SMALL
    training = RUN if work in ("training", "both") else None
    return Outcome("both" if work == "both" else "inference_first", serving, training)


def toy(answers: list[Answer]) -> Outlook:
    """Return the outlook of these answers under the toy recommender."""
    return Outlook(standing(answers), by_size)
