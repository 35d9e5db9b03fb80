"""How many cards or servers there may be, which cards cannot be had, and how much the load will grow."""

import re

from core.reading.facts import Found, Rule, rule
from core.reading.rules.hardware import GPU, card_name

_ONE = r"(?P<number>\d{1,4}|an?|one|a single|single)"
_GPUS = r"(?:gpus?|cards?|graphics cards?)(?![a-z])"
_SERVERS = r"(?:servers?|machines?|nodes?|box(?:es)?|instances?)(?![a-z])"
_AT_MOST = (
    r"(?:at most|no more than|not more than|never more than|max(?:imum)?\.?(?: of)?|a maximum of|up to|limited to|capped at"
    r"|(?:only )?(?:room|space|slots?|power|quota|approval) for(?: only| just| at most)?)"
)
_MUST = r"(?:must|has to|have to|needs? to|should)(?: all)? (?:fit|run|stay|work|live)(?: entirely)? (?:on|in|within|into)(?: just| only)?"
_TOPS = r"(?:,? (?:max(?:imum)?|at most|tops|or (?:less|fewer)|(?:are )?(?:allowed|permitted))(?![a-z]))"


def _limit(of: str, nouns: str) -> Rule:
    def make(match: re.Match[str]) -> Found:
        told = match["number"] or match["later"]
        number = int(told) if told.isdigit() else 1
        return [("condition", f"at most {number} {of}{'s' if number > 1 else ''}")] if number else None

    words = rf"\b(?:{_AT_MOST}|{_MUST}) {_ONE}(?: \w+)?? {nouns}|\b(?P<later>\d{{1,4}}) {nouns}{_TOPS}"
    return rule("limit", words, make, deniable=False)


_NOT_HAD = rf"\b(?:no|without|excluding|except|not on|never on|nothing on)(?: any| an?)? {GPU}(?:'?s)?(?: gpus?| cards?)?(?: (?:available|to be had|allowed|possible|in stock|left|please))?(?![a-z0-9])"
_CANNOT_GET = rf"\b(?:can ?not|can'?t|cannot|won'?t|don'?t|do not|unable to|not able to) (?:get|rent|have|use|obtain|find|buy|access|want)(?: hold of| access to| any| an?)* {GPU}(?:'?s)?(?![a-z0-9])"
_GONE = rf"{GPU}(?:'?s)?(?: gpus?| cards?)? (?:is|are) (?:not (?:available|an option|allowed|possible)|unavailable|sold out|out of stock|out of the question|off the table|not to be had)"


def _without(match: re.Match[str]) -> Found:
    return [("condition", f"no {card_name(match)}")]


_FACTORS = {"double": 2.0, "triple": 3.0, "quadruple": 4.0, "tenfold": 10.0}
_LOAD = r"(?:(?:the |our |as |this |that |more )*(?:load|traffic|growth|users|requests|volume|usage|customers|work|people|team|staff|headcount|bigger|much|many)\b)"
_WHEN = r"(?:in|within|by|over|until|before|during) (?:the )?(?:next |end of (?:the )?)?(?:a |an |\d{1,2} |summer|winter|spring|autumn|fall|christmas|q[1-4]|january|february|march|april|may|june|july|august|september|october|november|december|year)(?: ?(?:years?|months?|quarters?))?|next (?:year|quarter|month|summer|winter|spring|autumn)|every year|(?:a|per) year|year over year"
_EXPECT = r"(?:expect(?:s|ing|ed)?(?: to)?|plan(?:ning)?(?: (?:for|to|on))?|anticipat\w+|forecast\w*|will(?: be)?|ll|going to|hope(?: (?:for|to))?|should|may|might|could|growing|grows?|growth(?: of)?)"
_WHOSE = r"(?:(?:the |our |my )?(?:load|traffic|usage|users|user base|demand|volume|requests|number of users|it|we|they|that|this)[ ']?(?:is |are |to )?)?"
_GROWS = (
    rf"\b{_WHOSE}\b{_EXPECT} (?:[a-z']+ ){{0,3}}?(?:(?P<factor>\d{{1,4}}(?:\.\d)?) ?(?:x|times(?! (?:a|per|each|every) )|fold|-fold)(?![a-z])|(?P<word>double|triple|quadruple|tenfold))(?:,? {_LOAD}){{0,2}}(?:,? (?P<when>{_WHEN})(?![a-z]))?"
    rf"|(?<![\w.])(?P<bare>\d{{1,4}}(?:\.\d)?) ?(?:x|times(?= {_LOAD}))(?:,? {_LOAD}){{0,2}},? (?P<then>{_WHEN})(?![a-z])"
)


def _growth(match: re.Match[str]) -> Found:
    factor = _FACTORS.get(match["word"] or "") or float(match["factor"] or match["bare"])
    when = match["when"] or match["then"]
    tail = f" {when.strip()}" if when else ""
    return [("condition", f"{factor:g} times the load{tail}")] if factor > 1 else None


RULES: tuple[Rule, ...] = (
    _limit("GPU", _GPUS),
    _limit("server", _SERVERS),
    rule("without", _NOT_HAD, _without, deniable=False),
    rule("without", _CANNOT_GET, _without, deniable=False),
    rule("without", _GONE, _without, deniable=False),
    rule("growth", _GROWS, _growth, deniable=False),
)
