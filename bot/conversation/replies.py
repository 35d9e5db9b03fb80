"""What people type in the thread: answers, corrections, commands, edits, deletions, and chatter."""

import re
from collections.abc import Callable

from bot.conversation import supposing, voice
from bot.conversation.steps import step
from bot.conversation.turn import Turn
from bot.conversation.waiting import asked_slot
from bot.desk import Desk
from bot.incoming import Incoming
from bot.store.protocol import Snapshot
from core.answers import Answer, accepts, standing, supposed
from core.interview import Question
from core.reading import Command, Heard, Problem, Reading, read
from core.workload import Slot

_MOST_MISSES = 2
_LISTED = frozenset({Slot.WORK, Slot.FOCUS, Slot.PAIN, Slot.METHOD})
_GATHERED = frozenset({Slot.FOCUS, Slot.PAIN})
_KEEP = re.compile(r"\s*(?:yes,? )?keep(?: (?:this|it|that))?[.!]?\s*", re.IGNORECASE)
_NUMBERS = re.compile(r"\s*\d{1,2}(?:(?:\s*[,&+]\s*|\s+and\s+|\s+)\d{1,2}){0,9}\s*")


def hear(desk: Desk, incoming: Incoming, snapshot: Snapshot) -> Turn | None:
    """Decide on a reply in an interview's thread; None for chatter, which is left alone."""
    turn = Turn(desk, incoming, snapshot)
    asked = asked_slot(turn)
    heard = read(incoming.text, asked)
    if turn.status != "open":
        return _after(turn, heard, asked)
    late = turn.pending is not None and turn.pending.slot != asked
    if late and heard.command in _OF_THE_QUESTION:
        turn.whisper(voice.stale())
        return turn
    if heard.command in _COMMANDS:
        return _COMMANDS[heard.command](turn)
    picked = None if late else _picked(incoming.text, turn.pending)
    if picked is not None and turn.pending is not None:
        turn.say(turn.pending.slot, picked, text=incoming.text)
        return step(turn)
    problem = take(turn, heard, asked) or heard.problem
    if turn.said:
        return step(turn)
    if problem is not None and late:
        turn.whisper(voice.stale())
        return turn
    if problem is not None:
        return _missed(turn, problem)
    if incoming.kind == "mention":
        return _help(turn)
    return None


def take(turn: Turn, heard: Heard, asked: Slot | None = None) -> Problem | None:
    """Add what was read to the turn; returns the first value that was read and cannot be."""
    impossible = None
    known = standing(turn.answers)
    for reading in heard.readings:
        if reading.confidence < supposing.SURE and reading.slot in known and reading.slot != asked:
            continue
        value = _gathered(turn, reading, asked)
        if accepts(reading.slot, value):
            turn.say(reading.slot, value, text=turn.incoming.text[reading.start : reading.end])
        else:
            words = turn.incoming.text[reading.start : reading.end]
            impossible = impossible or Problem(slot=reading.slot, kind="impossible", text=words)
    return impossible


def _gathered(turn: Turn, reading: Reading, asked: Slot | None) -> object:
    """Return what stands plus what is new, for slots where a passing remark adds and does not replace."""
    before = standing(turn.answers).get(reading.slot)
    adds = reading.slot in _GATHERED and reading.slot != asked and not reading.correction
    if not adds or before is None or before.kind != "value":
        return reading.value
    return [*before.value, *(item for item in reading.value if item not in before.value)]


def edited(desk: Desk, incoming: Incoming, snapshot: Snapshot) -> Turn | None:
    """An edited reply counts as a correction by the same person."""
    turn = Turn(desk, incoming, snapshot)
    mine = _standing_from(turn)
    if not mine or turn.status not in ("open", "done"):
        return None
    for answer in mine:
        turn.retract(answer)
    take(turn, read(incoming.text, mine[0].slot), mine[0].slot)
    return step(turn)


def deleted(desk: Desk, incoming: Incoming, snapshot: Snapshot) -> Turn | None:
    """A deleted reply takes its answers back."""
    turn = Turn(desk, incoming, snapshot)
    mine = _standing_from(turn)
    if not mine or turn.status not in ("open", "done"):
        return None
    for answer in mine:
        turn.retract(answer)
    return step(turn)


def _standing_from(turn: Turn) -> list[Answer]:
    stands = standing(turn.before).values()
    incoming = turn.incoming
    return [
        answer for answer in stands if (answer.message_ts, answer.said_by) == (incoming.ts, incoming.user)
    ]


