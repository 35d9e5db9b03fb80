"""What people type in the thread: answers, corrections, commands, and chatter, which is left alone."""

import re
from collections.abc import Iterator, Mapping

from bot.conversation import after, counsel, starting, voice
from bot.conversation.commands import COMMANDS, help_here, stale
from bot.conversation.hypotheses import their_requests
from bot.conversation.steps import step
from bot.conversation.taking import is_most, named_without_size, picked, take
from bot.conversation.turn import Turn
from bot.conversation.waiting import asked_slot
from bot.desk import Desk
from bot.incoming import Incoming
from bot.messages.kinds import topic_of_answers
from bot.store.protocol import Snapshot
from core.answers import Answer, standing
from core.interview import live_slots
from core.questions import QUESTIONS
from core.reading import (
    Command,
    Heard,
    Problem,
    Reading,
    amended,
    asks,
    data_told,
    other_amount,
    read,
    read_for,
    share_of,
    with_batch,
    with_named_size,
)
from core.reading.corrections import corrects
from core.regex import regex
from core.workload import Slot

_MOST_MISSES = 2
_OF_THE_QUESTION: frozenset[Command | None] = frozenset({"skip", "dont_know"})
"""Commands that answer the question they were written under, and no later one."""
_SHORT = 40
"""So many characters may answer what was asked before, or is asked later."""
_VAGUE = frozenset({Slot.WORK, Slot.FOCUS, Slot.PAIN, Slot.BUDGET, Slot.CURRENT_HARDWARE})
"""What is told in words so common that they answer nothing else."""
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
    heard = _heard(turn, asked)
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
    if heard.command in _OF_THE_QUESTION and _is_late(turn, asked):
        return stale(turn)
    if heard.command in COMMANDS:
        return COMMANDS[heard.command](turn)
    return _answer(turn, heard, asked) or (help_here(turn) if addressed else None)


def _heard(turn: Turn, asked: Slot | None) -> Heard:
    """Read a reply; what moves a part of a batch that was told before leaves the rest as it was."""
    stands, heard = standing(turn.before), _read(turn, asked)
    if Slot.MODEL not in stands:
        heard = with_named_size(heard, named_without_size(turn))
    work, told = stands.get(Slot.WORK), stands.get(Slot.REQUEST_RATE)
    if not heard.readings and not heard.command and work is not None and work.value != "serving":
        kind = topic_of_answers(stands.values(), turn.desk.catalogue).kind
        heard = data_told(turn.incoming.text, kind) or heard
    if told is None:
        return heard
    amount = None if heard.readings or heard.command else other_amount(turn.incoming.text, told.value)
    if amount is not None and corrects(turn.incoming.text.lower()):
        whole = (0, len(turn.incoming.text))
        return Heard((Reading(Slot.REQUEST_RATE, amount, *whole, "batch_moved", 1.0, correction=True),))
    beside = with_batch(heard, told.value, trains=work is not None and work.value != "serving")
    return _with_their_requests(beside, stands)


def _with_their_requests(heard: Heard, stands: Mapping[Slot, Answer]) -> Heard:
    """Return what was heard of the users, with what so many bring a day."""
    said = {one.slot: one for one in heard.readings}
    users = said.get(Slot.USERS)
    rate = their_requests(users.value, stands) if users and Slot.REQUEST_RATE not in said else None
    if users is None or rate is None:
        return heard
    return heard._replace(readings=(*heard.readings, users._replace(slot=Slot.REQUEST_RATE, value=rate)))


def _read(turn: Turn, asked: Slot | None) -> Heard:
    """Read a reply: what it corrects, else what it answers of all that was asked or still may be."""
    text, catalogue = turn.incoming.text, turn.desk.catalogue
    corrected = None if turn.reopened else amended(text, turn.before, turn.incoming.user)
    if corrected is not None:
        return read(text, corrected, catalogue)
    parts = _parts(turn, asked)
    stands = standing(turn.before)
    users, at_once = stands.get(Slot.USERS), stands.get(Slot.CONCURRENCY)
    if users is not None and isinstance(users.value, int):
        before = at_once.text if at_once else ""
        share = share_of(text, users.value, asked=Slot.CONCURRENCY in parts, before=before)
        if share is not None:
            return share
    if not parts or turn.reopened:
        return read(text, asked, catalogue)
    return read_for(text, _all_open(turn, parts), catalogue)


def _all_open(turn: Turn, parts: list[Slot]) -> Iterator[Slot]:
    """Yield what is asked, then what else a short reply may be about, which takes a while to find out."""
    yield from parts
    if len(turn.incoming.text) <= _SHORT:
        open_now = live_slots(turn.answers, turn.desk.catalogue) - _VAGUE
        yield from (row.slot for row in QUESTIONS if row.slot in open_now and row.slot not in parts)


def _parts(turn: Turn, asked: Slot | None) -> list[Slot]:
    """Return what the pending question asks for, where the reply was written to it."""
    if asked is None or turn.pending is None or _is_late(turn, asked):
        return []
    return [asked, *(part.slot for part in turn.pending.also)]


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
    late = _is_late(turn, asked)
    number = None if late else picked(turn.incoming.text, turn.pending)
    if number is not None and asked is not None:
        turn.say(asked, number, text=turn.incoming.text)
        return step(turn)
    problem = take(turn, heard, asked) or heard.problem
    if turn.said:
        return step(turn)
    if turn.reopened in {reading.slot for reading in heard.readings}:
        return after.leave(turn)
    if problem is None:
        return None if late or asked is None else _known(turn, heard) or _unheard(turn, asked)
    return stale(turn) if late else again(turn, problem)


def _known(turn: Turn, heard: Heard) -> Turn | None:
    """Say that what is known already answers nothing else, where hardly more was said than that."""
    if turn.pending is None or not is_most(turn.incoming.text, heard.readings):
        return None
    turn.post(voice.noted_already(turn, heard, turn.pending), kind="noted_already")
    return turn


def _unheard(turn: Turn, asked: Slot) -> Turn | None:
    """Say that figures could not be read, where a longer message by one of the interview's people holds some.

    It is not counted as a miss: perhaps it was none of the interview's business after all.
    """
    people = {turn.interview.starter, *(answer.said_by for answer in turn.before)}
    if turn.incoming.user not in people or not _FIGURES.search(turn.incoming.text):
        return None
    problem = Problem(asked, "unreadable", turn.incoming.text)
    turn.post(voice.not_understood(problem, asked, turn.pending), kind="not_understood")
    return turn


def _is_late(turn: Turn, asked: Slot | None) -> bool:
    """Tell whether a reply was written to an older question than the one that waits now."""
    return turn.pending is not None and turn.pending.slot != asked
