"""A wish for speed without a figure: heard where people wait for words, not where pictures are made."""

import pytest

from core.reading import read
from core.workload import Slot

INSTANT, QUICK = {"first_token_s": 0.5}, {"first_token_s": 1.0}


def _latency(text: str) -> object:
    return next((one.value for one in read(text).readings if one.slot is Slot.LATENCY), None)


@pytest.mark.parametrize(
    ("text", "latency"),
    [
        ("chat bot for customers who send pictures, it should feel instant", INSTANT),
        ("a support bot for people who upload photos; should feel instant", INSTANT),
        ("customers send images and the answer has to feel instantaneous", INSTANT),
        ("an assistant reading photos of invoices, no noticeable lag", INSTANT),
        ("helpdesk bot where users send photos of broken parts, needs to feel real time", INSTANT),
        ("people mail us pictures and the assistant should answer instantly", INSTANT),
        ("our users share voice messages with the chat bot and should get an answer instantly", INSTANT),
        ("a voice assistant, replies near-instant", INSTANT),
        ("we serve qwen2.5-vl 7b to customers who send pictures, should feel snappy", QUICK),
        ("photo q&a app, quick answers please", QUICK),
        ("chatbot, must feel fast", QUICK),
        ("inference must be really fast", QUICK),
        ("a copilot that has to be lightning fast", QUICK),
    ],
)
def test_words_are_awaited(text: str, latency: object) -> None:
    """Who sends a picture or speaks still waits for words, and says at the end how soon they should come."""
    assert _latency(text) == latency


@pytest.mark.parametrize(
    "text",
    [
        "sdxl for our designers, should feel instant",
        "a bot that generates pictures, it should feel instant",
        "transcribe voice messages, real time",
        "training must be fast",
        "our fine-tuning runs have to be quick",
        "the bot does not have to be fast",
        "we need an answer quick, the meeting is at noon",
    ],
)
def test_no_words_are_awaited(text: str) -> None:
    """An image or a transcript has no first word, a run has its hours, what is denied is not wished for."""
    assert _latency(text) is None
