"""What is left in Slack of a recommendation that is deleted: its messages, without the controls."""

from bot.desk import Desk
from bot.messages import Message
from bot.messages.recommendation import render_recommendation
from bot.messages.root import RootView, render_root
from bot.store.protocol import Interview, Outgoing, Record
from bot.words.figures import day_of
from core.answers import standing
from core.reading.stand_in import stood_in_for


def without_controls(desk: Desk, record: Record) -> tuple[Outgoing, ...]:
    """Return the root and the recommendation as they stand, but for what leads nowhere any more."""
    snapshot = desk.store.interview(record.team, record.interview_id)
    if snapshot is None:
        return ()
    root_key = snapshot.interview.root_key
    return (
        _instead(record, f"{root_key}:recommendation:0", _recommendation(desk, record)),
        _instead(record, root_key, _root(desk, snapshot.interview, record)),
    )


def _instead(record: Record, target: str, message: Message) -> Outgoing:
    return Outgoing(
        key=f"{target}:deleted",
        stream=record.interview_id,
        method="update",
        text=message.text,
        blocks=message.blocks,
        channel=record.channel,
        target=target,
    )


def _recommendation(desk: Desk, record: Record) -> Message:
    answers = tuple(standing(record.answers).values())
    message, *_ = render_recommendation(
        record.result,
        desk.catalogue,
        record_id=None,
        asker=record.asker,
        answers=answers,
        today=day_of(record.created_at),
        unsized=stood_in_for(record.answers),
    )
    return message


def _root(desk: Desk, interview: Interview, record: Record) -> Message:
    return render_root(
        RootView(
            asker=record.asker,
            status=interview.status,
            answers=tuple(standing(record.answers).values()),
            advice=record.result,
            today=day_of(record.created_at),
            unsized=stood_in_for(record.answers),
        ),
        desk.catalogue,
    )
