"""Number words of four languages as digits: "two hundred" is "200", "half a second" is "0.5 second"."""

import re

from core.reading.normal import Normal
from core.regex import regex

_SMALL = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40,
    "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9, "zehn": 10,
    "zwölf": 12, "zwanzig": 20, "dreißig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "douze": 12,
    "quinze": 15, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
    "doce": 12, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60,
}  # fmt: skip
_SCALES = {
    "hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000,
    "hundert": 100, "tausend": 1_000, "cien": 100, "cientos": 100, "mil": 1_000, "mille": 1_000,
}  # fmt: skip
_FIXED = {
    "a couple of dozen": "24 ",
    "a dozen": "12",
    "two dozen": "24",
    "three dozen": "36",
    "half a dozen": "6",
    "a dozen or so": "12",
    "a pair of": "2",
    "half a million": "500000",
    "half a billion": "500000000",
    "half a second": "0.5 second",
    "half a page": "0.5 pages",
    "one page": "1 page",
    **{f"a page {each}": f"1 page {each}" for each in ("each", "apiece", "long")},
    "half a minute": "30 seconds",
    "half an hour": "30 minutes",
    "half hour": "30 minutes",
    "half-hour": "30-minute",
    "a quarter of an hour": "15 minutes",
    "quarter of an hour": "15 minutes",
    "an hour and a half": "90 minutes",
    "one and a half hours": "90 minutes",
    "half a day": "12 hours",
    "quarter of a second": "0.25 second",
    "a second and a half": "1.5 seconds",
    "a day and a half": "36 hours",
    "sub-second": "under 1 second",
    "sub second": "under 1 second",
    "subsecond": "under 1 second",
    **{
        f"a{'n' * (unit == 'hour')} {unit} or two": f"1-2 {unit}s"
        for unit in ("second", "minute", "hour", "day", "week", "month")
    },
    **{
        f"{near} {word}": f"{near} {count}"
        for near in ("about", "around")
        for word, count in (("hundred", 100), ("thousand", 1000))
    },
    "couple hundred": "200",
    "couple of hundred": "200",
    "a couple of hundred": "200",
    "a couple hundred": "200",
    "a couple of thousand": "2000",
    "a hundred": "100",
    "a thousand": "1000",
    "a million": "1000000",
    "a billion": "1000000000",
    "ein dutzend": "12",
    "eine halbe sekunde": "0.5 sekunde",
    "einer halben sekunde": "0.5 sekunde",
    "une demi-seconde": "0.5 seconde",
    "medio segundo": "0.5 segundo",
    "une douzaine": "12",
    "une dizaine": "10",
    "une quinzaine": "15",
    "une vingtaine": "20",
    "une trentaine": "30",
    "une quarantaine": "40",
    "une cinquantaine": "50",
    "une soixantaine": "60",
    "une centaine": "100",
    "un millier": "1000",
    "una docena": "12",
    "una decena": "10",
    "una veintena": "20",
    "un centenar": "100",
}
_ONE_THING = (
    r"(?=[ -](?:users?|persons?|people|days?|weeks?|months?|hours?|minutes?|seconds?|requests?|epochs?|gpus?|"
    r"cards?|nodes?|[alh]\d{1,3}|rtx|concurrent|at a time|million|billion|hundred|thousand)\b)"
)
_SMALL_WORD = "|".join(sorted((word for word in _SMALL if word != "one"), key=len, reverse=True))
_SCALE_WORD = "|".join(sorted(_SCALES, key=len, reverse=True))
_WORD = rf"(?:{_SMALL_WORD}|one{_ONE_THING}|(?<=size )one|(?:(?<=under )|(?<=within )|(?<=than )|(?<=below )|(?<=most )|(?<=take up to )|(?<=last up to )|(?<=run up to ))(?:an?|one)(?= (?:second|minute|hour|day|week|month)s?\b)|(?:(?<=, )|^)(?:an?|one)(?= (?:second|minute|hour|day|week|month) (?:at (?:the )?most|max|tops|or less)\b))"
_PATTERN = regex(
    rf"\b(?:(?P<fixed>{'|'.join(sorted(map(re.escape, _FIXED), key=len, reverse=True))})(?P<of> (?:of|de)(?![a-z])| d'|(?![a-z]))"
    rf"|(?P<run>{_WORD}(?:[ -](?:and )?(?:{_SMALL_WORD}|one|{_SCALE_WORD})){{0,6}})(?![a-z]))"
)


def _value(words: list[str]) -> int:
    total = part = 0
    for word in words:
        if word in _SMALL:
            part += _SMALL[word]
        elif word in ("a", "an"):
            part = 1
        elif word in ("hundred", "hundert", "cien", "cientos"):
            part = max(part, 1) * 100
        else:
            total += max(part, 1) * _SCALES[word]
            part = 0
    return total + part


def _digits(match: re.Match[str]) -> str:
    if match["fixed"]:
        return _FIXED[match["fixed"]] + (" " if match["of"] == " d'" else "")
    words = re.split(r"[ -]", match["run"])
    billions = words[-1] == "billion" and len(words) > 1
    return f"{_value(words[:-1])} billion" if billions else str(_value(words))


_ISH = regex(r"(?:(?<=[\dk])|(?<=ty))(?:[ -]?ish|-odd)(?![a-z])")


def with_digits(plain: Normal) -> Normal:
    """Return the text with its number words as digits, and "30ish" as the 30 it is."""
    return plain.rewritten(_ISH, lambda _: "").rewritten(_PATTERN, _digits)
