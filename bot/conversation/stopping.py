"""Stopping an interview: at once for who started it, for others once Slack has said they are an admin."""

from collections.abc import Sequence

from bot.conversation import voice
from bot.conversation.turn import Turn
from bot.desk import Desk
from bot.incoming import Incoming
from bot.messages.notices import render_may_not_stop, render_stopped
from bot.owing import given, permit, private
from bot.store.protocol import Delivery, Event, Outgoing

_ACT = "stop"


def stop(turn: Turn) -> Turn:
    """Stop the interview, or ask Slack first whether the person is an admin."""
    if turn.incoming.user != turn.interview.starter:
        asked = permit(turn.incoming, _ACT, interview_id=turn.interview.id, starter=turn.interview.starter)
        turn.also(asked._replace(thread_ts=turn.interview.root_ts))
        return turn
    return _stopped(turn)


def is_asked(delivery: Delivery) -> bool:
    """Tell whether a row of the outbox asks on behalf of somebody who wants to stop an interview."""
    return delivery.outgoing.method == "permit" and given(delivery)["act"] == _ACT


def permitted(desk: Desk, delivery: Delivery) -> Turn | None:
    """Return the end of the interview once the person is known to be an admin; None where it is over."""
    row = delivery.outgoing
    snapshot = desk.store.interview(delivery.team, given(delivery)["interview_id"])
    if snapshot is None or snapshot.interview.status != "open":
        return None
    confirmed = Incoming(
        kind="click",
        event=Event(delivery.team, f"{row.key}:confirmed", snapshot.interview.id),
        channel=row.channel or "",
        user=row.user or "",
        thread_ts=row.thread_ts,
    )
    return _stopped(Turn(desk, confirmed, snapshot))


def refused(delivery: Delivery, error: str) -> Sequence[Outgoing]:
    """Return what is said where Slack says that the person is no admin, or will not say."""
    row = delivery.outgoing
    message = render_may_not_stop(given(delivery)["starter"], known=error == "not_an_admin")
    return (private(f"{row.key}:told", row, message, in_place=False),)


def _stopped(turn: Turn) -> Turn:
    if turn.pending is not None:
        turn.settle(voice.settled(turn, turn.pending))
    turn.end("stopped")
    turn.show_root(voice.root(turn))
    turn.post(render_stopped(turn.incoming.user), kind="stopped")
    return turn
