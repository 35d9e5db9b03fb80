"""After the recommendation: only what is plainly meant for the bot counts."""

import re

from bot.conversation import counsel, starting, supposing, voice
from bot.conversation.commands import help_here
from bot.conversation.steps import step
from bot.conversation.taking import GATHERED, SURE, is_most, take
from bot.conversation.turn import Turn
from core.answers import Answer, standing, supposed
from core.reading import Command, Heard, Reading, asks, read
from core.reading.corrections import corrects
from core.regex import regex
from core.workload import Slot

_KEEP = regex(r"\s*(?:yes,? |ok,? )?keep(?: (?:this|it|that))?[.!]?\s*", re.IGNORECASE)
_AND = regex(r"\s*(?:and|or)\b[^.?!]{1,60}\?\s*", re.IGNORECASE)
_WHY_NOT = regex(r"\s*why not\b(?: just| use| take| rent)?", re.IGNORECASE)
_WOULD_DO = regex(
    r"\s*(?:and )?(?:is|are|would|could|can|do|does|should|what would|how much)\b[^?]*\?\s*", re.IGNORECASE
)


def hear(turn: Turn, heard: Heard) -> Turn | None:
    """Decide on a reply after the recommendation; None for the team's own talk."""
    addressed = turn.incoming.addressed
    text = turn.incoming.text
    ask = asks(text)
    if ask is not None:
        turn.post(counsel.asked(turn, ask, supposing.supposing(turn)), kind="asked")
        return turn
    chained = bool(supposed(turn.before)) and _AND.fullmatch(text)
    if heard.command == "what_if" or chained:
        return supposing.what_if(turn, heard)
    cards = read(_WHY_NOT.sub("on", text, count=1)) if _WHY_NOT.match(text) else heard
    if _is_about_cards(cards) and (_WHY_NOT.match(text) or _WOULD_DO.fullmatch(text)):
        return supposing.what_if(turn, cards)
    if supposed(turn.before) and _KEEP.fullmatch(text):
        return supposing.keep(turn)
    if supposed(turn.before) and heard.command in ("back", "stop"):
        return supposing.drop(turn)
    corrected = any(reading.correction for reading in heard.readings) or corrects(text.lower())
    if corrected or (addressed and heard.command is None) or _fills_in(turn, heard):
        found = _corrected(turn, heard)
        if found is not None:
            return found
    return _steered(turn, heard.command) or (help_here(turn) if addressed else None)


def _fills_in(turn: Turn, heard: Heard) -> bool:
    """Whether words say hardly more than what nobody has told yet: "max 2,000 EUR a month"."""
    text, stands = turn.incoming.text.strip(), standing(turn.before)
    told = [one for one in heard.readings if one.confidence >= SURE and one.slot is not Slot.WORK]
    if not told or heard.command is not None or text.endswith("?"):
        return False
    if any(_is_told(one, stands.get(one.slot)) for one in told):
        return False
    return is_most(text, heard.readings)


def _is_told(reading: Reading, before: Answer | None) -> bool:
    """Whether an answer stands already; of what is gathered, whether all of it does."""
    if before is None or before.kind != "value":
        return False
    if reading.rule == "length_told" and isinstance(before.value, dict):
        return any("each_s" in (before.value.get(counted) or {}) for counted in ("batch", "daily"))
    if reading.rule == "length_told":
        return bool(reading.value == before.value)
    return reading.slot not in GATHERED or all(one in before.value for one in reading.value)


def _corrected(turn: Turn, heard: Heard) -> Turn | None:
    problem = take(turn, heard)
    if turn.said:
        return step(turn)
    if problem is None or problem.slot is None:
        return None
    turn.post(voice.not_understood(problem, problem.slot), kind="not_understood")
    return turn


def _steered(turn: Turn, command: Command | None) -> Turn | None:
    match command:
        case "restart":
            return starting.mention(turn.desk, turn.incoming)
        case "change":
            turn.post(counsel.which_answer(turn), kind="change")
        case "why":
            turn.post(counsel.why_advice(turn), kind="why")
        case "help":
            help_here(turn)
        case _:
            return None
    return turn


def leave(turn: Turn) -> Turn:
    """Leave an answer that was to be changed as it is."""
    assert turn.pending is not None  # noqa: S101 - called only while a question was asked anew
    turn.settle(voice.settled(turn, turn.pending))
    turn.leave()
    turn.post(counsel.left_as_it_is(turn), kind="left")
    return turn


def _is_about_cards(heard: Heard) -> bool:
    sure = {reading.slot for reading in heard.readings if reading.confidence >= SURE}
    return sure == {Slot.CURRENT_HARDWARE}
