"""Sharing a recommendation: where to, and what stands there."""

from bot.blocks import actions, button, channel_select, confirmation, context, link, section
from bot.messages.headline import render_headline
from bot.messages.message import Message
from bot.store.protocol import Record
from bot.words import say, say_plain


def render_share_where(record: Record) -> Message:
    """Ask, privately, which channel a recommendation is to be shared to."""
    said = say("share", "where", record=record)
    menu = channel_select(say_plain("share", "placeholder"), f"share_to:{record.id}")
    confirm = confirmation(
        *(say_plain("share", f"confirm_{part}") for part in ("title", "text", "yes", "no"))
    )
    return Message.of(
        said,
        section(said),
        actions(menu | {"confirm": confirm}, button(say_plain("share", "cancel"), "history_close", "-")),
    )


def render_shared(record: Record, by: str, thread: str, today: str) -> Message:
    """Return what stands in the other channel: the first lines, who shared them, and the way to the rest."""
    lines = render_headline(record.result, today)
    return Message.of(
        say("share", "shared_gist", by=by, lines=lines),
        section(lines),
        context(say("share", "shared_by", by=by, record=record)),
        actions(link(say_plain("share", "open"), "open_thread", thread)),
    )


def render_share_done(channel: str) -> Message:
    """Say where it stands now."""
    return _words("done", channel=channel)


def render_share_refused(channel: str, error: str) -> Message:
    """Say why it could not be shared there, and what to do."""
    known = error in ("not_in_channel", "channel_not_found", "is_archived")
    part = error if known else "restricted" if error.startswith("restricted_action") else "other"
    return _words(f"refused_{part}", channel=channel)


def _words(part: str, **values: object) -> Message:
    said = say("share", part, **values)
    return Message.of(said, section(said))
