"""Latency targets: "p95 under 2 s", "ttft below 500ms", "first word within 1 s", "300 ms to first token"."""

import re

from core.reading.facts import FactName, Found, Rule, figure, rule
from core.reading.quantity import AMOUNT, read_amount
from core.teams.typical import TOKENS_PER_S_EACH

_UNIT = r"(?:ms|msecs?|milliseconds?|millisekunden?|millisecondes?|milisegundos?|s|secs?|seconds?|sekunden?|secondes?|segundos?)(?![a-z])"
_DURATION = rf"(?P<amount>{AMOUNT}) ?(?P<unit>{_UNIT})"
_MINUTES = rf"(?P<amount>{AMOUNT}) ?(?P<unit>{_UNIT}|mins?\b|minutes?\b|minuten?\b)"
_GAP = r"(?:[^.;,\d\n]|p ?\d\d|\.(?!\s)){0,32}?"
_FIRST = (
    r"(?:ttft|time[- ]to[- ]first(?:[- ](?:token|word|byte))?|first[- ](?:token|word|response|byte|character|chunk|answer token)s?"
    r"|(?:stream|answer|repl|respon)\w{0,5} (?:should |must |has to |have to |to |needs to )?(?:start|begin)s?|(?:start|begin)(?:s|ing)? (?:to )?(?:answer|stream|reply|typ|talk|respond|generat|speak|writ)\w{0,4}|(?:it|they|bot|model|assistant)(?: should| must| has to| needs to| can)?(?: to)? (?:start|begin)s?(?= (?:within|in|after|under|below)\b)|erste[sn]? (?:wort|token|antwort|zeichen)"
    r"|premi(?:er|ère) (?:token|mot|réponse)|primer[ao]? (?:token|palabra|respuesta))"
)
_WHOLE = (
    r"(?:latenc(?:y|ies)|response(?: times?)?s?|respond|repl(?:y|ies)|answers?|end[- ]to[- ]end|e2e|sla|slo|turnaround|round ?trip"
    r"|latenz|latence|latencia|antwort(?:zeit|en)?|réponses?|respuestas?|completions?|p ?(?:50|90|95|99)|median|9\dth percentile|percentile"
    r"|per (?:request|reply|response|query|answer|image|call|prompt|completion|page|document))"
)
_WITHIN = r"(?:within|under|in under|in less than|below|less than|<=?|max(?:imum)?(?: of)?|no more than|not more than|at most|up to|(?:wo|do|does|ca|should|must|will|can)(?:n'?t|not| not) (?:ever |have to |want to |need to )?(?:wait|take|last)(?: for)? (?:more|longer) than|unter|moins de|menos de|inside|faster than|quicker than|sous)"
_PERCENT = {"50": "p50", "90": "p90", "95": "p95", "99": "p99"}


def _seconds(match: re.Match[str]) -> float | tuple[float, float]:
    low, high = read_amount(match["amount"])
    unit = match["unit"].strip(".")
    factor = 0.001 if unit.startswith(("ms", "mil")) else 60.0 if unit.startswith("min") else 1.0
    return figure((round(low * factor, 6), round(high * factor, 6)))


def _first(match: re.Match[str]) -> Found:
    return [("ttft_s", _seconds(match)), *_percentile(match.group())]


def _total(match: re.Match[str]) -> Found:
    return [("latency_s", _seconds(match)), *_percentile(match.group())]


def _percentile(words: str) -> list[tuple[FactName, object]]:
    found = re.search(r"p ?(50|90|95|99)\b|\b(50|90|95|99) ?(?:%|th)|(median)|(average|mean|typical)", words)
    if not found:
        return []
    if found[4]:
        return [("percentile", "mean")]
    return [("percentile", "p50" if found[3] else _PERCENT[found[1] or found[2]])]


def _alone(match: re.Match[str]) -> Found:
    return [("percentile", _PERCENT[match["percent"] or match["later"]])]


