"""Rates: requests per second, minute or day; tokens per second, each or in all."""

import re

from core.reading.facts import Found, Rule, figure, rule
from core.reading.quantity import AMOUNT, read_amount

_PER = r" ?(?:/|(?:per|an?|each|every|pro|par|por|al|je|à la)\b) ?"
_UNIT_S = {"s": 1, "m": 60, "h": 3_600}
_REQUEST = (
    r"(?:requests?|reqs?|queries|query|calls?|images?|imgs?|pics?|pictures?|prompts?|messages?|hits|generations?|transactions?|"
    r"anfragen|requêtes|peticiones|solicitudes|consultas|completions?|chats?|questions?|tickets?|documents?|docs|emails?|"
    r"jobs|predictions?|inferences?|embeddings?|conversations?|lookups|searches|invocations|summaries|articles|pages|texts?|sentences|items|invoices|claims|orders|contracts|reports|files)"
)
_SECOND = r"(?:s|sec|second|sekunde|seconde|segundo)"
_TOKENS = r"(?:tokens?|toks?|tks?)"
_EACH = (
    r"(?P<each>,? ?(?:each|apiece|(?:per|/|for each|for every|a|pro|par|por) ?(?:concurrent )?(?:users?|requests?|streams?|persons?|sessions?|"
    r"developers?|devs?|seats?|clients?|chats?|head|nutzer|utilisateur|usuario)))"
)
_ALL = r"(?P<all>,? ?(?:in total|total|overall|aggregated?|throughput|combined|system|across|for the whole|in aggregate|sustained))"


def _per_s(match: re.Match[str]) -> Found:
    unit = match["unit"]
    low, high = read_amount(match["amount"], whole=True)
    if unit[0] in ("d", "t", "j"):
        return [("requests_per_day", figure((low, high)))]
    if unit.startswith("mo") or unit == "mes":
        return [("requests_per_day", figure((low / 30, high / 30)))]
    seconds = _UNIT_S["m" if unit.startswith("m") else "h" if unit[0] == "h" else "s"]
    return [("rps", figure((low / seconds, high / seconds)))]


def _abbreviated(match: re.Match[str]) -> Found:
    low, high = read_amount(match["amount"] or match["later"])
    seconds = 60 if (match["name"] or match["earlier"]) == "rpm" else 1
    return [("rps", figure((low / seconds, high / seconds)))]


def _tokens(match: re.Match[str]) -> Found:
    low, high = read_amount(match["amount"])
    if (match["all"] or match["before_all"] or low > 400) and not match["each"]:
        return [("tokens_per_s_total", figure((low, high)))]
    return [("tokens_per_s_each", figure((low, high)))]


def _per_token(match: re.Match[str]) -> Found:
    low, high = read_amount(match["amount"])
    return [("tokens_per_s_each", figure((1_000 / high, 1_000 / low)))] if low else None


def _audio(match: re.Match[str]) -> Found:
    """Return how many hours of audio a day brings; without a day the half-minutes of it that there are."""
    low, high = read_amount(match["amount"], whole=True)
    hours = 1 / 60 if match["length"].startswith("m") else 1.0
    if not match["day"]:
        if _SEEN.search(match.group()):
            return [("modality", "audio")]
        windows = hours * 3_600 / AUDIO_S
        return [("modality", "audio"), ("documents", figure((low * windows, high * windows)))]
    share = hours / _DAYS[match["day"][0]]
    return [("audio_h_per_day", figure((low * share, high * share))), ("modality", "audio")]


def _volume(match: re.Match[str]) -> Found:
    """Return how many a second so many in so long are; without hours a night of ten of them, or a weekend.

    Where a model is trained on them they are its data.
    """
    low, high = read_amount(match["amount"], whole=True)
    if high < _FEWEST:
        return None
    alone = match["many"] in ("a", "an", "one")
    if alone and match["unit"][0] in "hd" and not match["length"]:
        a_day = 24 if match["unit"][0] == "h" else 1
        return [("requests_per_day", figure((low * a_day, high * a_day))), ("documents", figure((low, high)))]
    many = read_amount(match["many"])[1] if match["many"] and not alone else 1.0
    hours = many * _HOURS[match["unit"][0]] if match["unit"] else _WEEKEND_H if match["weekend"] else _NIGHT_H
    each = 3_600 / AUDIO_S * (1 / 60 if match["length"][0] == "m" else 1.0) if match["length"] else 1.0
    per_s = (low * each / hours / 3_600, high * each / hours / 3_600)
    also = ("modality", "audio") if match["length"] else ("documents", figure((low, high)))
    return [("volume_per_s", figure(per_s)), also]


