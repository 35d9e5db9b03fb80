"""Ranges in the protocol of the scorer."""

from typing import Any

from core.quantity import Range


def speed_told(speed: Range) -> dict[str, Any]:
    """Return a speed, or seconds where a source counts those."""
    return {"low": speed.low, "expected": speed.expected, "high": speed.high}


def rate_told(seconds: Range, amount: float = 1.0) -> dict[str, Any]:
    """Return how much is done a second, where so much takes these seconds."""
    return speed_told(Range(amount / seconds.high, amount / seconds.expected, amount / seconds.low))


def memory_told(gib: Range) -> dict[str, Any]:
    """Return GiB of a card."""
    return {"low_gib": gib.low, "expected_gib": gib.expected, "high_gib": gib.high}
