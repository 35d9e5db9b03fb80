"""Sharing a recommendation's first lines to another channel, with the way back to its thread."""

from bot.desk import Desk
from bot.links import thread_link
from bot.messages.sharing import render_share_done, render_share_refused, render_shared
from bot.owing import Place, alone, metadata, once_sent, private
from bot.store.protocol import Delivery, Outgoing, Record
from bot.words.figures import day_of


def sharing(
    desk: Desk, record: Record, key: str, to: str, place: Place, site: str | None
) -> tuple[Outgoing, Outgoing]:
    """Return the post in the channel `to`, and the private word that it stands there.

    `site` is the workspace's address, from which the link to the thread is made.
    """
    message = render_shared(record, place.user or "", _thread(desk, record, site), day_of(desk.clock()))
    told = metadata(key, "shared", recommendation_id=record.id)
    post = alone(key, "post", place, message, to=to, metadata=told)
    return post, once_sent(post, private(f"{key}:done", place, render_share_done(to), in_place=True))


def refused(delivery: Delivery, error: str) -> tuple[Outgoing, ...]:
    """Return what the sharer is told where Slack refused the post."""
    row = delivery.outgoing
    return (
        private(f"{row.key}:refused", row, render_share_refused(row.channel or "", error), in_place=True),
    )


def _thread(desk: Desk, record: Record, site: str | None) -> str:
    snapshot = desk.store.interview(record.team, record.interview_id)
    return thread_link(record.team, record.channel, snapshot.interview.root_ts if snapshot else None, site)
