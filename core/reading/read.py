"""The whole way from a message to what was heard in it."""

from core.catalog.catalogue import Catalogue
from core.reading.heard import Heard, Problem
from core.reading.own_models import with_own_model
from core.reading.problems import impossible, unreadable, unsized
from core.reading.slots import to_readings
from core.reading.understand import understand
from core.workload import Slot


def read(text: str, asked: Slot | None = None, catalogue: Catalogue | None = None) -> Heard:
    """Return what `text` says, as a reply to the question about `asked` when one is open. Never raises.

    With a deployment's `catalogue`, models that only it has are known by their names too.
    """
    if not text.strip():
        return Heard()
    heard = _read(text, asked)
    return heard if catalogue is None else with_own_model(heard, text, catalogue)


def _read(text: str, asked: Slot | None) -> Heard:
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
