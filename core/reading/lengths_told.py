"""How long each recording is, told after how many there are: "they are 40 minutes each"."""

from typing import Any

from core.catalog.architecture import AUDIO_S
from core.reading.german import in_english
from core.reading.normal import Normal, normalise
from core.reading.number_words import with_digits
from core.reading.quantity import AMOUNT, read_amount
from core.reading.recordings import taken_out
from core.reading.typos import without_typos
from core.regex import regex
from core.request_rate import RequestRate

_LONGEST = 80
_FILLER = regex(
    r"(?:(?:and|or|so|but|well|actually|sorry|no|yes|what|how|about|if|they|these|those|it|the|our|all|both|most|of|them|one|each|is|are"
    r"|were|was|be|would|last|lasts|run|at|only|just|around|roughly|more|like|rather|say|make|that|instead|on|average|typically|usually"
    r"|recordings?|calls?|meetings?|podcasts?|episodes?|interviews?|voicemails?|lectures?|webinars?|videos?|clips?|files?|sessions?)\b|[ ,.;:!?'()-])*"
)
"""What may stand around a length and says nothing else."""
_COUNTED = regex(
    rf"(?P<amount>{AMOUNT})(?! ?(?:hours?|hrs?|h|min(?:ute)?s?)\b)(?: [a-z][a-z ]{{0,30}})?[ ,.]*"
)


def length_told(text: str) -> float | None:
    """Return the seconds that each lasts, where words say nothing but that."""
    if len(text) > _LONGEST:
        return None
    left, each_s = taken_out(_plain(text))
    return each_s if _FILLER.fullmatch(left.text) else None


def lasting(told: Any, each_s: float) -> dict[str, Any] | None:
    """Return a rate told before with recordings of so many seconds each; None where it is of none."""
    rate = RequestRate.model_validate(told) if isinstance(told, dict) else None
    if rate is None or rate.kind != "audio":
        return None
    return rate.lasting(each_s).model_dump(exclude_defaults=True)


def data_lasting(text: str, each_s: float) -> int | None:
    """Return the half minutes that recordings counted in words make at so many seconds each; None for hours."""
    left, _ = taken_out(_plain(text))
    counted = _COUNTED.fullmatch(left.text)
    return round(read_amount(counted["amount"], whole=True)[1] * each_s / AUDIO_S) if counted else None


def _plain(text: str) -> Normal:
    return with_digits(without_typos(in_english(normalise(text))))
