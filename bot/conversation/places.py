"""Where the bot cannot post: what the person is told, and the ways around it."""

from collections.abc import Sequence
from typing import Final

from bot.conversation import aside, voice
from bot.conversation.steps import advised, conclude
from bot.conversation.turn import Turn
from bot.desk import Desk
from bot.incoming import Incoming
from bot.messages import Message
from bot.messages.notices import (
    Obstacle,
    render_again_here,
    render_cannot_post,
    render_for_members,
    render_joined,
    render_moved_to_dm,
)
from bot.owing import alone, change, metadata
from bot.store.protocol import Change, Delivery, Event, Outgoing, Snapshot

_OBSTACLES: Final[dict[str, Obstacle]] = {
    "not_in_channel": "not_in_channel",
    "channel_not_found": "private",
    "is_archived": "archived",
    "restricted_action": "read_only",
    "restricted_action_read_only_channel": "read_only",
    "restricted_action_thread_only_channel": "thread_only",
    "restricted_action_non_threadable_channel": "no_threads",
    "restricted_action_thread_locked": "no_threads",
    "cannot_reply_to_message": "no_threads",
    "thread_not_found": "deleted",
    "missing_scope": "no_scope",
    "messages_tab_disabled": "no_dm",
    "no_permission": "other",
    "access_denied": "other",
    "ekm_access_denied": "other",
}
"""Slack's refusals that speak of the place; for others no place would be better."""

_WAYS: Final[dict[Obstacle, tuple[str, ...]]] = {
    "not_in_channel": ("join", "dm", "form"),
    "deleted": ("here", "dm", "form"),
    "no_scope": (),
    "no_dm": (),
}


def refused(desk: Desk, delivery: Delivery, error: str) -> Sequence[Outgoing]:
    """Return what is said instead of a message that Slack refused for its place."""
    owed = delivery.outgoing
    obstacle = _obstacle(owed, error)
    if owed.interview_id is None or owed.method not in ("post", "join") or obstacle is None:
        return ()
    snapshot = desk.store.interview(delivery.team, owed.interview_id)
    if snapshot is None:
        return ()
    if owed.response_url is not None and owed.user is not None:
        return _privately(desk, snapshot, owed, obstacle)
    return _in_dm(snapshot, owed, obstacle)


def _obstacle(owed: Outgoing, error: str) -> Obstacle | None:
    found = _OBSTACLES.get(error, "read_only" if error.startswith("restricted_action") else None)
    if owed.method == "join":
        return "cannot_join"
    return "direct" if found == "private" and (owed.channel or "").startswith("D") else found


def _privately(desk: Desk, snapshot: Snapshot, owed: Outgoing, obstacle: Obstacle) -> Sequence[Outgoing]:
    """Tell the person where they typed the command, and let them go on in that very message."""
    event = Event(snapshot.interview.team, owed.key, "")
    incoming = Incoming(kind="reply", event=event, channel=owed.channel or "", user=owed.user or "")
    turn = Turn(desk, incoming, snapshot)
    ways = _WAYS.get(obstacle, ("dm", "form"))
    said = [render_cannot_post(obstacle, aside.ways(snapshot.interview.id, *ways))]
    if turn.pending is not None:
        said += aside.with_field(turn, (voice.question(turn, turn.pending),))
    if turn.advised:
        said += aside.with_field(turn, advised(turn))
    # A refused join and the refused root after it are told once.
    key = f"{snapshot.interview.root_key}:instead"
    return [
        alone(f"{key}:{number}", "respond", owed, message, to=owed.user)._replace(stream=key)
        for number, message in enumerate(aside.joined(said))
    ]


def _in_dm(snapshot: Snapshot, owed: Outgoing, obstacle: Obstacle) -> Sequence[Outgoing]:
    """Tell who started the interview in their DM; once for all that one step had to say."""
    interview = snapshot.interview
    ways = aside.ways(interview.id, *_WAYS.get(obstacle, ("dm", "form")))
    message = render_cannot_post(obstacle, ways, channel=owed.channel)
    key = f"{interview.id}:cannot_post:{interview.revision}"
    return [
        Outgoing(
            key=key,
            stream=key,
            method="post",
            text=message.text,
            blocks=message.blocks,
            channel=interview.starter,
            user=interview.starter,
            metadata=metadata(key, "cannot_post", interview_id=interview.id),
        )
    ]


def join(turn: Turn) -> Turn:
    """Join the channel, then hold the interview there."""
    turn.move(turn.interview.channel)
    turn.join()
    return _again(turn, render_joined())


def here(turn: Turn) -> Turn:
    """Hold the interview on a new message in the same place."""
    turn.move(turn.interview.channel)
    return _again(turn, render_again_here())


def dm(turn: Turn) -> Turn:
    """Hold the interview in the person's DM with the app."""
    turn.move(turn.incoming.user)
    return _again(turn, render_moved_to_dm())


def _again(turn: Turn, acknowledged: Message) -> Turn:
    advised = turn.advised
    if advised:
        turn.status, turn.advised = "open", False  # in the new place nothing stands that could be updated
    turn.open_root(voice.root(turn))
    if turn.pending is not None:
        turn.ask(voice.question(turn, turn.pending), turn.pending)
    if advised:
        conclude(turn)
    turn.acknowledge(acknowledged)
    return turn


def outsider(desk: Desk, incoming: Incoming) -> Change | Message | None:
    """Tell somebody of another workspace that the bot works for this one; plain talk is left alone."""
    if incoming.kind in ("advice", "history"):
        return render_for_members()
    if incoming.kind not in ("click", "mention"):
        return None
    return privately(desk, incoming, render_for_members())


def privately(desk: Desk, incoming: Incoming, message: Message) -> Change:
    """Owe a private word to a person, apart from any interview."""
    key = f"private:{incoming.event.key}"
    word = alone(key, "ephemeral", incoming, message, to=incoming.channel or incoming.user)
    return change(desk, incoming, word._replace(thread_ts=incoming.thread_ts))
