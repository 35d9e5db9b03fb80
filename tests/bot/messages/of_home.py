"""App Home's pages, the welcome, and the window of the global shortcut."""

from collections.abc import Iterator
from typing import Any

from bot.messages import Message
from bot.messages.ask import render_ask
from bot.messages.home import (
    MOST_OPEN,
    HomeView,
    Notice,
    render_home,
    render_home_help,
    render_home_privacy,
    render_home_record,
    render_welcome,
)
from bot.store.protocol import Interview, Snapshot
from core.replay import Replay
from tests.bot.messages.cases import CASES
from tests.bot.messages.heard import ALICE, answers_with, record_of
from tests.core.archetypes import CATALOGUE

NOTICES: tuple[Notice, ...] = ("started", "resumed", "gone", "not_found", "full")


def messages(_: str) -> Iterator[tuple[str, tuple[Message, ...]]]:
    """Return the one message that belongs here."""
    yield "welcome", (render_welcome(),)


def views(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return each page of Home and the window by name; `text` stands for a model somebody named."""
    record = record_of(CASES["one_stack"].model_copy(update={"model_name": text}), text)
    held = Interview(
        "i1", "T1", "C01GENERAL", ALICE, "open", 3, 1_780_000_000, 1_780_090_000, "1.0", "i1:root"
    )
    here = Snapshot(held, answers_with(text))
    alone = Snapshot(held._replace(id="i2", channel="D01ALICE"), ())
    yield "home_fresh", render_home(HomeView(), CATALOGUE)
    yield "home_full", render_home(HomeView(open=(here, alone), recent=(record, record)), CATALOGUE)
    yield (
        "home_crowded",
        render_home(HomeView(open=(here,) * (MOST_OPEN + 5), recent=(record,) * 5), CATALOGUE),
    )
    for notice in NOTICES:
        yield f"home_notice_{notice}", render_home(HomeView(notice=notice), CATALOGUE)
    yield "home_record", render_home_record(record, CATALOGUE, Replay(now=record.result))
    yield "home_help", render_home_help()
    yield "home_privacy", render_home_privacy()
    yield "ask", render_ask().view
