"""Volumes: so many documents or hours of audio that are there at once, in so long where that is said."""

import re
from typing import Any

from core.catalog.architecture import AUDIO_S
from core.reading.facts import Found, Rule, figure, rule
from core.reading.kinds import REQUEST, kind_of, named
from core.reading.quantity import AMOUNT, read_amount
from core.reading.rules.rates import PER, data_of_runs, learned_from
from core.reading.spans import days_in
from core.regex import regex
from core.teams.spans import NIGHT_HOURS, SOME_DAYS_HOURS

_ROWS = (
    r"(?:rows|records|entries|lines|descriptions|products|reviews|comments|posts|transcripts|papers|abstracts|"
    r"passages|chunks|examples|samples|listings|resumes|cvs|profiles|photos|clips|frames)"
)
_THINGS = (
    r"(?:documents|docs|pdfs|pages|articles|files|images|imgs|pics|pictures|tickets|e?mails|texts|sentences|paragraphs|items|invoices|"
    r"receipts|claims|orders|contracts|letters|notes|reports|scans|patents|books|chapters|slides|calls|videos|recordings|podcasts|voicemails|interviews|meetings|episodes|lectures|webinars|judge?ments|cases|headlines|tweets|summaries|translations|embeddings)"
)
_KIND = r"(?:(?!(?:for|with|and|that|which|from|over|into|via|models?)\b)[a-z&/-]{3,14} )"
"""A word between a number and what it counts: "3 million *support* tickets"."""
_SIZE = regex(r"[\d.,]+b")
"""A number of billions as only sizes of models are written."""
_THING = regex(rf"{_THINGS}|{_ROWS}")
_FEWEST = 100
"""Fewer than so many are no volume that a server is rented for."""
_NIGHT = {"hours": NIGHT_HOURS, "night": True}
"""How long work of a night may take, where nothing tells it by the clock."""
_WEEKEND_H = 48.0
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
    r"|(?P<weekend>(?:over|in|within|during|on) (?:a|the|one) weekend)"
    r"|\b(?:by|until|before) (?:next |this )?(?:(?P<tomorrow>tomorrow)|(?P<someday>monday|tuesday|wednesday|thursday|friday|saturday|sunday|(?:the )?end of (?:the |this )?week|the weekend))(?![a-z]))"
)
_DONE = regex(
    r"\b(?:(?:re-?)?embed|(?:re-?)?index|transcri[bp]|transkri|subtitl|diari[sz]|dictat|classif|categori[sz]|summari[sz]|translat|generat|creat|render|caption|label|annotat|tagg?(?:ing)?\b|extract|process|scor(?:e|ing)\b|ocr\b|digiti[sz]|analy[sz]|rewrit|moderat|vectori[sz]|convert|pars(?:e|ing)\b|clean|grad(?:e|ing)\b|judg|backlog|archive|(?:work|go) through)"
)
"""What is done to each of many."""
_RUN, _THROUGH = regex(r"\b(?:run|put|feed|push|send)\b[^.;\d]{0,30}$"), regex(r"[^.;\n\d]{0,50}?\bthrough\b")
_TO_BE_DONE = regex(r"[^.;?!\n\d]{0,50}?\b(?:to|for|through|that need|need|want|should)\b")
_TALKED_TO = regex(r"\b(?:chat ?bots?|chat|assistants?|rag|copilots?|q&a|answering)\b")
"""Where people talk to a model, documents are what it reads, not what is to be done."""
_NOT_A_VOLUME = r"(?! ?(?:/|(?:per|each|every|daily|weekly|monthly|hourly|nightly|at (?:once|a time|the same)|in parallel|concurrent|simultan\w+|long)\b|an? (?:second|minute|hour|day|night|week|month|prompt|request|query|user|person)\b))"
_WEEKLY = regex(r"\b(?:weekly|(?:every|each|per|once a) week)\b")
_FORTNIGHTLY = regex(r"\b(?:(?:every|each) (?:other|second|2) weeks?|fortnightly|bi-?weekly|twice a month)\b")
_WEEKS_A_MONTH = 52 / 12
_LENGTH = r"(?:hours?|hrs?|h|minutes?|mins?|stunden|minuten|heures|horas|minutos)(?![a-z])"
_UNIT_OF_AUDIO = regex(_LENGTH)
_AUDIO = r"(?:audio|video|speech|calls?|recordings?|footage|podcasts?|meetings?|voice)(?![a-z])"
_DAY = r"(?P<day>days?|night|tag|jour|día|weeks?|woche|semaine|semana|months?|monat|mois|mes)(?![a-z])"


