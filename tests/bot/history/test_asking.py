"""The words after /gpu-history are read as what somebody means, and never raise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.history.asking import (
    MOST_WORDS,
    Compared,
    Deleted,
    Exported,
    Helped,
    Listed,
    Request,
    Shown,
    read_request,
)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("", Listed()),
        ("  ", Listed()),
        ("list", Listed()),
        ("mine", Listed("mine")),
        ("MINE", Listed("mine")),
        ("search llama  h100", Listed("search", "llama h100")),
        ("search", Helped("search")),
        ("search   ", Helped("search")),
        ("k7mwp3xq", Shown("k7mwp3xq")),
        ("#K7MWP3XQ", Shown("k7mwp3xq")),
        ("`k7mwp3xq`", Shown("k7mwp3xq")),
        ("<k7mwp3xq>", Shown("k7mwp3xq")),
        ("compare aaaa bbbb", Compared("aaaa", "bbbb")),
        ("compare `aaaa` and `bbbb`", Compared("aaaa", "bbbb")),
        ("compare aaaa vs bbbb.", Compared("aaaa", "bbbb")),
        ("compare aaaa", Helped("compare")),
        ("compare aaaa bbbb cccc", Helped("compare")),
        ("compare aaaa ???", Helped("compare")),
        ("export csv", Exported("csv", Listed())),
        ("export JSON mine", Exported("json", Listed("mine"))),
        ("export .md search llama", Exported("md", Listed("search", "llama"))),
        ("export csv k7mwp3xq", Exported("csv", Shown("k7mwp3xq"))),
        ("export csv search", Helped("export")),
        ("export csv this and that", Helped("export")),
        ("export", Helped("export")),
        ("export xlsx", Helped("export")),
        ("delete k7mwp3xq", Deleted("k7mwp3xq")),
        ("delete", Helped("delete")),
        ("delete all of them", Helped("delete")),
        ("help", Helped()),
        ("?", Helped()),
        ("usage", Helped()),
        ("what is this", Helped()),
        ("mine please", Helped()),
        ("abc", Helped()),
    ],
)
def test_requests(text: str, asked: Request) -> None:
    """Each request in the words people use; what means nothing gets the help that belongs to it."""
    assert read_request(text) == asked


@given(st.text(max_size=300))
def test_any_words_are_read(text: str) -> None:
    """Whatever is typed means something, and a search is never longer than what is kept of it."""
    for prefix in ("", "search ", "compare ", "export csv ", "delete "):
        asked = read_request(prefix + text)
        if isinstance(asked, Listed):
            assert len(asked.words) <= MOST_WORDS
