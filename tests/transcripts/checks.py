"""What a line of a chat checks, and how it fails."""

LONGEST = 1_500
"""Characters of what was said that are worth reading in a failure."""


class ChatError(AssertionError):
    """A line of a chat that did not happen as written."""


def has(words: str, told: str) -> None:
    """Raise ChatError unless the words were said."""
    if words not in told:
        raise ChatError(f"expected {words!r} in {told[:LONGEST]!r}")


def same(expected: object, found: object) -> None:
    """Raise ChatError unless both are equal."""
    if expected != found:
        raise ChatError(f"expected {expected!r}, found {found!r}")
