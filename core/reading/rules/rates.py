"""Rates: requests per second, minute or day; tokens per second, each or in all."""

import re

from core.reading.facts import FactName, Found, Rule, figure, rule
from core.reading.kinds import REQUEST
from core.reading.quantity import AMOUNT, read_amount
from core.reading.spans import days_in, seconds_in
from core.regex import regex

PER = r" ?(?:/|(?:per|an?|each|every|pro|par|por|al|je|à la)\b) ?"
_SECOND = r"(?:s|sec|second|sekunde|seconde|segundo)"
_TOKENS = r"(?:tokens?|toks?|tks?)"
_EACH = (
    r"(?P<each>,? ?(?:each|apiece|(?:per|/|for each|for every|a|pro|par|por) ?(?:concurrent )?(?:users?|requests?|streams?|persons?|sessions?|"
    r"developers?|devs?|seats?|clients?|chats?|head|nutzer|utilisateur|usuario)))"
)
_ALL = r"(?P<all>,? ?(?:in total|total|overall|aggregated?|throughput|combined|system|across|for the whole|in aggregate|sustained))"


_WEEK_D = 7
_FEWEST = 10
"""Fewer than so many, told apart from what they are, may be anything: "we tune on tickets, 2 a week"."""

_MET = regex(r"\b(?:meetings|episodes|lectures|webinars)\b")
_LISTENED_TO = regex(
    r"\b(?:transcri|transkri|speech|audio|asr\b|stt\b|whisper|record|subtitl|diari[sz]|minutes of)"
)


_TRAINED = regex(
    r"\b(?:fine-?tun\w*|(?:re)?train\w*|q?lora|adapt\w*)\b[^.;,?!\d]{0,50}\bon (?:about |around |some |roughly |the |our |another )*$"
)


def learned_from(match: re.Match[str]) -> bool:
    """Tell whether a model is trained on what is counted: "fine-tune it on 20k photos every week"."""
    return _TRAINED.search(match.string, max(0, match.start() - 80), match.start()) is not None


def data_of_runs(match: re.Match[str], unit: str, windows: float = 1.0) -> Found:
    """Return what each run is trained on, and how often it runs; None for runs that follow by the hour."""
    low, high = read_amount(match["amount"], whole=True)
    days = days_in(unit)
    if not days:
        return None
    often = "daily" if days < _WEEK_D else "weekly" if days == _WEEK_D else "monthly"
    return [("samples", figure((low * windows, high * windows))), ("cadence", often)]


def _per_s(match: re.Match[str]) -> Found:
    """Return a rate, unless it is of meetings that nobody writes down; or the data of a run, and how often."""
    if learned_from(match):
        return data_of_runs(match, match["unit"])
    if _MET.search(match.group()) and not _LISTENED_TO.search(match.string):
        return None
    unit = match["unit"]
    low, high = read_amount(match["amount"], whole=True)
    days = days_in(unit)
    if days:
        return [(_a_day(match), figure((low / days, high / days)))]
    seconds = seconds_in(unit)
    return [("rps", figure((low / seconds, high / seconds)))]


def _a_day(match: re.Match[str]) -> FactName:
    """Return whether all requests of a day were told, or those of each person."""
    told = match.string
    each = _EACH_BEFORE.search(told[max(0, match.start() - 40) : match.start()])
    return "requests_per_day_each" if each or _EACH_AFTER.match(told, match.end()) else "requests_per_day"


_EACH_BEFORE = regex(r"\b(?:each|everyone|everybody|every (?:user|person)|a (?:user|person))\b[^.;\d]{0,24}$")
_EACH_AFTER = regex(
    r",? (?:each(?! ?(?:with|of|has|having|about|around|roughly|~|(?:must|should|may|can|need)(?:n't)?|takes?|will|within|is|are)\b)(?! ?\d)|apiece|per (?:user|person|head|employee|dev(?:eloper)?|seat|customer))\b"
)


def _abbreviated(match: re.Match[str]) -> Found:
    low, high = read_amount(match["amount"] or match["later"])
    seconds = 60 if (match["name"] or match["earlier"]) == "rpm" else 1
    return [("rps", figure((low / seconds, high / seconds)))]


def _tokens(match: re.Match[str]) -> Found:
    low, high = read_amount(match["amount"])
    if (match["all"] or match["before_all"] or low > 400) and not match["each"]:
        return [("tokens_per_s_total", figure((low, high)))]
    return [("tokens_per_s_each", figure((low, high)))]


