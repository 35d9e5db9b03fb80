"""Models that only this deployment knows, by their names in a person's words."""

import re
from functools import lru_cache

from core.catalog.catalogue import Catalogue
from core.reading.heard import Heard, Reading
from core.regex import regex
from core.workload import Slot

_PART = regex(r"[a-z]+|\d+(?:\.\d+)*", re.IGNORECASE)
_SHORTEST = 3
_RULE = "own_model"


def with_own_model(heard: Heard, text: str, catalogue: Catalogue) -> Heard:
    """Return what was heard, with a model that the deployment added where the words name it.

    Its own name goes before what the words would mean otherwise: "acme-chat 8b" is not just any 8B.
    """
    found = _named(text, catalogue)
    if found is None:
        return heard
    others = tuple(one for one in heard.readings if one.slot is not Slot.MODEL)
    corrects = any(one.correction for one in heard.readings)
    readings = (found._replace(correction=corrects), *others)
    settled = not heard.readings or (heard.problem is not None and heard.problem.slot is Slot.MODEL)
    return heard._replace(readings=readings, problem=None if settled else heard.problem)


def _named(text: str, catalogue: Catalogue) -> Reading | None:
    for pattern, model_id in _patterns(catalogue):
        found = pattern.search(text)
        if found is not None:
            return Reading(
                slot=Slot.MODEL,
                value=model_id,
                start=found.start(),
                end=found.end(),
                rule=_RULE,
                confidence=1.0,
                correction=False,
            )
    return None


@lru_cache(maxsize=4)
def _patterns(catalogue: Catalogue) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return what each name of an own model looks like in any spelling, the longest names first."""
    names = sorted(set(catalogue.own_names), key=lambda pair: (-len(pair[0]), pair))
    return tuple((_pattern(name), model_id) for name, model_id in names)


def _pattern(name: str) -> re.Pattern[str]:
    parts = r"[\s_/.-]*".join(re.escape(part) for part in _PART.findall(name))
    unmatchable = len(name) < _SHORTEST or not re.search(r"[a-z]{2}", name, re.IGNORECASE)
    return re.compile(r"(?!)" if unmatchable else rf"(?<![\w.]){parts}(?![\w])", re.IGNORECASE)
