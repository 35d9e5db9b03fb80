"""Lengths in pages, sentences and words, and those of each of so many: documents, tickets, examples of data."""

import re

from core.reading.facts import Found, Rule, figure, rule
from core.reading.quantity import AMOUNT, Span, read_amount
from core.reading.rules.lengths import SHORTEST, TOK, length_of

_PASSAGES = {"page": 500.0, "paragraph": 120.0, "sentence": 25.0, "word": 4 / 3}
_PASSAGE = r"(?:page|paragraph|sentence|word)"


def _passages(match: re.Match[str]) -> Found:
    """Return how long what goes in and what comes out are, told in pages, paragraphs, sentences or words."""
    told = (("prompt", "given", "of"), ("output", "answered", "long"))
    found = [(name, _passage(match[amount], match[unit])) for name, amount, unit in told if match[amount]]
    return [(name, figure(span)) for name, span in found] if found[-1][1][1] >= SHORTEST else None


def _passage(amount: str, unit: str) -> Span:
    low, high = (1.0, 1.0) if amount in ("a", "one") else read_amount(amount)
    return low * _PASSAGES[unit], high * _PASSAGES[unit]


_ITEM = r"(?:documents?|docs|tickets?|(?:e-?)?mails?|articles?|reports?|pages?|reviews?|records?|rows|items?|texts?|papers?|contracts?|invoices?|messages?|transcripts?|files?|summar(?:y|ies)|chunks?|passages?|abstracts?|descriptions?|posts?|comments?|entries|tweets?|listings?|letters?|claims?|cases?|resumes?|cvs?)"

_ABOUT = (
    r"(?: (?:of them|one|is|are|has|have|with|of|about|around|roughly|some|usually|typically|up to)){0,4}"
)

_AFTER_THEM = "|".join(
    f"(?<={end}{sign} )"
    for end in (
        "amples",
        "rows",
        "pairs",
        "uments",
        "ickets",
        "ticles",
        "tracts",
        "mails",
        "ports",
        "reviews",
    )
    for sign in ("", ",")
)
"""Where the name of what is counted has just ended, which is left to tell of how many there are."""

RULES: tuple[Rule, ...] = (
    rule(
        "passages",
        rf"(?P<given>{AMOUNT}) (?P<of>{_PASSAGE})s? (?:in|input)(?:,| and|,? ?/| \+)+ ?(?:about |around )?(?P<answered>{AMOUNT}|a|one) (?P<long>{_PASSAGE})s? (?:out|output|answers?|back)(?![a-z])",
        _passages,
    ),
    rule(
        "passages",
        rf"(?P<given>(?!))?(?P<of>(?!))?\b(?:answers?|repl(?:y|ies)|outputs?|summar(?:y|ies)|responses?)(?: (?:are|is|of|like|about|around|usually|typically|mostly|maybe|just|only|roughly|get|have|should be|will be)){{0,4}}:? (?P<answered>{AMOUNT}|a|one) (?P<long>{_PASSAGE})s?(?![a-z])(?! (?:of|{_ITEM})\b)",
        _passages,
    ),
    rule(
        "example_length",
        rf"(?:{_AFTER_THEM})(?:(?:of|with|at|each|is|are|has|have|about|around|roughly|some|up to) ){{1,4}}(?P<amount>{AMOUNT}) ?(?:{TOK}|(?P<words>words?|pages?|sentences?))(?![a-z])(?! ?(?:/|per|a) ?s)",
        length_of("item_tokens"),
        0.7,
    ),
    rule(
        "item_length",
        rf"(?P<amount>{AMOUNT}) ?(?P<words>pages?|words?|sentences?),? (?:each|apiece|(?:per|a|for each|for every) {_ITEM})(?![a-z])",
        length_of("item_tokens"),
        0.7,
    ),
    rule(
        "item_length",
        rf"\b(?:each(?: (?!of\b)[a-z-]{{3,12}})??|they(?:'re)?|these|those|most){_ABOUT} (?P<amount>{AMOUNT}) ?(?P<words>pages?|words?|sentences?)(?![a-z])(?! ?(?:/|per|a) )",
        length_of("item_tokens"),
        0.7,
    ),
    rule(
        "item_length",
        rf"(?P<amount>{AMOUNT}) ?{TOK},? (?:each|apiece|(?:per|a|for each|for every) {_ITEM})(?![a-z])|\b{_ITEM}(?:,?[ (]{{1,2}}(?:of|with|at|averaging|avg\.?|average|ca\.?|approx\.?|each|about|around|some|roughly|like|is|are|has|have|usually|typically|often|on average|very|quite|long|large|big|short|up to)){{1,4}}[ (~]{{1,3}}(?P<later>{AMOUNT}) ?(?:{TOK}|(?P<words>words?|pages?|sentences?|char(?:acter)?s?))(?![a-z])(?! ?(?:/|per|a) ?s)|(?P<long>{AMOUNT})[ -](?:{TOK})[ -](?:long )?{_ITEM}(?![a-z])",
        length_of("item_tokens", "amount", "later", "long"),
        0.7,
    ),
)
