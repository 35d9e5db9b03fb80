"""What a pattern cannot match without, so that most rules need not be tried."""

import re

import pytest

from core.reading.needs import grams, needed_grams
from core.reading.normal import normalise
from core.reading.number_words import with_digits
from core.reading.understand import _ORDER as RULES
from tests.core.reading.test_slots import PHRASES


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("epochs?", {"epoc"}),
        ("(?:token|word)s", {"toke", "word"}),
        ("(?:cat|dog){2}", {"cat", "dog"}),
        (r"\d+ ?ms", {"ms"}),
        ("(?:a lot)?", {""}),
        (r"(?:tokens|\d+)", {""}),
        ("x*", {""}),
    ],
)
def test_a_pattern_tells_what_it_needs(pattern: str, needed: set[str]) -> None:
    """Words that must be there, one of several, or nothing that can be told."""
    assert needed_grams(pattern) == needed


def test_a_text_has_every_run_of_up_to_four_characters() -> None:
    """Whatever a word begins with is found among them; nothing at all is in every text."""
    assert grams("abcde") >= {"", "a", "de", "cde", "abcd", "bcde"}
    assert grams("") == {""}


@pytest.mark.parametrize("text", [row[1] for row in PHRASES])
def test_no_rule_is_passed_over_that_would_have_matched(text: str) -> None:
    """A rule whose words are not there would have found nothing."""
    plain = with_digits(normalise(text))
    passed_over = [one for one in RULES if one.needed.isdisjoint(grams(plain.text))]
    assert [one.name for one in passed_over if re.search(one.pattern, plain.text)] == []