def _hours_of_audio(match: re.Match[str]) -> Found:
    """Return how many hours of audio a day brings; without a day the half-minutes of it that there are."""
    low, high = read_amount(match["amount"], whole=True)
    if match["day"] and learned_from(match):
        return data_of_runs(match, match["day"], _windows_each(match["length"]))
    if match["day"]:
        a_day = _hours_each(match["length"]) / days_in(match["day"])
        return [("audio_h_per_day", figure((low * a_day, high * a_day))), ("modality", "audio")]
    if _SEEN.search(match.group()):
        return [("modality", "audio")]
    windows = _windows_each(match["length"])
    return [("modality", "audio"), ("documents", figure((low * windows, high * windows)))]


def _volume(match: re.Match[str]) -> Found:
    """Return how much is there to be done, and in how long; where a model is trained on it, it is data."""
    low, high = read_amount(match["amount"], whole=True)
    if high < _FEWEST or _SIZE.fullmatch(match["amount"]):
        return None
    if not match["length"] and match["many"] in _ONE and match["unit"][0] in _A_DAY:
        a_day = _A_DAY[match["unit"][0]]
        return [("requests_per_day", figure((low * a_day, high * a_day))), ("documents", figure((low, high)))]
    return _batch(match, **_timed(match))


def _untimed_volume(match: re.Match[str]) -> Found:
    """Return how much there is to be done, where it is said what is done to each of it, but not in how long."""
    start, end = match.start(), match.end()
    before = _SENTENCES.split(match.string[max(0, start - 70) : start])[-1]
    after = match.string[end : end + 90]
    to_do = _TO_BE_DONE.match(after)
    done = _DONE.search(before) or (to_do and _DONE.search(after[: to_do.end() + 30]))
    if not done and not (_RUN.search(before) and _THROUGH.match(after)):
        return None
    few = read_amount(match["amount"], whole=True)[1] < _FEWEST
    if few or _SIZE.fullmatch(match["amount"]) or _TALKED_TO.search(match.string):
        return None
    return _batch(match, **(_NIGHT if _NIGHTLY.search(match.string) else {}))


_SENTENCES = regex(r"[.;?!](?: |$)|\n")


def _recorded(match: re.Match[str]) -> Found:
    """Return so many recordings; they are work where the model that is named listens to them."""
    if read_amount(match["amount"], whole=True)[1] < _FEWEST:
        return None
    return [(name, told | {"item": "audio"} if name == "batch" else told) for name, told in _batch(match)]


def _batch(match: re.Match[str], **timed: Any) -> list[tuple[str, Any]]:
    """Return the work as one batch, which a night or a week may bring again and again; or as data."""
    low, high = read_amount(match["amount"], whole=True)
    batch: dict[str, Any] = {"of": "requests", "per_month": _a_month(match), **timed}
    if match["length"]:
        amount, windows = high * _hours_each(match["length"]), _windows_each(match["length"])
        documents = ("documents", figure((low * windows, high * windows)))
        return [("batch", batch | {"amount": amount, "of": "audio_hours"}), documents, ("modality", "audio")]
    documents = ("documents", figure((low, high)))
    kind = kind_of(match.string, match.start(), match.end("noun"), match["noun"])
    return [("batch", batch | {"amount": high} | kind), documents]


