"""What somebody supposes after the advice: values, "half the users", "twice the load", "and 64k?"."""

import re
from collections.abc import Iterator, Mapping
from math import ceil, inf, isclose, log
from typing import Any

from bot.conversation.taking import SURE
from core.answers import NUMBERS, Answer, accepts
from core.catalog.architecture import Item
from core.reading import Heard, Reading, data_told, other_amount, read, times
from core.reading.kinds import REQUEST
from core.reading.quantity import AMOUNT
from core.recommendation import Recommendation
from core.regex import regex
from core.teams.spans import DAYS_IN
from core.teams.typical import PEAK_SHARE
from core.workload import Slot

_ASKING = regex(
    r"^\W*(?:(?:and|or|so|what|how|about|if|suppose|at|with|it|was|were|is|had|only)\b\W*)+", re.IGNORECASE
)
_TOO = regex(r"\b(?:too|also|as well|in addition|on top|besides)\b", re.IGNORECASE)
_FACTOR = regex(
    r"\b(?:(?P<half>half|halved?)|(?P<double>twice|doubled?|two times)|(?P<triple>triple|three times)"
    r"|(?P<ten>ten times)|(?P<times>\d{1,4}(?:\.\d)?) ?(?:x|times))\b",
    re.IGNORECASE,
)
_FACTORS = {"half": 0.5, "double": 2.0, "triple": 3.0, "ten": 10.0}
_BARE_NUMBER = regex(rf"(?:about |around |roughly |maybe |only )?{AMOUNT}")
_COUNTED = regex(rf"(?P<amount>{AMOUNT}) (?:{REQUEST}|streams|sessions)")
_TIME = regex(rf"(?:{AMOUNT}|an?|one|half an?) ?(?:hours?|h|days?|weeks?)", re.IGNORECASE)
_TAKEN = regex(
    r"^(?:(?:i|we|it|they|may|can|could|take|takes|took|have|has|had|give|gave|only)\b ?)+", re.IGNORECASE
)
_ALIKE = 100.0
"""A number without a unit is of what was told where it lies within this factor of it."""
_DATA = (Slot.DATASET_TOKENS, Slot.DATASET_SAMPLES, Slot.DATASET_GB)
_LOAD = (Slot.REQUEST_RATE, Slot.USERS, Slot.CONCURRENCY)
_SCALED = NUMBERS | {Slot.REQUEST_RATE}
_NOUNS: tuple[tuple[str, tuple[Slot, ...]], ...] = (
    (r"users?|people|customers|team", (Slot.USERS, Slot.CONCURRENCY)),
    (r"concurrency|at once", (Slot.CONCURRENCY,)),
    (r"load|traffic|requests?|peak|busy", (Slot.REQUEST_RATE, Slot.CONCURRENCY)),
    (r"context|conversations?|long", (Slot.CONTEXT_TOKENS,)),
    (r"prompts?", (Slot.PROMPT_TOKENS,)),
    (r"answers?|repl(?:y|ies)|outputs?", (Slot.OUTPUT_TOKENS,)),
    (r"data(?:set)?|rows|samples|examples", (*_DATA, Slot.REQUEST_RATE)),
    (r"documents?", (Slot.REQUEST_RATE, Slot.DATASET_SAMPLES, Slot.CONTEXT_TOKENS)),
    (rf"as (?:many|much)|{REQUEST}|(?:e-?)?mails?|files?|hours|audio|volume|batch|work", _LOAD),
)


