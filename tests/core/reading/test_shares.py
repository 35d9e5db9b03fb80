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
