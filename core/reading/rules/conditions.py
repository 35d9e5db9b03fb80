"""What has to hold besides the size: where data may be, who rents it out, what may fail, when it is needed."""

import re

from core.reading.facts import Found, Rule, rule
from core.regex import regex

_PLACES = {
    "eu": r"(?:the )?(?:eu|e\.u\.|europe(?:an union)?|eea)",
    "uk": r"(?:the )?(?:uk|u\.k\.|united kingdom|england|(?:great )?britain)",
    "us": r"(?:(?:the )?(?:usa|u\.s\.(?:a\.)?|united states|america)|the us)",
    "country": r"(?:the country|(?:one|our(?: own)?) country|germany|deutschland|france|spain|italy|the netherlands|switzerland|austria|poland|sweden|norway|denmark|finland|ireland|canada|australia|new zealand|india|japan|singapore|south korea|brazil|israel|saudi arabia|the uae)",
}
_DATA = r"(?:data|documents?|files|records|weights|everything|it|this|that|all|hosting|hosts?|providers?|servers?|machines?|gpus?|cards?|infra(?:structure)?|model)"
_STAYS = (
    rf"\b(?:(?:the |our |all |customer |their )*{_DATA} (?:must|has to|have to|needs? to|should|shall|may only|can only) )?"
    r"(?:stays?|staying|remains?|kept|keep(?:s|ing)?|host(?:ed|ing)?|located|stored?|lives?|resides?|runs?|processed|leaves?|leaving"
    rf"|servers?|data ?cent(?:er|re)s?|providers?|gpus?|infra(?:structure)?|{_DATA}(?: \w+){{0,3}} be)"
)
_WITHIN = r"(?: (?:it|them|all|the|our|data|everything|strictly|only|physically|always|be|is|are|must|has to|have to|needs to)){0,4} (?:in|within|inside)"
_NOT_OUTSIDE = r"\b(?:not|never|n't)(?: (?:be|allowed|go|ever|anywhere|stored|hosted|sent)){0,3} (?:leaves?|outside(?: of)?)"
_HOST = r"(?:hosted|hosting|based (?:hosts?|providers?|servers?|data ?cent\w*)|regions?|data residency|residency|servers?|data ?cent(?:er|re)s?|providers?|sovereign\w*)"
_PREMISES = (
    r"\bon[- ]?prem(?:ises?)?\b|\bair[- ]?gapped\b|\b(?:no|(?:not|never|nothing)(?: in)? (?:the|a|any)) (?:public )?cloud\b"
    r"|\b(?:can ?not|can'?t|must not|mustn'?t|may not|never|not allowed to|isn'?t allowed to|not) (?:ever )?leaves? (?:our|the) (?:own )?(?:network|building|premises|company|house|site|campus|office|hospital|lab|data ?cent(?:er|re)|intranet)\b"
    rf"|{_STAYS}(?: (?:it|them|everything|all|the data|only)){{0,2}} (?:in|on|within|inside) (?:our (?:own )?|the )(?:network|building|premises|company|house|server room|site|campus|hospital|lab|data ?cent(?:er|re)|intranet)\b"
)
_AUDITED = r"\b(?:gdpr|dsgvo|hipaa|soc ?[- ]?2|iso ?[- ]?27001|fedramp|pci[- ]?dss)\b"
_PEOPLE = regex(r"\b(?:users?|customers?|people|clients?|students?|visitors?|team|they|who)\b[^.,;]{0,20}$")
"""Before a place, tells where somebody is, not where data has to be."""


def _data_in(place: str) -> Rule:
    """Return the rule of one place: what stays there, or "EU only", "EU hosting", "a UK region"."""
    words = _PLACES[place]

    def make(match: re.Match[str]) -> Found:
        about_people = _PEOPLE.search(match.string, max(0, match.start() - 40), match.start())
        return None if about_people else [("condition", place)]

    return rule(
        f"data_in_{place}",
        rf"{_STAYS}{_WITHIN} {words}\b(?!-)|\b(?:only|strictly) (?:in|within|inside) {words}\b|{_NOT_OUTSIDE} {words}\b|\bresidency:?(?: is| in)? {words}\b|\b{words}[- ](?:only\b|{_HOST}\b)",
        make,
        deniable=False,
    )


