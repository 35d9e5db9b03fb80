"""Times that are told because they are too long: longer than wanted, or longer than they were."""

import re

from core.reading.facts import Fact
from core.reading.normal import Normal
from core.reading.quantity import ONE, read_amount
from core.regex import regex

_UNIT = r"(?:ms|s|secs?|seconds?)"
_WANTED = regex(
    rf"\btakes? (?:us |about |around |like |roughly |some )?(?P<is>{ONE}) ?(?P<unit>{_UNIT})\b[^.;\d?]{{0,40}}?[,;:-] ?(?:but |and )?(?:we |i )?(?:need|want|would like|'d like)(?: it| this| that| them)?"
    rf"(?: to be| to take)?(?: in| at| about| under| below| max| at most)? (?P<other>{ONE})(?: ?(?P<other_unit>{_UNIT}))?(?= ?(?:$|[,.;!?)]))"
)
_BEFORE = regex(
    rf"\b(?:went|gone|jumped|rose|risen|climbed|grew|grown|increased|crept)(?: up)? from (?P<other>{ONE}) ?(?P<other_unit>{_UNIT})? to (?P<is>{ONE}) ?(?P<unit>{_UNIT})\b"
)


def _longer(match: re.Match[str] | None) -> bool:
    if match is None:
        return False
    unit = match["unit"]
    return _seconds(match["is"], unit) > _seconds(match["other"], match["other_unit"] or unit)


def _seconds(words: str, unit: str) -> float:
    return read_amount(words)[0] * (0.001 if unit == "ms" else 1.0)


def slower(told: Normal, plain: Normal) -> list[Fact]:
    """Return that replies are slow where the message, as told, says that they take longer than they should.

    `plain` is the text in which facts have their places, and no longer holds both times.
    """
    if not (_longer(_WANTED.search(told.text)) or _longer(_BEFORE.search(told.text))):
        return []
    return [Fact("pain", "latency", 0, len(plain.text), "slower", 0.7)]
