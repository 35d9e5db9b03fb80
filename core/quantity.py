"""Numbers that say how sure they are: a range, a named term with its source, and a sum of terms."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Self

GIB: Final = 2**30


@dataclass(frozen=True, slots=True)
class Range:
    """A quantity as low / expected / high, all in the unit its owner names."""

    low: float
    expected: float
    high: float

    @classmethod
    def exact(cls, value: float) -> Self:
        """Return a range without doubt: all three figures are `value`."""
        return cls(value, value, value)

    @classmethod
    def around(cls, expected: float, spread: float) -> Self:
        """Return a range that reaches as many times up as down."""
        return cls(expected / spread, expected, expected * spread)

    def __add__(self, other: "Range") -> "Range":
        return Range(self.low + other.low, self.expected + other.expected, self.high + other.high)

    def scaled(self, factor: float) -> "Range":
        """Return this range times a factor of at least zero."""
        return Range(self.low * factor, self.expected * factor, self.high * factor)

    def dividing(self, amount: float) -> "Range":
        """Return an amount over this range: what it takes at such a pace, the most at the slowest."""
        return Range(amount / self.high, amount / self.expected, amount / self.low)


@dataclass(frozen=True, slots=True)
class Term:
    """One named part of an estimate, with the source of its constants."""

    name: str
    amount: Range
    source: str


@dataclass(frozen=True, slots=True)
class Estimate:
    """A sum of named terms in one unit; its own explanation."""

    unit: str
    terms: tuple[Term, ...]
    total: Range

    @classmethod
    def of(cls, unit: str, terms: Iterable[Term]) -> Self:
        """Add the terms up, each figure on its own (the ends are reached when all terms err one way)."""
        kept = tuple(terms)
        low = expected = high = 0.0
        for term in kept:
            low += term.amount.low
            expected += term.amount.expected
            high += term.amount.high
        return cls(unit, kept, Range(low, expected, high))

    def explain(self) -> str:
        """Return the sum in words, as in "weights 14.96 + KV cache 2.50 = 17.46 GiB"."""
        parts = " + ".join(f"{term.name} {term.amount.expected:.2f}" for term in self.terms)
        return f"{parts} = {self.total.expected:.2f} {self.unit}"
