"""What people say to steer an interview rather than to answer."""

from collections.abc import Callable

from bot.conversation import counsel, stopping, voice
from bot.conversation.answering import ADOPTED
from bot.conversation.steps import step
from bot.conversation.turn import Turn
from bot.messages.notices import render_nothing_to_take_back, render_stale
from bot.messages.what_if import render_what_if_early
from core.answers import Source, standing
from core.reading import Command, unknown_slots

_OPENINGS = ("cmd:", "shortcut:", ADOPTED)
"""How the events begin by which an interview is opened with answers."""


def unknown(turn: Turn, source: Source = "text") -> Turn | None:
    """Note that nobody knows what is named, else what the pending question asks for in one breath."""
    if turn.pending is None:
        return None
    asked = tuple(part.slot for part in (turn.pending, *turn.pending.also))
    for slot in (unknown_slots(turn.incoming.text) if source == "text" else ()) or asked:
        turn.say(slot, None, kind="unknown", source=source, text=turn.incoming.text)
    return step(turn)


def back(turn: Turn) -> Turn:
    """Take back what the latest message with standing answers said; the opening message stays."""
    stands = sorted(standing(turn.before).values(), key=lambda answer: answer.seq)
    first = turn.before[0].event if turn.before else ""
    opening = first if first.startswith(_OPENINGS) else None
    latest = next((answer.event for answer in reversed(stands) if answer.event != opening), None)
    if latest is None:
        turn.post(render_nothing_to_take_back(), kind="nothing_to_take_back")
        return turn
    for answer in stands:
        if answer.event == latest:
            turn.retract(answer)
    return step(turn)


def restart(turn: Turn) -> Turn:
    """Take everything back, corrected answers too, and ask from the start."""
    gone = {answer.supersedes for answer in turn.before if answer.kind == "retracted"}
    for answer in turn.before:
        if answer.kind in ("value", "unknown") and answer.seq not in gone:
            turn.retract(answer)
    return step(turn)


def why(turn: Turn) -> Turn:
    """Say why the pending question is asked."""
    if turn.pending is None:
        return help_here(turn)
    turn.post(voice.why(turn, turn.pending), kind="why")
    return turn


def stale(turn: Turn) -> Turn:
    """Say privately that a reply or a click came late."""
    turn.whisper(render_stale())
    return turn


def help_here(turn: Turn) -> Turn:
    """Explain the word or the question that somebody asks about, else say what one can reply."""
    turn.post(voice.help_here(turn), kind="help")
    return turn


def _which(turn: Turn) -> Turn:
    if not standing(turn.before):
        turn.post(render_nothing_to_take_back(), kind="nothing_to_take_back")
    else:
        turn.post(counsel.which_answer(turn), kind="change")
    return turn


def _what_if(turn: Turn) -> Turn:
    turn.post(render_what_if_early(), kind="what_if")
    return turn


COMMANDS: dict[Command | None, Callable[[Turn], Turn | None]] = {
    "skip": unknown,
    "dont_know": unknown,
    "back": back,
    "why": why,
    "help": help_here,
    "repeat": step,
    "just_answer": lambda turn: step(turn, just_answer=True),
    "restart": restart,
    "stop": stopping.stop,
    "what_if": _what_if,
    "change": _which,
}
"""What each command does while questions are open."""
