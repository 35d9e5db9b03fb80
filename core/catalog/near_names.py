"""Names that are nearly those of the catalogue: misspelled, in another order, with words of a fine-tune."""

from collections.abc import Iterable
from difflib import get_close_matches
from typing import NamedTuple

from core.regex import regex

_CLOSE = 0.75
_SHORTEST = 4
_WORD = regex(r"[a-z]+")
_VERSION = regex(r"v\d+(?:\.\d+)?")
_DAY = regex(r"[01]\d[0-3]\d")
_SIZED = regex(r"\d[bm]\b")
_SPLIT_RELEASE = regex(r"\b(\d) (\d)(?= )")


class Names(NamedTuple):
    """The keys of a catalogue, taken apart."""

    keys: frozenset[str]
    tokens: frozenset[str]
    words: dict[str, tuple[str, ...]]
    """Words long enough to be misspelled, by their first letter."""
    in_any_order: dict[tuple[str, ...], str]


def take_apart(keys: Iterable[str]) -> Names:
    """Return the names of a catalogue by their parts; of two in another order, the first."""
    kept = [key for key in keys if "/" not in key]
    tokens = frozenset(token for key in kept for token in key.split(" "))
    words: dict[str, tuple[str, ...]] = {}
    for token in sorted(tokens):
        if len(token) >= _SHORTEST and _WORD.fullmatch(token):
            words[token[0]] = (*words.get(token[0], ()), token)
    return Names(
        frozenset(kept), tokens, words, {tuple(sorted(key.split(" "))): key for key in reversed(kept)}
    )


def nearest_key(key: str, names: Names) -> str:
    """Return the key that was meant ("quen 2.5 7b unsloth": "qwen 2.5 7b"), else what is known of this one.

    Words that nobody knows are left out only beside a size, which fine-tunes share with what they are made
    of; "deepseek ocr" is not DeepSeek. Their first letter counts as written.
    """
    spelled = " ".join(_spelled(token, names) for token in key.split(" "))
    joined = spelled if spelled in names.keys else _SPLIT_RELEASE.sub(r"\1.\2", spelled)
    kept = " ".join(token for token in joined.split(" ") if not _beside_the_point(token, joined, names))
    for one in (spelled, joined, kept):
        if one in names.keys:
            return one
        if found := names.in_any_order.get(tuple(sorted(one.split(" ")))):
            return found
    return kept


def _spelled(token: str, names: Names) -> str:
    if token in names.tokens or len(token) < _SHORTEST or not _WORD.fullmatch(token):
        return token
    close = get_close_matches(token, names.words.get(token[0], ()), n=1, cutoff=_CLOSE)
    return close[0] if close else token


def _beside_the_point(token: str, key: str, names: Names) -> bool:
    if _VERSION.fullmatch(token):
        return bool(_SIZED.search(key))
    if token in names.tokens:
        return False
    return bool(_DAY.fullmatch(token) or (_WORD.fullmatch(token) and _SIZED.search(key)))
