"""Values named only to be replaced: "16k, not 8k", "not 200 users but 20", "from 8k to 16k"."""

import re

from core.reading.normal import Normal
from core.reading.quantity import ONE, read_amount
from core.regex import regex

_VALUE = rf"{ONE}(?: ?b(?![a-z0-9]))?"
_NOT = r"(?:not|instead of|rather than|no longer|and not|nicht|statt|anstatt|pas|au lieu de|en vez de|no)"
_UNIT = r"(?P<unit> ?[a-z/-]{1,14}(?: (?:users?|requests|context|tokens|people))?)"
_SWAPPED = regex(
    rf"(?P<kept>(?<![\w.]){_VALUE}),? ?(?:(?:sorry|pardon|please|oops|i mean|i meant),? )?{_NOT} (?:the )?{_VALUE}(?![\d.])"
    rf"|\b(?:not|nicht|pas|no|i said|i wrote|i typed) (?:the )?(?<![\w.]){_VALUE}{_UNIT}?[,;]? (?:but|sondern|mais|sino|rather|it'?s|only)(?: only| just| i)?(?: mean(?:t)?)? ?(?P<new>{_VALUE})(?![\w.])"
)
_MOVED = regex(
    rf"\b(?P<verb>(?:chang|switch|mov|jump|climb|rais|increas|lower|reduc|bump|extend|doubl|upgrad)(?:e|es|ed|ing|s)?|go|goes|going|went|gone|grow|grew|growing|rose|risen|crept)(?P<middle> (?:\w{{1,12}} ){{0,3}}?)from {_VALUE}(?P<unit2> ?[a-z]{{1,10}})? to (?P<to>{_VALUE})"
    rf"|\b(?:used to (?:be|have)|was|were|had|before it was) {_VALUE}(?P<unit3> ?[a-z]{{1,12}}(?: [a-z]{{3,10}})?),? (?:but |and )?(?:now|today)(?: it'?s| it is| we have| more like| is){{0,1}} (?P<now>{_VALUE})(?![\w.])(?! [a-z])"
)
_LOAD = r"(?:(?:concurrent|simultaneous|parallel|active|daily) )?(?:users?|people|requests?|sessions?|chats|employees|devs|developers|rps|qps|concurrent|at once|in parallel)"
_LATER = r"(?:next|by|in the|within|soon|later|eventually|after|this)\b"
_GROWS = regex(
    rf"(?<![\w.]){_VALUE}(?P<unit> ?{_LOAD})\b[^.\d]{{0,25}}?\b(?:"
    rf"(?:growing|going|soon|expect\w{{0,4}}|will|should|next)\b[^.\d]{{0,30}}? (?={_VALUE}(?: ?(?:$|[,.;!?)])| {_LATER}))"
    rf"|(?:but|and|then|now|today)\b[^.\d]{{0,30}}? (?={_VALUE} {_LATER}))(?P<to>{_VALUE})"
)
_TIME = r"(?:ms|s|secs?|seconds?|min|minutes?|hours?|hrs|h|days?)"
_MEASURE = rf"(?:{_LOAD}|streams|calls|(?:k )?context|ctx|(?:(?:tokens|tok|t)/s|tps)(?: each)?|{_TIME})"
_NEEDED = regex(
    rf"(?<![\w.]){_VALUE}(?P<unit> ?{_MEASURE}(?: (?:at once|in parallel|at the same time|each))?)\b(?P<between>(?:[^.;\d?]|\b(?:[a-z]{{1,3}}\d\w{{0,6}}|[1-8]x\w{{2,6}}|\d{{1,3}}b|[345]0\d0)\b){{0,45}}?[,;:] ?(?:but |and |now |while ){{0,2}}"
    rf"(?:we |i |they |it )?(?:need|needs|want|wants|would like|'d like|should be|must be|has to be|(?:the )?goal is|(?:the )?target(?: is)?|expect|hop(?:e|ing)(?: for)?|aim(?:ing)? (?:for|at)|looking for)(?: to reach| to get| to have| max| at most| under| it)?"
    rf" (?:about |around |max |under )?)(?P<to>{_VALUE})(?P<more>\+)?(?= ?(?:$|[,.;!?)]))"
)
_FINE = regex(
    rf"(?<![\w.]){_VALUE}(?P<unit> ?{_MEASURE})\b[^.;\d?]{{0,30}}?[,;:-] ?(?:but |and |about |around ){{0,2}}(?P<to>{_VALUE})"
    r"(?= (?:would|should|will|is|are) (?:be )?(?:fine|ok(?:ay)?|enough|great|good|needed|wanted|the (?:goal|target)|what we (?:want|need)))"
)
_FAILS = regex(
    rf"(?<![\w.]){_VALUE}(?P<unit> ?{_MEASURE})? (?:is |was |still )?(?:ok(?:ay)?|works|worked|fine|fits|runs)(?: fine)?,? (?:but|and|while|whereas) (?:at |with )?(?P<to>{_VALUE})"
    r"(?= (?:gives?|fails?|ooms?|crash(?:es)?|dies|does ?n[o']t|goes|runs? out|hits|throws|causes|is too)\b)"
)
_AT_MOST = regex(
    rf"(?<![\w.])(?P<usual>{ONE})(?P<unit> ?(?!min){_TIME})\b,? (?:or |but |and )?(?:max |at most |up to )?(?P<to>{ONE})"
    r"(?= ?(?:at (?:the )?(?:most|worst)|max(?:imum)?|tops|in the worst case|worst case)\b ?(?:$|[,.;!?)]))"
)
"""In "500 ms, 800 at most" the unit counts for both, and the most is what is promised; minutes are mostly those of meetings."""

_LEFT = regex(
    rf",? ?\b(?:not|instead of|rather than|nicht|statt|pas|au lieu de|en vez de) (?:the )?{_VALUE}(?![\w.])(?= ?(?:$|[,.;!?)]))"
    r"|,? ?\b(?:not|instead of|rather than) (?:per|an?|each) (?:hour|day|week|month|year)\b"
)


def _kept(match: re.Match[str]) -> str:
    if match["kept"]:
        return match["kept"]
    return match["new"] + (match["unit"] or "")


def _latest(match: re.Match[str]) -> str:
    if match["now"]:
        return match["now"] + match["unit3"]
    return f"{match['verb']}{match['middle']}to {match['to']}"


def _most(match: re.Match[str]) -> str | None:
    usual, most = read_amount(match["usual"])[0], read_amount(match["to"])[0]
    return match["to"] + match["unit"] if usual < most <= 10 * usual else None


def without_contrasts(plain: Normal) -> tuple[Normal, bool]:
    """Return the text without the values it takes back, and whether there were any."""
    rewritten = plain.rewritten(_SWAPPED, _kept).rewritten(_LEFT, lambda _: " ")
    grown = rewritten.rewritten(_GROWS, lambda match: match["to"] + match["unit"])
    grown = grown.rewritten(_NEEDED, lambda match: match["between"] + match["to"] + match["unit"])
    for pattern in (_FINE, _FAILS):
        grown = grown.rewritten(pattern, lambda match: match["to"] + (match["unit"] or ""))
    grown = grown.rewritten(_AT_MOST, _most)
    return grown.rewritten(_MOVED, _latest), rewritten is not plain
