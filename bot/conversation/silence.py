"""When nobody says anything: a reminder of the question that waits, and in the end what the answers allow."""

from bot.conversation import voice
from bot.conversation.steps import advise
from bot.conversation.turn import Turn
from bot.desk import Desk, answered
from bot.incoming import Incoming
from bot.messages.notices import render_expired
from bot.store.protocol import Event, Interview, Snapshot


def waits(interview: Interview) -> Incoming:
    """Return what a day of silence brings; one for each step that nobody answers."""
    return _silence(interview, f"nudge:{interview.id}:{interview.revision}")


def ended(interview: Interview) -> Incoming:
    """Return what a week of silence brings."""
    return _silence(interview, f"close:{interview.id}:{interview.revision}")


def nudge(desk: Desk, snapshot: Snapshot) -> Turn | None:
    """Remind of the pending question; None where there is no thread to do so in."""
    turn = Turn(desk, waits(snapshot.interview), snapshot)
    if turn.pending is None or turn.interview.root_ts is None:
        return None
    turn.post(voice.nudge(turn, turn.pending), kind="nudge")
    return turn


def close(desk: Desk, snapshot: Snapshot) -> Turn:
    """End the interview, with advice if anybody answered anything at all."""
    turn = Turn(desk, ended(snapshot.interview), snapshot)
    held = turn.interview.root_ts is not None
    if held and turn.pending is not None:
        turn.settle(voice.settled(turn, turn.pending))
    turn.end("expired")
    if not held:
        return turn
    turn.post(render_expired(advised=answered(turn.before)), kind="expired")
    if answered(turn.before):
        advise(turn, status="expired")
    else:
        turn.show_root(voice.root(turn))
    return turn


def _silence(interview: Interview, key: str) -> Incoming:
    event = Event(team=interview.team, key=key, digest=key)
    return Incoming(kind="silence", event=event, channel=interview.channel, user=interview.starter)
