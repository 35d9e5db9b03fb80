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
