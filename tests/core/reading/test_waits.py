"""Which wait a limit is about is open where its words do not tell."""

import pytest

from core.reading import leaves_the_wait_open


@pytest.mark.parametrize("text", ["p95 < 3 s", "within 3 s", "latency under 500ms", "3 s", "SLA 2 s"])
def test_a_bare_limit_leaves_open_what_it_is_for(text: str) -> None:
    """It may be meant for the first word or for the whole answer."""
    assert leaves_the_wait_open(text)


@pytest.mark.parametrize(
    "text", ["answer within 3 s", "3 s end to end", "response time p99 2 s", "No hurry", "whole reply in 4 s"]
)
def test_words_that_name_it_do_not(text: str) -> None:
    """Nor do words without a figure."""
    assert not leaves_the_wait_open(text)