_CLOUDS = {
    "aws": r"(?:aws|amazon(?: web services)?|ec2|sagemaker)",
    "azure": r"(?:azure|microsoft cloud)",
    "gcp": r"(?:gcp|google cloud(?: platform)?|vertex ai)",
}
_LEFT = regex(r"\b(?:leav\w+|off|away|instead|from|than|quit\w*|drop\w*)\b[^.,;]{0,12}$")


def _in_cloud(cloud: str) -> Rule:
    """Return the rule of one hyperscaler: where a team is, not what it leaves."""
    words = _CLOUDS[cloud]

    def make(match: re.Match[str]) -> Found:
        left = _LEFT.search(match.string, max(0, match.start() - 24), match.start())
        return None if left else [("condition", cloud)]

    return rule(
        f"in_{cloud}",
        rf"\b(?:(?:we|it)(?: are|'re| is|'s)? (?:all |hosted |only )?)?(?:on|in|via|inside|use|using|prefer|with) (?:our |the )?{words}\b|\b(?:must|has to|should|needs to) be (?:on |in )?{words}\b|\b{words}[- ](?:only|shop|account|credits?|commitments?|native)\b|\b(?:we are|we're|we have|an?) (?:all |an? )?{words}\b",
        make,
    )


_REDUNDANT = (
    r"\bredundan(?:t|cy)\b|\bhigh(?:ly)?[- ]availab\w+|\bha (?:setup|set-up|cluster|pair)\b|\bfail[- ]?over\b|\b(?:no|without an?y?|avoid(?:ing)? an?y?) (?:single points? of failure|downtime|outages?)\b"
    r"|\bzero[- ]downtime\b|\bn ?\+ ?1\b|\b99[.,]\d+ ?%? (?:uptime|availability|sla)\b|\b(?:uptime|availability|sla)(?: of)? 99[.,]\d+|\bsurviv\w+ (?:the |a |an |one |any )?(?:failed |failing |broken )?(?:gpu|server|card|node|machine)s?\b"
)
_OFFICE_HOURS = (
    r"\b(?:during|in|within|at) (?:our |the |normal |regular )?(?:office|business|working|work) (?:hours|times?|days)\b|\b(?:office|business|working)[- ]hours(?:[- ]only)?\b|\b(?:9|8|10)(?: ?am)? ?(?:-|to|till|until) ?(?:5|6|17|18)(?: ?pm)?\b(?! ?(?:%|tokens?|users?|b\b|k\b|s\b|sec|min|gb|at once))"
    r"|\bnine to five\b|\b(?:only (?:on )?weekdays|(?:on )?weekdays only)\b|\b(?:not|nobody (?:uses|needs) it|no ?one (?:uses|needs) it|off|idle) (?:at night|overnight|on weekends|at weekends|outside (?:of )?(?:office|business|working) hours)"
)
_STRAINED = regex(r"\b(?:slow|slows|peaks?|busy|busiest|lags?|worst|overload\w*|delays?)\b[^.,;]{0,24}$")
"""Before office hours, tells when it hurts, not when it is needed."""
_BOUGHT = (
    r"\b(?:want|wants|plan|planning|would like|'d like|prefer|may|might|maybe|could|consider|considering|thinking (?:of|about)|rather|going|looking|whether|decided)(?: we)?(?: to)? (?:buy|buying|purchase|purchasing)\b"
    r"|\b(?:buy|buying|purchase|purchasing)(?: (?:our own|a|an|some|the|new|used)){0,2} (?:servers?|gpus?|cards?|hardware|workstations?|box(?:es)?|machines?|rigs?)\b|\b(?:buy|buying|purchas\w+),? (?:not|instead of|rather than|or|vs\.?|versus) (?:to )?(?:rent|lease|cloud)\w*"
)


def _in_office_hours(match: re.Match[str]) -> Found:
    strained = _STRAINED.search(match.string, max(0, match.start() - 40), match.start())
    return None if strained else [("condition", "office_hours")]


RULES: tuple[Rule, ...] = (
    *map(_data_in, _PLACES),
    rule("on_premises", _PREMISES, lambda _: [("condition", "premises")], deniable=False),
    rule("audited", _AUDITED, lambda _: [("condition", "audited")]),
    *map(_in_cloud, _CLOUDS),
    rule("redundant", _REDUNDANT, lambda _: [("condition", "redundant")], deniable=False),
    rule("in_office_hours", _OFFICE_HOURS, _in_office_hours, deniable=False),
    rule("bought", _BOUGHT, lambda _: [("condition", "bought")]),
)
