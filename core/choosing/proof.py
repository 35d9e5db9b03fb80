"""The proof that no unasked answer can change the advice, from the easiest and the hardest they can be.

More demand never makes a plan possible that was not: where the easiest and the hardest answers lead to the
same plan, so do all between them. What has no order, or demands more either way, is tried at each end in
every combination.
"""

from collections.abc import Iterator
from itertools import product
from math import prod

from core.choosing.beliefs import Belief
from core.choosing.decision import Fields
from core.choosing.outlook import Outlook
from core.choosing.reads import AdvicePart

MOST_CORNERS = 32
"""With more corners than this the matter counts as open: one question costs a person less."""


def settled(outlook: Outlook) -> bool:
    """Return whether every answer still possible leaves the class and the plans as they are now."""
    if any(decision != outlook.now for decision in outlook.decisions):
        return False
    return all(_certain(outlook, part) for part in outlook.reads)


def _certain(outlook: Outlook, part: AdvicePart) -> bool:
    """Return whether one part of the advice is the same at every corner of what it hangs on.

    Plans are tried for the class as it is now: that it stays is a part of its own.
    """
    open_here = [belief for belief in outlook.beliefs if belief.row.slot in outlook.reads[part]]
    now = outlook.now
    if part == "workload_class":
        corners = _corners(outlook, open_here, ordered=False)
        return corners is not None and all(
            outlook.decide.classified(fields)[0] == now.workload_class for fields in corners
        )
    corners = _corners(outlook, open_here, ordered=True)
    return corners is not None and all(
        outlook.decide.picked(part, fields, now.workload_class) == getattr(now, part) for fields in corners
    )


def _corners(outlook: Outlook, beliefs: list[Belief], *, ordered: bool) -> Iterator[Fields] | None:
    """Return the corners, or None where there are too many; `ordered` sets all that rises at once."""
    rising = [belief for belief in beliefs if ordered and belief.row.direction in ("more", "less")]
    others = [belief for belief in beliefs if belief not in rising]
    ends = [belief.corners(outlook.said) for belief in others]
    if prod(map(len, ends)) > MOST_CORNERS:
        return None
    names = [belief.row.slot.value for belief in others]
    extremes = {
        end: {belief.row.slot.value: belief.corners(outlook.said)[end] for belief in rising}
        for end in (0, -1)
    }
    return (
        {**outlook.said, **extreme, **dict(zip(names, values, strict=True))}
        for values in product(*ends)
        for extreme in extremes.values()
    )
