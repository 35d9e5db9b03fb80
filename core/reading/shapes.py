"""What a text must hold for a pattern to match, and with what a match begins: cheaper to look for than a match."""

import math
from collections.abc import Sequence
from re import _constants as kinds  # type: ignore[attr-defined]  # the parsed form has no public name
from re import _parser as parser  # type: ignore[attr-defined]  # the same
from typing import Any, NamedTuple

from core.reading.quantity import AMOUNT, NUMBER

LONGEST = 4
"""Characters of a word that are told apart."""

Words = frozenset[str]
Ways = frozenset[tuple[str, bool]]
"""Beginnings, each with whether what follows lengthens it."""

_OPEN: Ways = frozenset({("", True)})
_UNKNOWN: Ways = frozenset({("", False)})
_WIDTHLESS = (kinds.AT, kinds.ASSERT, kinds.ASSERT_NOT)
_FEW = 6
"""Characters of a class up to which a beginning is followed through it: "fine[- ]" but not "[a-z]"."""

_MANY = 120
"""Beginnings up to which one is followed into the next."""

_OUTLINES = ((AMOUNT, r"(?:\d|between )"), (NUMBER, r"\d"))
"""What stands for quantities, since no beginning is followed through a number: they are most of most patterns."""

_SHARES = (1.0, 0.4, 0.1, 0.02, 0.01)
"""Roughly what share of texts hold a word of that many letters, common signs around it not counted."""

_COMMON = " .,:;()'-"


class Shape(NamedTuple):
    """Words of at most four characters: each match begins with one of `openings`, and holds one of `needed`.

    The empty word stands for any.
    """

    openings: Words
    needed: Words


def shape(pattern: str) -> Shape:
    """Return the shape of a pattern's matches; what it only looks ahead or back to is not part of them."""
    for amount, outline in _OUTLINES:
        pattern = pattern.replace(amount, outline)
    ways, needed = _of_sequence(parser.parse(pattern))
    return Shape(frozenset(word for word, _ in ways), needed or frozenset({""}))


def _of_sequence(nodes: Sequence[tuple[Any, Any]]) -> tuple[Ways, Words]:
    """Return with what matches of some nodes begin, and the rarest words of which they hold one."""
    ways, best, rarest, run = _OPEN, Words(), math.inf, ""
    for kind, value in (*reversed(nodes), (None, None)):
        if kind is kinds.LITERAL:
            run = chr(value) + run
            continue
        if run:
            ways = _then(frozenset({(run[:LONGEST], len(run) < LONGEST)}), ways)
            best, rarest = _rarer(best, rarest, ways)
            run = ""
        if kind and kind not in _WIDTHLESS:
            own, inner = _of_node(kind, value)
            if inner and _share(inner) <= rarest:
                best, rarest = inner, _share(inner)
            ways = _then(own, ways)
            best, rarest = _rarer(best, rarest, ways)
    return ways, best


def _rarer(best: Words, rarest: float, ways: Ways) -> tuple[Words, float]:
    """Return the rarer of words known so far, with their share of texts, and those that some ways begin with."""
    words = Words(word for word, _ in ways)
    share = _share(words)
    return (words, share) if "" not in words and share <= rarest else (best, rarest)


def _of_node(kind: Any, value: Any) -> tuple[Ways, Words]:
    if kind is kinds.IN:
        return _of_class(value), Words()
    if kind is kinds.SUBPATTERN:
        return _of_sequence(value[-1])
    if kind is kinds.BRANCH:
        branches = [_of_sequence(branch) for branch in value[1]]
        needed = [words for _, words in branches]
        return Ways().union(*(ways for ways, _ in branches)), Words().union(*needed) if all(
            needed
        ) else Words()
    if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
        ways, words = _of_sequence(value[2])
        if value[1] != 1:
            ways = frozenset((word, False) for word, _ in ways)
        return (ways | _OPEN, Words()) if value[0] == 0 else (ways, words)
    return _UNKNOWN, Words()


def _of_class(choice: Sequence[tuple[Any, Any]]) -> Ways:
    """Return the characters of a class, where they can be listed."""
    found: list[str] = []
    for kind, value in choice:
        if kind is kinds.LITERAL:
            found.append(chr(value))
        elif kind is kinds.RANGE:
            found += map(chr, range(value[0], value[1] + 1))
        elif kind is kinds.CATEGORY and value is kinds.CATEGORY_DIGIT:
            found += "0123456789"
        else:
            return _UNKNOWN
    return frozenset((one, len(found) <= _FEW) for one in found)


def _then(first: Ways, second: Ways) -> Ways:
    """Return how the one followed by the other begins."""
    going = [word for word, goes_on in first if goes_on]
    ended = {way for way in first if not way[1]}
    if len(going) * len(second) > _MANY:
        return frozenset(ended | {(word, False) for word in going if word}) | (
            second if "" in going else Ways()
        )
    return frozenset(
        ended
        | {
            ((word + more)[:LONGEST], on and len(word + more) < LONGEST)
            for word in going
            for more, on in second
        }
    )


def _share(words: Words) -> float:
    """Return roughly what share of texts hold one of these words."""
    return sum([_SHARES[len(word.strip(_COMMON)) - word.isdigit()] for word in words])
