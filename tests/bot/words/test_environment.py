"""Templates: escaped once, no silent gaps, nothing live, and found wherever the bot is installed."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from bot.words import Safe, person, say, say_plain
from bot.words.environment import _markup, escaped, plain, sentence, unmarked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a & b < c > d", "a &amp; b &lt; c &gt; d"),
        ("<!channel>", "&lt;!channel&gt;"),
        ("*bold* ~struck~ `code`", "bold struck code"),
        ("_slanted_ my_model_v2", "slanted my_model_v2"),
        (":skull: at 10:30:15", "skull at 10:30:15"),
        ("two\nlines\x00", "two lines "),
        ("\u202ereversed\u200b", " reversed "),
        ("@here #general", "@\u2060here #\u2060general"),
        ("http://evil.example", "http:\u2060//evil.\u2060example"),
        ("Qwen2.5-7B", "Qwen2.5-7B"),
    ],
)
def test_escaped(text: str, shown: str) -> None:
    """Somebody else's text is shown as it is, and never as markup, mention, link or emoji."""
    assert escaped(text) == shown


@given(st.text())
def test_nothing_live(text: str) -> None:
    """No text whatever comes out with a live bracket, a line break or a mark of styling."""
    shown = escaped(text)
    assert re.search(r"[<>*~`\n\r]", shown) is None
    assert re.search(r"&(?!amp;|lt;|gt;)", shown) is None


@given(st.text())
def test_escaped_once(text: str) -> None:
    """What went through a template once is not escaped again in another."""
    once = say("history", "not_found", record_id=text)
    assert escaped(once) == once
    assert type(once) is Safe


def test_labels_are_not_escaped() -> None:
    """Labels and cells carry plain text, in which Slack reads no markup."""
    assert say_plain("question", "choice", label="A & B <now>\n") == "A & B <now>"


def test_gaps_are_errors() -> None:
    """A name that a template does not get is an error, not an empty place."""
    with pytest.raises(UndefinedError):
        say("history", "not_found")


def test_sandbox() -> None:
    """A template cannot reach into Python, and user text is never a template."""
    with pytest.raises(SecurityError):
        _markup().from_string("{{ ''.__class__.__mro__ }}").render()
    assert "{{ 7 + 7 }}" in say("history", "not_found", record_id="{{ 7 + 7 }}")


@pytest.mark.parametrize(("said_by", "shown"), [("U01ALICE", "<@U01ALICE>"), ("W0123", "<@W0123>")])
def test_person(said_by: str, shown: str) -> None:
    """A user of Slack is mentioned."""
    assert person(said_by) == shown


@pytest.mark.parametrize("said_by", ["you", "U01> <!channel", "<@U01ALICE>", "u01alice", "U01ALICE\n"])
def test_nobody_else_is_mentioned(said_by: str) -> None:
    """Anything that is no user id is shown as text."""
    assert "<" not in person(said_by)


def test_sentence_keeps_safety() -> None:
    """A sentence begins with a capital letter and is as safe as it was."""
    assert sentence(Safe("about *USD 3*")) == "About *USD 3*"
    assert [type(sentence(Safe("a"))), type(sentence("a"))] == [Safe, str]


def test_unmarked() -> None:
    """Bold text loses its stars and its entities for a table cell."""
    assert unmarked("*0.4 s* &lt; 1 s") == "0.4 s < 1 s"


@given(st.text())
def test_plain_has_one_line(text: str) -> None:
    """Plain text keeps to one line and can be encoded."""
    shown = plain(text)
    assert "\n" not in shown
    shown.encode("utf-8")
