"""How people write quantities: "1,500", "8k", "50-60k", "5 to 10", "2.5 million"."""

import re

from core.regex import regex

NUMBER = r"(?:\d{1,3}(?:[ ,.']\d{3}(?!\d)){1,4}|\d{1,18})(?:[.,]\d{1,6}(?!\d))?"
_SCALES = {
    "k": 1e3, "grand": 1e3, "thousand": 1e3, "tausend": 1e3, "tsd": 1e3, "mille": 1e3, "mil": 1e3,
    "hundred": 1e2, "m": 1e6, "mm": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "millions": 1e6,
    "millionen": 1e6, "millones": 1e6, "b": 1e9, "bn": 1e9, "mrd": 1e9, "milliard": 1e9, "milliards": 1e9,
    "milliarden": 1e9, "billion": 1e9, "billions": 1e9, "t": 1e12, "trillion": 1e12, "tn": 1e12, "lakh": 1e5,
}  # fmt: skip
_SCALE = "|".join(sorted(_SCALES, key=len, reverse=True))
_SMALL = "|".join(scale for scale in _SCALE.split("|") if scale not in ("b", "bn", "t"))
ONE = rf"{NUMBER}(?:[ -]?(?:{_SCALE})(?![a-z0-9])\.?)?"
_LESS = rf"{NUMBER}(?:[ -]?(?:{_SMALL})(?![a-z0-9])\.?)?"
_TO = r" ?(?:-|to|bis|or(?: even| maybe| perhaps| possibly)?|à|a) ?"
AMOUNT = rf"(?<![\w.,])(?:{_LESS}{_TO}{ONE}|between {ONE} and {ONE}|{ONE})"
"""One quantity, or two that bound it. Use inside a group and hand the group to `read_amount`."""

_PART = regex(rf"({NUMBER})(?:[ -]?({_SCALE})(?![a-z0-9]))?")
_BINARY_K = frozenset(2**power for power in range(10))

Span = tuple[float, float]


def read_number(digits: str, *, whole: bool = False) -> float:
    """Return the value of digits with separators; `whole` reads "1.500" as fifteen hundred.

    A comma before exactly three digits separates thousands, any other comma or dot is the decimal one.
    """
    plain = digits.replace(" ", "").replace("'", "")
    groups = re.split(r"[.,]", plain)
    if len(groups) == 1:
        return float(plain)
    if len(groups) > 2 and all(len(group) == 3 for group in groups[1:]):
        return float("".join(groups))
    separator = plain[len(groups[0])]
    if len(groups) == 2 and len(groups[1]) == 3 and groups[0] != "0" and (separator == "," or whole):
        return float("".join(groups))
    return float("".join(groups[:-1]) + "." + groups[-1])


def read_amount(words: str, *, tokens: bool = False, whole: bool = False) -> Span:
    """Return low and high of a quantity, equal when it is one figure.

    `tokens` reads k as 1,024 after a power of two ("8k", not "10k"). In "50-60k" the k counts for both.
    """
    parts = [(read_number(digits, whole=whole), scale) for digits, scale in _PART.findall(words)][:2]
    if len(parts) == 2 and not parts[0][1] and parts[0][0] < parts[1][0]:
        parts[0] = (parts[0][0], parts[1][1])
    values = [_scaled(number, scale, tokens=tokens) for number, scale in parts]
    return min(values), max(values)


def _scaled(number: float, scale: str, *, tokens: bool) -> float:
    if tokens and scale == "k" and number in _BINARY_K:
        return number * 1_024
    return number * _SCALES.get(scale, 1.0)
