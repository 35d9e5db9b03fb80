"""Where the bot cannot post: what the person is told, and the ways around it."""

from collections.abc import Sequence

from bot.conversation import voice
from bot.conversation.steps import conclude
from bot.conversation.turn import Turn
from bot.messages import Message
from bot.store.protocol import Delivery, Outgoing


def refused(delivery: Delivery, error: str) -> Sequence[Outgoing]:
    """Return what is said instead of a message that Slack refused: only a root or a join is worth a word."""
    owed = delivery.outgoing
    is_root = (owed.metadata or {}).get("event_payload", {}).get("kind") == "root"
    if owed.interview_id is None or owed.user is None or not (is_root or owed.method == "join"):
        return ()
    message = voice.cannot_post(owed.interview_id, owed.channel or "", error)
    return (
        Outgoing(
            key=f"{owed.key}:instead",
            stream=f"{owed.key}:instead",
            method="respond" if owed.response_url else "post",
            text=message.text,
            blocks=message.blocks,
            channel=owed.user,
            user=owed.user,
            response_url=owed.response_url,
            metadata={
                "event_type": "gpu_advice_message",
                "event_payload": {
                    "key": f"{owed.key}:instead",
                    "interview_id": owed.interview_id,
                    "kind": "cannot_post",
                },
            },
        ),
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
