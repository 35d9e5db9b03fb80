"""What /gpu-history answers: a page of records, help, and nothing found."""

from typing import NamedTuple

from bot.blocks import Block, actions, button, context, section
from bot.messages.message import Message
from bot.store.protocol import Page, Record
from bot.words import say, say_plain

MOST_WORDS = 60
"""Of what was searched, as the heading repeats it."""


class Turning(NamedTuple):
    """What the buttons to the pages before and after a page carry; none where there is no such page."""

    newer: str | None = None
    older: str | None = None


def render_history_list(page: Page, *, scope: str, turning: Turning | None = None) -> Message:
    """Return a page of records, newest first.

    `scope` names whose they are: "channel", "mine", or the words searched for.
    """
    if not page.records:
        kind = "searched" if scope not in ("channel", "mine") else "nothing_yet"
        return _words(kind, words=scope[:MOST_WORDS])
    heading = _heading(scope)
    lines = [say("history", "line", record=record) for record in page.records]
    return Message.of(
        say("history", "list_gist", heading=heading, lines=lines),
        section(say("history", "heading", heading=heading)),
        *(entry(record, "history_show") for record in page.records),
        _pages(turning or Turning()),
        context(say("history", "list_footer")),
    )


def entry(record: Record, action_id: str) -> Block:
    """Return one record as a paragraph, with the button that shows it."""
    return section(
        say("history", "entry", record=record),
        button(say_plain("history", "show"), action_id, record.id),
    )


def render_history_help() -> Message:
    """Say what /gpu-history understands."""
    return _words("help")


def render_usage(part: str) -> Message:
    """Say how one word of /gpu-history is used: "compare", "export", "delete" or "search"."""
    return _words(f"usage_{part}")


def render_not_found(record_id: str) -> Message:
    """Say that no such record can be seen from here."""
    return _words("not_found", record_id=record_id[:MOST_WORDS])


def _pages(turning: Turning) -> Block | None:
    offered = (("newer", turning.newer), ("older", turning.older))
    buttons = [
        button(say_plain("history", name), f"history_{name}", load)
        for name, load in offered
        if load is not None
    ]
    return actions(*buttons) if buttons else None


def _heading(scope: str) -> str:
    part = scope if scope in ("channel", "mine") else "search"
    return say("history", f"heading_{part}", words=scope[:MOST_WORDS])


def _words(part: str, **values: object) -> Message:
    said = say("history", part, **values)
    return Message.of(said, section(said))
