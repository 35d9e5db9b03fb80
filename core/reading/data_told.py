"""What a short reply says of the data of a run: "500 hours of speech", "2,000 hours", "40k pictures"."""

from core.answers import DATA
from core.catalog.architecture import Item
from core.reading.heard import Heard
from core.reading.quantity import AMOUNT
from core.reading.read import read
from core.regex import regex
from core.workload import Slot

_HOURS = regex(
    rf"(?:actually|sorry|no|it'?s|it is|we have|make (?:it|that)|about|around|roughly|maybe|only|more like|rather|[ ,])*{AMOUNT} ?(?:hours?|hrs?|h|minutes?|mins?)[ .!?]*"
)
_LONGEST, _CERTAIN = 80, 0.9


def data_told(text: str, item: Item | None) -> Heard | None:
    """Return what words say of the data, where they name what it is; None where they say nothing of it.

    `item` is what the model works in: hours are those of speech where it hears.
    """
    words = text.strip()
    if len(words) > _LONGEST:
        return None
    if item == "audio" and _HOURS.fullmatch(words.lower()):
        words = f"{words.rstrip(' .!?')} of audio"
    heard = read(words, Slot.DATASET_TOKENS)
    told = tuple(
        one._replace(end=min(one.end, len(text)), confidence=_CERTAIN)
        for one in heard.readings
        if one.slot in DATA and one.rule != "reply"
    )
    return Heard(told) if told else None
