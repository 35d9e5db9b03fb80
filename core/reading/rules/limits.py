"""How many cards or servers there may be, which cards cannot be had, and how much the load will grow."""

import re
from typing import Literal

from core.conditions import AtMost, Growth, Without
from core.reading.facts import Found, Rule, rule
from core.reading.rules.hardware import GPU, card_name

_ONE = r"(?P<number>\d{1,4}|an?|one|a single|single)"
_COUNTED: dict[Literal["gpu", "server"], str] = {
    "gpu": r"(?:gpus?|cards?|graphics cards?)(?![a-z])",
    "server": r"(?:servers?|machines?|nodes?|box(?:es)?|instances?)(?![a-z])",
}
_AT_MOST = (
    r"(?:at most|no more than|not more than|never more than|max(?:imum)?\.?(?: of)?|a maximum of|up to|limited to|capped at"
    r"|(?:only )?(?:room|space|slots?|power|quota|approval) for(?: only| just| at most)?)"
)
_MUST = r"(?:must|has to|have to|needs? to|should)(?: all)? (?:fit|run|stay|work|live)(?: entirely)? (?:on|in|within|into)(?: just| only)?"
_TOPS = r"(?:,? (?:max(?:imum)?|at most|tops|or (?:less|fewer)|(?:are )?(?:allowed|permitted))(?![a-z]))"


def _limit(of: Literal["gpu", "server"]) -> Rule:
    def make(match: re.Match[str]) -> Found:
        told = match["number"] or match["later"]
        count = int(told) if told.isdigit() else 1
        return [("condition", AtMost(count=count, of=of))] if count else None

    nouns = _COUNTED[of]
    words = rf"\b(?:{_AT_MOST}|{_MUST}) {_ONE}(?: \w+)?? {nouns}|\b(?P<later>\d{{1,4}}) {nouns}{_TOPS}"
    return rule("limit", words, make, deniable=False)


_OUT_OF_REACH = (
    rf"\b(?:no|without|excluding|except|not on|never on|nothing on)(?: any| an?)? {GPU}(?:'?s)?(?: gpus?| cards?)?(?: (?:available|to be had|allowed|possible|in stock|left|please))?(?![a-z0-9])",
    rf"\b(?:can ?not|can'?t|cannot|won'?t|don'?t|do not|unable to|not able to) (?:get|rent|have|use|obtain|find|buy|access|want)(?: hold of| access to| any| an?)* {GPU}(?:'?s)?(?![a-z0-9])",
    rf"{GPU}(?:'?s)?(?: gpus?| cards?)? (?:is|are) (?:not (?:available|an option|allowed|possible)|unavailable|sold out|out of stock|out of the question|off the table|not to be had)",
)


def _without(match: re.Match[str]) -> Found:
    return [("condition", Without(gpu=card_name(match)))]


_FACTORS = {"double": 2.0, "triple": 3.0, "quadruple": 4.0, "tenfold": 10.0}
_SEASON = r"(?:summer|winter|spring|autumn|fall)"
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_BY = r"(?:in|within|by|over|until|before|during) (?:the )?(?:next |end of (?:the )?)?"
_DATES = (
    rf"{_BY}(?:an? |\d{{1,2}} |year)(?: ?(?:years?|months?|quarters?))?",
    rf"{_BY}(?:q[1-4]|christmas|{_SEASON}|{_MONTH})",
    rf"next (?:year|quarter|month|{_SEASON})",
    r"(?:every|an?|per) year",
    r"year over year",
)
_EXPECTED = (
    r"expect(?:s|ing|ed)?(?: to)?",
    r"plan(?:ning)?(?: (?:for|to|on))?",
    r"anticipat\w+",
    r"forecast\w*",
    r"hope(?: (?:for|to))?",
    r"(?:will|ll)(?: be)?",
    r"going to",
    r"should|may|might|could",
    r"grow(?:s|ing|th(?: of)?)?",
)
_WHAT_GROWS = (
    r"load|traffic|growth|users|requests|volume|usage|work",
    r"customers|people|team|staff|headcount",
    r"bigger|much|many",
)
_WHOSE = r"(?:(?:the |our |my )?(?:load|traffic|usage|(?:number of )?users|user base|demand|volume|requests|it|we|they|that|this)[ ']?(?:is |are |to )?)?"
_WHEN = rf"(?P<when>{'|'.join(_DATES)})(?![a-z])"
_LOAD = rf"(?:,? (?:the |our |as |this |that |more )*(?:{'|'.join(_WHAT_GROWS)})\b)"
_TIMES = r"(?P<factor>\d{1,4}(?:\.\d)?) ?(?:x|fold|-fold|times(?! (?:a|per|each|every) ))(?![a-z])"
_EXPECT = rf"\b{_WHOSE}\b(?:{'|'.join(_EXPECTED)}) (?:[a-z']+ ){{0,3}}?"
_GROWS = (
    rf"{_EXPECT}{_TIMES}{_LOAD}{{0,2}}(?:,? {_WHEN})?",
    rf"{_EXPECT}(?P<factor>{'|'.join(_FACTORS)}){_LOAD}{{0,2}}(?:,? {_WHEN})?",
    rf"(?<![\w.])(?P<factor>\d{{1,4}}(?:\.\d)?) ?(?:x|times(?={_LOAD})){_LOAD}{{0,2}},? {_WHEN}",
)


def _growth(match: re.Match[str]) -> Found:
    factor, when = match["factor"], match["when"]
    times = _FACTORS.get(factor) or float(factor)
    return [("condition", Growth(factor=times, when=when and when.strip()))] if times > 1 else None


RULES: tuple[Rule, ...] = (
    *(_limit(of) for of in _COUNTED),
    *(rule("without", way, _without, deniable=False) for way in _OUT_OF_REACH),
    *(rule("growth", way, _growth, deniable=False) for way in _GROWS),
)
