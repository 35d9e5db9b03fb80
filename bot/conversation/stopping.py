"""Stopping an interview: at once for who started it, for others once Slack has said they are an admin."""

from collections.abc import Sequence
from typing import Any

from bot.conversation import voice
from bot.conversation.turn import Turn
from bot.desk import Desk
from bot.incoming import Incoming
from bot.messages.notices import render_may_not_stop
from bot.owing import mark, private
from bot.store.protocol import Delivery, Event, Outgoing

_ACT = "stop"


def stop(turn: Turn) -> Turn:
    """Stop the interview, or ask Slack first whether the person is an admin."""
    if turn.incoming.user != turn.interview.starter:
        turn.also(_permit(turn))
        return turn
    return _stopped(turn)


def is_asked(delivery: Delivery) -> bool:
    """Tell whether a row of the outbox asks on behalf of somebody who wants to stop an interview."""
    return delivery.outgoing.method == "permit" and _given(delivery)["act"] == _ACT


def permitted(desk: Desk, delivery: Delivery) -> Turn | None:
    """Return the end of the interview once the person is known to be an admin; None where it is over."""
    row = delivery.outgoing
    snapshot = desk.store.interview(delivery.team, _given(delivery)["interview_id"])
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
    message = render_may_not_stop(_given(delivery)["starter"], known=error == "not_an_admin")
    return (private(f"{row.key}:told", row, message, in_place=False),)


def _stopped(turn: Turn) -> Turn:
    if turn.pending is not None:
        turn.settle(voice.settled(turn, turn.pending))
    turn.end("stopped")
    turn.show_root(voice.root(turn))
    turn.post(voice.stopped(turn), kind="stopped")
    return turn


def _permit(turn: Turn) -> Outgoing:
    key = f"permit:{mark(turn.incoming)}"
    given = {"act": _ACT, "interview_id": turn.interview.id, "starter": turn.interview.starter}
    return Outgoing(
        key=key,
        stream=key,
        method="permit",
        channel=turn.incoming.channel,
        user=turn.incoming.user,
        thread_ts=turn.interview.root_ts,
        response_url=turn.incoming.response_url,
        metadata={"event_type": "permit", "event_payload": given},
    )


def _given(delivery: Delivery) -> dict[str, Any]:
    given: dict[str, Any] = (delivery.outgoing.metadata or {})["event_payload"]
    return given