def _after(turn: Turn, heard: Heard, asked: Slot | None) -> Turn | None:
    """After the recommendation only what is plainly meant for the bot counts."""
    addressed = turn.incoming.kind == "mention"
    if turn.status != "done":
        return _help(turn) if addressed else None
    if heard.command == "what_if":
        return supposing.what_if(turn, heard)
    if supposed(turn.before) and _KEEP.fullmatch(turn.incoming.text):
        return supposing.keep(turn)
    if supposed(turn.before) and heard.command in ("back", "stop"):
        return supposing.drop(turn)
    corrected = any(reading.correction for reading in heard.readings)
    if corrected or turn.pending is not None or (addressed and heard.command is None):
        problem = take(turn, heard, asked) or heard.problem
        if turn.said:
            return step(turn)
        if turn.pending is not None and problem is not None:
            turn.post(voice.not_understood(problem, turn.pending.slot), kind="not_understood")
            return turn
    if heard.command == "change":
        turn.post(voice.which_answer(turn), kind="change")
        return turn
    return _help(turn) if addressed or heard.command == "help" else None


def _picked(text: str, question: Question | None) -> object | None:
    """Return the choices named by their numbers, as in "1 and 3"."""
    if question is None or question.slot not in _LISTED or not _NUMBERS.fullmatch(text):
        return None
    numbers = [int(number) for number in re.findall(r"\d+", text)]
    if not all(1 <= number <= len(question.choices) for number in numbers):
        return None
    values = [question.choices[number - 1].value for number in numbers]
    return [item for value in values for item in value] if question.several else values[0]


def _missed(turn: Turn, problem: Problem) -> Turn:
    """Ask again with an example; the second time take the typical value instead of asking a third time."""
    if turn.pending is None:
        return _help(turn)
    slot = turn.pending.slot
    if problem.slot not in (None, slot):
        turn.post(voice.not_understood(problem, slot), kind="not_understood")
        return turn
    misses = sum(answer.kind == "missed" and answer.slot == slot for answer in turn.before) + 1
    turn.say(slot, None, kind="missed", text=turn.incoming.text)
    if misses >= _MOST_MISSES:
        turn.say(slot, None, kind="unknown", source="assumed", text=turn.incoming.text)
        return step(turn)
    turn.settle(voice.settled(turn, turn.pending))
    turn.ask(voice.again(turn, problem, turn.pending), turn.pending)
    return turn


def _unknown(turn: Turn) -> Turn | None:
    if turn.pending is None:
        return None
    turn.say(turn.pending.slot, None, kind="unknown", text=turn.incoming.text)
    return step(turn)


def _back(turn: Turn) -> Turn:
    """Take back what the latest message with standing answers said; the opening message stays."""
    stands = sorted(standing(turn.before).values(), key=lambda answer: answer.seq)
    opening = turn.before[0].event if turn.before and turn.before[0].event.startswith("cmd:") else None
    latest = next((answer.event for answer in reversed(stands) if answer.event != opening), None)
    if latest is None:
        turn.post(voice.nothing_to_take_back(), kind="nothing_to_take_back")
        return turn
    for answer in stands:
        if answer.event == latest:
            turn.retract(answer)
    return step(turn)


def _restart(turn: Turn) -> Turn:
    for answer in standing(turn.before).values():
        turn.retract(answer)
    return step(turn)


def _just_answer(turn: Turn) -> Turn:
    return step(turn, just_answer=True)


def stop(turn: Turn) -> Turn:
    """Stop the interview, if the person is the one who started it."""
    if turn.incoming.user != turn.interview.starter:
        turn.whisper(voice.only_the_starter(turn))
        return turn
    if turn.pending is not None:
        turn.settle(voice.settled(turn, turn.pending))
    turn.end("stopped")
    turn.show_root(voice.root(turn))
    turn.post(voice.stopped(turn), kind="stopped")
    return turn


def why(turn: Turn) -> Turn:
    """Say why the pending question is asked."""
    if turn.pending is None:
        return _help(turn)
    turn.post(voice.why(turn, turn.pending), kind="why")
    return turn


def _help(turn: Turn) -> Turn:
    turn.post(voice.help_here(), kind="help")
    return turn


def _repeat(turn: Turn) -> Turn:
    return step(turn)


_OF_THE_QUESTION: frozenset[Command | None] = frozenset({"skip", "dont_know"})
"""Commands that answer the question they were written under, and no later one."""

_COMMANDS: dict[Command | None, Callable[[Turn], Turn | None]] = {
    "skip": _unknown,
    "dont_know": _unknown,
    "back": _back,
    "why": why,
    "help": _help,
    "repeat": _repeat,
    "just_answer": _just_answer,
    "restart": _restart,
    "stop": stop,
}
