"""The words after /gpu-history: what is asked for."""

import re
from dataclasses import dataclass
from typing import Literal

from bot.export import FORMATS, Format
from core.regex import regex

MOST_WORDS = 100
_ID = regex(r"[#`'\"<]*([0-9a-z]{4,40})[`'\">.,]*", re.IGNORECASE)
_BETWEEN = ("and", "with", "to", "vs", "&")
Which = Literal["channel", "mine", "search"]


@dataclass(frozen=True, slots=True)
class Listed:
    """Records of this channel (in a DM: one's own), one's own, or those with all these words."""

    kind: Which = "channel"
    words: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One record."""

    id: str


@dataclass(frozen=True, slots=True)
class Compared:
    """Two records side by side."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Exported:
    """Records as a file."""

    form: Format
    what: Listed | Shown


@dataclass(frozen=True, slots=True)
class Deleted:
    """One record, to be deleted after a question."""

    id: str


@dataclass(frozen=True, slots=True)
class Helped:
    """How to use it: all of it, or one word."""

    part: Literal["", "compare", "export", "delete", "search"] = ""


Request = Listed | Shown | Compared | Exported | Deleted | Helped
"""No tuples: those are equal where they hold the same, of whatever kind they are."""


def read_request(text: str) -> Request:
    """Read what somebody typed; what means nothing gets the help."""
    word, _, rest = text.strip().partition(" ")
    words = rest.split()
    match word.lower():
        case "" | "list" if not words:
            return Listed()
        case "mine" if not words:
            return Listed("mine")
        case "search":
            return _search(rest) or Helped("search")
        case "compare":
            return _compare(words)
        case "export":
            return _export(words)
        case "delete":
            named = _id(rest)
            return Deleted(named) if named else Helped("delete")
        case "help" | "?" | "usage":
            return Helped()
    named = _id(text)
    return Shown(named) if named else Helped()


def _search(rest: str) -> Listed | None:
    words = " ".join(rest.split())[:MOST_WORDS]
    return Listed("search", words) if words else None


def _compare(words: list[str]) -> Request:
    named = [_id(word) for word in words if word.lower() not in _BETWEEN]
    match named:
        case [str(first), str(second)]:
            return Compared(first, second)
    return Helped("compare")


def _export(words: list[str]) -> Request:
    form = next((form for form in FORMATS if words and words[0].lower().strip(".") == form), None)
    what = _exported(words[1:])
    return Exported(form, what) if form and what else Helped("export")


def _exported(words: list[str]) -> Listed | Shown | None:
    match [word.lower() for word in words]:
        case []:
            return Listed()
        case ["mine"]:
            return Listed("mine")
        case ["search", *_]:
            return _search(" ".join(words[1:]))
    named = _id(" ".join(words))
    return Shown(named) if named else None


def _id(text: str) -> str | None:
    found = _ID.fullmatch(text.strip())
    return found[1].lower() if found else None
