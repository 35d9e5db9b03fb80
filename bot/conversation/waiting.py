"""Replies that come before anybody can tell what they belong to: kept, and heard as soon as that is known."""

from collections.abc import Callable
from typing import Any

from bot.conversation.turn import Turn
from bot.desk import Desk
from bot.incoming import Incoming
from bot.store.protocol import Event, Json
from core.workload import Slot


class UnconfirmedError(Exception):
    """The delivery belongs to a message of which nobody knows yet whether Slack has it."""


def keep(desk: Desk, incoming: Incoming) -> None:
    """Keep a delivery, so that it may be acknowledged."""
    body: Json = incoming._asdict() | {"granted": sorted(incoming.granted)}
    del body["event"], body["action"]
    desk.store.wait(incoming.event, body, desk.clock())


def again(desk: Desk, hear: Callable[[Incoming], object]) -> None:
    """Hear what waits, oldest first; `hear` raises UnconfirmedError for what has to wait on."""
    for kept in desk.store.waiting():
        try:
            hear(_read(kept.event, kept.body))
        except UnconfirmedError:
            continue
        desk.store.release(kept.event)


def asked_slot(turn: Turn) -> Slot | None:
    """Return what was being asked when a reply was written, which may be an older question by now.

    Raises UnconfirmedError while a newer question may stand in Slack, unconfirmed.
    """
    incoming, pending = turn.incoming, turn.pending
    if pending is None or incoming.ts is None:
        return None
    if incoming.kind == "shortcut":
        return pending.slot  # it is passed on now, whenever it was written
    asked = turn.desk.store.asked(incoming.team, turn.interview.id, incoming.ts)
    if asked.doubtful:
        raise UnconfirmedError
    payload: dict[str, Any] = (asked.metadata or {}).get("event_payload") or {}
    return Slot(payload["slot"]) if "slot" in payload else None


def _read(event: Event, body: Json) -> Incoming:
    return Incoming(event=event, **(body | {"granted": frozenset(body.get("granted", ()))}))
