"""Every message and view of the bot, with one text wherever somebody else's words can get in.

A room's messages stand in a module of their own beside this one, `of_<room>.py`, with a function
`messages(text)` that yields each by a name of its own: the messages that are posted together. A room that
opens modals or draws Home has a function `views(text)` too, that yields each view by name. Put the module
into ROOMS, and every rule in `test_every.py` holds for it: Slack takes it with whatever text, nothing in it
is live, its words are kept as a snapshot (written with `UPDATE_SNAPSHOTS=1`), and its length is listed by
`python -m tests.bench.messages`. A function `render_...` of `bot.messages` that no room calls fails a test.
"""

from collections.abc import Iterator
from typing import Any

from bot.messages import Message
from tests.bot.messages import (
    of_asked,
    of_form,
    of_history,
    of_home,
    of_interview,
    of_notices,
    of_recommendation,
    of_what_if,
)

ROOMS = (of_interview, of_notices, of_recommendation, of_what_if, of_asked, of_history, of_home, of_form)


def every_message(text: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    """Return every message by name; `text` stands for a model, a card, words searched for, and the like."""
    for room in ROOMS:
        yield from room.messages(text)


def every_view(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return every modal and Home by name, with the same text wherever it can get in."""
    for room in ROOMS:
        yield from getattr(room, "views", _none)(text)


def _none(_: str) -> Iterator[tuple[str, dict[str, Any]]]:
    return iter(())
