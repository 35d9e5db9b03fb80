"""An interview that waits: the offer to go on with it or to begin another, and what comes of that."""

from collections.abc import Sequence

from bot.blocks import actions, button, section
from bot.messages.message import Message
from bot.messages.understood import understood
from bot.words import say, say_plain, words_of
from core.answers import Answer
from core.catalog.architecture import Item
from core.catalog.catalogue import Catalogue
from core.workload import Slot


def render_open_already(
    known: Sequence[Answer],
    slot: Slot | None,
    catalogue: Catalogue,
    *,
    since: int,
    control: str,
    kind: Item | None = None,
) -> Message:
    """Say that an interview waits for an answer since then; `control` is what both buttons carry."""
    words = say(
        "resuming",
        "open_already",
        known=understood(known, catalogue) if known else None,
        asked=words_of("ask", slot, kind) if slot else None,
        since=since,
    )
    goes_on = button(say_plain("resuming", "resume_button"), "resume", control)
    another = button(say_plain("resuming", "another_button"), "another", control)
    return Message.of(words, section(words), actions(goes_on, another))


def render_goes_on_in_its_thread() -> Message:
    """Say where an interview goes on."""
    return _words("goes_on")


def render_another_begins() -> Message:
    """Say that another interview begins, beside the one that waits."""
    return _words("another_begins")


def _words(part: str) -> Message:
    said = say("resuming", part)
    return Message.of(said, section(said))
