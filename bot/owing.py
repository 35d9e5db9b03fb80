"""What is owed to one person: private answers to clicks, and messages to their DM."""

import hashlib
from collections.abc import Iterable
from typing import Final, Literal, Protocol

from bot.desk import Desk
from bot.incoming import Incoming
from bot.messages import Message
from bot.store.protocol import Change, Delivery, Json, Outgoing, SlackCall
from bot.store.scopes import Scope

MessageKind = Literal["record", "export", "export_text", "shared", "help"]
_NO_WORDS: Final = Message("", ())


def scope_of(incoming: Incoming) -> Scope:
    """Return what the person may see from where they ask: in a DM, only their own."""
    direct = incoming.direct or incoming.channel.startswith("D") or not incoming.channel
    return Scope(incoming.team, incoming.user, None if direct else incoming.channel)


class Place(Protocol):
    """Where a person clicked or asked, as far as an answer needs to know."""

    @property
    def user(self) -> str | None:
        """Who it was."""

    @property
    def channel(self) -> str | None:
        """The channel's id."""

    @property
    def thread_ts(self) -> str | None:
        """The thread's parent, where it was in one."""

    @property
    def response_url(self) -> str | None:
        """The address for private answers."""


def respond(desk: Desk, incoming: Incoming, message: Message, *, in_place: bool) -> Change:
    """Owe a private message in answer to a click, as one change."""
    return change(
        desk, incoming, private(f"private:{incoming.event.key}", incoming, message, in_place=in_place)
    )


def change(desk: Desk, incoming: Incoming, *outgoing: Outgoing, forget: str | None = None) -> Change:
    """Return a change that claims what came in, and owes these messages."""
    return Change(event=incoming.event, at=desk.clock(), outgoing=outgoing, forget=forget)


def private(key: str, place: Place, message: Message, *, in_place: bool) -> Outgoing:
    """Return a private message to who clicked, in place of the message clicked or after it."""
    to = place.channel or place.user
    return alone(key, "respond", place, message, to=to)._replace(thread_ts=place.thread_ts, replace=in_place)


def alone(
    key: str,
    method: SlackCall,
    place: Place,
    message: Message = _NO_WORDS,
    *,
    to: str | None,
    metadata: Json | None = None,
) -> Outgoing:
    """Return what is owed to who is at a place, in the channel `to`, and waits for nothing else."""
    return Outgoing(
        key=key,
        stream=key,
        method=method,
        text=message.text,
        blocks=message.blocks,
        channel=to,
        user=place.user,
        metadata=metadata,
        response_url=place.response_url,
    )


def once_sent(row: Outgoing, told: Outgoing) -> Outgoing:
    """Return a private message that waits for a row, so that nobody is told of what Slack refused."""
    return told._replace(stream=row.stream, thread_of=row.key, thread_ts=None)


def to_dm(incoming: Incoming, kind: MessageKind, message: Message) -> Outgoing:
    """Return a message to the person's DM; where Slack refuses it, they are told where they asked."""
    key = f"{kind}:{mark(incoming.event.key)}"
    return alone(key, "post", incoming, message, to=incoming.user, metadata=metadata(key, kind))


def metadata(key: str, kind: str, **more: str) -> Json:
    """Return the public metadata of a message that belongs to no interview's conversation."""
    return {"event_type": "gpu_advice_message", "event_payload": {"key": key, "kind": kind, **more}}


def kind_of(row: Outgoing) -> str | None:
    """Return the kind of a message that history owed, from its metadata."""
    kind: str | None = ((row.metadata or {}).get("event_payload") or {}).get("kind")
    return kind


def mark(event: str) -> str:
    """Return a short name for the key of an event: the same however often it is delivered."""
    return hashlib.sha256(event.encode()).hexdigest()[:12]


def permit(incoming: Incoming, act: str, **given: str | None) -> Outgoing:
    """Return the question to Slack whether the person is an admin, with what is to be done if so."""
    key = f"permit:{mark(incoming.event.key)}"
    asked = {"event_type": "permit", "event_payload": {"act": act, **given}}
    row = alone(key, "permit", incoming, to=incoming.channel, metadata=asked)
    return row._replace(thread_ts=incoming.thread_ts)


def given(delivery: Delivery) -> Json:
    """Return what such a question was asked with."""
    found: Json = (delivery.outgoing.metadata or {})["event_payload"]
    return found


def after(row: Outgoing, messages: Iterable[Message], kind: MessageKind) -> tuple[Outgoing, ...]:
    """Return messages in the thread of a row, in their order."""
    return tuple(
        Outgoing(
            key=f"{row.key}:{number}",
            stream=row.stream,
            method="post",
            text=message.text,
            blocks=message.blocks,
            channel=row.channel,
            thread_of=row.thread_of,
            metadata=metadata(f"{row.key}:{number}", kind),
        )
        for number, message in enumerate(messages)
    )
