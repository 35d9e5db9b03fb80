"""Over how many cards a measured row says that matrices, layers, sequences and experts are divided."""

import re

_WORDS = {
    "tensor": ("tp|mp", "tensor|model"),
    "pipeline": ("pp", "pipeline|pipe"),
    "context": ("cp|sp|usp|ulysses(?:.?sp)?", "context|sequence|ulysses"),
    "expert": ("ep", "experts?"),
    "virtual": ("vp|vpp", "virtual"),
}
"""How each is abbreviated, and its word before "parallel". Rings and Ulysses divide sequences alike."""
_BEFORE = r"(?<![a-wyz])(?<!expert-)"
"""What follows no letter but a times sign: "dp4xtp8"; the tensor parallelism of experts is another."""
_SETS = r"(?:[\s_-]?(?:size|degree|of))?\s?[=:x-]?\s?"


def ways(said: str, of: str) -> int:
    """Return over how many cards it is divided: "TP8", "tp=2", "tensor parallel 4", "2-way tensor"; else 1.

    `of` is tensor, pipeline, context, expert, or virtual (the stages of each card).
    """
    short, word = _WORDS[of]
    named = rf"{_BEFORE}(?:{short}|(?:{word})[\s_-]?(?:model[\s_-]?)?parallel\w*)"
    found = re.search(rf"{named}{_SETS}(\d+)", said.lower())
    found = found or re.search(rf"\b(\d+)[\s-]?(?:way|stage)s?[\s-](?:{short}|{word})\b", said.lower())
    return max(1, int(found[1])) if found else 1
