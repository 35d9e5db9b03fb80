"""What people type in the thread: answers, corrections, commands, and chatter, which is left alone."""

import re

from bot.conversation import after, counsel, starting, voice
from bot.conversation.commands import COMMANDS, help_here, stale
from bot.conversation.listening import is_late, listen
from bot.conversation.steps import step
from bot.conversation.taking import is_most, picked, take
from bot.conversation.turn import Turn
from bot.conversation.waiting import asked_slot
from bot.desk import Desk
from bot.incoming import Incoming
from bot.store.protocol import Snapshot
from core.reading import (
    Command,
    Heard,
    Problem,
    asks,
    is_chatter,
)
from core.reading.tasks import ALL_THAT_IS_SAID
from core.regex import regex
from core.workload import Slot

_MOST_MISSES = 2
_OF_THE_QUESTION: frozenset[Command | None] = frozenset({"skip", "dont_know"})
"""Commands that answer the question they were written under, and no later one."""
_FIGURES = regex(
    r"\d[\d.,]*[kmb]?[ -]?(?:pages?|tokens?|words?|users?|requests?|s|secs?|seconds?|ms|minutes?|hours?|gb"
    r"|rows|examples?|documents?|epochs?|bits?|params?|usd|eur|gpus?|at once|concurrent)\b",
    re.IGNORECASE,
)
"""A number with a unit of ours."""
_TO_SOMEBODY_ELSE = regex(r"\s*@\S+.*\?\s*", re.DOTALL)


def hear(desk: Desk, incoming: Incoming, snapshot: Snapshot) -> Turn | None:
    """Decide on a reply in an interview's thread; None for chatter, which is left alone."""
    return heard_in(Turn(desk, incoming, snapshot))


def heard_in(turn: Turn) -> Turn | None:
    """Decide on what was said in this turn, in a thread or in a private message."""
    desk, incoming = turn.desk, turn.incoming
    addressed = incoming.addressed
    if not addressed and _TO_SOMEBODY_ELSE.fullmatch(incoming.text):
        return None
    asked = asked_slot(turn)
    heard = listen(turn, asked)
    reply = _reopened(turn, heard, asked) if turn.reopened else None
    if reply is not None:
        return reply
    if turn.advised:
        return after.hear(turn, heard)
    if turn.status != "open":
        anew = heard.command == "restart" or (addressed and heard.readings)
        return starting.mention(desk, incoming) if anew else help_here(turn) if addressed else None
    ask = None if heard.command or heard.readings else asks(incoming.text)
    if ask is not None:
        turn.post(counsel.asked_early(turn, ask), kind="asked")
        return turn
    if heard.command in _OF_THE_QUESTION and is_late(turn, asked):
        return stale(turn)
    if heard.command in COMMANDS:
        return COMMANDS[heard.command](turn)
    return _answer(turn, heard, asked) or (help_here(turn) if addressed else None)


def again(turn: Turn, problem: Problem) -> Turn:
    """Ask again with an example; the second time take the typical value instead of asking a third time."""
    if turn.pending is None:
        return help_here(turn)
    slot = turn.pending.slot
    if problem.slot not in (None, slot):
        turn.post(voice.not_understood(problem, slot, turn.pending), kind="not_understood")
        return turn
    misses = sum(answer.kind == "missed" and answer.slot == slot for answer in turn.before) + 1
    turn.say(slot, None, kind="missed", text=turn.incoming.text)
    if misses >= _MOST_MISSES:
        turn.say(slot, None, kind="unknown", source="assumed", text=turn.incoming.text)
        return step(turn)
    turn.settle(voice.settled(turn, turn.pending))
    turn.ask(voice.again(turn, problem, turn.pending), turn.pending)
    return turn


def _reopened(turn: Turn, heard: Heard, asked: Slot | None) -> Turn | None:
    """Take a reply to a question whose answer is to be changed."""
    if heard.command in ("skip", "dont_know", "why", "help", "repeat"):
        return COMMANDS[heard.command](turn)
    if heard.command in ("back", "stop"):
        return after.leave(turn)
    return _answer(turn, heard, asked) if heard.command is None else None


def _answer(turn: Turn, heard: Heard, asked: Slot | None) -> Turn | None:
    """Take what was said as answers, or say what was wrong with it; None for what was no answer at all."""
    late = is_late(turn, asked)
    number = None if late else picked(turn.incoming.text, turn.pending)
    if number is not None and asked is not None:
        turn.say(asked, number, text=turn.incoming.text)
        return step(turn)
    unread = heard.problem if heard.problem and heard.problem.kind == "unreadable" else None
    problem = take(turn, heard, asked) or unread
    if turn.said:
        return step(turn)
    if turn.reopened in {reading.slot for reading in heard.readings}:
        return after.leave(turn)
    if problem is None:
        return None if late or asked is None else _known(turn, heard) or _unheard(turn, asked)
    return stale(turn) if late else again(turn, problem)


def _known(turn: Turn, heard: Heard) -> Turn | None:
    """Say that what is known already answers nothing else, where hardly more was said than that."""
    all_said = any(one.rule == ALL_THAT_IS_SAID for one in heard.readings)
    if turn.pending is None or not (all_said or is_most(turn.incoming.text, heard.readings)):
        return None
    turn.post(voice.noted_already(turn, heard, turn.pending), kind="noted_already")
    return turn


def _unheard(turn: Turn, asked: Slot) -> Turn | None:
    """Say to one of the interview's people that what they wrote could not be read.

    Figures are told of openly. Other words may be talk among the team: only who wrote them is told, and
    nobody of what is plainly said to others. It is not counted as a miss: perhaps it was none of the
    interview's business after all.
    """
    people = {turn.interview.starter, *(answer.said_by for answer in turn.before)}
    text = turn.incoming.text
    holds_figures = _FIGURES.search(text) is not None
    if turn.incoming.user not in people or (not holds_figures and is_chatter(text)):
        return None
    told = voice.not_understood(Problem(asked, "unreadable", text), asked, turn.pending)
    if holds_figures or turn.incoming.direct:
        turn.post(told, kind="not_understood")
    else:
        turn.whisper(told)
    return turn
