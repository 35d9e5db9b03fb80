"""The words, numbers and signs of a text, and its runs of characters, as the shapes of patterns name them."""

from collections.abc import Iterator

from core.reading.shapes import LONGEST
from core.regex import regex

_WORD = regex(r"[^\W\d_]+|(?P<number>\d+)|[^\w\s]|_")
NUMBER = "0"
"""Stands for every number, so that one that has many digits is still but one beginning."""


def grams(text: str) -> frozenset[str]:
    """Return every run of at most four characters of a text."""
    sizes = range(2, LONGEST + 1)
    return frozenset(
        ("", *text, *[text[start : start + size] for size in sizes for start in range(len(text))])
    )


def beginnings(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the places of the words, numbers and signs of a text, with their first one to four characters."""
    for word in _WORD.finditer(text):
        start = word.start()
        if word.lastgroup:
            yield start, (NUMBER,)
        else:
            yield (
                start,
                (text[start], text[start : start + 2], text[start : start + 3], text[start : start + 4]),
            )


def opening(word: str) -> str:
    """Return a beginning of a pattern's matches as `beginnings` names it."""
    return NUMBER if word[0].isdigit() else word
