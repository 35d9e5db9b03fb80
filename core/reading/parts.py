"""A reply to a question of several parts, read for the part that it fits."""

from collections.abc import Iterable
from typing import Any

from core.catalog.catalogue import Catalogue
from core.questions import BY_SLOT
from core.reading.heard import Heard
from core.reading.read import read
from core.workload import Slot


def read_for(text: str, parts: Iterable[Slot], catalogue: Catalogue | None = None) -> Heard:
    """Return what a reply says to the first part that it fits, else what it says to the first of all.

    "weekly" fits no amount of data, and 4k tokens are too few of them, but a likely length. Parts after the
    first are only asked for where it does not fit.
    """
    others = iter(parts)
    asked = next(others, None)
    if asked is None:
        return read(text, None, catalogue)
    first = read(text, asked, catalogue)
    answered = _value(first, asked) is not None
    if not _is_bare(first, asked) or (answered and (not _bounds(asked) or _is_likely(first, asked))):
        return first
    for slot in others:
        heard = read(text, slot, catalogue)
        if _is_likely(heard, slot) if answered else _value(heard, slot) is not None:
            return heard
    return first


def _is_bare(heard: Heard, asked: Slot) -> bool:
    """Tell whether a reply says nothing, or nothing but what it only means as a reply to this question."""
    if heard.command is not None or (heard.problem is not None and heard.problem.kind != "unreadable"):
        return False
    words = [reading for reading in heard.readings if reading.slot is not Slot.WORK]
    return bool(heard.problem or words) and all(one.rule == "reply" and one.slot is asked for one in words)


def _value(heard: Heard, slot: Slot) -> Any:
    return next((reading.value for reading in heard.readings if reading.slot is slot), None)


def _is_likely(heard: Heard, slot: Slot) -> bool:
    """Tell whether a part has a number as its answer, and one that is credible of it."""
    value, bounds = _value(heard, slot), _bounds(slot)
    ends = list(value.values()) if isinstance(value, dict) else [value]
    numbers = [float(end) for end in ends if isinstance(end, int | float)]
    return bool(numbers and bounds) and all(min(bounds) <= one <= max(bounds) for one in numbers)


def _bounds(slot: Slot) -> list[float]:
    """Return what bounds the credible numbers of a slot; empty where its values are no plain numbers."""
    row = BY_SLOT.get(slot)
    return [float(one) for one in row.corners if isinstance(one, int | float)] if row else []
