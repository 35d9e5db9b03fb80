"""Shares of people who were counted before."""

import pytest

from core.reading import share_of
from core.workload import Slot


@pytest.mark.parametrize(
    ("text", "asked", "count"),
    [
        ("maybe 10% at once", False, 50),
        ("about 5 % of them at the same time", False, 25),
        ("10%", True, 50),
        ("0.1% of users", True, 1),
        ("10%", False, None),
        ("5% of 2000 users at once", True, None),
        ("20% discount at once, please, " + "x" * 80, True, None),
        ("the GPU is 90% busy", True, None),
    ],
)
def test_a_share_of_those_counted_is_a_number(text: str, asked: bool, count: int | None) -> None:
    """A tenth of 500 people is 50 at once, where the words or the question are about that."""
    heard = share_of(text, 500, asked=asked)
    found = [one.value for one in heard.readings if one.slot is Slot.CONCURRENCY] if heard else [None]
    assert found == [count]


def test_a_share_corrects_the_share_before() -> None:
    """Who says "sorry, 5%" means those at once where they were told as a share, else nothing."""
    heard = share_of("sorry, 5%", 500, asked=False, before="10% at once")
    assert heard is not None
    assert [(one.slot, one.value) for one in heard.readings if one.slot is Slot.CONCURRENCY] == [
        (Slot.CONCURRENCY, 25)
    ]
    assert share_of("5%", 500, asked=False, before="10% at once") is None
    assert share_of("sorry, 5%", 500, asked=False, before="20 at once") is None


@pytest.mark.parametrize(
    "text",
    [
        "what if everybody asks at once?",
        "all of them come at the same time",
        "everyone in the same minute",
        "the whole team hits it simultaneously",
    ],
)
def test_everybody_is_all_that_were_counted(text: str) -> None:
    """A supposition stays one, and the words need no question to be understood."""
    heard = share_of(text, 200, asked=False)
    assert heard is not None
    assert [one.value for one in heard.readings if one.slot is Slot.CONCURRENCY] == [200]
    assert (heard.command == "what_if") == text.startswith("what if")


@pytest.mark.parametrize("text", ["not everybody at once", "never all at the same time", "everyone uses it"])
def test_all_who_use_it_are_not_all_at_once(text: str) -> None:
    """What is denied, and what says nothing of one moment, is no number at once."""
    assert share_of(text, 200, asked=False) is None
