"""Whether the words before a match deny it: "not LoRA", "no fine-tuning", "instead of 8k"."""

import re

from core.regex import regex

_DENIED = regex(
    r"(?:\b(?:not|no|without|instead of|rather than|never|neither|nor|nothing|don'?t|dont|doesn'?t|isn'?t|aren'?t|won'?t|wont|zero|avoid|except|kein(?:e[nrs]?)?|"
    r"nicht|ohne|pas(?: de)?|sans|sin|nunca|skip|never mind|forget(?: about)?)|(?<!\w)non) "
    r"(?:(?:a|an|the|any|do|doing|use|using|want|need|plan(?:ning)?|to|for|much|really|about|in|as|more|of|d')\s?){0,3}$"
)
_EXCEPT = regex(r"\bnot (?:only|just|merely)\b")


def denied(match: re.Match[str]) -> bool:
    """Tell whether the text just before this match takes it back."""
    before = match.string[max(0, match.start() - 40) : match.start()]
    return bool(_DENIED.search(before)) and not _EXCEPT.search(before)
