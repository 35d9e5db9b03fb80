"""The proof that no unasked answer can change the advice, from the easiest and the hardest they can be.

More demand never makes a plan possible that was not: two corners with the same advice have no other between.
"""

from collections.abc import Iterator
from itertools import product
from math import prod

from core.choosing.outcome import Fields
from core.choosing.outlook import Outlook

MOST_CORNERS = 128
"""With more corners than this the matter counts as open: one question costs a person less."""


def settled(outlook: Outlook) -> bool:
    """Return whether every answer still possible leaves the class and the plans as they are now."""
    now = outlook.now
    if any(outcome != now for outcome in outlook.outcomes):
        return False
    ranges = [belief.corners(outlook.said) for belief in outlook.beliefs]
    if prod(map(len, ranges)) > MOST_CORNERS:
        return False
    return all(outlook.decide(fields) == now for fields in _corners(outlook, ranges))


def _corners(outlook: Outlook, ranges: list[tuple[object, ...]]) -> Iterator[Fields]:
    names = [belief.row.slot.value for belief in outlook.beliefs]
    for values in product(*ranges):
        yield {**outlook.said, **dict(zip(names, values, strict=True))}
