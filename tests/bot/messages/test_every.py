"""Every message: its words as they were last looked at, and what must hold for all of them."""

import html
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import messages
from bot.messages import Message
from tests.block_kit import check_blocks, check_view
from tests.bot.messages.every import ROOMS, every_message, every_view
from tests.bot.messages.heard import ALICE, BOB
from tests.bot.messages.snapshots import assert_words, view_words, words

PLAIN = dict(every_message("Llama 3 8B"))
PARTS = {"render_headline"}
"""What is rendered as a part of other messages."""
VIEWS = dict(every_view("Llama 3 8B"))
HOSTILE = (
    "<!channel> <!here> <!everyone>",
    f"<@{BOB}9> <#C01ABCDEF|general> <!subteam^S01|all>",
    "<http://evil.example|your payslip> http://evil.example evil.example www.evil.example",
    "@channel @here #general mailto:a@b.example",
    "*bold* _slanted_ ~struck~ `code` ```block```",
    "> quote\n&gt; quote\n1. list\n• list",
    ":skull: :smile: {{ 7 * 7 }} {% raw %} {# #} ${7*7}",
    "\u202eright to left\u202c \u200bzero\u200b \x00\x07\x1b[31m \ud800 a\u0300\u0300\u0300",
    "=HYPERLINK(1) &amp;lt;!channel&amp;gt; &lt;!channel&gt;",
    "x" * 200,
    "&" * 200,
    "\U0001d54f" * 200,
)
LIVE = re.compile(
    r"<(?!@U0|#C1>|#C01GENERAL>|#C01ABC>|!date\^|https://example\.slack\.com/archives/C01ABC/)[^>]*>|<@U0(?!1ALICE>|2BOB>)"
)


def texts_of(node: object) -> list[str]:
    """Return every text in Slack's markup in a block, however deep."""
    if isinstance(node, dict):
        own = [node["text"]] if node.get("type") == "mrkdwn" else []
        return own + [text for part in node.values() for text in texts_of(part)]
    return [text for part in node for text in texts_of(part)] if isinstance(node, list | tuple) else []


def assert_sound(message: Message) -> None:
    """Assert that Slack takes a message and that nothing in it is live that the bot did not write."""
    assert check_blocks(list(message.blocks), "message") == []
    assert message.text.strip() != ""
    assert len(message.text) <= 4_000
    for text in (message.text, *texts_of(list(message.blocks))):
        assert_dead(text)


def assert_dead(text: str) -> None:
    """Assert that nothing in a text is live that the bot did not write."""
    assert LIVE.search(text) is None
    assert "![" not in text
    text.encode("utf-8")


def assert_all_sound(text: str) -> None:
    """Assert that every message and view is sound with this text in it."""
    for _, posted in every_message(text):
        for message in posted:
            assert_sound(message)
    for _, view in every_view(text):
        assert check_view(view, view["type"]) == []
        for shown in texts_of(view):
            assert_dead(shown)


@pytest.mark.parametrize("name", PLAIN)
def test_words(name: str) -> None:
    """Every message reads as it did when somebody last looked at it."""
    assert_words(name, [words(message) for message in PLAIN[name]])


def test_words_of_views() -> None:
    """Every modal and Home reads as it did when somebody last looked at it."""
    for name, view in VIEWS.items():
        assert_words(name, [view_words(view)])


@pytest.mark.parametrize("name", PLAIN)
def test_wording(name: str) -> None:
    """No message raises its voice, leaves a gap in a template, or stacks blank lines."""
    said = "\n".join(words(message) for message in PLAIN[name])
    outside_code = re.sub(r"`[^`]*`", "", re.sub(r"<!date[^>]*>", "", said))
    assert "!" not in outside_code
    assert "None" not in said
    assert "{" not in outside_code
    assert "  " not in said
    assert "\n\n" not in said


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text(text: str) -> None:
    """Hostile text makes no message that Slack refuses, and nothing live in any."""
    assert_all_sound(text)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.text(st.characters(exclude_categories=[]), min_size=1, max_size=200)
    # As the id of a channel or a person, which come from Slack, such a text is rightly live.
    .filter(lambda text: not re.fullmatch(r"[CDGUW][A-Z0-9]+", text))
)
def test_any_text(text: str) -> None:
    """No text whatever makes a message that Slack refuses, or anything live."""
    assert_all_sound(text)


def test_no_message_is_forgotten() -> None:
    """Whatever `bot.messages` can render is rendered by one of the rooms, so that the rules hold for it."""
    rooms = " ".join(Path(str(room.__file__)).read_text(encoding="utf-8") for room in ROOMS)
    sources = [path.read_text(encoding="utf-8") for path in Path(str(messages.__file__)).parent.glob("*.py")]
    renders = {name for source in sources for name in re.findall(r"^def (render_\w+)", source, re.MULTILINE)}
    assert {name for name in renders - PARTS if not re.search(rf"\b{name}\(", rooms)} == set()


def test_mentions_are_the_bots_own() -> None:
    """The recommendation mentions who asked, and those whose answers it rests on."""
    record = PLAIN["recommendation_one_stack"][0]
    mentioned = set(re.findall(r"<@(\w+)>", html.unescape(" ".join(texts_of(list(record.blocks))))))
    assert mentioned == {ALICE, BOB}
    assert record.text.startswith(f"<@{ALICE}>")
