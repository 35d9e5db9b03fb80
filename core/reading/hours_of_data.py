"""Hours that are the data of a run where a model learns to hear: "training: whisper small, 50 hours"."""

import re

from core.reading.normal import Normal
from core.reading.quantity import AMOUNT
from core.regex import regex

_TRAINED = regex(r"\b(?:train|fine-?tun|entrain|trainier)")
_HEARS = regex(r"\b(?:whisper|parakeet|canary|wav2vec|asr\b|stt\b|speech)")
_OF_AUDIO = regex(
    rf"{AMOUNT} ?(?:h|hours?|hrs?) (?:of )?(?:[a-z]{{3,12}} ){{0,2}}(?:audio|speech|calls?|recordings?|voice|video)"
)
_HOURS = regex(
    rf"(?P<before>(?:^|(?<=[,;:(-])|(?<=[,;:-] )|(?:\b(?:on|with|using|from|have|only have|got) )) ?(?:about |around |roughly |~)?)"
    rf"(?P<amount>{AMOUNT}) ?(?:hours?|hrs?|h)(?: of (?:[a-z]{{3,12}} )?(?:data|material|it))?(?=$| ?[,;.!)]| (?:in|within|every|each|weekly|monthly|to|for|of (?:german|french|english|spanish|dutch))\b)"
)
"""After a comma or "on": what stands after "within" is how long a run may take."""


def with_hours_of_data(plain: Normal) -> Normal:
    """Return the text with the first bare hours told of as audio, where it trains a model that hears."""
    if not _TRAINED.search(plain.text) or not _HEARS.search(plain.text) or _OF_AUDIO.search(plain.text):
        return plain
    first = True

    def told(match: re.Match[str]) -> str | None:
        nonlocal first
        words, first = f"{match['before']}{match['amount']} hours of audio" if first else None, False
        return words

    return plain.rewritten(_HOURS, told)