def hypotheses(
    text: str,
    heard: Heard,
    known: Mapping[Slot, Answer],
    latest: Slot | None,
    now: Recommendation,
) -> dict[Slot, Any]:
    """Return what is supposed, by slot; nothing where that could not be read.

    `known` is what stands and what is supposed already, `latest` what was supposed last, `now` the advice on
    both. A multiple beside cards is how many of them there are: "4x L40S".
    """
    if any(reading.slot is Slot.CURRENT_HARDWARE for reading in heard.readings):
        latest = None
    plan = now.sides[-1].chosen
    item = plan.training.item if plan.training else None
    found = (
        dict(_outright(heard))
        or dict(_relative(text, known, latest, now))
        or dict(_of_the_batch(text, known))
        or dict(_of_the_data(text, known, item))
        or dict(_bare(text, latest))
        or dict(_of_the_time(text, known, now))
        or dict(_at_once(text, known))
        or dict(_nearest(text, known))
    )
    if found.get(Slot.WORK) in ("serving", "training") and _TOO.search(text) and Slot.WORK in known:
        found[Slot.WORK] = "both"
    if len(found) > 1 and _stands(found.get(Slot.WORK), known):
        del found[Slot.WORK]
    return {slot: value for slot, value in found.items() if accepts(slot, value)}


def _stands(work: Any, known: Mapping[Slot, Answer]) -> bool:
    """Whether words only imply the kind of work that stands, or one of two: "what if QLoRA?"."""
    return Slot.WORK in known and known[Slot.WORK].value in (work, "both")


def at_the_peak(users: object, known: Mapping[Slot, Answer]) -> int | None:
    """Return how many of so many users are served at once, where a number at once was said for others.

    In the proportion of what was said; one in twenty where nobody said how many users there are.
    """
    at_once = known.get(Slot.CONCURRENCY)
    if not isinstance(users, int | float) or at_once is None or at_once.kind == "unknown":
        return None
    before = known.get(Slot.USERS)
    if before is None or not _numbers(before.value, at_once.value):
        return ceil(users * PEAK_SHARE)
    return max(1, round(float(at_once.value) * users / float(before.value)))


def their_requests(users: object, known: Mapping[Slot, Answer]) -> Any:
    """Return what so many users bring a day, where that was told of others in one breath; else None."""
    rate, before = known.get(Slot.REQUEST_RATE), known.get(Slot.USERS)
    if rate is None or before is None or rate.event != before.event or not isinstance(rate.value, dict):
        return None
    if not rate.value.get("daily") or not _numbers(users, before.value):
        return None
    return times(rate.value, users / before.value)


def _outright(heard: Heard) -> Iterator[tuple[Slot, Any]]:
    others = [reading for reading in heard.readings if reading.slot is not Slot.CURRENT_HARDWARE]
    sure = [reading for reading in others if reading.confidence >= SURE]
    implied = [reading for reading in others if reading.slot is not Slot.WORK]
    yield from ((reading.slot, reading.value) for reading in sure or implied)


def _relative(
    text: str, known: Mapping[Slot, Answer], latest: Slot | None, now: Recommendation
) -> Iterator[tuple[Slot, Any]]:
    """Yield a multiple of what stands, or of what was assumed."""
    factor = _factor(text)
    if factor is None:
        return
    assumed = {one.slot: one.value for one in now.assumptions}
    numbers = {slot: answer.value for slot, answer in known.items() if answer.kind != "unknown"}
    named = next(
        (slots for words, slots in _NOUNS if re.search(rf"\b(?:{words})\b", text, re.IGNORECASE)), None
    )
    for slot in named or ((latest,) if latest in _SCALED else ()):
        before = numbers.get(slot, assumed.get(slot))
        if slot is Slot.REQUEST_RATE and (moved := times(before, factor)):
            yield slot, moved
            return
        if slot in NUMBERS and isinstance(before, int | float):
            yield slot, max(1, round(before * factor))
            return


def _of_the_batch(text: str, known: Mapping[Slot, Answer]) -> Iterator[tuple[Slot, Any]]:
    """Yield another amount of work that is there at once: "300,000 documents?"."""
    told = known.get(Slot.REQUEST_RATE)
    amount = other_amount(_words(text), told.value) if told else None
    if amount is not None:
        yield Slot.REQUEST_RATE, amount


