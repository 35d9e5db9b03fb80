"""Whole conversations, as written in `chats/`, through the real bot over the sandbox's socket."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.advisor import Advisor
from tests.sandbox_faults import ScriptedFaults
from tests.transcripts.player import Player

APART = re.compile(r"^\d+ \w+ pass$|^slack ", re.MULTILINE)
CHATS = sorted((Path(__file__).parent / "chats").glob("*.txt"))


@pytest.fixture(scope="module")
def advisor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    """One sandbox and one bot for all chats; each has a channel of its own."""
    with Advisor(tmp_path_factory.mktemp("advisor")) as running:
        yield running


@pytest.mark.parametrize("chat", CHATS, ids=lambda path: path.stem)
def test_chat(chat: Path, advisor: Advisor, tmp_path: Path) -> None:
    """Every line of the chat happens as written; where days pass or Slack fails, with nobody else around."""
    text = chat.read_text(encoding="utf-8")
    if not APART.search(text):
        Player(advisor, advisor.new_channel(chat.stem.replace("_", "-"))).play(text)
        return
    with Advisor(tmp_path, ScriptedFaults()) as alone:
        Player(alone, alone.new_channel(chat.stem.replace("_", "-"))).play(text)


@pytest.mark.parametrize("chat", CHATS, ids=lambda path: path.stem)
def test_chat_says_what_it_shows(chat: Path) -> None:
    """Every chat begins with a sentence that names the behaviour."""
    first = chat.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert first.endswith(".")
