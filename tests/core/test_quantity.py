"""Numbers with their doubt, and sums that explain themselves."""

from core.quantity import Estimate, Range, Term


def test_a_sum_explains_itself() -> None:
    """Each named term and the total, in the unit."""
    parts = [Term("weights", Range(14, 15, 16), "a"), Term("KV cache", Range(2, 2.5, 4), "b")]
    found = Estimate.of("GiB", parts)
    assert found.explain() == "weights 15.00 + KV cache 2.50 = 17.50 GiB"
    assert found.total == Range(16, 17.5, 20)
