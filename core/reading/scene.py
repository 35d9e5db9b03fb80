"""How rules take what they find out of a text."""

import re
from collections.abc import Iterable
from functools import cached_property
from typing import cast

from core.reading.facts import Fact, FactName, Rule
from core.reading.negation import denied
from core.reading.normal import FILLER, Normal
from core.reading.words import beginnings, grams, opening


class Rules:
    """Rules in their order, and which of them may find something in a text, and where.

    Sets of rules are numbers here, a bit for each rule.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = tuple(rules)

    @cached_property
    def _needing(self) -> dict[str, int]:
        """The rules that need a run of characters."""
        return _by(one.shape.needed for one in self.rules)

    @cached_property
    def _opening(self) -> dict[str, int]:
        """The rules whose matches may begin with some characters."""
        return _by(map(opening, one.shape.openings) for one in self.rules)

    def tried(self, text: str) -> Iterable[tuple[Rule, list[int]]]:
        """Yield the rules whose words are in a text, in order, and the places where their matches may begin."""
        needed = 0
        for gram in self._needing.keys() & grams(text):
            needed |= self._needing[gram]
        places, begun = [], 0
        for start, words in beginnings(text):
            here = 0
            for beginning in words:
                here |= self._opening.get(beginning, 0)
            here &= needed
            if here:
                places.append((start, here))
                begun |= here
        while begun:
            bit = begun & -begun
            yield self.rules[bit.bit_length() - 1], [start for start, here in places if here & bit]
            begun ^= bit


def _by(words_of_rules: Iterable[Iterable[str]]) -> dict[str, int]:
    rules: dict[str, int] = {}
    for place, words in enumerate(words_of_rules):
        for word in words:
            rules[word] = rules.get(word, 0) | 1 << place
    return rules


class Scene:
    """A text in which rules claim spans: what one rule understood, no later rule sees."""

    def __init__(self, plain: Normal) -> None:
        self.plain = plain.text
        self.text = plain.text
        self.facts: list[Fact] = []

    def claim(self, rules: Rules) -> None:
        """Apply rules in order; each takes its matches out of the text.

        Most rules are about things that most texts do not mention, and are passed over by their words; the rest
        are tried only where a word begins as their matches do.
        """
        for one, starts in rules.tried(self.plain):
            self._apply(one, starts)

    def _apply(self, one: Rule, starts: Iterable[int]) -> None:
        match_at, seen, end = one.compiled.match, self.text, 0
        for start in starts:
            match = match_at(seen, start) if start >= end else None
            if match:
                end = match.end()
                if self._take(one, match):
                    self.text = self.text[:start] + FILLER * (end - start) + self.text[end:]

    def _take(self, one: Rule, match: re.Match[str]) -> bool:
        """Note what a match says; False where it says nothing and is left for other rules."""
        found = one.make(match)
        if found is None:
            return False
        if not (one.deniable and denied(match)):
            start, end = match.span()
            for name, value in found:
                self.facts.append(Fact(cast(FactName, name), value, start, end, one.name, one.confidence))
        return True
