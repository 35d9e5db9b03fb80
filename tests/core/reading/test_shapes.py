"""What a pattern cannot match without, so that most rules need not be tried, and the rest in few places."""

import re

import pytest

from core.reading.normal import normalise
from core.reading.number_words import with_digits
from core.reading.rules.order import RULES
from core.reading.shapes import shape
from core.reading.words import beginnings, grams
from tests.core.reading.test_slots import PHRASES


@pytest.mark.parametrize(
    ("pattern", "needed"),
    [
        ("epochs?", {"epoc"}),
        ("(?:token|word)s", {"toke", "word"}),
        ("(?:cat|dog){2}", {"cat", "dog"}),
        (r"\d+ ?ms", {"ms"}),
        (r"q[2-4]_k", {"q2_k", "q3_k", "q4_k"}),
        (r"p ?9[59]", {"p95", "p99", "p 95", "p 99"}),
        ("(?:a lot)?", {""}),
        (r"(?:tokens|\w+)", {""}),
        ("x*", {""}),
    ],
)
def test_a_pattern_tells_what_it_needs(pattern: str, needed: set[str]) -> None:
    """Words that must be there, one of several, or nothing that can be told."""
    assert shape(pattern).needed == needed


@pytest.mark.parametrize(
    ("pattern", "openings"),
    [
        ("epochs?", {"epoc"}),
        ("(?:an? )?card", {"an c", "a ca", "card"}),
        (r"(?<![\w.])\d{1,3}k", set("0123456789")),
        ("[a-z]+ users", set("abcdefghijklmnopqrstuvwxyz")),
        (r"x{2,3}y", {"x"}),
        (r"(?:[a-z]|[a-z]{2})?(?:[a-z]|no)(?:[^a]|b)", set("abcdefghijklmnopqrstuvwxyz") | {"no", "nob"}),
        (".*", {""}),
    ],
)
def test_a_pattern_tells_with_what_its_matches_begin(pattern: str, openings: set[str]) -> None:
    """The first one to four characters, as far as they are told apart; the empty word is any beginning."""
    assert shape(pattern).openings == openings


def test_what_follows_many_beginnings_is_not_told_apart() -> None:
    """Beginnings stay few: past a hundred or so, each is as long as it was before."""
    many = "|".join(f"{one}{two}" for one in "abcdefghijkl" for two in "abcdefghijkl")
    assert {len(word) for word in shape(f"(?:{many})(?:x|y|z)").openings} == {2}
    assert shape(f"(?:{many})?(?:x|y)").openings >= {"x", "y", "ab"}


def test_a_text_has_every_run_of_up_to_four_characters() -> None:
    """Whatever a word begins with is found among them; nothing at all is in every text."""
    assert grams("abcde") >= {"", "a", "de", "cde", "abcd", "bcde"}
    assert grams("") == {""}


def test_a_text_begins_again_at_every_word_number_and_sign() -> None:
    """A word is told by its first characters, a number only as one."""
    assert list(beginnings("48gb $x")) == [
        (0, ("0",)),
        (2, ("g", "gb", "gb ", "gb $")),
        (5, ("$", "$x", "$x", "$x")),
        (6, ("x", "x", "x", "x")),
    ]


@pytest.mark.parametrize("text", [row[1] for row in PHRASES])
def test_no_rule_is_passed_over_that_would_have_matched(text: str) -> None:
    """A rule that is not tried, or not at some place, would have found nothing there."""
    plain = with_digits(normalise(text)).text
    tried = {id(one): starts for one, starts in RULES.tried(plain)}
    missed = [
        (one.name, found.group())
        for one in RULES.rules
        for found in re.finditer(one.pattern, plain)
        if found.start() not in tried.get(id(one), []) and found.group()[0] != " "
    ]
    assert missed == []


def test_every_rule_begins_with_something() -> None:
    """A rule whose matches may begin with anything would have to be tried at every word."""
    assert [one.name for one in RULES.rules if "" in one.shape.openings] == []
