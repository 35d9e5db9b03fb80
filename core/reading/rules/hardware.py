"""Cards as people write them: "4x3090", "8*A6000(48G)", "A100 80G *4", "two 8xH100", "a 24gb card"."""

import re
from collections.abc import Callable
from typing import Any

from core.reading.facts import Found, Rule, rule

_NOUN_AFTER = r"(?! ?(?:users|people|tokens?|requests|concurrent|samples|rows|context|ctx|devs|employees|at once|at the same time|at a time|simultaneous|in parallel)\b)"
_RTX = r"[2345]0[5-9]0"
GPU = (
    r"(?:nvidia[ -]?)?(?:tesla[ -]?|geforce[ -]?|quadro[ -]?|amd[ -]?|radeon[ -]?|instinct[ -]?)?(?:"
    rf"(?:rtx|gtx)?[ -]?(?P<geforce>{_RTX}|10[678]0)(?P<suffix>[ -]?(?:ti[ -]super|ti|super|d)\b)?(?=s?\b|x\b){_NOUN_AFTER}"
    r"|rtx[ -]?pro[ -]?(?P<pro>[456]000)(?:[ -]blackwell)?"
    r"|(?:rtx[ -]?)?(?P<ada>[456]000)[ -]?ada"
    r"|rtx[ -]?(?P<quadro>[68]000)"
    r"|(?:rtx[ -]?)?(?P<workstation>a[2456][05]00)"
    r"|(?P<datacenter>gb[23]00|gh200|[abhv][1238]00|h20|a10g|a10|a16|a30|a40|l40s|l40|l20|l4|t4|p100|p40|k80|m60"
    r"|mi50|mi60|mi100|mi2[15]0x?|mi3[0-5][05]x?|b40)"
    r"|(?P<radeon>7900[ -]?xtx?|6900[ -]?xt|6800[ -]?xt)"
    r"|(?P<apple>m[1-5] ultra|m[1-5] max|m[1-5] pro)"
    r"|(?P<titan>titan (?:rtx|xp|v))"
    r"|(?P<gaudi>gaudi ?[23])"
    r")"
)
_MEMORY = r"(?P<memory{}>\d{{1,3}}) ?g(?:i?bs?|igs?|iga|o)?(?:vram)?"
_FORM = r"(?:[ -]?(?:sxm\d?|pcie|nvl|oam|hbm\d?e?)\b)?"
_COUNT = r"(?:(?P<nodes>\d{1,4}) ?(?:x|\*|(?:nodes?|servers?|boxes|machines?)(?: (?:of|with|w/|each with|x|\*|à|mit|con))?)? ?)??"
_HARDWARE = (
    r"(?<![\w.,/$€£-])(?:(?P<determiner>a|an|one|(?:my|our)(?: own)?|the|this|single|dual|quad|another|1 single)[ -])?"
    rf"{_COUNT}"
    r"(?:(?P<count>\d{1,5})(?!\d) ?(?:x|\*|pcs|of|units?)? ?(?:(?:cards?|cartes?|karten|tarjetas|gpus?|nvidia|rented|used|new|old|more|spare|of) )?)?"
    rf"(?:{_MEMORY.format('_before')}[ -]?)?"
    rf"{GPU}(?P<plural>'?s)?(?![a-z0-9])"
    rf"{_FORM}"
    rf"(?:(?: (?:with|de|à|mit|avec|con|of|at) |[ -]?\(|[ -]|, ?(?=\d{{1,3}} ?g(?:b|ib|iga|o)?(?![a-z])(?! ?(?:of (?!v?ram)|(?!each|v?ram|per|apiece)[a-z]))))?(?:an? )?(?:vram )?{_MEMORY.format('_after')}(?![a-z])(?: each(?: one)?)?(?: of)?(?: vram)?\)?)?"
    rf"{_FORM}"
    r"(?: ?[(]?(?:x|\*) ?(?P<times>\d{1,4})(?![\w.])\)?)?"
    r"(?: (?:gpus?|cards?|graphics cards?|karten?|cartes?)\b)?"
)
_WORDS = {"dual": 2, "quad": 4}


_NAMES: dict[str, Callable[[str], str]] = {
    "geforce": lambda found: f"{'GTX' if found.startswith('10') else 'RTX'} {found}",
    "pro": "RTX PRO {} Blackwell".format,
    "ada": "RTX {} Ada".format,
    "quadro": "RTX {}".format,
    "workstation": str.upper,
    "datacenter": str.upper,
    "radeon": str.upper,
    "apple": str.title,
    "titan": lambda found: f"Titan {found.removeprefix('titan ').upper()}",
    "gaudi": lambda found: f"Gaudi {found[-1]}",
}
"""The groups of `GPU`, and how cards of each are named."""


def card_name(match: re.Match[str]) -> str:
    """Return the name of the card that `GPU` matched."""
    found, name = next((match[group], name) for group, name in _NAMES.items() if match[group])
    suffix = (match["suffix"] or "").strip(" -").replace("-", " ")
    return f"{name(found)} {suffix.title() if len(suffix) > 1 else suffix.upper()}".rstrip()


def _count(match: re.Match[str]) -> int | None:
    cards = match["count"] or match["times"]
    nodes = int(match["nodes"] or 1)
    if cards:
        return int(cards) * nodes
    if match["nodes"]:
        return nodes
    if match["determiner"] in _WORDS:
        return _WORDS[match["determiner"]]
    if (match["determiner"] or match["apple"]) and not match["plural"]:
        return 1
    return None


def _cards(match: re.Match[str]) -> Found:
    memory = match["memory_before"] or match["memory_after"]
    value: dict[str, Any] = {"gpu": card_name(match), "count": _count(match), "plural": bool(match["plural"])}
    if memory:
        value["memory_gb"] = float(memory)
    return [("hardware", value)]


def _unnamed(match: re.Match[str]) -> Found:
    memory = match["before"] or match["after"]
    count = match["count"] or ("1" if match["one"] else None)
    value = {"gpu": f"{memory} GB card", "count": int(count) if count else None, "memory_gb": float(memory)}
    return [("hardware", value | {"unnamed": True})]


RULES: tuple[Rule, ...] = (
    rule("cards", _HARDWARE, _cards),
    rule(
        "unnamed_cards",
        r"(?<![\w.])(?:(?P<one>a|an|my|one|single|our) )?(?:(?P<count>\d{1,4}) ?x? ?)??"
        r"(?:(?P<before>\d{2,3}) ?g(?:b|ib)? (?:vram )?(?:gpus?|(?:graphics )?cards?)\b"
        r"|(?:gpus?|cards?) (?:with|of|a) (?P<after>\d{2,3}) ?g(?:b|ib)?\b(?: (?:of )?v?ram)?)",
        _unnamed,
        0.7,
    ),
    rule(
        "card_memory",
        r"(?<![\w.])\d{1,4} ?[gt]i?b? (?:of )?(?:v?ram|memory|gpu memory|speicher|ssd|disk)\b",
        lambda _: (),
    ),
    rule(
        "card_count",
        r"(?<![\w.])(?:up to )?\d{1,5} ?x? (?:gpus?|cards?|nodes?|instances?|servers?|machines?)\b",
        lambda _: (),
    ),
    rule("gpu_hours", r"(?<![\w.])[\d.,k]{1,9} ?(?:gpu|card|[ah]\d00)[ -]?h(?:ou)?rs?\b", lambda _: ()),
)
