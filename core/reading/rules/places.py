"""Where data may be, and what a host has to answer for."""

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
    r"\b(?:stays?|staying|remains?|kept|keep(?:s|ing)?|host(?:ed|ing)?|located|stored?|lives?|resides?|runs?|processed|leaves?|leaving"
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
        return None if about_people else [("place", place)]

    return rule(
        f"data_in_{place}",
        rf"{_STAYS}{_WITHIN} {words}\b(?!-)|\b(?:only|strictly) (?:in|within|inside) {words}\b|{_NOT_OUTSIDE} {words}\b|\bresidency:?(?: is| in)? {words}\b|\b{words}[- ](?:only\b|{_HOST}\b)",
        make,
        deniable=False,
    )


RULES: tuple[Rule, ...] = (
    *map(_data_in, _PLACES),
    rule("on_premises", _PREMISES, lambda _: [("place", "premises")], deniable=False),
    rule("audited", _AUDITED, lambda _: [("place", "audited")]),
)