RULES: tuple[Rule, ...] = (
    rule(
        "batch_latency",
        r"\blatency (?:does ?n[o']t|doesnt|is not|isn'?t|not|is no|is un)[ -]?(?:really )?(?:matter|important|care|critical|a concern|an issue|a problem|relevant|issue|concern)|\b(?:ready|done|available|there|back|finished) (?:by |on |in )?the next (?:morning|day|working day)\b|\b(?:don'?t|do not|nobody|no one) cares? (?:much )?(?:about|for) (?:the )?(?:latency|speed|response times?)|\bslow(?:er)?(?: (?:answers?|repl(?:y|ies)|responses?))? (?:is|are|would be) (?:perfectly |totally |just )?(?:fine|ok(?:ay)?|acceptable|alright|no problem)\b|\bspeed (?:does ?n[o']t|doesnt|is not|isn'?t|is no) (?:really )?(?:matter|important|critical|a concern|an issue)|\bno (?:hard )?latency (?:target|requirement|constraint|sla|needs?)s?\b|\b(?:overnight|nightly|batch) (?:jobs?|runs?|batch(?:es)?|processing)\b|\boffline (?:batch|processing|jobs?|inference)|\b(?:batch|offline|async(?:hronous(?:ly)?)?)(?: work| mode)? (?:is|are|would be)(?: (?:perfectly|totally|just|also|absolutely))? (?:fine|ok(?:ay)?|good|enough|acceptable|alright|all right|no problem)\b|\bbatch (?:jobs?|inference|processing|scoring|mode|only|workload)\b|\bovernight batch|\b(?:not|nothing(?: is| that is)?) (?:very |really |too )?(?:latency[- ]sensitive|time[- ]critical|real[- ]?time|interactive)\b|\bnon[- ]interactive\b|\blatency[- ]insensitive|\bno (?:hurry|rush)\b(?! (?:to|with|on|for) (?:the |this |that |our )?(?:buy|purchas|deci|order|budget|migrat|project|roll))|\b(?:nobody|no one) (?:is )?wait(?:s|ing)\b|\blatenz (?:ist )?egal|\bpeu importe la latence|\blatency (?:is )?(?:irrelevant|unimportant|secondary)|(?:^|[,;(] ?|- )(?:it'?s |all |just |pure |purely )?(?:offline |async )?batch(?= ?(?:$|[,.;!)]))",
        lambda _: [("batch_latency", True)],
    ),
    rule("ttft", rf"{_FIRST}{_GAP}{_DURATION}(?: \(?p ?\d\d\)?)?", _first),
    rule(
        "ttft",
        rf"(?:p ?\d\d )?{_DURATION}(?: max| at most| or less| p ?\d\d)?,? (?:\()?(?:to|for|until|before|till|bis(?: zum)?|pour le|as|on|hasta(?: el)?)? ?(?:the |a |our |le |la |el |it |they |(?:the )?(?:bot|model|assistant) )?{_FIRST}",
        _first,
    ),
    rule(
        "latency",
        rf"(?:9[059] ?% (?:of [^\d.;,\n]{{0,40}})?)?\b{_WHOLE}{_GAP}{_MINUTES}(?: \(?(?:at )?p ?\d\d\)?)?",
        _total,
    ),
    rule("latency", rf"(?:9[059] ?% (?:of [^\d.;,\n]{{0,40}})){_DURATION}", _total),
    rule(
        "latency",
        rf"(?:{_WITHIN} )?{_DURATION}(?: max| at most| or less| or faster)? ?\(?(?:at |@ ?|for |of |total |full |in )?(?:the )?{_WHOLE}(?![a-z])\)?",
        _total,
    ),
    rule(
        "latency_wanted",
        rf"\b(?:target|goal|aim(?:ing)?|objective|sla|slo|want|need|accept|should be|has to be|must be|down to|(?:come|get|drop|go|reduce|cut|bring)(?: it)? to|ziel|objectif|objetivo)\b[^.;,\d\n]{{0,15}}?{_DURATION}",
        _total,
        0.7,
    ),
    rule(
        "latency_within",
        rf"{_WITHIN}[ ~]{{0,2}}(?:about |roughly |around |ca\.? |a )?{_DURATION}",
        _total,
        0.8,
    ),
    rule(
        "latency_bare",
        rf"(?P<amount>{AMOUNT}) ?(?P<unit>ms|msecs?|milliseconds?)\b(?! ?(?:/|per))",
        _total,
        0.6,
    ),
    rule(
        "latency_max",
        rf"{_DURATION},? (?:max|at most|tops|or less|is (?:fine|ok|enough)|would be (?:fine|ok|great))",
        _total,
        0.6,
    ),
    rule(
        "reading_speed",
        r"\b(?:faster than|as fast as|at least|ahead of|keep(?:s|ing)? up with|at) (?:(?:one|people|you|i|we|somebody|someone|users?|a (?:human|person)|human)(?: can)? )?read(?:ing|s|ers?)?(?: speed| pace)?(?![a-z-])(?! (?:the|this|it|from|a)\b)|\breading (?:speed|pace)\b",
        lambda _: [("tokens_per_s_each", TOKENS_PER_S_EACH)],
        0.7,
    ),
    rule("percentile", r"\bp ?(?P<percent>50|90|95|99)\b(?P<later>)", _alone, 0.6),
    rule(
        "percentile",
        r"\b(?:for|in|at) (?P<percent>50|90|95|99) ?% (?:of|percent)\b|\b(?P<later>50|90|95|99) ?% of (?:the time|all|requests|replies|answers|calls|cases)\b",
        _alone,
        0.6,
    ),
)
