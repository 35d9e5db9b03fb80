"""Figures: rounded to what they are worth, with a unit a person would choose."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.words import figures
from core.quantity import Range


@pytest.mark.parametrize(
    ("amount", "words"),
    [(0, "0"), (37.8, "38"), (0.412, "0.41"), (0.4, "0.4"), (1234, "1,200"), (9.96, "10"), (104, "100")],
)
def test_approx(amount: float, words: str) -> None:
    """An estimate keeps two digits that mean something."""
    assert figures.approx(amount) == words


@given(st.floats(min_value=1e-3, max_value=1e9))
def test_approx_is_within_five_percent(amount: float) -> None:
    """Two digits are never more than a twentieth away from the figure."""
    shown = float(figures.approx(amount).replace(",", ""))
    assert abs(shown - amount) <= 0.051 * amount


@pytest.mark.parametrize(
    ("amount", "words"), [(0.0431, "43 ms"), (0.4, "0.4 s"), (45, "45 s"), (720, "12 min"), (7200, "2 h")]
)
def test_seconds(amount: float, words: str) -> None:
    """A wait is shown in the unit people would use."""
    assert figures.seconds(amount) == words


@pytest.mark.parametrize(
    ("amount", "words"), [(0.65, "39 min"), (1.2, "72 min"), (2.7, "2.7 h"), (24, "24 h"), (84, "3.5 days")]
)
def test_hours(amount: float, words: str) -> None:
    """A run is shown in minutes, hours or days."""
    assert figures.hours(amount) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (4.1, 6.9, "4.1 to 6.9 h"),
        (0.5, 1.2, "30 to 72 min"),
        (1, 6, "60 min to 6 h"),
        (80, 200, "3.3 to 8.3 days"),
        (4.01, 4.02, "4 h"),
    ],
)
def test_hours_span(low: float, high: float, words: str) -> None:
    """A range names its unit once where both ends have the same."""
    assert figures.hours_span(Range(low, (low + high) / 2, high)) == words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (300, "300"),
        (1000, "1k"),
        (1024, "1k"),
        (4096, "4k"),
        (1500, "1.5k"),
        (131072, "128k"),
        (50_000_000, "50M"),
        (1_500_000_000, "1.5B"),
        (2 * 10**12, "2T"),
    ],
)
def test_tokens(amount: float, words: str) -> None:
    """Lengths in powers of two and round thousands both read as people say them."""
    assert figures.tokens(amount) == words


@pytest.mark.parametrize(("amount", "words"), [(0.345, "USD 0.34"), (52.4, "USD 52"), (1540, "USD 1,500")])
def test_usd(amount: float, words: str) -> None:
    """A price an hour keeps its cents; a price a month does not pretend to know them."""
    assert figures.usd(amount) == words


def test_usd_span() -> None:
    """A price is a range, and one figure where both ends read alike."""
    assert figures.usd_span(Range(248, 350, 501)) == "USD 250 to 500"
    assert figures.usd_span(Range.exact(1499)) == "USD 1,500"


def test_memory_and_shares() -> None:
    """Memory keeps one decimal below a hundred, shares are whole percents."""
    assert [figures.gib(16.74), figures.gib(1354.2), figures.percent(0.614)] == ["16.7", "1,354", "61 %"]


def test_days() -> None:
    """A date is written out; what is not a date stays as it is."""
    assert [figures.day("2026-05-24"), figures.day("unknown")] == ["24 May 2026", "unknown"]
    assert figures.day_of(1_780_000_000) == "2026-05-28"


@given(st.floats(min_value=0, max_value=1e12))
def test_figures_are_plain(amount: float) -> None:
    """No figure is ever shown as a power of ten."""
    shown = [
        write(amount) for write in (figures.approx, figures.count, figures.gib, figures.tokens, figures.usd)
    ]
    assert [text for text in shown if re.search(r"e[+-]|nan|inf", text)] == []
