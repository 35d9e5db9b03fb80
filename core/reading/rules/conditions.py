"""What has to hold besides the size: where data may be, who rents it out, what may fail, when it is needed."""

import re

from core.conditions import Named
from core.reading.facts import Found, Rule, rule
from core.regex import regex

_BEFORE = 40
"""Characters before a match in which words are looked for that turn what it means."""


def _told(condition: Named, *ways: str, but: re.Pattern[str] | None = None, deniable: bool = True) -> Rule:
    """Return the rule of one condition: the ways to tell it, and the words before it that make it another thing."""

    def make(match: re.Match[str]) -> Found:
        start = match.start()
        turned = but and but.search(match.string, max(0, start - _BEFORE), start)
        return None if turned else [("condition", condition)]

    return rule(condition, "|".join(ways), make, deniable=deniable)


_PLACES: dict[Named, str] = {
    "eu": r"(?:the )?(?:eu|e\.u\.|europe(?:an union)?|eea)",
    "uk": r"(?:the )?(?:uk|u\.k\.|united kingdom|england|(?:great )?britain)",
    "us": r"(?:(?:the )?(?:usa|u\.s\.(?:a\.)?|united states|america)|the us)",
    "country": r"(?:the country|(?:one|our(?: own)?) country|germany|deutschland|france|spain|italy|the netherlands|switzerland"
    r"|austria|poland|sweden|norway|denmark|finland|ireland|canada|australia|new zealand|india|japan|singapore|south korea"
    r"|brazil|israel|saudi arabia|the uae)",
}
_DATA = (
    r"(?:data|documents?|files|records|weights|everything|it|this|that|all|hosting|hosts?|providers?|servers?|machines?"
    r"|gpus?|cards?|infra(?:structure)?|model)"
)
_CENTRES = r"data ?cent(?:er|re)"
_MUST = r"(?:must|has to|have to|needs? to|should|shall|may only|can only)"
_STAYING = (
    r"stays?|staying|remains?|kept|keep(?:s|ing)?|host(?:ed|ing)?|located|stored?|lives?|resides?|runs?|processed"
    r"|leaves?|leaving"
)
_HOSTS = rf"servers?|{_CENTRES}s?|providers?|gpus?|infra(?:structure)?"
_STAYS = (
    rf"\b(?:(?:the |our |all |customer |their )*{_DATA} {_MUST} )?"
    rf"(?:{_STAYING}|{_HOSTS}|{_DATA}(?: \w+){{0,3}} be)"
)
"""What stays, up to the word that tells it: "all customer data must be kept"."""
_WITHIN = (
    r"(?: (?:it|them|all|the|our|data|everything|strictly|only|physically|always|be|is|are|must|has to|have to|needs to)){0,4}"
    r" (?:in|within|inside)"
)
_NOT_OUTSIDE = r"\b(?:not|never|n't)(?: (?:be|allowed|go|ever|anywhere|stored|hosted|sent)){0,3} (?:leaves?|outside(?: of)?)"
_HOSTING = (
    r"(?:hosted|hosting|based (?:hosts?|providers?|servers?|data ?cent\w*)|regions?|data residency|residency|servers?"
    rf"|{_CENTRES}s?|providers?|sovereign\w*)"
)
_NEEDLESS = r"(?:(?:\bnot|n'?t)(?: (?:really|necessarily))?(?: (?:have|need))?(?: to)?(?: be)?|\bno(?: (?:need|reason)(?: to| for))?) $"
"""Before what a host would have to promise, tells that it need not."""
_PEOPLE = regex(
    r"\b(?:users?|customers?|people|clients?|students?|visitors?|team|they|who)\b[^.,;]{0,20}$|" + _NEEDLESS
)
"""Before a place, tells where somebody is, or that data need not be there."""


def _data_in(place: str) -> tuple[str, ...]:
    return (
        rf"{_STAYS}{_WITHIN} {place}\b(?!-)",
        rf"\b(?:only|strictly) (?:in|within|inside) {place}\b",
        rf"{_NOT_OUTSIDE} {place}\b",
        rf"\bresidency:?(?: is| in)? {place}\b",
        rf"\b{place}[- ](?:only\b|{_HOSTING}\b)",
    )


_CANNOT = r"(?:does ?n[o']t|do ?n[o']t|won'?t|can ?not|can'?t|must not|mustn'?t|may not|never|not allowed to|isn'?t allowed to|not)"
_SITE = rf"network|building|premises|company|house|site|campus|hospital|lab|{_CENTRES}|intranet"
_ON_PREMISES = (
    r"\bon[- ]?prem(?:ises?)?\b(?! (?:is(?:n'?t| not)|(?:is |would be |seems )?(?:not|never|no|impossible|out of the question))\b)",
    r"\bon our (?:own )?(?:premises|site)\b",
    r"\b(?:only|strictly|all|everything|fully) (?:in[- ]?house|on[- ]?site)\b",
    r"\b(?:in[- ]?house|on[- ]?site)[- ](?:only|hosting|hosted|servers?|hardware)\b",
    rf"{_STAYS}(?: (?:it|them|everything|all|the data|only|is|strictly)){{0,2}} (?:in[- ]?house|on[- ]?site)\b",
    rf"\b(?:in|from|inside|within) our (?:own )?(?:{_CENTRES}s?|server rooms?)\b",
    r"\bcloud (?:is|would be) (?:not (?:an option|allowed|possible|acceptable)|no option|forbidden|prohibited|out of the question)",
    r"\b(?:can ?not|can'?t|may not|must not|not allowed to|won'?t) (?:use|go (?:to|into)|be in) (?:the|a|any) (?:public )?cloud\b",
    r"\bair[- ]?gapped\b",
    r"\b(?:no|(?:not|never|nothing)(?: in)? (?:the|a|any)) (?:public )?cloud\b",
    rf"\b(?:{_CANNOT}|nothing(?: (?:may|can|must|should))?) (?:ever )?leaves? (?:our|the) (?:own )?(?:{_SITE}|office)\b",
    rf"{_STAYS}(?: (?:it|them|everything|all|the data|only)){{0,2}} (?:in|on|within|inside) (?:our (?:own )?|the )(?:{_SITE}|server room)\b",
)

