"""A wish for speed without a figure: "it should feel instant", "snappy", "a real-time assistant"."""

import re

from core.reading.facts import Found, Make, Rule, rule
from core.regex import regex

INSTANT_S, SNAPPY_S = 0.5, 1.0
"""Wait for the first word that people take for none, and one that they call quick.

Beyond about a second one's thoughts wander (Nielsen, Usability Engineering, 1993); half of it still feels
like an answer at once where words then keep coming.
"""

INSTANT = r"(?:(?:near[- ])?instant(?:ly|aneous(?:ly)?)?|immediate(?:ly)?|real[- ]?time|without (?:any |noticeable )?(?:delay|lag|waiting)|no (?:noticeable |perceptible )?(?:delay|lag))"
SNAPPY = r"(?:snappy|snappily|responsive|fluid|(?:lightning|blazing(?:ly)?)[- ]fast)"
_REPLIES = r"(?:answers?|repl(?:y|ies)|responses?|results?|feedback|completions?|suggestions?|output)"
_FEELS = r"(?:feels?|feeling|be|is|are|respond|responds|responding|repl(?:y|ies)|answers?|reacts?|appear|appears|comes?|starts?|come back) (?:(?:\w+ly|like|almost|nearly|quite|very|really|as|in) ){0,2}"
_TALKS = (
    r"(?:chat ?bots?|chats?|voice|assistants?|agents?|bots?|copilots?|auto-?completion|auto-?complete|inference|serving|conversations?|talk|dialogue?|translations?"
    rf"|{_REPLIES}|use|users|latency|interaction|experience|api|app|support)"
)

_WISHED = r"(?:must|should|has to|have to|needs? to|got to|ought to) (?:feel|be|respond|reply|answer|react|come back) (?:\w+ly |very |super |pretty |quite ){0,2}"

_MADE = regex(
    r"\b(?:generat|creat|render|draw|paint|mak)\w* (?:[\w'-]+ ){0,3}?(?:images?|pictures?|photos?|pics|clips?|videos?|music)\b|\b(?:images?|pictures?|photos?|videos?) generat"
    r"|\b(?:transcri|dictat|subtitl)|\bspeech[- ]to[- ]text|\b(?:stt|asr)\b"
)
"""Work that has no first word: a picture or a clip is awaited whole, and speech while it is spoken."""

_RUNS = regex(r"\b(?:train|(?:fine-?)?tun|runs?\b|epochs?\b|iterat|experiment)[^.,;]{0,24}$")


def _within(seconds: float) -> Make:
    def make(match: re.Match[str]) -> Found:
        said = match.string
        if _MADE.search(said) or _RUNS.search(said[: match.start()]):
            return None
        return [("feel", seconds)]

    return make


RULES: tuple[Rule, ...] = (
    rule(
        "instant",
        rf"\b{_FEELS}{INSTANT}(?![a-z-])|\b(?:get|gets|see|sees|have|has) (?:\w+ ){{0,2}}?{_REPLIES} (?:\w+ly )?instantly\b|\bno (?:noticeable|perceptible) (?:delay|lag)\b|\b{_REPLIES} near[- ]instant(?:ly)?\b|\b(?:instant|immediate) {_REPLIES}\b|\b(?:ultra|very|extremely|super)[- ]low[- ]latency\b"
        rf"|\breal[- ]?time (?:\w+ ){{0,2}}?{_TALKS}\b|\b{_TALKS}[, ]{{1,2}}(?:must be |has to be |should be |needs to be )?(?:in )?real[- ]?time\b(?! factor)",
        _within(INSTANT_S),
        0.6,
    ),
    rule(
        "snappy",
        rf"\b{SNAPPY}\b(?! (?:design|website|layout|page|mechanics|dynamics))|\b(?:fast|quick) {_REPLIES}\b|\b{_WISHED}(?:fast|quick|quickly|speedy)\b(?! (?:enough|to (?:set|start|buy|rent|deploy))\b)|\blow[- ]latency\b",
        _within(SNAPPY_S),
        0.6,
    ),
)
