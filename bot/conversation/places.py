"""Where the bot cannot post: what the person is told, and the ways around it."""

from collections.abc import Sequence

from bot.conversation import voice
from bot.conversation.steps import conclude
from bot.conversation.turn import Turn
from bot.desk import Desk
from bot.messages import Message
from bot.store.protocol import Delivery, Interview, Outgoing

_NOWHERE = frozenset({"account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed"})
"""With these Slack takes nothing from the bot any more, wherever it goes."""


def refused(desk: Desk, delivery: Delivery, error: str) -> Sequence[Outgoing]:
    """Return what is said instead of a message of an interview that Slack refused: once for each step."""
    owed = delivery.outgoing
    snapshot = desk.store.interview(delivery.team, owed.interview_id) if owed.interview_id else None
    if snapshot is None or owed.method not in ("post", "join") or error in _NOWHERE:
        return ()
    interview = snapshot.interview
    if (owed.metadata or {}).get("event_payload", {}).get("kind") == "root" or owed.method == "join":
        message = voice.cannot_post(interview.id, owed.channel or "", error)
        return (_instead(interview, f"{owed.key}:instead", message, owed.response_url),)
    if (owed.channel or "").startswith(("D", "U", "W")):
        return ()
    message = voice.stranded(interview.id, interview.channel)
    return (_instead(interview, f"{interview.id}:stranded:{interview.revision}", message, None),)


def _instead(interview: Interview, key: str, message: Message, response_url: str | None) -> Outgoing:
    return Outgoing(
        key=key,
        stream=key,
        method="respond" if response_url else "post",
        text=message.text,
        blocks=message.blocks,
        channel=interview.starter,
        user=interview.starter,
        response_url=response_url,
        metadata={
            "event_type": "gpu_advice_message",
            "event_payload": {"key": key, "interview_id": interview.id, "kind": "cannot_post"},
        },
    )


def join(turn: Turn) -> Turn:
    """Join the channel, then hold the interview there."""
    turn.move(turn.interview.channel)
    turn.join()
    return _again(turn, voice.joined())


def dm(turn: Turn) -> Turn:
    """Hold the interview in the person's DM with the app."""
    turn.move(turn.incoming.user)
    return _again(turn, voice.moved())


def _again(turn: Turn, acknowledged: Message) -> Turn:
    done = turn.status == "done"
    turn.open_root(voice.root(turn))
    if turn.pending is not None:
        turn.ask(voice.question(turn, turn.pending), turn.pending)
    if done:
        turn.status = "open"
        conclude(turn)
    turn.acknowledge(acknowledged)
    return turn