_ROWS = (
    r"(?:rows|records|entries|lines|descriptions|products|reviews|comments|posts|transcripts|papers|abstracts|"
    r"passages|chunks|examples|samples|listings|resumes|cvs|profiles|photos|clips|frames)"
)
_FEWEST = 100
"""Fewer than so many are no volume that a server is rented for."""
_NIGHT_H, _WEEKEND_H = 10.0, 48.0
_HOURS = {"h": 1.0, "d": 24.0, "w": 168.0, "m": 730.0}
_SEEN = re.compile("video|footage")
AUDIO_S = 30.0
"""Seconds of audio in one request or sample: the window of the Whisper family."""
_WITHIN = (
    r"[^.;\n]{0,80}?(?:(?<![a-z])(?:in|within|under|over|inside) (?:about |around |less than |at most |the next |max )?"
    rf"(?P<many>a|an|one|{AMOUNT}) ?(?P<unit>hours?|hrs?|h|days?|d|weeks?|months?)(?![a-z])"
    r"|(?<![a-z])(?:overnight|over night|(?:a|per|every|each|one) night|nightly)(?![a-z])"
    r"|(?P<weekend>over (?:a|the|one) weekend))"
)
_DAYS = {"d": 1, "n": 1, "t": 1, "j": 1, "w": 7, "s": 7, "m": 30}
_LENGTH = r"(?:hours?|hrs?|h|minutes?|mins?|stunden|minuten|heures|horas|minutos)(?![a-z])"
_AUDIO = r"(?:audio|video|speech|calls?|recordings?|footage|podcasts?|meetings?|voice)(?![a-z])"
_DAY = r"(?P<day>days?|night|tag|jour|día|weeks?|woche|semaine|semana|months?|monat|mois|mes)(?![a-z])"
_TIME = r"(?P<unit>s|sec|seconds?|sekunde|seconde|segundo|mins?|minutes?|minuten?|minuto|h|hr|hours?|stunde|heure|hora|days?|d|tag|jour|día|months?|mo|mois|monat|mes)(?![a-z])"

RULES: tuple[Rule, ...] = (
    rule(
        "tokens_per_s",
        rf"(?:(?<!streams )(?<!users )(?<!sessions )(?<!requests )(?P<before_all>throughput|total|aggregate|overall|combined)[^\d.;,\n]{{0,20}})?(?P<amount>{AMOUNT}) ?(?:(?:output |generated )?{_TOKENS}{_PER}{_SECOND}(?![a-z])|tps\b|tok/s|t/s(?:ec)?(?![a-z]))(?:{_EACH}|{_ALL})?",
        _tokens,
    ),
    rule(
        "ms_per_token",
        rf"(?P<amount>{AMOUNT}) ?ms(?: ?/ ?| per )(?:output )?tok(?:en)?\b|(?:tpot|itl|inter[- ]token(?: latency)?)[^\d.;,\n]{{0,15}}?(?P<later>{AMOUNT}) ?ms\b",
        lambda m: (
            _per_token(m)
            if m["amount"]
            else [
                (
                    "tokens_per_s_each",
                    figure(
                        (1000 / (read_amount(m["later"])[1] or 1), 1000 / (read_amount(m["later"])[0] or 1))
                    ),
                )
            ]
        ),
    ),
    rule(
        "rps",
        rf"(?P<amount>{AMOUNT}) ?(?P<name>rps|qps|rpm|req/s)\b|\b(?P<earlier>rps|qps|rpm)(?: of| is| at|:| =|=| around| about| up to| to| peaks? at| max)?[ ~]{{0,2}}(?P<later>{AMOUNT})(?![\w%])",
        _abbreviated,
    ),
    rule(
        "requests_per_day",
        rf"(?P<amount>{AMOUNT}) (?:daily|tägliche|requêtes quotidiennes) {_REQUEST}(?![a-z])|\bdaily {_REQUEST}(?:[^\d.;,\n]{{0,15}}?)(?P<later>{AMOUNT})(?![\w%])|(?P<third>{AMOUNT}) {_REQUEST} daily\b",
        lambda m: [
            ("requests_per_day", figure(read_amount(m["amount"] or m["later"] or m["third"], whole=True)))
        ],
    ),
    rule("requests_per", rf"(?P<amount>{AMOUNT}) ?(?:[a-z]{{3,14}} )?{_REQUEST}{_PER}{_TIME}", _per_s),
    rule(
        "volume",
        rf"(?P<amount>{AMOUNT})(?= ?(?:(?P<length>{_LENGTH}) (?:of )?(?:[a-z]{{3,12}} )?{_AUDIO}|(?:[a-z]{{3,14}} ){{0,2}}(?:{_REQUEST}|{_ROWS})(?![a-z])){_WITHIN})",
        _volume,
        0.8,
    ),
    rule(
        "rate_again",
        rf"(?P<amount>{AMOUNT}){_PER}(?P<unit>sec|seconds?|mins?|minutes?)(?![a-z])",
        _per_s,
        0.6,
    ),
    rule(
        "requests_per",
        rf"\b{_REQUEST}(?: ?/ ?| per ){_TIME}[^\d.;,\n]{{0,12}}?(?P<amount>{AMOUNT})(?![\w%])",
        _per_s,
    ),
    rule(
        "hours_of_audio",
        rf"(?P<amount>{AMOUNT}) ?(?P<length>{_LENGTH}) (?:of |d[e'] ?|von )?(?:[a-z]{{3,12}} )?{_AUDIO}(?:{_PER}{_DAY})?",
        _audio,
    ),
    rule(
        "hours_of_audio",
        rf"\b(?:transcri\w{{2,8}}|transkri\w{{3,8}}|{_AUDIO}|whisper)[^.;\d\n]{{0,40}}?(?P<amount>{AMOUNT}) ?(?P<length>{_LENGTH}){_PER}{_DAY}",
        _audio,
    ),
    rule("hours_a_day", rf"(?P<amount>{AMOUNT}) ?(?P<length>{_LENGTH}){_PER}{_DAY}", _audio, 0.6),
)
