"""Delivering an export: what comes with the file, and the same as text where files are not allowed."""

from collections.abc import Sequence

from bot.blocks import MOST_TEXT, preformatted, section
from bot.messages.message import Message
from bot.words import say

PIECES = 4
"""Preformatted pieces to a message; a message holds some 13,000 characters."""

MOST_MESSAGES = 5


def render_export_coming(records: int, *, more: bool) -> Message:
    """Say that the export comes by DM, and how much of it there is."""
    return _words("coming", records=records, more=more)


def render_export_cover(records: int, name: str) -> Message:
    """Return the message in whose thread the file is put."""
    return _words("cover", records=records, name=name)


def render_export_empty() -> Message:
    """Say that there is nothing to export."""
    return _words("empty")


def render_export_text(content: str, error: str) -> tuple[Message, ...]:
    """Return an export as preformatted text, in as many messages as it takes, up to MOST_MESSAGES."""
    pieces = _pieces(content.splitlines())
    shown = pieces[: PIECES * MOST_MESSAGES]
    groups = [shown[at : at + PIECES] for at in range(0, len(shown), PIECES)]
    cut = len(pieces) > len(shown)
    found = []
    for number, group in enumerate(groups, 1):
        said = say(
            "export",
            "as_text" if number == 1 else "as_text_more",
            number=number,
            of=len(groups),
            scope=error == "missing_scope",
            cut=cut,
        )
        found.append(Message.of(said, section(said), *(preformatted(piece) for piece in group)))
    return tuple(found)


def render_no_dm() -> Message:
    """Say that the person's DM is closed to the bot."""
    return _words("no_dm")


def render_sent_to_dm() -> Message:
    """Say that it stands in the person's DM."""
    return _words("sent")


def _pieces(lines: Sequence[str]) -> list[str]:
    """Return lines joined into texts that fit; a line that is longer than a text is split."""
    parts = [
        line[at : at + MOST_TEXT - 1] for line in lines for at in range(0, len(line) or 1, MOST_TEXT - 1)
    ]
    found: list[str] = []
    for part in parts:
        if found and len(found[-1]) + 1 + len(part) <= MOST_TEXT:
            found[-1] += f"\n{part}"
        else:
            found.append(part or " ")
    return found


def _words(part: str, **values: object) -> Message:
    said = say("export", part, **values)
    return Message.of(said, section(said))
