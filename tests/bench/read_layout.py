"""Over how many cards a measured row says that matrices, layers, sequences and experts are divided."""

import re

_WORDS = {
    "tensor": ("tp", "tensor"),
    "pipeline": ("pp", "pipeline"),
    "context": ("cp|sp|usp|ulysses(?:.?sp)?", "context|sequence|ulysses"),
    "expert": ("ep", "experts?"),
    "virtual": ("vp|vpp", "virtual"),
}
"""How each is abbreviated, and its word before "parallel". Rings and Ulysses divide sequences alike."""


def ways(said: str, of: str) -> int:
    """Return over how many cards it is divided: "TP8", "tp=2", "tensor parallel 4", "2-way tensor"; else 1.

    `of` is tensor, pipeline, context, expert, or virtual (the stages of each card).
    """
    short, word = _WORDS[of]
    named = rf"\b(?:{short}|(?:{word})[\s_-]?(?:model[\s_-]?)?parallel\w*)"
    found = re.search(rf"{named}(?:[\s_-]?(?:size|degree|of))?\s?[=:]?\s?(\d+)", said.lower())
    found = found or re.search(rf"\b(\d+)[\s-]?way[\s-](?:{short}|{word})\b", said.lower())
    return max(1, int(found[1])) if found else 1