def bare_batch(amount: float, unit: str) -> dict[str, Any] | None:
    """Return a batch told as a number and one word, None where the word is none of things to be done."""
    if _UNIT_OF_AUDIO.fullmatch(unit):
        return {"of": "audio_hours", "amount": amount * _hours_each(unit)}
    return {"of": "requests", "amount": amount} | named(unit) if _THING.fullmatch(unit) else None


def _a_month(match: re.Match[str]) -> float:
    """Return how often a month the work comes: once, unless the words tell more."""
    if match.groupdict().get("nightly") or _NIGHTLY.search(match.string):
        return _NIGHTS_A_MONTH
    if _FORTNIGHTLY.search(match.string):
        return _WEEKS_A_MONTH / 2
    return _WEEKS_A_MONTH if _WEEKLY.search(match.string) else 1


def _timed(match: re.Match[str]) -> dict[str, Any]:
    """Return how long the work may take: as said, or a night, or a weekend."""
    if match["weekend"]:
        return {"hours": _WEEKEND_H}
    if match["tomorrow"] or match["someday"]:
        return {"hours": _HOURS["d"] if match["tomorrow"] else SOME_DAYS_HOURS}
    if not match["unit"]:
        return _NIGHT
    many = 1.0 if match["many"] in _ONE else read_amount(match["many"])[1]
    return {"hours": many * _HOURS[match["unit"][0]]}


def _hours_each(length: str) -> float:
    """Return the hours in one of the units that audio was counted in."""
    return 1 / 60 if length.startswith("m") else 1.0


def _windows_each(length: str) -> float:
    """Return the half-minutes in one of the units that audio was counted in."""
    return _hours_each(length) * 3_600 / AUDIO_S


RULES: tuple[Rule, ...] = (
    rule(
        "volume",
        rf"(?P<amount>{AMOUNT})(?= ?(?:(?P<length>{_LENGTH}) (?:of )?(?:[a-z]{{3,12}} )?{_AUDIO}|{_KIND}{{0,2}}(?P<noun>{REQUEST}|{_ROWS})(?![a-z])){_WITHIN})",
        _volume,
        0.8,
    ),
    rule(
        "untimed_volume",
        rf"(?P<amount>{AMOUNT})(?= ?(?:(?P<length>{_LENGTH}) (?:of )?(?:[a-z]{{3,12}} ){{0,2}}?{_AUDIO}|(?:of )?(?:(?:our|the|old|these|those|my|of) )?{_KIND}{{0,2}}?(?P<noun>{_THINGS}|{_ROWS})(?![a-z])){_NOT_A_VOLUME})",
        _untimed_volume,
        0.8,
    ),
    rule(
        "ranked",
        rf"(?P<amount>{AMOUNT}) ?(?:candidates?|passages|results|hits|documents|docs|chunks|products|items)(?:,? (?:each|apiece)(?![a-z])| (?:per|a|for each|for every) (?:query|search|request)(?![a-z])| (?:to (?:be )?)?(?:re-?)?rank(?:ed)?(?![a-z]))|(?:re-?)?rank(?:s|ing|ed)? (?:the )?top[- ]?(?P<top>{AMOUNT})"
        rf"|(?:each|every|per|an?) (?:query|search|request)(?: (?:has|brings|returns|gets|comes with))?:? ?(?P<has>{AMOUNT}) ?(?:candidates?|passages|results|hits|documents|docs|chunks|products|items)(?![a-z])",
        lambda m: [("ranked", figure(read_amount(m["amount"] or m["top"] or m["has"], whole=True)))],
    ),
    rule(
        "recordings",
        rf"(?P<amount>{AMOUNT})(?P<length>)(?= ?{_KIND}{{0,2}}?(?P<noun>recordings|podcasts|episodes|voicemails|interviews|meetings|lectures|webinars|calls)(?![a-z]){_NOT_A_VOLUME})",
        _recorded,
        0.7,
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
