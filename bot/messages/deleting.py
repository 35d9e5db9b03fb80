"""Deleting a recommendation: the question before, what came of it, and who may."""

from bot.blocks import actions, button, section
from bot.messages.message import Message
from bot.store.protocol import Record
from bot.words import say, say_plain


def render_delete_ask(record: Record, viewer: str) -> Message:
    """Ask whether a recommendation is to be deleted; one that others asked for takes an admin."""
    said = say("delete", "ask", record=record, own=record.asker == viewer)
    return Message.of(
        said,
        section(said),
        actions(
            button(say_plain("delete", "yes"), "history_delete", record.id, style="danger"),
            button(say_plain("delete", "no"), "history_close", "-"),
        ),
    )


def render_deleted(record_id: str) -> Message:
    """Say that it is gone."""
    return _words("deleted", record_id=record_id)


def render_kept() -> Message:
    """Say that nothing was done."""
    return _words("kept")


def render_not_permitted(act: str, asker: str, error: str) -> Message:
    """Say who may delete or share what somebody else asked for, and why the person at hand may not."""
    return _words("not_admin" if error == "not_an_admin" else "cannot_tell", act=act, asker=asker)


def _words(part: str, **values: object) -> Message:
    said = say("delete", part, **values)
    return Message.of(said, section(said))
