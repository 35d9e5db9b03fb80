"""Regular expressions that wait until they are applied."""

import re

import pytest

from core.regex import regex


def test_it_is_compiled_when_it_is_first_applied() -> None:
    """A pattern that is wrong goes unnoticed until then, which shows that nobody compiled it."""
    waiting = regex("(")
    with pytest.raises(re.error, match="unterminated"):
        waiting.search("")


def test_it_does_all_that_a_compiled_one_does() -> None:
    """It finds, splits and replaces as the other does, the second time as the first."""
    waiting, compiled = regex(r"(\d) ?GB", re.IGNORECASE), re.compile(r"(\d) ?GB", re.IGNORECASE)
    for text in ("8 gb", "24gb or 8 GB", "none"):
        assert waiting.findall(text) == compiled.findall(text)
        assert waiting.sub("*", text) == compiled.sub("*", text)
        assert waiting.split(text) == compiled.split(text)
        assert bool(waiting.fullmatch(text)) == bool(compiled.fullmatch(text))
    assert waiting.pattern == compiled.pattern
