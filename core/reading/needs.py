"""The beginnings of words of which a pattern needs at least one: a text without them is not worth a search."""

from collections.abc import Iterable, Sequence
from re import _constants as kinds  # type: ignore[attr-defined]  # the parsed form has no public name
from re import _parser as parser  # type: ignore[attr-defined]  # the same
from typing import Any

Words = frozenset[str]

_LONG_ENOUGH = 3
"""Letters from which on a word is rare enough; among such, fewer words are better."""

_LONGEST = 4
"""Letters of a word that are looked for."""


def needed_grams(pattern: str) -> Words:
    """Return runs of at most four characters of which every match holds one; "" where none can be told."""
    words = _of_sequence(list(parser.parse(pattern))) or {""}
    return frozenset(word[:_LONGEST] for word in words)


def grams(text: str) -> Words:
    """Return every run of at most four characters of a text."""
    sizes = range(2, _LONGEST + 1)
    return frozenset(
        ("", *text, *[text[start : start + size] for size in sizes for start in range(len(text))])
    )


def _of_sequence(nodes: Sequence[tuple[Any, Any]]) -> Words:
    best: Words = frozenset()
    run = ""
    for kind, value in (*nodes, (None, None)):
        if kind is kinds.LITERAL:
            run += chr(value)
            continue
        best = max(best, frozenset({run} if run else ()), _of_node(kind, value), key=_rarity)
        run = ""
    return best


def _of_node(kind: Any, value: Any) -> Words:
    if kind is kinds.SUBPATTERN:
        return _of_sequence(list(value[-1]))
    if kind is kinds.BRANCH:
        return _of_any(_of_sequence(list(branch)) for branch in value[1])
    if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT) and value[0] > 0:
        return _of_sequence(list(value[2]))
    return frozenset()


def _of_any(branches: Iterable[Words]) -> Words:
    """Return what one of several branches needs; nothing where one of them needs nothing."""
    found = list(branches)
    return frozenset[str]().union(*found) if all(found) else frozenset()


def _rarity(words: Words) -> tuple[int, int]:
    """Return how seldom a text holds one of these words, for `max`; no words are in every text."""
    return min(_LONG_ENOUGH, *map(len, words)) if words else 0, -len(words)