def _of_the_data(text: str, known: Mapping[Slot, Answer], item: Item | None) -> Iterator[tuple[Slot, Any]]:
    """Yield another amount of the data of a run: "2,000 hours?" where a model hears."""
    work = known.get(Slot.WORK)
    told = data_told(_words(text), item) if work is not None and work.value != "serving" else None
    yield from ((reading.slot, reading.value) for reading in (told.readings if told else ()))


def _of_the_time(text: str, known: Mapping[Slot, Answer], now: Recommendation) -> Iterator[tuple[Slot, Any]]:
    """Yield how long a batch or a run may take, whoever said before: "2 days?", "if we take 4 weeks?"."""
    limited = Slot.DEADLINE in known or any(one.slot is Slot.DEADLINE for one in now.assumptions)
    told = _TIME.fullmatch(_TAKEN.sub("", _words(text)))
    if not limited or told is None:
        return
    readings = read(told.group(), Slot.DEADLINE).readings
    yield from ((one.slot, one.value) for one in readings if one.slot is Slot.DEADLINE)


def _at_once(text: str, known: Mapping[Slot, Answer]) -> Iterator[tuple[Slot, Any]]:
    """Yield another number of what runs at once: "120 calls?" where 60 in parallel were told."""
    counted = _COUNTED.fullmatch(_words(text).lower())
    told = known.get(Slot.CONCURRENCY)
    if counted and told is not None and told.kind == "value" and Slot.REQUEST_RATE not in known:
        yield Slot.CONCURRENCY, _as_reply(counted["amount"], Slot.CONCURRENCY)


def _nearest(text: str, known: Mapping[Slot, Answer]) -> Iterator[tuple[Slot, Any]]:
    """Yield a number without a unit as what was told that is most like it: 50 million after 10M tokens."""
    words = _words(text)
    if not _BARE_NUMBER.fullmatch(words.lower()):
        return
    told = [(slot, answer.value) for slot, answer in known.items() if slot in NUMBERS]
    read_as = [(slot, before, _as_reply(words, slot)) for slot, before in told]
    found = [
        (abs(log(now / before)), slot, now)
        for slot, before, now in read_as
        if _numbers(before, now) and before and now
    ]
    rate = known.get(Slot.REQUEST_RATE)
    daily = rate.value.get("daily") if rate is not None and isinstance(rate.value, dict) else None
    amount = _as_reply(words, Slot.DATASET_SAMPLES)
    if rate and daily and _numbers(amount) and amount:
        factor = amount / _as_shown(daily["amount"])
        found.append((abs(log(factor)), Slot.REQUEST_RATE, times(rate.value, factor)))
    distance, slot, value = min(found, key=lambda one: one[0], default=(inf, Slot.WORK, None))
    if distance <= log(_ALIKE):
        yield slot, value


def _as_reply(words: str, slot: Slot) -> Any:
    return next(
        (one.value for one in read(words, slot).readings if one.slot is slot and one.rule == "reply"), None
    )


def _as_shown(a_day: float) -> float:
    """Return what comes in a day in the span in which it is a whole number, as it is shown."""
    spans = (a_day * days for days in DAYS_IN.values())
    return next((amount for amount in spans if isclose(amount, round(amount))), a_day)


def _words(text: str) -> str:
    return _ASKING.sub("", text).rstrip(" ?!.")


def _factor(text: str) -> float | None:
    found = _FACTOR.search(text)
    if found is None:
        return None
    return float(found["times"]) if found["times"] else _FACTORS[str(found.lastgroup)]


def _bare(text: str, latest: Slot | None) -> Iterator[tuple[Slot, Any]]:
    """Yield a value without its name, as the one that was supposed last: "and 64k?"."""
    if latest is None:
        return
    readings: tuple[Reading, ...] = read(_words(text), latest).readings
    yield from ((reading.slot, reading.value) for reading in readings if reading.slot is latest)


def _numbers(*values: object) -> bool:
    return all(isinstance(value, int | float) for value in values)
