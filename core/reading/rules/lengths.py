"""Lengths in tokens: context, training sequence, prompt, answer."""

import re

from core.reading.facts import FactName, Found, Make, Rule, figure, rule
from core.reading.quantity import AMOUNT, read_amount
from core.regex import regex

_SEQUENCE = r"(?:seq(?:uence)?(?:[ _-]?len(?:gth)?s?)?|max[ _-]?seq(?:uence)?[ _-]?len(?:gth)?|max sequence|cutoff[ _-]?len|model[ _-]?max[ _-]?length|max[ _-]words|block[ _-]?size|sequenzlänge|max[ _-]?len(?:gth)?|seq)"
_CONTEXT = r"(?:context(?:[ -]?(?:length|window|size|len))?s?|ctx(?:[ _-]?(?:len|size))?|max[ _-]?model[ _-]?len(?:gth)?|max[-_ ]total[-_ ]tokens|n[_-]ctx|num[_-]ctx|ctx[_-]size|kontext(?:länge|fenster)?|contexte|contexto|token window|window)"
_PROMPT = r"(?:prompts?(?: length)?|inputs?(?: length| size| tokens)?|isl|input[_-]len(?:gth)?|prefill|entrée|eingaben?|entrada|questions|queries|documents in|prompt[_-]tokens)"
_OUTPUT = r"(?:outputs?(?: length| tokens)?|answers?|repl(?:y|ies)|responses?|completions?|generations?|osl|max[ _-](?:new[ _-])?tokens|output[_-]len(?:gth)?|generated(?: tokens)?|sortie|ausgaben?|antwort(?:en)?|salidas?|réponses?|respuestas?|summar(?:y|ies))"
TOK = r"(?:tokens?|tok|tks?)"
_EQ = r"(?:[ =:~(]|is|only|just|of|to|at|up to|about|around|approx\.?|roughly|maybe|perhaps|probably|ungefähr|etwa|rund|circa|environ|max(?:imum)?|limit(?:ed)?|set to|should be|can be|will be|would be|was|are|we use|we need|need|must|has to|have to|needs? to|be|around|ca\.?|de|von|bei|d'environ|average|averages|averaging|avg|typically|usually|mostly|budget|length|long|short|small|between|under|below|<|>|at least|minimum|min|with|size){0,6}?"
_LOOSE = (
    _EQ.replace("(?:[ ", r"(?:[ ,")
    .replace("{0,6}", "{0,9}")
    .replace("|minimum", "|think|say|like|very|tiny|minimum")
)
"""The same before an amount that says that it counts tokens."""
_NOT_A_RATE = r"(?! (?:at (?:the same|a time|one|once)|in parallel|in flight|concurrent|simultan|per |each |an? (?:second|minute|hour|day)|daily))"
_END = r"(?![\w%]|[.,]\d| ?(?:-|to|or) ?\d| ?(?:users?|people|ppl|devs?\b|developers?|engineers?|designers?|programmers?|coders?|employees|seats|students|concurrent|requests?|gpus?|pages?|sentences?|paragraphs?|words?|lines?|seconds?|char(?:acter)?s?|ms\b|sec|hours?|days?|samples|rows|epochs?|gb|\$|€))"

SHORTEST = 16
"""Tokens from which on a figure is a length: "3 replies" are counted."""


_TOKENS_IN = {"w": 4 / 3, "c": 1 / 4, "p": 500.0, "s": 25.0}
"""Tokens in a word, a character, a page and a sentence of English, by the first letter."""


def _tokens_in(unit: str | None) -> float:
    return _TOKENS_IN[unit[0]] if unit else 1.0


def length_of(name: FactName, *groups: str) -> Make:
    names = groups or ("amount",)

    def make(match: re.Match[str]) -> Found:
        words = next(match[group] for group in names if match[group])
        low, high = read_amount(words, tokens=True, whole=True)
        factor = _tokens_in(match.groupdict().get("words"))
        low, high = low * factor, high * factor
        if high < SHORTEST:
            return None
        return [(name, figure((low, high)))]

    return make


