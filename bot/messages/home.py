"""App Home, page by page, and the first word to a person in their DM."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from bot.blocks import Block, actions, button, context, divider, header, home, section
from bot.messages.help import render_help
from bot.messages.history import entry
from bot.messages.message import Message
from bot.messages.record import record_blocks, record_controls
from bot.messages.understood import understood
from bot.store.protocol import Record, Snapshot
from bot.words import Safe, say, say_plain
from core.answers import standing
from core.catalog.catalogue import Catalogue
from core.replay import Replay

MOST_OPEN = 10
Notice = Literal["started", "resumed", "gone", "not_found", "full"]


class HomeView(NamedTuple):
    """What one person's Home shows: their open interviews and the newest of their recommendations."""

    open: Sequence[Snapshot] = ()
    recent: Sequence[Record] = ()
    notice: Notice | None = None
    """What came of the click before."""


def render_home(view: HomeView, catalogue: Catalogue) -> Block:
    """Return the first page of Home."""
    shown = view.open[:MOST_OPEN]
    return home(
        [
            *_top(view.notice),
            section(say("home", "intro")),
            actions(
                button(say_plain("home", "start"), "home_start", "-", style="primary"),
                button(say_plain("home", "how"), "home_help", "-"),
                button(say_plain("home", "privacy"), "home_privacy", "-"),
            ),
            header(say_plain("home", "open_heading")),
            *(_interview(one, catalogue) for one in shown),
            *([] if shown else [section(say("home", "none_open"))]),
            header(say_plain("home", "recent_heading")),
            *(entry(record, f"home_show:{number}") for number, record in enumerate(view.recent)),
            *([] if view.recent else [section(say("home", "none_recent"))]),
            context(say("home", "footer")),
        ]
    )


def render_home_record(record: Record, catalogue: Catalogue, today: Replay) -> Block:
    """Return one recommendation as a page of Home."""
    return _page(
        [*record_blocks(record, catalogue, today), record_controls(record.id, ("start_from", "share"))]
    )


def render_home_help() -> Block:
    """Return the explanation of what the bot is for as a page of Home."""
    return _page(list(render_help().blocks))


def render_home_privacy() -> Block:
    """Return what is kept, who sees it, and how it goes away, as a page of Home."""
    return _page([section(say("home", part)) for part in ("kept", "seen", "deleted")])


def render_welcome() -> Message:
    """Return the first word to a person who opens the DM with the bot."""
    said = say("home", "welcome")
    return Message.of(
        said,
        section(said),
        actions(
            button(say_plain("home", "start"), "home_start", "-", style="primary"),
            button(say_plain("home", "how"), "home_help", "-"),
        ),
    )


def _top(notice: Notice | None) -> list[Block]:
    return [] if notice is None else [section(say("home", f"notice_{notice}")), divider()]


def _page(blocks: Sequence[Block]) -> Block:
    return home([actions(button(say_plain("home", "back"), "home_back", "-")), *blocks])


def _interview(snapshot: Snapshot, catalogue: Catalogue) -> Block:
    answers = tuple(standing(snapshot.answers).values())
    known: Safe | None = understood(answers, catalogue, by=False) if answers else None
    said = say("home", "interview", interview=snapshot.interview, known=known)
    return section(said, button(say_plain("home", "resume"), "home_resume", snapshot.interview.id))
