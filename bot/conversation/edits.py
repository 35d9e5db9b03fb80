"""Edits and deletions of one's own replies: corrections, and answers taken back."""

from bot.conversation.replies import again, hear
from bot.conversation.steps import step
from bot.conversation.taking import picked, take
from bot.conversation.turn import Turn
from bot.desk import Desk
from bot.incoming import Incoming
from bot.store.protocol import Snapshot
from core.answers import Answer, standing
from core.reading import Heard, read
from core.workload import Slot


def edited(desk: Desk, incoming: Incoming, snapshot: Snapshot) -> Turn | None:
    """An edited reply counts as a correction by the same person; what the edit left alone stays as it is."""
    turn = Turn(desk, incoming, snapshot)
    told = [
        one for one in turn.before if _is_by(one, incoming) and one.kind in ("value", "unknown", "missed")
    ]
    if not turn.goes_on:
        return None
    if not told:
        return (
            hear(desk, incoming, snapshot) if read(incoming.text, catalogue=desk.catalogue).readings else None
        )
    asked = told[0].slot
    heard = read(incoming.text, asked, desk.catalogue)
    was = read(incoming.before, asked, desk.catalogue)
    fresh = tuple(one for one in heard.readings if one.value not in [old.value for old in was.readings])
    number = picked(incoming.text, desk.again(snapshot.answers, asked))
    if heard.command in ("dont_know", "skip"):
        turn.say(asked, None, kind="unknown", text=incoming.text)
    elif number is not None:
        turn.say(asked, number, text=incoming.text)
    else:
        _gone(turn, {one.slot for one in heard.readings})
        problem = take(turn, Heard(fresh, None, heard.problem), asked) or heard.problem
        if not turn.said and problem is not None:
            return again(turn, problem)
        turn.left_out = problem
    return step(turn) if turn.said else None


def deleted(desk: Desk, incoming: Incoming, snapshot: Snapshot) -> Turn | None:
    """A deleted reply takes its answers back, those too that a later one covers: they never stand again."""
    turn = Turn(desk, incoming, snapshot)
    if turn.goes_on:
        back = {one.supersedes for one in turn.before if one.kind == "retracted"}
        for one in turn.before:
            if one.kind in ("value", "unknown") and one.seq not in back and _is_by(one, incoming):
                turn.retract(one)
    return step(turn) if turn.said else None


def _gone(turn: Turn, kept: set[Slot]) -> None:
    """Take back what stands from the message, now or before an edit, and is not in it any more."""
    for slot in standing(turn.before).keys() - kept:
        while (answer := standing(turn.answers).get(slot)) and _is_by(answer, turn.incoming):
            turn.retract(answer)


def _is_by(answer: Answer, incoming: Incoming) -> bool:
    return (answer.message_ts, answer.said_by) == (incoming.ts, incoming.user)
