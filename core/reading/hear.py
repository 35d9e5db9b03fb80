"""What was heard in words: the rules applied to them, and what cannot be taken set apart."""

from collections.abc import Sequence

from core.catalog.catalogue import Catalogue
from core.catalog.models import earlier_release, sizes_named
from core.reading.heard import Heard, Problem, Reading
from core.reading.own_models import with_own_model
from core.reading.problems import closed, impossible, unreadable
from core.reading.slots import to_readings
from core.reading.understand import Understood, understand
from core.reading.unsized import unsized
from core.workload import Slot


def hear(text: str, asked: Slot | None, catalogue: Catalogue | None) -> Heard:
    """Return what words say; see `read`."""
    heard = _hear(text, asked)
    return heard if catalogue is None else with_own_model(heard, text, catalogue)


def _hear(text: str, asked: Slot | None) -> Heard:
    understood = understand(text, asked)
    readings = to_readings(understood)
    good = tuple(reading for reading in readings if not impossible(reading))
    bad = next((reading for reading in readings if impossible(reading)), None)
    if bad:
        problem: Problem | None = Problem(bad.slot, "impossible", text[bad.start : bad.end])
    else:
        problem = _left_out(text, understood, good) or _unreadable(text, understood, good, asked)
    return Heard(good, understood.command, problem)


def _left_out(text: str, understood: Understood, good: Sequence[Reading]) -> Problem | None:
    """Return what is named as a model and is none that can be sized, the second of two, or an unknown release."""
    plain, other = understood.plain, understood.another_model

    def words(place: tuple[int, int]) -> str:
        start, end = plain.span(*place)
        return text[start:end].strip(" -_/")

    named = understood.get("model")
    if any(one.slot is Slot.MODEL for one in good):
        if other:
            more = tuple(words((one.start, one.end)) for one in understood.more_models)
            return Problem(Slot.MODEL, "another_model", words((other.start, other.end)), more)
        taken = earlier_release(named.value) if named else None
        return (
            named and taken and Problem(Slot.MODEL, "earlier", words((named.start, named.end)), (taken.name,))
        )
    if place := unsized(plain.text):
        return Problem(Slot.MODEL, "unsized", words(place))
    if other and not named:
        return Problem(Slot.MODEL, "another_model", words((other.start, other.end)))
    if named and (sizes := sizes_named(named.value)):
        return Problem(Slot.MODEL, "sizes", words((named.start, named.end)), sizes)
    if unlisted := understood.get("unlisted"):
        start = plain.text.index(unlisted.value, unlisted.start)
        return Problem(Slot.MODEL, "unlisted", words((start, start + len(unlisted.value))))
    if named:
        return Problem(Slot.MODEL, "unlisted", words((named.start, named.end)))
    place = closed(plain.text)
    return place and Problem(Slot.MODEL, "closed", words(place))


def _unreadable(
    text: str, understood: Understood, good: Sequence[Reading], asked: Slot | None
) -> Problem | None:
    if good or understood.command is not None:
        return None
    problem = unreadable(understood.plain.text, asked)
    return problem and problem._replace(text=text.strip()[:200])