_LEAST_BEFORE = regex(
    r"(?:\bat least|\bmin(?:imum|\.)?(?: of)?|\b(?:no|not) (?:less|fewer) than|>=?) ?(?:about |around )?$"
)
_LEAST_AFTER = regex(r",? (?:min(?:imum)?|at least)\b")


def _context(match: re.Match[str]) -> Found:
    """Return a context's length, with an open end where it is the least that will do."""
    low, high = (
        end * _tokens_in(match["words"]) for end in read_amount(match["amount"], tokens=True, whole=True)
    )
    if high < SHORTEST:
        return None
    start, end = match.span("amount")
    least = _LEAST_BEFORE.search(match.string[max(0, start - 24) : start]) or any(
        _LEAST_AFTER.match(match.string, place) for place in (end, match.end())
    )
    return [("context", (low, None) if least and low == high else figure((low, high)))]


def _answer(match: re.Match[str]) -> Found:
    """Return an answer's length, which may be a few tokens where words say so: a label, a yes or no."""
    low, high = read_amount(match["amount"], tokens=True, whole=True)
    if high >= SHORTEST or match["words"]:
        return length_of("output")(match)
    rate = _RATE_AFTER.match(match.string, match.end()) or re.search(r"\b(?:at|was)\b", match.group())
    return None if rate or low < 1 else [("output", figure((low, high)))]


_RATE_AFTER = regex(r" ?(?:/|(?:an?|per|each|every|in \d+) ?(?:s|sec|seconds?|minutes?|min|hours?|days?)\b)")


def _in_and_out(match: re.Match[str]) -> Found:
    return [
        ("prompt", figure(read_amount(match["given"], tokens=True))),
        ("output", figure(read_amount(match["answered"], tokens=True))),
    ]


_SHORT, _LONG = 100.0, 1_000.0
"""Tokens of answers that are called short, and long: a few sentences, and two pages."""

