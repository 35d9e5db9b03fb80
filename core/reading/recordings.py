"""How long each recording is, told beside how many there are: "30 mins each", "90-minute calls", "half an hour apiece"."""

import re
from typing import Any

from core.catalog.architecture import AUDIO_S
from core.reading.facts import Fact, figure, highest, lowest
from core.reading.kinds import SPOKEN, kind_of
from core.reading.normal import Normal
from core.reading.quantity import AMOUNT, Span, read_amount
from core.regex import regex

_ONE_OF = r"(?:call|recording|meeting|podcast|episode|interview|voicemail|voice (?:note|message)|lecture|webinar|hearing|conversation|video|clip|file|session|audio(?: file)?)"
_ABOUT = r"(?:about |around |roughly |approx\.? |some |up to |on average |usually |typically |mostly )*"
_TIME = rf"(?P<amount>{AMOUNT}|an?(?= )|one(?= )|(?<![\w-])(?=hour-long))[ -]?(?P<unit>hours?|hrs?|h|minutes?|mins?|seconds?|secs?|s)(?![a-z])"
_LENGTH = _TIME + r"(?! ?(?:/|per|an?|each|every) ?(?:day|night|week|month|hour)| (?:daily|of)\b)"
_EACH = rf"(?:,? (?:long(?: each)?|each|apiece)(?![a-z])| (?:per|a|for each|for every) {_ONE_OF}(?![a-z])|,? (?:on average|average|avg)(?![a-z]))"

_BEFORE = regex(
    rf"(?P<count>(?<![\w.,])\d[\d.,]*k? )?{_LENGTH}[ -](?:long[ -])?(?P<what>(?:[a-z]{{3,12}} )?{_ONE_OF}s)(?![a-z])"
)
"""In "500 30-minute calls" and in "90-minute calls"."""

_AFTER = regex(
    rf"(?P<what>{_ONE_OF}s)(?: (?:that|which))?,? (?:are|last|run|at) {_ABOUT}{_LENGTH}(?:{_EACH})?"
)
_LASTING = regex(
    rf"(?P<what>{_ONE_OF}s(?: (?:a|per|each|every) (?:day|week|month|hour)| daily)?)(?: (?:that|which))?,? (?:of|lasting|averaging|average) {_ABOUT}{_TIME}(?! (?:daily|of)\b)(?:{_EACH})?"
)
"""In "voicemails of 30 seconds" and in "calls last 20 minutes on average"."""

_EACH_LASTS = regex(
    rf"[,;]? ?\(?\b(?:each|every)(?: {_ONE_OF}| one)?(?: is| are| of| lasts?)? {_ABOUT}{_LENGTH}(?: long)?\)?"
)
_APIECE = regex(rf"[,;]? ?\(?(?<![a-z]){_ABOUT}{_LENGTH}{_EACH}\)?")
_BRACKETED = regex(rf" ?\((?:avg\.? |average )?{_ABOUT}{_LENGTH}\)")
_AVERAGING = regex(rf"[,;] ?(?:avg\.?|average|averaging) {_ABOUT}{_LENGTH}")
_ON_AVERAGE = regex(
    rf",? ?\b(?:(?:our |the |an? )?(?:average|avg\.?|mean|typical|usual) (?:{_ONE_OF} )?(?:length|duration|{_ONE_OF})|{_ONE_OF} (?:length|duration))(?: is| of| lasts|:| =)? ?{_ABOUT}{_LENGTH}"
)
_TARGET = regex(r"\b(?:within|under|in|below|than|at most|max(?:imum)?|takes?|took|after|every)[ (]{0,2}$")
"""What stands before how long the work on one may take."""

_HEARD = regex(
    r"\b(?:transcri|transkri|whisper|parakeet|speech|audio|voice|asr\b|stt\b|recordings?\b|recorded\b|podcast|voicemail|interview|dictat|diari[sz]|subtitl|caption)"
)
"""Words by which what is counted is listened to, and is no call of an interface."""

_SHORTEST_S, _LONGEST_S = 2.0, 6 * 3_600.0


def without_lengths(plain: Normal) -> tuple[Normal, float | None]:
    """Return the text without how long each recording is, and its seconds; None where no length is told.

    What is left says how many there are in words that are read as if no length had been told.
    """
    return taken_out(plain) if _HEARD.search(plain.text) else (plain, None)


def taken_out(plain: Normal) -> tuple[Normal, float | None]:
    """Return the same of words in which nothing else says that something is listened to."""
    found: list[float] = []

    def taken(match: re.Match[str]) -> str | None:
        seconds = _seconds(match)
        before = match.string[max(0, match.start() - 16) : match.start() + 1]
        if not _SHORTEST_S <= seconds <= _LONGEST_S or _TARGET.search(before):
            return None
        found.append(seconds)
        told = match.groupdict()
        return (told.get("count") or "") + (told.get("what") or "")

    for pattern in (_ON_AVERAGE, _BEFORE, _AFTER, _LASTING, _EACH_LASTS, _APIECE, _BRACKETED, _AVERAGING):
        plain = plain.rewritten(pattern, taken)
    return plain, found[0] if found else None


def _seconds(match: re.Match[str]) -> float:
    amount = 1.0 if match["amount"] in ("", "a", "an", "one") else read_amount(match["amount"])[1]
    unit = match["unit"]
    return amount * (3_600.0 if unit.startswith("h") else 60.0 if unit.startswith("m") else 1.0)


def as_hours(facts: list[Fact], each_s: float, text: str) -> list[Fact]:
    """Return the facts with recordings of so many seconds each as the audio that they are."""
    hears = any((fact.name, fact.value) == ("modality", "audio") for fact in facts)

    def audio(fact: Fact) -> bool:
        counted = fact.value if fact.name == "batch" else kind_of(text, fact.start, fact.end)
        spoken = counted.get("noun") in SPOKEN
        return counted.get("item") == "audio" or (hears and spoken)

    recorded = {fact.start for fact in facts if fact.name == "batch" and audio(fact)}

    def hours(fact: Fact) -> Fact:
        if fact.name == "batch" and fact.value["of"] == "requests" and audio(fact):
            return fact._replace(value=recorded_hours(fact.value, each_s))
        if fact.name == "requests_per_day" and audio(fact):
            return fact._replace(name="audio_h_per_day", value=_times(fact.value, each_s / 3_600))
        if fact.name == "documents" and fact.start in recorded:
            return fact._replace(value=_times(fact.value, each_s / AUDIO_S))
        return fact

    daily = next((one for one in facts if one.name == "requests_per_day" and audio(one)), None)
    length = [daily._replace(name="each_s", value=each_s)] if daily else []
    return [*map(hours, facts), *length]


def recorded_hours(counted: dict[str, Any], each_s: float) -> dict[str, Any]:
    """Return so many recordings, as a rate holds them, as the hours of audio that they are at that length."""
    told = {name: value for name, value in counted.items() if name != "item"}
    return told | {"of": "audio_hours", "amount": told["amount"] * each_s / 3_600, "each_s": each_s}


def _times(value: float | Span, factor: float) -> float | Span:
    return figure((lowest(value) * factor, highest(value) * factor))
