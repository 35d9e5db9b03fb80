"""Rates: requests per second, minute or day; tokens per second, each or in all."""

import re

from core.reading.facts import Found, Rule, figure, rule
from core.reading.quantity import AMOUNT, read_amount

PER = r" ?(?:/|(?:per|an?|each|every|pro|par|por|al|je|à la)\b) ?"
_UNIT_S = {"s": 1, "m": 60, "h": 3_600}
REQUEST = (
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


_TIME = r"(?P<unit>s|sec|seconds?|sekunde|seconde|segundo|mins?|minutes?|minuten?|minuto|h|hr|hours?|stunde|heure|hora|days?|d|tag|jour|día|months?|mo|mois|monat|mes)(?![a-z])"

RULES: tuple[Rule, ...] = (
    rule(
        "tokens_per_s",
        rf"(?:(?<!streams )(?<!users )(?<!sessions )(?<!requests )(?P<before_all>throughput|total|aggregate|overall|combined)[^\d.;,\n]{{0,20}})?(?P<amount>{AMOUNT}) ?(?:(?:output |generated )?{_TOKENS}{PER}{_SECOND}(?![a-z])|tps\b|tok/s|t/s(?:ec)?(?![a-z]))(?:{_EACH}|{_ALL})?",
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
        rf"(?P<amount>{AMOUNT}) (?:daily|tägliche|requêtes quotidiennes) {REQUEST}(?![a-z])|\bdaily {REQUEST}(?:[^\d.;,\n]{{0,15}}?)(?P<later>{AMOUNT})(?![\w%])|(?P<third>{AMOUNT}) {REQUEST} daily\b",
        lambda m: [
            ("requests_per_day", figure(read_amount(m["amount"] or m["later"] or m["third"], whole=True)))
        ],
    ),
    rule("requests_per", rf"(?P<amount>{AMOUNT}) ?(?:[a-z]{{3,14}} )?{REQUEST}{PER}{_TIME}", _per_s),
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