RULES: tuple[Rule, ...] = (
    rule(
        "in_and_out",
        rf"(?P<given>{AMOUNT}) ?(?:{TOK})? ?(?:in\b|input|prompt)(?: ?{TOK})?(?: ?(?:/|,|and|\+|-|&|;|->)? ?)(?P<answered>{AMOUNT}) ?(?:{TOK})? ?(?:out\b|outputs?\b|completion\b|answer\b|generated\b)(?: ?{TOK})?",
        _in_and_out,
    ),
    rule(
        "in_and_out",
        rf"(?P<answered>{AMOUNT}) ?(?:{TOK})? ?(?:out|outputs?|completion|generated)(?: ?{TOK})?(?: ?(?:/|,|and|\+|-|&|;|<-)? ?)(?P<given>{AMOUNT}) ?(?:{TOK})? ?(?:in|inputs?|prompt)(?= ?(?:$|[,.;!)])| (?:tok|and|with|per|for|on)\b)",
        _in_and_out,
    ),
    rule(
        "in_and_out",
        rf"\b(?:isl ?/ ?osl|in ?/ ?out|input ?/ ?output|prompt ?/ ?completion)(?: tokens| lengths?)?[ =:]{{0,3}}(?P<given>{AMOUNT}) ?/ ?(?P<answered>{AMOUNT})",
        _in_and_out,
    ),
    rule(
        "in_and_out",
        rf"(?P<given>{AMOUNT}) ?(?:->|/) ?(?P<answered>{AMOUNT}) ?(?:tokens|in/out|in / out)",
        _in_and_out,
    ),
    rule(
        "in_and_out",
        rf"(?P<given>{AMOUNT}) ?{TOK} (?:of |as |per )?(?:input|prompt|context in)s?(?:,| and| \+| plus| with)+ ?(?:about |around |some )?(?P<answered>{AMOUNT}) ?(?:{TOK} )?(?:of |as |per )?(?:output|answer|completion|repl(?:y|ies)|response)s?(?![a-z])",
        _in_and_out,
    ),
    rule(
        "in_and_out",
        rf"\b(?:inputs?|prompts?)(?: tokens| lengths?)?[ =:]{{1,3}}(?:of |is |about |around |~)?(?P<given>{AMOUNT})(?: ?{TOK})?[ ,;/+&]{{1,3}}(?:and )?(?:outputs?|completions?|answers?)(?: tokens| lengths?)?[ =:]{{1,3}}(?:of |is |about |around |~)?(?P<answered>{AMOUNT})(?: ?{TOK})?{_END}",
        _in_and_out,
    ),
    rule(
        "tokens_in",
        rf"(?P<amount>{AMOUNT}) ?{TOK} in(?:put)?(?= ?(?:$|[,.;!)]))",
        length_of("prompt"),
    ),
    rule(
        "tokens_out",
        rf"(?P<amount>{AMOUNT}) ?{TOK} out(?:put)?(?= ?(?:$|[,.;!)]))",
        length_of("output"),
    ),
    rule(
        "sequence",
        rf"(?<![a-z]){_SEQUENCE}{_EQ}[ =:]{{0,2}}(?P<amount>{AMOUNT})(?: ?{TOK})?{_END}",
        length_of("sequence"),
    ),
    rule(
        "sequence",
        rf"(?P<amount>{AMOUNT})[ -]?(?:{TOK}[ -])?(?:long )?(?:{_SEQUENCE}|sequences)(?![a-z])(?! (?:in (?:flight|parallel)|at (?:once|a time|the same)|concurrent|simultan|per ))",
        length_of("sequence"),
    ),
    rule(
        "context",
        rf"(?P<amount>{AMOUNT})(?:\+| (?:or|and) (?:more|longer|so|less|above|up)| min(?:imum)?| at least)?[ -]?(?:{TOK} |(?P<words>words?|char(?:acter)?s?)(?: of)? )?(?:of |de |d'|von )?{_CONTEXT}(?![a-z])",
        _context,
    ),
    rule(
        "history",
        rf"(?P<amount>\d{{1,3}}k)(?:[ -]{TOK})? (?:of )?(?:chat |conversation )?history(?![a-z])|\bhistory (?:of |is |up to |about ){{0,3}}(?P<later>\d{{1,3}}k(?![a-z\d])|{AMOUNT}(?= ?{TOK}))",
        length_of("context", "amount", "later"),
    ),
    rule(
        "context_of_model",
        r"(?<![\w.])(?P<amount>\d{1,3}k)[ -](?:models?|versions?|variants?)(?![a-z])",
        length_of("context"),
        0.6,
    ),
    rule(
        "context_each",
        r"(?<![\w.])(?P<amount>(?:4|8|16|32|64|128|256)k) (?:each|per (?:request|user|session|agent|stream|chat))\b",
        length_of("context"),
        0.6,
    ),
    rule("context_at", r"\b(?:at|with) (?P<amount>\d{1,3}k)(?= ?(?:[,.;?!)]|$))", length_of("context"), 0.6),
    rule("context", rf"(?<!\S)-c (?P<amount>{AMOUNT}){_END}", length_of("context")),
    rule(
        "context",
        rf"(?<![a-z]){_CONTEXT}{_EQ}[ =:]{{0,2}}(?P<amount>{AMOUNT})(?: ?{TOK}| ?(?P<words>words|char(?:acter)?s))?{_END}",
        _context,
    ),
    rule(
        "prompts_counted",
        rf"(?P<amount>{AMOUNT}) (?:[a-z]{{3,12}} )?prompts(?![a-z]){_NOT_A_RATE}",
        lambda m: [
            ("prompt", figure(read_amount(m["amount"], tokens=True, whole=True))),
            ("prompts", figure(read_amount(m["amount"], whole=True))),
        ],
        0.6,
    ),
    rule(
        "prompt",
        rf"(?P<amount>{AMOUNT})(?:[ -](?:{TOK}|(?P<words>words?|char(?:acter)?s?))(?:[ -]long)?)?[ -]{_PROMPT}(?![a-z]){_NOT_A_RATE}",
        length_of("prompt"),
    ),
    rule(
        "output",
        rf"(?<!input )(?<!inputs )(?<!prompt )(?<!prompts )(?P<amount>{AMOUNT})(?:[ -](?:{TOK}|(?P<words>words?|char(?:acter)?s?))(?:[ -]long)?)?[ -]{_OUTPUT}(?![a-z])(?! (?:per|each|for each|a) )",
        length_of("output"),
    ),
    rule(
        "output",
        rf"(?<![a-z])(?:max )?{_OUTPUT}{_LOOSE}[ =:~]{{0,2}}(?P<amount>{AMOUNT}) ?(?:{TOK}|(?P<words>words|char(?:acter)?s))(?![a-z/])(?! ?(?:/|per) ?s)",
        _answer,
    ),
    rule(
        "output",
        rf"(?<![a-z])(?:osl|max[ _-](?:new[ _-])?tokens|(?:output|answer|completion|response|generation)[ _-]len(?:gth)?)[ =:]{{1,3}}(?P<amount>{AMOUNT}){_END}",
        length_of("output"),
    ),
    rule(
        "output",
        rf"\b(?:generat(?:e|es|ing)|produc(?:e|es|ing)|writ(?:e|es|ing)|answer(?:s|ing)?|repl(?:y|ies|ying)|respond)(?: \w{{2,9}}){{0,2}}? ?~?(?P<amount>{AMOUNT}) ?{TOK}(?![a-z/])(?! ?(?:/|per) ?s)",
        length_of("output"),
        0.8,
    ),
    rule(
        "prompt",
        rf"(?<![a-z])(?:max )?{_PROMPT}{_LOOSE}[ =:~]{{0,2}}(?P<amount>{AMOUNT}) ?(?:{TOK}|(?P<words>words|char(?:acter)?s))(?![a-z/])(?! ?(?:/|per) ?s)",
        length_of("prompt"),
    ),
    rule(
        "prompt",
        rf"(?<![a-z])(?:isl|prompt|input|prompts|inputs|prompt length|input length|input[_-]len)[ =:~]{{1,3}}(?:of |is |are |around |about |approx |up to |~|tiny |short |small |long |\( ?){{0,3}}(?P<amount>{AMOUNT}){_END}",
        length_of("prompt"),
        0.8,
    ),
    rule(
        "output",
        rf"(?<![a-z])(?:(?:outputs?|completions?)[ =:~]{{1,3}}|(?:answers|replies|responses)[ =:~]{{1,3}}(?=[a-z]))(?:of |is |are |around |about |approx |up to |~|tiny |short |small |long |\( ?){{0,3}}(?P<amount>{AMOUNT}){_END}",
        length_of("output"),
        0.7,
    ),
    rule(
        "output",
        rf"\b{TOK} out[ =:~]{{1,3}}(?:about |around )?(?P<amount>{AMOUNT}){_END}",
        length_of("output"),
        0.7,
    ),
    rule(
        "prompt",
        rf"\b{TOK} in ?[=:]{{1,2}} ?(?:about |around )?(?P<amount>{AMOUNT}){_END}",
        length_of("prompt"),
        0.7,
    ),
    rule(
        "prompt",
        rf"\bprompts? (?:are|is|will be) (?:(?!answers?|outputs?|repl(?:y|ies)|responses?)[a-z, ]){{3,48}}?, ?(?:about |around |maybe |perhaps |roughly |~)?(?P<amount>{AMOUNT}) ?{TOK}(?![a-z/])",
        length_of("prompt"),
    ),
    rule(
        "train_length",
        rf"\b(?:re)?(?:train|tun)(?:e|ing|ed)? (?:with|at|on) (?P<amount>\d{{1,3}}(?:,\d{{3}})?k?|\d{{4,6}})(?:(?<=at \d{{3}})|(?<=at \d{{4}})|(?<=at \d{{5}})|(?<=at \dk)|(?<=at \d\dk)| {TOK})(?![a-z\d.,]*[a-z\d])",
        lambda m: (
            [("sequence", read_amount(m["amount"], tokens=True)[0])]
            if read_amount(m["amount"], tokens=True)[0] <= 262_144
            else None
        ),
    ),
    rule(
        "length_in_a_word",
        r"\b(?:answers?|repl(?:y|ies)|responses?|outputs?)(?: (?:are|is|will be|should be|stay|get|tend to be|usually|mostly|very|quite|rather|pretty|always|kept|just)){1,4} (?P<long>short|brief|tiny|long|lengthy)(?![a-z-])",
        lambda m: [("output", _LONG if m["long"].startswith("l") else _SHORT)],
        0.6,
    ),
)
