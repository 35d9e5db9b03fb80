"""What was heard in words: the rules applied to them, and what cannot be taken set apart."""

from core.catalog.catalogue import Catalogue
from core.reading.heard import Heard, Problem
from core.reading.own_models import with_own_model
from core.reading.problems import impossible, unreadable, unsized
from core.reading.slots import to_readings
from core.reading.understand import understand
from core.workload import Slot


def hear(text: str, asked: Slot | None, catalogue: Catalogue | None) -> Heard:
    """Return what words say; see `read`."""
    heard = _hear(text, asked)
    return heard if catalogue is None else with_own_model(heard, text, catalogue)


def _hear(text: str, asked: Slot | None) -> Heard:
    understood = understand(text, asked)
    readings = to_readings(understood)
    bad = next((reading for reading in readings if impossible(reading)), None)
    good = tuple(reading for reading in readings if not impossible(reading))
    problem = None
    if bad:
        problem = Problem(bad.slot, "impossible", text[bad.start : bad.end])
    elif all(reading.slot is not Slot.MODEL for reading in good) and (
        words := unsized(understood.plain.text)
    ):
        problem = Problem(Slot.MODEL, "unsized", words)
    elif understood.another_model is not None:
        start, end = understood.plain.span(understood.another_model.start, understood.another_model.end)
        problem = Problem(Slot.MODEL, "another_model", text[start:end].strip())
    elif not good and understood.command is None:
        problem = unreadable(understood.plain.text, asked)
        problem = problem and problem._replace(text=text.strip()[:200])
    return Heard(good, understood.command, problem)
