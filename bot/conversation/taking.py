"""What was read in a person's words becomes answers, or a problem to be told."""

import re
from collections.abc import Iterable

from bot.conversation.model_kinds import known_kind, of_its_kind
from bot.conversation.turn import Turn
from core.answers import accepts, standing
from core.conditions import merged, moves
from core.interview import Question
from core.reading import Heard, Problem, Reading
from core.regex import regex
from core.workload import Slot

SURE = 0.7
"""Below this confidence a value is only implied, and neither replaces nor supposes anything."""

_MOSTLY = 0.75
"""Share of a message's characters that tell an answer, where all of it is meant as one."""
_LISTED = frozenset({Slot.WORK, Slot.FOCUS, Slot.PAIN, Slot.METHOD})
GATHERED = frozenset({Slot.FOCUS, Slot.PAIN, Slot.CONDITIONS})
_NARROWS = regex(r"\b(?:only|just|no|not|without|instead)\b", re.IGNORECASE)
_SMALL = regex(
    r"\b(?:must|should|shall|will|would|needs?|has|have|got|own|to|be|done|it|we|our|and|also|already|some|just"
    r"|only|the|about|around|roughly|maybe|probably|please)\b|[\s,.;:!-]",
    re.IGNORECASE,
)
"""What stands around a figure and says nothing of its own."""
_NUMBERS = regex(r"\s*\d{1,2}(?:(?:\s*[,&+]\s*|\s+and\s+|\s+)\d{1,2}){0,9}\s*")


def take(turn: Turn, heard: Heard, asked: Slot | None = None) -> Problem | None:
    """Add what was read to the turn; returns the first that was read and cannot be, or cannot be sized."""
    elsewhere = _said_of_others(heard, asked)
    left_out = heard.problem if heard.problem and heard.problem.kind != "unreadable" else None
    if left_out is not None and left_out.kind == "impossible" and left_out.slot == asked and elsewhere:
        left_out = None
    known, other = standing(turn.answers), None
    for reading in heard.readings:
        if reading.slot == asked and reading.rule == "reply" and _overlaps(reading, elsewhere):
            continue
        if reading.confidence < SURE and reading.slot in known and reading.slot != asked:
            continue
        if reading.slot is Slot.WORK and asked is not Slot.WORK and _is_one_of_both(turn, reading):
            continue
        if reading.slot is Slot.TASK and (kind := known_kind(turn, reading, asked)):
            other = other or (None if kind == reading.value else _another_model(turn, reading))
            continue
        value = _gathered(turn, reading, asked)
        value = of_its_kind(turn, value) if reading.slot is Slot.MODEL else value
        words = _words(turn, reading)
        if accepts(reading.slot, value):
            turn.say(reading.slot, value, text=words)
        else:
            left_out = left_out or Problem(slot=reading.slot, kind="impossible", text=words)
    if left_out is not None and left_out.kind in ("sizes", "unsized", "unlisted"):
        turn.say(Slot.MODEL, None, kind="missed", text=left_out.text)
    if left_out is None and (turn.said or is_most(turn.incoming.text, heard.readings)):
        left_out = other
    turn.left_out = left_out
    return left_out


def _another_model(turn: Turn, reading: Reading) -> Problem:
    return Problem(slot=Slot.MODEL, kind="another_model", text=_words(turn, reading))


def _words(turn: Turn, reading: Reading) -> str:
    return turn.incoming.text[reading.start : reading.end]


def is_most(text: str, readings: Iterable[Reading]) -> bool:
    """Tell whether words say hardly more than what was read in them."""
    small = {at for found in _SMALL.finditer(text) for at in range(*found.span())}
    covered = {at for one in readings for at in range(one.start, one.end)} - small
    return bool(covered) and len(covered) >= _MOSTLY * (len(text) - len(small))


def named_without_size(turn: Turn) -> list[str]:
    """Return the words in which a model was named that comes in several sizes, the latest first."""
    missed = (one for one in reversed(turn.before) if one.slot is Slot.MODEL and one.kind == "missed")
    return [one.text for one in missed]


def picked(text: str, question: Question | None) -> object | None:
    """Return the choices named by their numbers, as in "1 and 3"."""
    if question is None or question.slot not in _LISTED or not _NUMBERS.fullmatch(text):
        return None
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if not all(1 <= number <= len(question.choices) for number in numbers):
        return None
    values = [question.choices[number - 1].value for number in numbers]
    return [item for value in values for item in value] if question.several else values[0]


def _is_one_of_both(turn: Turn, reading: Reading) -> bool:
    """Tell whether a team that serves and trains just spoke of one of the two: "LoRA every week"."""
    before = standing(turn.answers).get(Slot.WORK)
    return before is not None and before.value == "both" and _adds(turn, reading)


def _adds(turn: Turn, reading: Reading) -> bool:
    """Tell whether words say the kind of work in passing, and do not correct or narrow it."""
    return not (reading.correction or _NARROWS.search(turn.incoming.text))


def _said_of_others(heard: Heard, asked: Slot | None) -> list[Reading]:
    """Return what names another slot outright: "20 at once" says nothing about the prompts asked for."""
    return [one for one in heard.readings if one.rule != "reply" and one.slot not in (asked, Slot.WORK)]


def _overlaps(reading: Reading, others: list[Reading]) -> bool:
    return any(reading.start < other.end and other.start < reading.end for other in others)


def _gathered(turn: Turn, reading: Reading, asked: Slot | None) -> object:
    """Return what stands plus what is new, for slots where a passing remark adds and does not replace."""
    before = standing(turn.answers).get(reading.slot)
    if reading.slot is Slot.WORK and asked is not Slot.WORK and before is not None and _adds(turn, reading):
        return "both" if {before.value, reading.value} == {"serving", "training"} else reading.value
    if reading.slot not in GATHERED or reading.slot == asked or before is None or before.kind != "value":
        return reading.value
    if reading.slot is Slot.CONDITIONS:
        adds = moves(before.value, reading.value) or not reading.correction
        return merged(before.value, reading.value) if adds else reading.value
    said = () if reading.correction else (one for one in before.value if one not in reading.value)
    return [*said, *reading.value]