_CLOUDS: dict[Named, str] = {
    "aws": r"(?:aws|amazon(?: web services)?|ec2|sagemaker)",
    "azure": r"(?:azure|microsoft cloud)",
    "gcp": r"(?:gcp|google cloud(?: platform)?|vertex ai)",
}
_LEAVING = regex(r"\b(?:leav\w+|off|away|instead|from|than|quit\w*|drop\w*)\b[^.,;]{0,12}$")
"""Before a cloud, tells what a team leaves, not where it is."""


def _in_cloud(cloud: str) -> tuple[str, ...]:
    return (
        rf"\b(?:(?:we|it)(?: are|'re| is|'s)? (?:all |hosted |only )?)?(?:on|in|via|inside|use|using|prefer|with) (?:our |the )?{cloud}\b",
        rf"\b(?:must|has to|should|needs to) be (?:on |in )?{cloud}\b",
        rf"\b{cloud}[- ](?:only|shop|account|credits?|commitments?|native)\b",
        rf"\b(?:we are|we're|we have|an?) (?:all |an? )?{cloud}\b",
    )


_REDUNDANT = (
    r"\bredundan(?:t|cy)\b",
    r"\bhigh(?:ly)?[- ]availab\w+",
    r"\bha (?:setup|set-up|cluster|pair)\b",
    r"\bfail[- ]?over\b",
    r"\b(?:no|without an?y?|avoid(?:ing)? an?y?) (?:single points? of failure|downtime|outages?)\b",
    r"\bzero[- ]downtime\b",
    r"\bn ?\+ ?1\b",
    r"\b99[.,]\d+ ?%? (?:uptime|availability|sla)\b",
    r"\b(?:uptime|availability|sla)(?: of)? 99[.,]\d+",
    r"\bsurviv\w+ (?:the |a |an |one |any )?(?:failed |failing |broken )?(?:gpu|server|card|node|machine)s?\b",
)

_OFFICE = r"(?:office|business|working)"
_NIGHTS = rf"(?:at night|overnight|on weekends|at weekends|outside (?:of )?{_OFFICE} hours)"
_OTHER_FIGURES = r"(?:%|tokens?|users?|b\b|k\b|s\b|sec|min|gb|at once)"
"""After "9 to 5", tells that it speaks of something else than the time of day."""
_OFFICE_HOURS = (
    r"\b(?:during|in|within|at) (?:our |the |normal |regular )?(?:office|business|working|work) (?:hours|times?|days)\b",
    rf"\b{_OFFICE}[- ]hours(?:[- ]only)?\b",
    rf"\b(?:9|8|10)(?: ?am)? ?(?:-|to|till|until) ?(?:5|6|17|18)(?: ?pm)?\b(?! ?{_OTHER_FIGURES})",
    r"\bnine to five\b",
    r"\b(?:only (?:on )?weekdays|(?:on )?weekdays only)\b",
    rf"\b(?:not|nobody (?:uses|needs) it|no ?one (?:uses|needs) it|off|idle) {_NIGHTS}",
)
_STRAINED = regex(r"\b(?:slow|slows|peaks?|busy|busiest|lags?|worst|overload\w*|delays?)\b[^.,;]{0,24}$")
"""Before office hours, tells when it hurts, not when it is needed."""

_WANT = (
    r"(?:want|wants|plan|planning|would like|'d like|prefer|may|might|maybe|could|consider|considering"
    r"|thinking (?:of|about)|rather|going|looking|whether|decided)"
)
_BUY = r"(?:buy|buying|purchase|purchasing)"
_HARDWARE = r"(?:servers?|gpus?|cards?|hardware|workstations?|box(?:es)?|machines?|rigs?)"
_BOUGHT = (
    rf"\b{_WANT}(?: we)?(?: to)? {_BUY}\b",
    rf"\b{_BUY}(?: (?:our own|a|an|some|the|new|used)){{0,2}} {_HARDWARE}\b",
    r"\b(?:buy|buying|purchas\w+),? (?:not|instead of|rather than|or|vs\.?|versus) (?:to )?(?:rent|lease|cloud)\w*",
)

RULES: tuple[Rule, ...] = (
    *(_told(place, *_data_in(words), but=_PEOPLE, deniable=False) for place, words in _PLACES.items()),
    _told("premises", *_ON_PREMISES, but=regex(_NEEDLESS), deniable=False),
    _told("audited", r"\b(?:gdpr|dsgvo|hipaa|soc ?[- ]?2|iso ?[- ]?27001|fedramp|pci[- ]?dss)\b"),
    *(_told(cloud, *_in_cloud(words), but=_LEAVING) for cloud, words in _CLOUDS.items()),
    _told("redundant", *_REDUNDANT, deniable=False),
    _told("office_hours", *_OFFICE_HOURS, but=_STRAINED, deniable=False),
    _told("bought", *_BOUGHT),
)
