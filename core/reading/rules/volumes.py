"""Volumes: so many documents or hours of audio, in so long."""

import re
from typing import Any

from core.catalog.architecture import AUDIO_S
from core.reading.facts import FactName, Found, Rule, figure, rule
from core.reading.quantity import AMOUNT, read_amount
from core.reading.rules.rates import PER, REQUEST
from core.regex import regex

_ROWS = (
    r"(?:rows|records|entries|lines|descriptions|products|reviews|comments|posts|transcripts|papers|abstracts|"
    r"passages|chunks|examples|samples|listings|resumes|cvs|profiles|photos|clips|frames)"
)
_FEWEST = 100
"""Fewer than so many are no volume that a server is rented for."""
_NIGHT_H, _WEEKEND_H = 10.0, 48.0
_SOME_DAYS_H = 72.0
"""Hours until a day of the week where today is not known: about half a week."""
_NIGHTS_A_MONTH = 365 / 12
_HOURS = {"h": 1.0, "d": 24.0, "w": 168.0, "m": 730.0}
_A_DAY = {"h": 24, "d": 1}
_ONE = ("a", "an", "one")
_SEEN = regex("video|footage")
_NIGHTLY = regex(r"\b(?:(?:every|each) (?:single )?night|nightly|overnight,? (?:every|each) day)\b")
_WITHIN = (
    r"[^.;\n]{0,80}?(?:(?<![a-z])(?:in|within|under|over|inside) (?:about |around |less than |at most |the next |max )?"
    rf"(?P<many>a|an|one|{AMOUNT}) ?(?P<unit>hours?|hrs?|h|days?|d|weeks?|months?)(?![a-z])"
    r"|(?<![a-z])(?:overnight|over night|one night|(?P<nightly>(?:a|per|every|each) night|nightly))(?![a-z])"
    r"|(?P<weekend>over (?:a|the|one) weekend)"
    r"|\b(?:by|until|before) (?:next |this )?(?:(?P<tomorrow>tomorrow)|(?P<someday>monday|tuesday|wednesday|thursday|friday|saturday|sunday|(?:the )?end of (?:the |this )?week|the weekend))(?![a-z]))"
)
_DAYS = {"d": 1, "n": 1, "t": 1, "j": 1, "w": 7, "s": 7, "m": 30}
_LENGTH = r"(?:hours?|hrs?|h|minutes?|mins?|stunden|minuten|heures|horas|minutos)(?![a-z])"
_AUDIO = r"(?:audio|video|speech|calls?|recordings?|footage|podcasts?|meetings?|voice)(?![a-z])"
_DAY = r"(?P<day>days?|night|tag|jour|día|weeks?|woche|semaine|semana|months?|monat|mois|mes)(?![a-z])"


def _hours_of_audio(match: re.Match[str]) -> Found:
    """Return how many hours of audio a day brings; without a day the half-minutes of it that there are."""
    low, high = read_amount(match["amount"], whole=True)
    if match["day"]:
        a_day = _hours_each(match["length"]) / _DAYS[match["day"][0]]
        return [("audio_h_per_day", figure((low * a_day, high * a_day))), ("modality", "audio")]
    if _SEEN.search(match.group()):
        return [("modality", "audio")]
    windows = _windows_each(match["length"])
    return [("modality", "audio"), ("documents", figure((low * windows, high * windows)))]


def _volume(match: re.Match[str]) -> Found:
    """Return how many of these a second are to be done, and that they are there to be done.

    Where a model is trained on them they are its data.
    """
    low, high = read_amount(match["amount"], whole=True)
    if high < _FEWEST:
        return None
    if match["length"]:
        each = _windows_each(match["length"]) / (_hours(match) * 3_600)
        batch = _batch(match, high * _hours_each(match["length"]), "audio_hours")
        return [("volume_per_s", figure((low * each, high * each))), batch, ("modality", "audio")]
    documents = ("documents", figure((low, high)))
    if match["many"] in _ONE and match["unit"][0] in _A_DAY:
        a_day = _A_DAY[match["unit"][0]]
        return [("requests_per_day", figure((low * a_day, high * a_day))), documents]
    seconds = _hours(match) * 3_600
    per_s = figure((low / seconds, high / seconds))
    return [("volume_per_s", per_s), _batch(match, high, "requests"), documents]


def _batch(match: re.Match[str], amount: float, of: str) -> tuple[FactName, dict[str, Any]]:
    """Return the work as one batch, which a night may bring again and again."""
    per_month = _NIGHTS_A_MONTH if match["nightly"] or _NIGHTLY.search(match.string) else 1
    return "batch", {"amount": amount, "of": of, "hours": _hours(match), "per_month": per_month}


def _hours(match: re.Match[str]) -> float:
    """Return how long the work may take: as said, or a night, or a weekend."""
    if match["weekend"]:
        return _WEEKEND_H
    if match["tomorrow"] or match["someday"]:
        return _HOURS["d"] if match["tomorrow"] else _SOME_DAYS_H
    if not match["unit"]:
        return _NIGHT_H
    many = 1.0 if match["many"] in _ONE else read_amount(match["many"])[1]
    return many * _HOURS[match["unit"][0]]


def _hours_each(length: str) -> float:
    """Return the hours in one of the units that audio was counted in."""
    return 1 / 60 if length.startswith("m") else 1.0


def _windows_each(length: str) -> float:
    """Return the half-minutes in one of the units that audio was counted in."""
    return _hours_each(length) * 3_600 / AUDIO_S


RULES: tuple[Rule, ...] = (
    rule(
        "volume",
        rf"(?P<amount>{AMOUNT})(?= ?(?:(?P<length>{_LENGTH}) (?:of )?(?:[a-z]{{3,12}} )?{_AUDIO}|(?:[a-z]{{3,14}} ){{0,2}}(?:{REQUEST}|{_ROWS})(?![a-z])){_WITHIN})",
        _volume,
        0.8,
    ),
    rule(
        "hours_of_audio",
        rf"(?P<amount>{AMOUNT}) ?(?P<length>{_LENGTH}) (?:of |d[e'] ?|von )?(?:[a-z]{{3,12}} )?{_AUDIO}(?:{PER}{_DAY})?",
        _hours_of_audio,
    ),
    rule(
        "hours_of_audio",
        rf"\b(?:transcri\w{{2,8}}|transkri\w{{3,8}}|{_AUDIO}|whisper)[^.;\d\n]{{0,40}}?(?P<amount>{AMOUNT}) ?(?P<length>{_LENGTH}){PER}{_DAY}",
        _hours_of_audio,
    ),
    rule("hours_a_day", rf"(?P<amount>{AMOUNT}) ?(?P<length>{_LENGTH}){PER}{_DAY}", _hours_of_audio, 0.6),
)
