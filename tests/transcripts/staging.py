"""What a place is, and what happens to it: the lines of a chat that begin with "place:"."""

from collections.abc import Callable

from bot.sandbox import Channel, Posted
from bot.sandbox.model import BOT_USER, User
from tests.advisor import Advisor

DANA, PARTNER = "U04DANA", "T0PARTNER"
"""Somebody of another workspace, in a channel that both share."""


def stage(advisor: Advisor, channel_id: str, root: Posted | None, what: str) -> None:
    """Make the chat's channel what the line says, or let happen to it what the line says."""
    with advisor.sandbox.workspace.lock:
        PLACES[what](advisor, advisor.sandbox.workspace.channels[channel_id], root)


def _without_the_bot(_: Advisor, channel: Channel, __: Posted | None) -> None:
    channel.members.discard(BOT_USER)


def _kind(kind: str, *, with_bot: bool) -> Callable[[Advisor, Channel, Posted | None], None]:
    def become(_: Advisor, channel: Channel, __: Posted | None) -> None:
        channel.kind = kind
        if not with_bot:
            channel.members.discard(BOT_USER)

    return become


def _archived(advisor: Advisor, channel: Channel, _: Posted | None) -> None:
    advisor.sandbox.api.archived.add(channel.id)


def _restricted(how: str) -> Callable[[Advisor, Channel, Posted | None], None]:
    def become(advisor: Advisor, channel: Channel, _: Posted | None) -> None:
        advisor.sandbox.api.restricted[channel.id] = how

    return become


def _shared(advisor: Advisor, channel: Channel, _: Posted | None) -> None:
    workspace = advisor.sandbox.workspace
    workspace.users[DANA] = User(DANA, "dana", "Dana", PARTNER)
    channel.members.add(DANA)


def _root_deleted(advisor: Advisor, channel: Channel, root: Posted | None) -> None:
    assert root is not None
    channel.messages[:] = [one for one in channel.messages if root.ts not in (one.ts, one.thread_ts)]


def _root_deleted_only(advisor: Advisor, channel: Channel, root: Posted | None) -> None:
    assert root is not None
    advisor.sandbox.workspace.remove(channel, root)


PLACES: dict[str, Callable[[Advisor, Channel, Posted | None], None]] = {
    "public without the bot": _without_the_bot,
    "private with the bot": _kind("group", with_bot=True),
    "private without the bot": _kind("group", with_bot=False),
    "group DM with the bot": _kind("mpim", with_bot=True),
    "group DM without the bot": _kind("mpim", with_bot=False),
    "archived": _archived,
    "read-only": _restricted("read_only_channel"),
    "thread-only": _restricted("thread_only_channel"),
    "without threads": _restricted("non_threadable_channel"),
    "thread locked": _restricted("thread_locked"),
    "shared with another workspace": _shared,
    "the bot is removed": _without_the_bot,
    "the whole thread is deleted": _root_deleted,
    "the root is deleted": _root_deleted_only,
}
