"""Rented machines by their names: "g5.12xlarge", "2x p4d.24xlarge", "a2-highgpu-4g", "Standard_NC24ads_A100_v4"."""

import re

from core.catalog.machines import AMAZON, AZURE, CARDS, G2_CARDS, GOOGLE
from core.reading.facts import Found, Rule, rule

_MANY = r"(?<![\w.-])(?:(?P<many>\d{1,3}) ?(?:x|\*)? ?)?"


def _machines(match: re.Match[str], card: str, cards: int) -> Found:
    name, memory_gb = CARDS[card]
    count = cards * int(match["many"] or 1)
    return [("hardware", {"gpu": name, "count": count, "plural": False, "memory_gb": memory_gb})]


def _amazon(match: re.Match[str]) -> Found:
    family = AMAZON[match["family"]]
    cards = family.cards.get(match["size"])
    return None if cards is None else _machines(match, family.gpu, cards)


def _google(match: re.Match[str]) -> Found:
    if match["l4"]:
        cards = G2_CARDS.get(match["l4"])
        return None if cards is None else _machines(match, "l4", cards)
    return _machines(match, GOOGLE[match["family"]], int(match["cards"]))


def _azure(match: re.Match[str]) -> Found:
    found = AZURE.get(re.sub(r"[ -]", "_", match["name"]))
    return None if found is None else _machines(match, *found)


RULES: tuple[Rule, ...] = (
    rule(
        "instance",
        rf"{_MANY}(?P<family>p3dn|p3|p4de|p4d|p5en|p5e|p5|p6-b200|g4dn|g5|g6e|g6)\.(?P<size>metal|\d{{0,2}}xlarge)(?![a-z])",
        _amazon,
    ),
    rule(
        "instance",
        rf"{_MANY}(?:(?P<family>{'|'.join(GOOGLE)})-(?P<cards>1|2|4|8|16)g|g2-standard-(?P<l4>\d{{1,2}}))(?![a-z\d])",
        _google,
    ),
    rule(
        "instance",
        rf"{_MANY}(?:standard[_ ])?(?P<name>n[cdv]\d{{1,2}}[a-z]{{1,5}}(?:[_ -](?:a100|h100|h200|t4|a10))?[_ -]v\d)(?![a-z\d])",
        _azure,
    ),
)
