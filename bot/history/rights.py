"""What only some may do: whoever asked for a recommendation at once, an admin once Slack has said so."""

from collections.abc import Sequence
from typing import Literal

from bot.desk import Desk
from bot.history.closing import without_controls
from bot.incoming import Incoming
from bot.messages.deleting import render_deleted, render_not_permitted
from bot.owing import change, given, mark, permit, private
from bot.share import sharing
from bot.store.protocol import Change, Delivery, Event, Outgoing, Record
from bot.store.scopes import Scope

Act = Literal["delete", "share"]


def delete(desk: Desk, incoming: Incoming, record: Record) -> Change:
    """Delete a record, or ask Slack first whether the person is an admin."""
    if incoming.user != record.asker:
        return change(desk, incoming, _permit(incoming, record, "delete"))
    told = private(f"private:{incoming.event.key}", incoming, render_deleted(record.id), in_place=True)
    return change(desk, incoming, *without_controls(desk, record), told, forget=record.id)


def share(desk: Desk, incoming: Incoming, record: Record, to: str) -> Change:
    """Share a record to a channel, or ask Slack first whether the person is an admin."""
    if incoming.user != record.asker:
        return change(desk, incoming, _permit(incoming, record, "share", to=to, site=incoming.site))
    key = f"shared:{mark(incoming.event.key)}"
    return change(desk, incoming, *sharing(desk, record, key, to, incoming, incoming.site))


def permitted(desk: Desk, delivery: Delivery) -> Change | None:
    """Return what follows once Slack has said that the person is an admin; None where the record is gone."""
    row, asked = delivery.outgoing, given(delivery)
    record = desk.store.record(Scope(delivery.team, row.user or "", row.channel), asked["record_id"])
    if record is None:
        return None
    done = Change(event=Event(delivery.team, row.key, record.id), at=desk.clock())
    if asked["act"] == "share":
        shared = sharing(desk, record, f"shared:{row.key}", asked["to"], row, asked["site"])
        return done._replace(outgoing=shared)
    told = private(f"{row.key}:told", row, render_deleted(record.id), in_place=True)
    return done._replace(outgoing=(*without_controls(desk, record), told), forget=record.id)


def not_permitted(delivery: Delivery, error: str) -> Sequence[Outgoing]:
    """Return what is said where Slack says that the person is no admin, or will not say."""
    row, asked = delivery.outgoing, given(delivery)
    message = render_not_permitted(asked["act"], asked["asker"], error)
    return (private(f"{row.key}:told", row, message, in_place=True),)


def _permit(incoming: Incoming, record: Record, act: Act, **more: str | None) -> Outgoing:
    return permit(incoming, act, record_id=record.id, asker=record.asker, **more)
