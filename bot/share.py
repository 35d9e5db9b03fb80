"""Sharing a recommendation's first lines to another channel, with the way back to its thread."""

from bot.desk import Desk
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
    message = render_shared(record, place.user or "", thread_link(desk, record, site), day_of(desk.clock()))
    told = metadata(key, "shared", recommendation_id=record.id)
    post = alone(key, "post", place, message, to=to, metadata=told)
    return post, once_sent(post, private(f"{key}:done", place, render_share_done(to), in_place=True))


def refused(delivery: Delivery, error: str) -> tuple[Outgoing, ...]:
    """Return what the sharer is told where Slack refused the post."""
    row = delivery.outgoing
    return (
        private(f"{row.key}:refused", row, render_share_refused(row.channel or "", error), in_place=True),
    )


def thread_link(desk: Desk, record: Record, site: str | None) -> str:
    """Return the address of a record's thread, as Slack's own "Copy link" makes it.

    Where the workspace's own address is not known, it is Slack's address for the channel.
    """
    snapshot = desk.store.interview(record.team, record.interview_id)
    ts = snapshot.interview.root_ts if snapshot else None
    if not site or not ts:
        return f"https://slack.com/app_redirect?team={record.team}&channel={record.channel}"
    return f"{site.rstrip('/')}/archives/{record.channel}/p{ts.replace('.', '')}"
