"""Short replies that are a number, with or without its unit, to the question that is open."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from core.questions import BY_SLOT
from core.reading.facts import FactName, Found, figure
from core.reading.hedges import AFTERWORDS, HEDGES
from core.reading.quantity import AMOUNT, ONE, Span, read_amount
from core.reading.rules.money import PERIOD, in_months
from core.reading.rules.volumes import bare_batch
from core.regex import regex
from core.workload import Slot

_REPLY = regex(
    rf"^{HEDGES}(?P<amount>{AMOUNT})(?P<plus>\+)?[ -]?(?P<unit>[a-zà-ü%][a-zà-ü%/'-]{{0,16}})??{AFTERWORDS}$"
)
_AT_MOST = regex(
    rf"^{HEDGES}{ONE}(?: ?(?P<unit>[a-z]{{1,8}}))?,? (?:or )?(?:max(?:imum)? |at most |up to )?(?P<amount>{ONE})(?= (?:at most|max|tops|at the most))"
)
_MONEY = regex(rf"^{HEDGES}(?P<amount>{AMOUNT}){PERIOD}{AFTERWORDS}$")
_BESIDE_MONEY = regex(
    r",? (?:net|gross|for (?:everything|all of it|it all|the (?:whole|entire) [a-z]{4,10})|(?:hardware|everything|all|tax|vat|power|storage) (?:included|inclusive)"
    r"|(?:including|excluding|incl\.?|excl\.?|plus|before|after) (?:vat|tax(?:es)?|power|storage|hardware|electricity))(?![a-z])"
)
"""What an amount of money covers."""

_USUAL = regex(
    rf"(?<=\d)(?: at)?(?: peaks?| max)?[,;/] ?(?:and |but )?(?:about |around |~)?{ONE} (?:is )?(?:typical(?:ly)?|usual(?:ly)?|on average|average|avg|normal(?:ly)?|off[- ]peak|otherwise|most of the time)$"
    rf"|^(?:typically|usually|normally|on average|mostly) (?:about |around |~)?{ONE}[,;]? (?:but |and )?(?:up to )?(?=\d)"
)
"""The lesser of two figures, beside what counts: "150 at peak, 40 typically"."""

_A_PASSAGE = regex(r"(?<![a-z])an? (?:(?:short|long|single) )?(?=(?:paragraph|sentence|page)(?![a-z]))")
_PER_SECOND = regex(r" ?(?:/|per |a |each )s(?:ec(?:ond)?)?(?![a-z])")
_PEOPLE = frozenset((
    "user", "users", "people", "persons", "person", "requests", "request", "req", "reqs", "session", "sessions", "chat",
    "chats", "concurrent", "nutzer", "utilisateurs", "usuarios", "devs", "developers", "streams", "connections",
    "customers", "parallel", "personnes", "personas", "leute", "calls", "jobs", "agent", "agents", "client", "clients",
    "staff", "employees", "colleagues", "students", "engineers", "seats",
))  # fmt: skip
_TOKENS = dict.fromkeys(("", "token", "tokens", "tok", "tk", "context", "ctx"), 1.0) | {"k": 1_024.0}
_WORDS = {"word": 4 / 3, "words": 4 / 3, "wörter": 4 / 3, "mots": 4 / 3, "palabras": 4 / 3}
_TEXT = _TOKENS | _WORDS | {
    "page": 500.0, "pages": 500.0, "seiten": 500.0, "páginas": 500.0, "sentence": 25.0, "sentences": 25.0,
    "lines": 12.0, "paragraph": 120.0, "paragraphs": 120.0, "characters": 0.25, "chars": 0.25,
}  # fmt: skip
_REQUESTS = frozenset(("rps", "qps", "requests", "request", "queries"))
_HOURS = {
    **dict.fromkeys(("", "h", "hr", "hrs", "hour", "hours", "std", "stunden", "heures", "horas"), 1.0),
    **dict.fromkeys(("d", "day", "days", "tag", "tage", "jour", "jours", "día", "días"), 24.0),
    **dict.fromkeys(("week", "weeks", "woche", "wochen", "semaine", "semaines", "semana", "semanas"), 168.0),
    **dict.fromkeys(("min", "mins", "minute", "minutes", "minuten", "minutos"), 1 / 60),
    **dict.fromkeys(("month", "months"), 720.0),
}
_A_SECOND = (
    "",
    "s",
    "sec",
    "secs",
    "second",
    "seconds",
    "sekunde",
    "sekunden",
    "seconde",
    "secondes",
    "segundos",
)
_SECONDS = {
    **dict.fromkeys(_A_SECOND, 1.0),
    **dict.fromkeys(("ms", "msec", "millisecond", "milliseconds"), 0.001),
    **dict.fromkeys(("min", "mins", "minute", "minutes", "minuten"), 60.0),
}
_GIGABYTES = {
    **dict.fromkeys(("gb", "gib", "g", "gig", "gigs", "gigabyte", "gigabytes", "go"), 1.0),
    **dict.fromkeys(("tb", "tib", "terabyte", "terabytes", "to"), 1_000.0),
    **dict.fromkeys(("mb", "mib", "meg", "megs", "megabyte", "megabytes"), 0.001),
}
_BITS = frozenset((2, 3, 4, 5, 6, 8, 16, 32))


class _Number(NamedTuple):
    """A number as it was typed, its unit ("" for none), and whether a plus follows it."""

    words: str
    unit: str
    plus: bool


def _times(span: Span, factor: float) -> float | Span:
    return figure((span[0] * factor, span[1] * factor))


def _length(name: FactName, number: _Number) -> Found:
    if number.unit not in _TEXT:
        return None
    length = _times(read_amount(number.words, tokens=True, whole=True), _TEXT[number.unit])
    return [(name, length)]


_BARE = regex(r"\d+(?: ?(?:-|to|or) ?\d+)?")


def _context(name: FactName, number: _Number) -> Found:
    """Return a length that is never so short as a bare "32" says: that means 32k."""
    shortest, longest = (BY_SLOT[Slot(f"{name}_tokens")].corners[end] for end in (0, -1))
    if number.unit or not _BARE.fullmatch(number.words) or read_amount(number.words)[1] >= shortest:
        return _length(name, number)
    low, high = read_amount(f"{number.words}k", tokens=True)
    return [(name, figure((low, high)))] if high <= longest else _length(name, number)


def _count(name: FactName, units: frozenset[str], number: _Number) -> Found:
    if number.unit and number.unit not in units:
        return None
    value = figure(read_amount(number.words, whole=name != "epochs"))
    return [(name, (value, None) if number.plus and isinstance(value, float) else value)]


def _in_units(name: FactName, units: Mapping[str, float], number: _Number) -> Found:
    if number.unit not in units or number.words.endswith("k"):
        return None  # "4k" is a length
    each, (low, high) = units[number.unit], read_amount(number.words)
    return [(name, figure((round(low * each, 6), round(high * each, 6))))]


def _size(number: _Number) -> Found:
    words = number.words
    if re.search(r"[kt]", words) or number.unit not in ("", "b", "bn", "billion", "params", "parameters"):
        return None
    if re.search(r"m(?:$|[^a-z])|mil", words):
        return [("params_b", read_amount(words)[1] / 1e9)]
    return [("params_b", read_amount(re.sub(r" ?(?:bn?|billion)(?![a-z])", "", words))[1])]


def _bits(number: _Number) -> Found:
    bits = read_amount(number.words)[1]
    return [("weight_bits", int(bits))] if bits in _BITS and number.unit in ("", "bit", "bits") else None


def _data(name: FactName, number: _Number) -> Found:
    words, unit, _ = number
    if unit in _GIGABYTES:
        return _in_units("gb", _GIGABYTES, number)
    if unit in _WORDS:
        return [("tokens", _times(read_amount(words), _WORDS[unit]))]
    return [("tokens" if unit else name, figure(read_amount(words, whole=True)))] if unit in _TOKENS else None


def _rate(number: _Number) -> Found:
    """Return a rate, or how much is to be done where the unit is a thing: "300,000 documents"."""
    if not number.unit or number.unit in _REQUESTS:
        return _count("rps", _REQUESTS, number)
    batch = bare_batch(read_amount(number.words, whole=True)[1], number.unit)
    return [("batch", batch)] if batch else None


_MAKERS: dict[Slot, Callable[[_Number], Found]] = {
    Slot.CONTEXT_TOKENS: partial(_context, "context"),
    Slot.SEQUENCE_TOKENS: partial(_context, "sequence"),
    Slot.PROMPT_TOKENS: partial(_length, "prompt"),
    Slot.OUTPUT_TOKENS: partial(_length, "output"),
    Slot.CONCURRENCY: partial(_count, "concurrency", _PEOPLE),
    Slot.USERS: partial(_count, "users", _PEOPLE),
    Slot.BATCH_SIZE: partial(_count, "batch_size", frozenset(("sample", "samples", "sequences", "examples"))),
    Slot.EPOCHS: partial(
        _count, "epochs", frozenset(("epoch", "epochs", "passes", "times", "epochen", "époques"))
    ),
    Slot.REQUEST_RATE: _rate,
    Slot.LATENCY: partial(_in_units, "latency_s", _SECONDS),
    Slot.DEADLINE: partial(_in_units, "deadline_h", _HOURS),
    Slot.MODEL: _size,
    Slot.PRECISION: _bits,
    Slot.DATASET_TOKENS: partial(_data, "tokens"),
    Slot.DATASET_SAMPLES: partial(_data, "samples"),
    Slot.DATASET_GB: partial(_data, "gb"),
}


_UP_TO = regex(
    r", ?(?:(?:but )?(?:sometimes|occasionally|maybe|perhaps|could be|might be|can be|up to|rising to|peaks? at|in peaks?)) (?=\d)"
)


def read_number_reply(words: str, asked: Slot) -> Found:
    """Return what a bare number means as a reply to this question, or None."""
    plain = _with_figures(words, asked)
    if asked is Slot.BUDGET:
        return _budget(plain)
    if asked is Slot.REQUEST_RATE:
        plain = _PER_SECOND.sub("", plain)
    make = _MAKERS.get(asked)
    match = make and (_AT_MOST.search(plain) or _REPLY.search(plain))
    if not make or not match:
        return None
    groups = match.groupdict()
    return make(_Number(match["amount"], groups.get("unit") or "", bool(groups.get("plus"))))


def _with_figures(words: str, asked: Slot) -> str:
    """Return words with figures for what stands for one, and the figure alone that counts of two."""
    words = _A_PASSAGE.sub("1 ", words)
    plain = words if asked is Slot.MODEL else re.sub(r"\bone\b", "1", words)
    if not re.search(r"\d", plain):
        plain = plain.replace("hundred", "100").replace("thousand", "1000")
    return _USUAL.sub("", _UP_TO.sub(" to ", plain))


def _budget(plain: str) -> Found:
    money = _MONEY.search(_BESIDE_MONEY.sub("", plain))
    if not money:
        return None
    low, high, period = in_months(*read_amount(money["amount"]), money)
    return [("budget", {"amount": figure((low, high)), "currency": None, "period": period})]
