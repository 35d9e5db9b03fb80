"""Whole conversations, as written in `chats/`, through the real bot over the sandbox's socket."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.advisor import Advisor
from tests.transcripts.player import Player

CHATS = sorted((Path(__file__).parent / "chats").glob("*.txt"))


@pytest.fixture(scope="module")
def advisor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    """One sandbox and one bot for all chats; each has a channel of its own."""
    with Advisor(tmp_path_factory.mktemp("advisor")) as running:
        yield running


@pytest.mark.parametrize("chat", CHATS, ids=lambda path: path.stem)
def test_chat(chat: Path, advisor: Advisor) -> None:
    """Every line of the chat happens as written."""
    Player(advisor, advisor.new_channel(chat.stem.replace("_", "-"))).play(chat.read_text(encoding="utf-8"))


@pytest.mark.parametrize("chat", CHATS, ids=lambda path: path.stem)
def test_chat_says_what_it_shows(chat: Path) -> None:
    """Every chat begins with a sentence that names the behaviour."""
    first = chat.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("# ")
    assert first.endswith(".")
