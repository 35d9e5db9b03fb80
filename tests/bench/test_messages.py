"""The list of messages with their lengths covers every one of them, within what Slack takes."""

import pytest

from bot.blocks import MOST_BLOCKS, MOST_CHARACTERS, MOST_FALLBACK
from tests.bench.messages import characters, main, worst
from tests.bot.messages.every import every_message, every_view


def test_every_message_is_listed_within_its_limits() -> None:
    """Each message and view has a line, and at its worst input it is one that Slack takes."""
    found = worst()
    posted = [message for _, messages in every_message("x") for message in messages]
    assert len(found) == len(posted) + len(list(every_view("x")))
    for name, (blocks, length, gist) in found.items():
        is_view = name.startswith(("modal ", "home "))
        assert blocks <= MOST_BLOCKS["home" if is_view else "message"]
        assert is_view or length <= MOST_CHARACTERS
        assert gist <= MOST_FALLBACK


def test_characters_are_those_of_all_texts() -> None:
    """Texts count however deep they stand, and nothing else does."""
    assert (
        characters(
            [{"type": "section", "text": {"type": "mrkdwn", "text": "abc"}}, {"rows": [[{"text": "de"}]]}]
        )
        == 5
    )


def test_the_list_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints one line for each, and the limits last."""
    assert main() == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(worst()) + 2
    assert "13,000" in lines[-1]