def _tokens_a_day(match: re.Match[str]) -> Found:
    """Return the tokens of a day, prompts and answers unless words speak of making them; or those of data."""
    low, high = read_amount(match["amount"])
    unit = match["unit"] or "d"
    days = days_in(unit)
    if not days:
        seconds = seconds_in(unit)
        return [("tokens_per_s_total", figure((low / seconds, high / seconds)))]
    around = match.string[max(0, match.start() - 40) : match.end() + 24]
    if _EACH_BEFORE.search(match.string[: match.start()]) or _EACH_AFTER.match(match.string, match.end()):
        return None
    name: FactName = "answer_tokens_per_day" if _MADE.search(around) else "tokens_per_day"
    return [(name, figure((low / days, high / days))), ("tokens", figure((low, high)))]


def _after_its_name(match: re.Match[str]) -> Found:
    """Return a rate told after what comes so often; few of them in a minute or more may be of anything."""
    unit, few = match["unit"], read_amount(match["amount"], whole=True)[0] < _FEWEST
    return None if few and (days_in(unit) or seconds_in(unit) > 1) else _per_s(match)


_MADE = regex(r"\b(?:generat|synthe|output|produc|writ|answer|complet)")


def _per_token(match: re.Match[str]) -> Found:
    low, high = read_amount(match["amount"])
    return [("tokens_per_s_each", figure((1_000 / high, 1_000 / low)))] if low else None


_TIME = r"(?P<unit>s|sec|seconds?|sekunde|seconde|segundo|mins?|minutes?|minuten?|minuto|h|hr|hours?|stunde|heure|hora|days?|d|tag|jour|día|weeks?|woche|semaine|semana|months?|mo|mois|monat|mes)(?![a-z])"

RULES: tuple[Rule, ...] = (
    rule(
        "tokens_per_s",
        rf"(?:(?<!streams )(?<!users )(?<!sessions )(?<!requests )(?P<before_all>throughput|total|aggregate|overall|combined)[^\d.;,\n]{{0,20}})?(?P<amount>{AMOUNT}) ?(?:(?:output |generated )?{_TOKENS}{PER}{_SECOND}(?![a-z])|tps\b|tok/s|t/s(?:ec)?(?![a-z]))(?:{_EACH}|{_ALL})?",
        _tokens,
    ),
    rule(
        "tokens_per_day",
        rf"(?P<amount>{AMOUNT}) ?(?:(?:output |generated |input )?{_TOKENS}(?: (?:in and out|total))?)(?:{PER}(?P<unit>mins?|minutes?|hours?|h|days?|d|tag|jour|día|weeks?|woche|months?|mo|monat|mois|mes)(?![a-z])| daily\b)",
        _tokens_a_day,
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
        rf"(?P<amount>{AMOUNT}) (?:daily|tägliche|requêtes quotidiennes) {REQUEST}(?![a-z])|\bdaily {REQUEST}(?:[^\d.;,\n]{{0,15}}?)(?P<later>{AMOUNT})(?![\w%])|(?P<third>{AMOUNT}) {REQUEST} daily\b",
        lambda m: [
            ("requests_per_day", figure(read_amount(m["amount"] or m["later"] or m["third"], whole=True)))
        ],
    ),
    rule("requests_per", rf"(?P<amount>{AMOUNT}) ?(?:[a-z]{{3,14}} )?{REQUEST}{PER}{_TIME}", _per_s),
    rule(
        "requests_per",
        rf"\b{REQUEST}(?: [a-z]{{2,12}}){{0,3}}(?: ?[.,:;(-] ?){{1,2}}(?:about |around |roughly |some |up to |maybe ){{0,2}}(?P<amount>{AMOUNT}){PER}{_TIME}",
        _after_its_name,
        0.8,
    ),
    rule(
        "rate_again",
        rf"(?P<amount>{AMOUNT}){PER}(?P<unit>sec|seconds?|mins?|minutes?)(?![a-z])",
        _per_s,
        0.6,
    ),
    rule(
        "requests_per",
        rf"\b{REQUEST}(?: ?/ ?| per ){_TIME}[^\d.;,\n]{{0,12}}?(?P<amount>{AMOUNT})(?![\w%])",
        _per_s,
    ),
)
