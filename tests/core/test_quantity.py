"""Numbers with their doubt, and sums that explain themselves."""

from core.quantity import Estimate, Range, Term


def test_a_sum_explains_itself() -> None:
    """Each named term and the total, in the unit."""
    parts = [Term("weights", Range(14, 15, 16), "a"), Term("KV cache", Range(2, 2.5, 4), "b")]
    found = Estimate.of("GiB", parts)
    assert found.explain() == "weights 15.00 + KV cache 2.50 = 17.50 GiB"
    assert found.total == Range(16, 17.5, 20)


def test_a_range_around_a_figure_reaches_as_far_either_way() -> None:
    """Twice as much or half of it."""
    assert Range.around(10, 2) == Range(5, 10, 20)


def test_what_takes_longest_takes_so_at_the_slowest_pace() -> None:
    """100 at 10 to 50 a second take 2 to 10 seconds."""
    assert Range(10, 20, 50).dividing(100) == Range(2, 5, 10)
