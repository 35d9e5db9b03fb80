"""Rented machines by their names: "g5.12xlarge", "2x p4d.24xlarge", "a2-highgpu-4g", "Standard_NC24ads_A100_v4"."""

import re
from typing import NamedTuple

from core.reading.facts import Found, Rule, rule


class _Family(NamedTuple):
    """A line of machines: its card, with the memory of one in GB, and how many cards each size has."""

    gpu: str
    memory_gb: float
    cards: dict[str, int]


def _sizes(one: str, **more: int) -> dict[str, int]:
    return dict.fromkeys(one.split(), 1) | {name.lstrip("_"): cards for name, cards in more.items()}


_G5 = _sizes("xlarge 2xlarge 4xlarge 8xlarge 16xlarge", _12xlarge=4, _24xlarge=4, _48xlarge=8)
_AWS = {
    "p3": _Family("V100", 16, _sizes("2xlarge", _8xlarge=4, _16xlarge=8)),
    "p3dn": _Family("V100", 32, {"24xlarge": 8}),
    "p4d": _Family("A100", 40, {"24xlarge": 8}),
    "p4de": _Family("A100", 80, {"24xlarge": 8}),
    "p5": _Family("H100", 80, _sizes("4xlarge", _48xlarge=8)),
    "p5e": _Family("H200", 141, {"48xlarge": 8}),
    "p5en": _Family("H200", 141, {"48xlarge": 8}),
    "p6-b200": _Family("B200", 180, {"48xlarge": 8}),
    "g4dn": _Family("T4", 16, _sizes("xlarge 2xlarge 4xlarge 8xlarge 16xlarge", _12xlarge=4, metal=8)),
    "g5": _Family("A10G", 24, _G5),
    "g6": _Family("L4", 24, _G5),
    "g6e": _Family("L40S", 48, _G5),
}
"""Amazon EC2, "Accelerated computing" instance types."""
_GOOGLE = {
    "a2-highgpu": ("A100", 40.0),
    "a2-megagpu": ("A100", 40.0),
    "a2-ultragpu": ("A100", 80.0),
    "a3-highgpu": ("H100", 80.0),
    "a3-megagpu": ("H100", 80.0),
    "a3-ultragpu": ("H200", 141.0),
    "a4-highgpu": ("B200", 180.0),
}
"""Google Compute Engine, accelerator-optimized machines, whose names end in their number of cards."""
_G2_CARDS = {"4": 1, "8": 1, "12": 1, "16": 1, "32": 1, "24": 2, "48": 4, "96": 8}
"""The same for the G2 series with L4 cards, whose names end in their number of virtual processors."""
_AZURE = {
    "nc24ads_a100_v4": ("A100", 80.0, 1),
    "nc48ads_a100_v4": ("A100", 80.0, 2),
    "nc96ads_a100_v4": ("A100", 80.0, 4),
    "nd96asr_v4": ("A100", 40.0, 8),
    "nd96amsr_a100_v4": ("A100", 80.0, 8),
    "nd96isr_h100_v5": ("H100", 80.0, 8),
    "nd96isr_h200_v5": ("H200", 141.0, 8),
    "nc40ads_h100_v5": ("H100", 94.0, 1),
    "nc80adis_h100_v5": ("H100", 94.0, 2),
    "nc4as_t4_v3": ("T4", 16.0, 1),
    "nc8as_t4_v3": ("T4", 16.0, 1),
    "nc16as_t4_v3": ("T4", 16.0, 1),
    "nc64as_t4_v3": ("T4", 16.0, 4),
    "nv36ads_a10_v5": ("A10", 24.0, 1),
    "nv72ads_a10_v5": ("A10", 24.0, 2),
    "nc6s_v3": ("V100", 16.0, 1),
    "nc12s_v3": ("V100", 16.0, 2),
    "nc24s_v3": ("V100", 16.0, 4),
}
"""Azure virtual machines, the ND, NC and NV series."""
_MANY = r"(?<![\w.-])(?:(?P<many>\d{1,3}) ?(?:x|\*)? ?)?"


def _machines(match: re.Match[str], gpu: str, memory_gb: float, cards: int) -> Found:
    count = cards * int(match["many"] or 1)
    return [("hardware", {"gpu": gpu, "count": count, "plural": False, "memory_gb": memory_gb})]


def _amazon(match: re.Match[str]) -> Found:
    family = _AWS[match["family"]]
    cards = family.cards.get(match["size"])
    return None if cards is None else _machines(match, family.gpu, family.memory_gb, cards)


def _google(match: re.Match[str]) -> Found:
    if match["l4"]:
        cards = _G2_CARDS.get(match["l4"])
        return None if cards is None else _machines(match, "L4", 24.0, cards)
    return _machines(match, *_GOOGLE[match["family"]], int(match["cards"]))


def _azure(match: re.Match[str]) -> Found:
    found = _AZURE.get(re.sub(r"[ -]", "_", match["name"]))
    return None if found is None else _machines(match, *found)


RULES: tuple[Rule, ...] = (
    rule(
        "instance",
        rf"{_MANY}(?P<family>p3dn|p3|p4de|p4d|p5en|p5e|p5|p6-b200|g4dn|g5|g6e|g6)\.(?P<size>metal|\d{{0,2}}xlarge)(?![a-z])",
        _amazon,
    ),
    rule(
        "instance",
        rf"{_MANY}(?:(?P<family>{'|'.join(_GOOGLE)})-(?P<cards>1|2|4|8|16)g|g2-standard-(?P<l4>\d{{1,2}}))(?![a-z\d])",
        _google,
    ),
    rule(
        "instance",
        rf"{_MANY}(?:standard[_ ])?(?P<name>n[cdv]\d{{1,2}}[a-z]{{1,5}}(?:[_ -](?:a100|h100|h200|t4|a10))?[_ -]v\d)(?![a-z\d])",
        _azure,
    ),
)
