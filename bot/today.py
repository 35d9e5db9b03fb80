"""The day it is, for what is dated."""

from datetime import UTC, date, datetime, timedelta

CLOCKS_APART = timedelta(days=1)
"""Clocks differ, and so do days around the world: a date may be this far ahead of ours."""


def utc_today() -> date:
    """Return today's date, UTC."""
    return datetime.now(UTC).date()


def latest_day() -> date:
    """Return the latest day that something known today may be of."""
    return utc_today() + CLOCKS_APART
