"""Which earlier answer a bare number or choice corrects: "no, 40 not 20" where 20 at once was said."""

from collections.abc import Sequence
from typing import Any

from core.answers import Answer, standing
from core.reading.corrections import corrects
from core.reading.quantity import ONE
from core.reading.read import read
from core.reading.reply_words import read_word_reply
from core.regex import regex
from core.workload import Slot

_NUMBER = rf"{ONE}(?: ?[a-z]{{1,8}})?"
_SORRY = r"(?:(?:no|nope|oops|sorry|wait|hm+|actually|rather|correction|i meant?|make (?:that|it)|it'?s|i (?:said|told you)|(?:that|it|@?[a-z]{2,14}) (?:is|was) wrong|nein|non|pardon|perd[oó]n)[ ,.:;!-]{1,3}){0,4}"
_SWAPPED = regex(
    rf"{_SORRY}(?:(?P<new>{_NUMBER})[, -]{{1,3}}(?:and )?not (?P<old>{_NUMBER})|not (?P<before>{_NUMBER}?)[, ]{{1,3}}(?:but )?(?P<after>{_NUMBER}))[.! ]*"
)
_CORRECTED = regex(rf"(?=[@a-z]){_SORRY}(?P<new>{_NUMBER}?)(?: (?:is|was) (?:right|correct|true))?[.! ]*")
_WRONG = regex(r"\b(?:is|was) wrong\b")
_ALIKE = 10
"""A correction lies within this factor of what it corrects; further off it is an answer of its own."""


def amended(text: str, answers: Sequence[Answer], said_by: str) -> Slot | None:
    """Return what a number or a choice without a word of its own corrects: what had the value that is taken back.

    Where none is named, it is the one number that this person said last, if it was much like it; where somebody
    is said to be wrong, that of anybody. A choice is of what this person said last: "actually both".
    """
    words = text.strip().lower()
    swapped, corrected = _SWAPPED.fullmatch(words), _CORRECTED.fullmatch(words)
    newest_first = sorted(standing(answers).values(), key=lambda answer: -answer.seq)
    if swapped:
        old = swapped["old"] or swapped["before"]
        return next((one.slot for one in newest_first if one.value == _meant(old, one.slot)), None)
    own = [one for one in newest_first if one.said_by == said_by]
    last_said = [one for one in own if one.event == own[0].event]
    if not corrected:
        return _chosen_anew(words, last_said)
    if _WRONG.search(words):
        told = [one for one in newest_first if _figure(one.value)]
        last_said = [one for one in told if one.event == told[0].event]
    latest = [one for one in last_said if _figure(one.value)]
    if len(latest) != 1:
        return None
    slot, before = latest[0].slot, _figure(latest[0].value)
    after = _figure(_meant(corrected["new"], slot))
    return slot if before / _ALIKE <= after <= before * _ALIKE else None


def _chosen_anew(words: str, last_said: Sequence[Answer]) -> Slot | None:
    """Return of what was said last the words choose something else, taking that back."""
    if not corrects(words):
        return None
    choices = {one.slot: read_word_reply(words, one.slot) for one in last_said}
    other = (
        one.slot
        for one in last_said
        if choices[one.slot] and [value for _, value in choices[one.slot]] != [one.value]
    )
    return next(other, None)


def _meant(number: str, slot: Slot) -> Any:
    """Return what a number means as a reply to the question about a slot, None where it is none."""
    return next((reading.value for reading in read(number, slot).readings if reading.slot is slot), None)


def _figure(value: Any) -> float:
    """Return the number that a value is or holds; 0 where it has none."""
    held = list(value.values()) if isinstance(value, dict) else [value]
    return max((float(one) for one in held if isinstance(one, int | float)), default=0.0)
