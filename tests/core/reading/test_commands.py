"""Words that steer the interview rather than answer a question."""

import pytest

from core.reading import read
from core.workload import Slot


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("idk", "dont_know"), ("pass", "skip"), ("next one please", "skip"), ("go back", "back"),
        ("why?", "why"), ("help", "help"), ("say that again", "repeat"), ("just tell me", "just_answer"),
        ("start over", "restart"), ("never mind", "stop"), ("change an answer", "change"),
        ("what if we had 500 users?", "what_if"), ("and at 32k?", "what_if"),
        ("on 2x A100 instead?", "what_if"), ("whatever is normal", "dont_know"), ("the usual", "dont_know"),
        ("up to you", "dont_know"), ("take a typical value", "dont_know"), ("pas sûr", "dont_know"),
        ("da igual", "skip"), ("peu importe", "skip"),
    ],
)  # fmt: skip
def test_steering_words_are_commands(text: str, command: str) -> None:
    """Each word of the closed list steers, whatever question is open."""
    assert read(text, Slot.CONCURRENCY).command == command


@pytest.mark.parametrize("text", ["", "   ", "'", "x" * 201, "pass@1 went up", "we'll be back at 5"])
def test_what_only_holds_a_commands_word_is_none(text: str) -> None:
    """Nothing, long texts and remarks that mention a command's word steer nothing."""
    assert read(text).command is None


def test_a_guess_at_nothing_that_was_asked_is_none() -> None:
    """Who does not know and only wonders aloud still does not know."""
    heard = read("no idea, probably whatever the chatbot needs", Slot.CONCURRENCY)
    assert (heard.command, heard.readings) == ("dont_know", ())


def test_a_command_with_an_answer_is_an_answer() -> None:
    """Who does not know but guesses, answers; so does who changes a value in one breath."""
    assert [reading.value for reading in read("don't know, maybe 4k", Slot.CONTEXT_TOKENS).readings] == [4096]
    heard = read("change the context to 16k")
    assert (heard.command, heard.readings[0].value, heard.readings[0].correction) == (None, 16384, True)


def test_go_asks_for_the_answer_only_while_a_question_is_open() -> None:
    """A bare "go" tells an open question to be skipped for the answer; elsewhere it is chatter."""
    assert read("go", Slot.BUDGET).command == "just_answer"
    assert read("go").command is None
