"""Exports: the records a person may see, as a file in the thread of a message in their DM."""

from collections.abc import Sequence
from typing import Final

from bot.desk import Desk
from bot.export import Format, exported, file_name
from bot.history.asking import Exported, Listed, Shown
from bot.incoming import Incoming
from bot.messages import Message
from bot.messages.exporting import render_export_coming, render_export_cover, render_export_empty
from bot.messages.history import render_not_found
from bot.owing import change, mark, scope_of, to_dm
from bot.store.protocol import Change, Outgoing, Record

MOST_RECORDS: Final = 500
"""A file of a few megabytes at most; whoever runs the bot exports more on the command line."""

_PER_READ: Final = 100


def export(desk: Desk, incoming: Incoming, asked: Exported) -> tuple[Message, Change | None]:
    """Return what the person is told, and the change that delivers the file."""
    if isinstance(asked.what, Shown):
        record = desk.store.record(scope_of(incoming), asked.what.id)
        if record is None:
            return render_not_found(asked.what.id), None
        records, more = [record], False
    else:
        records, more = _all(desk, incoming, asked.what)
    if not records:
        return render_export_empty(), None
    told = render_export_coming(len(records), more=more)
    return told, change(desk, incoming, *deliver(desk, incoming, records, asked.form))


def deliver(
    desk: Desk, incoming: Incoming, records: Sequence[Record], form: Format
) -> tuple[Outgoing, Outgoing]:
    """Return the message in the DM, and the file that goes into its thread."""
    name = file_name(records, form, desk.clock())
    cover = to_dm(incoming, "export", render_export_cover(len(records), name))
    key = f"file:{mark(incoming.event.key)}"
    file = {"name": name, "title": name, "content": exported(records, form, desk.catalogue)}
    # In a stream of its own, so that nothing else to the same person waits for a slow upload.
    upload = Outgoing(
        key=key, stream=key, method="upload", channel=incoming.user, thread_of=cover.key, file=file
    )
    return cover, upload


def _all(desk: Desk, incoming: Incoming, what: Listed) -> tuple[list[Record], bool]:
    """Return the newest records up to MOST_RECORDS, and whether there are more."""
    found: list[Record] = []
    cursor: str | None = None
    while len(found) < MOST_RECORDS:
        page = desk.store.page(
            scope_of(incoming), limit=_PER_READ, mine=what.kind == "mine", words=what.words, cursor=cursor
        )
        found += page.records
        cursor = page.older
        if cursor is None:
            break
    return found, cursor is not None
