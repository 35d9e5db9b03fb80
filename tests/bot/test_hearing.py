"""Without the scope to read replies the bot says so where it asks, and takes taps and the form."""

import pytest

from bot import workspaces
from bot.hearing import KINDS, is_direct, unheard
from tests.advisor import Advisor


@pytest.mark.parametrize(
    ("channel", "granted", "lacking"),
    [
        ("C01GENERAL", {"chat:write", "groups:history"}, ("channels:history",)),
        ("G01TEAM", {"channels:history", "groups:history"}, ("mpim:history",)),
        ("D01ALICE", {"channels:history"}, ("im:history",)),
        ("U01ALICE", {"channels:history"}, ("im:history",)),
        ("C01GENERAL", set(KINDS), ()),
        ("C01GENERAL", set(), ()),
        ("", {"chat:write"}, ()),
    ],
)
def test_what_a_place_needs(channel: str, granted: set[str], lacking: tuple[str, ...]) -> None:
    """Each kind of conversation has its own scope; where nothing is known, nothing is claimed."""
    assert unheard(channel, granted) == lacking


def test_only_a_dm_has_nobody_else_to_answer() -> None:
    """A DM is told by its id, or by that of its person while it is not open."""
    assert [is_direct(place) for place in ("D01ALICE", "U01ALICE", "C01GENERAL", "G01TEAM", "")] == [
        True,
        True,
        False,
        False,
        False,
    ]


def opening(advisor: Advisor) -> str:
    """Ask, and return what the root says."""
    advisor.sandbox.command("alice", "general", "/gpu-advice Llama 3 8B")
    advisor.settle()
    posts = [one for one in advisor.sandbox.channel("general").messages if one.bot_id]
    return next(one.text for one in reversed(posts) if one.ts == one.thread_ts)


def test_a_bot_that_hears_no_replies_says_so(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The root asks for taps while the scope is missing, and for words again once it is granted."""
    scopes = advisor.sandbox.workspace.scopes
    advisor.sandbox.workspace.scopes = scopes - {"channels:history", "groups:history"}
    advisor.restart()
    assert "I cannot hear replies in public channels and private channels" in opening(advisor)
    advisor.sandbox.workspace.scopes = scopes
    assert "I cannot hear replies" in opening(advisor)
    monkeypatch.setattr(workspaces, "ASK_AGAIN_S", -1)
    assert "by tapping or in plain words" in opening(advisor)
