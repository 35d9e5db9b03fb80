"""A message made plain: lower case, one kind of space and dash, digits for number words; positions are kept."""

import re
from collections.abc import Callable
from typing import NamedTuple

from core.regex import regex

LIMIT = 4_000
"""How many code points of a message are read. Nobody describes a workload at greater length."""

FILLER = "\ue000"
"""Stands where words were already understood: neither a letter, nor a digit, nor a space."""

_PLAIN = {
    **dict.fromkeys(range(0x20), " "),
    **dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u200a\u202f\u3000\ue000\u007f`~"), " "),
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-"),
    **dict.fromkeys(map(ord, "\u2018\u2019\u00b4"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u00ab\u00bb"), '"'),
    ord("\n"): ";",
    ord("\u00d7"): "x",
    ord("\u2264"): "<",
    ord("\u2265"): ">",
    ord("\u2248"): " ",
    ord("\u0130"): "i",
}


class Normal(NamedTuple):
    """Plain text, and for each of its characters where in the message it came from."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the place in the message of the characters from `start` to `end`, which are not none."""
        return self.starts[start], self.ends[end - 1]

    def rewritten(self, pattern: re.Pattern[str], make: Callable[[re.Match[str]], str | None]) -> "Normal":
        """Return this text with each match replaced; where `make` returns None the words stay."""
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        done = 0
        for match in pattern.finditer(self.text):
            new = make(match)
            if new is None or match.start() == match.end():
                continue
            pieces += (self.text[done : match.start()], new)
            starts += self.starts[done : match.start()] + (self.starts[match.start()],) * len(new)
            ends += self.ends[done : match.start()] + (self.ends[match.end() - 1],) * len(new)
            done = match.end()
        if not pieces:
            return self
        text = "".join((*pieces, self.text[done:]))
        return Normal(text, (*starts, *self.starts[done:]), (*ends, *self.ends[done:]))


_SLACK = regex(
    r"&(?P<entity>amp|lt|gt);"
    r"|<(?P<who>[@#!])[^<>|]{1,80}(?:\|[^<>]{0,80})?>"
    r"|<?https?://(?P<address>[^\s<>|]{1,500})(?:\|[^<>]{0,200})?>?"
)
_SPACES = regex(r" {2,}")
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">"}
_HUGGING_FACE = "huggingface.co/"


def _without_slack(match: re.Match[str]) -> str:
    if match["entity"]:
        return _ENTITIES[match["entity"]]
    if match["who"]:
        return "@someone" if match["who"] == "@" else " "
    place = match["address"].removeprefix("www.")
    if place.startswith(_HUGGING_FACE):
        return " " + place.removeprefix(_HUGGING_FACE) + " "
    return " "


def normalise(message: str) -> Normal:
    """Return the first `LIMIT` code points of a message in plain form."""
    text = message[:LIMIT].translate(_PLAIN).lower()
    places = tuple(range(len(text)))
    plain = Normal(text, places, tuple(place + 1 for place in places))
    if "&" in text or "<" in text or "://" in text:
        plain = plain.rewritten(_SLACK, _without_slack)
    return plain.rewritten(_SPACES, lambda _: " ")
