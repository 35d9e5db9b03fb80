"""Limits on what one person and one channel may have going on, each told kindly."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import build_app
from bot.store.sqlite import open_store
from bot.typed import MOST_CHARACTERS
from core.catalog.catalogue import default_catalogue
from tests.advisor import Advisor


@pytest.fixture
def advisor(tmp_path: Path) -> Iterator[Advisor]:
    """A bot that keeps two interviews for a person and three in a channel."""
    with Advisor(tmp_path) as running:
        running.bot.disconnect()
        running.store.close()
        few = {"gpu_advisor_open_per_person": 2, "gpu_advisor_open_per_channel": 3}
        running.settings = running.settings.model_copy(update=few)
        running.store = open_store(running.settings.gpu_advisor_database_url)
        running.bot = build_app(
            running.settings, running.store, default_catalogue(), clock=lambda: running.now, ids=running._id
        )
        running.bot.connect()
        yield running


def told(advisor: Advisor, who: str, channel: str) -> str:
    """Return what was last said to one person alone."""
    person = advisor.sandbox.user(who).id
    said = [one.text for one in advisor.sandbox.channel(channel, who).messages if one.visible_to == person]
    return said[-1] if said else ""


def linked(advisor: Advisor, who: str, channel: str) -> list[str]:
    """Return the roots to which the last word that one person was told leads, in its order."""
    found = re.findall(r"/archives/\w+/p(\d+)(\d{6})[|]", told(advisor, who, channel))
    return [f"{seconds}.{rest}" for seconds, rest in found]


def asked(advisor: Advisor, who: str, channel: str) -> None:
    """Begin an interview."""
    advisor.sandbox.command(who, channel, "/gpu-advice Llama 3 8B chat")
    advisor.settle()


def test_one_person_has_so_many_open(advisor: Advisor) -> None:
    """The next interview is refused with the way out, wherever it is asked for; ending one makes room."""
    channel = advisor.new_channel("limits")
    for _ in range(2):
        asked(advisor, "alice", channel)
    asked(advisor, "alice", "#general")
    assert "You have 2 interviews open" in told(advisor, "alice", "#general")
    advisor.sandbox.say("alice", channel, "@gpu-advisor Llama 3 8B")
    advisor.settle()
    assert "You have 2 interviews open" in told(advisor, "alice", channel)
    first, second = (one for one in advisor.sandbox.channel(channel).messages if one.thread_ts == one.ts)
    assert linked(advisor, "alice", channel) == [first.ts, second.ts]
    asked(advisor, "bob", channel)
    root = advisor.sandbox.channel(channel).messages[0]
    advisor.sandbox.say("alice", channel, "stop", root.ts)
    advisor.settle()
    asked(advisor, "alice", "#general")
    assert len(advisor.store.open_interviews("T0SANDBOX", "U01ALICE")) == 2


def test_one_channel_has_so_many_open(advisor: Advisor) -> None:
    """A channel that is full says so to whoever asks next, and other channels are not."""
    channel = advisor.new_channel("limits")
    for who in ("alice", "bob", "chen", "chen"):
        asked(advisor, who, channel)
    assert "3 interviews are open in this channel" in told(advisor, "chen", channel)
    assert len(linked(advisor, "chen", channel)) == 3
    asked(advisor, "chen", "#general")
    assert len(advisor.store.open_interviews("T0SANDBOX", "U03CHEN")) == 2


def test_a_long_message_is_read_in_part_and_said_so(advisor: Advisor) -> None:
    """What is beyond the limit is not read, and the person learns it; what is within counts."""
    channel = advisor.new_channel("limits")
    words = "Llama 3 8B chat for 20 at once. " + "And so on. " * MOST_CHARACTERS
    advisor.sandbox.command("alice", channel, f"/gpu-advice {words}")
    advisor.settle()
    assert "I read the first 3,000 characters" in told(advisor, "alice", channel)
    root = advisor.sandbox.channel(channel).messages[0]
    advisor.sandbox.say("bob", channel, "4k context. " + "x" * 39_000, root.ts)
    advisor.settle()
    assert "I read the first 3,000 characters" in told(advisor, "bob", channel)
    assert any("4k context" in one.text for one in advisor.sandbox.channel(channel).messages if one.bot_id)
