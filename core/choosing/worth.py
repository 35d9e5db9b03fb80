"""What a question is worth: how much less the advice is expected to err once it is answered.

The expected value of sample information, for all questions at once from one set of draws (the one-level
method of Strong and Oakley, Medical Decision Making 2013;33:755). Losses are in doublings of the price.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import log2
from typing import Any

from core.choosing.decision import Chosen, Decided
from core.choosing.reads import AdvicePart
from core.workload import Slot

TOO_SMALL = 2.0
"""Loss of a plan that is too small, whatever the difference: it is bought and does not do."""

TOO_SMALL_PER_DOUBLING = 0.5
TOO_LARGE = 0.3
"""Loss of a plan that does, but is not the one to rent."""

WRONG_CLASS = 1.0
DEALT = 7
"""Step at which values are dealt out to other draws; shares no divisor with the number of draws."""

NO_PLAN_USD = 0.2
"""The price an hour at which having no plan for a side stands, below every plan."""


def least_loss(decisions: Iterable[Any]) -> float:
    """Return the smallest total loss that one advice can have over these classes, or these plans."""
    counts = Counter(decisions)
    if len(counts) <= 1:
        return 0.0
    if isinstance(next(iter(counts)), str):
        return WRONG_CLASS * (counts.total() - max(counts.values()))
    return _least_loss_of_picks(sorted((price(plan), count) for plan, count in counts.items()))


def worth(
    numbers: Sequence[Mapping[Slot, int]],
    decisions: Sequence[Decided],
    reads: Mapping[AdvicePart, frozenset[Slot]],
) -> dict[Slot, float]:
    """Return per slot how much less one loses on average, knowing its value.

    `numbers` tells for each draw which value each open slot took; `reads` names the slots each part of the
    decision hangs on. Few draws make any question look worth asking; what it would gain with its values dealt
    out to other draws is chance, and taken off.
    """
    gains = dict.fromkeys(numbers[0], 0.0)
    dealt = [numbers[index * DEALT % len(numbers)] for index in range(len(numbers))]
    for part, slots in reads.items():
        seen = [getattr(decision, part) for decision in decisions]
        for slot in gains.keys() & slots:
            by_chance = _left_to_lose(slot, dealt, seen)
            gains[slot] += max(0.0, by_chance - _left_to_lose(slot, numbers, seen))
    return {slot: gain / len(decisions) for slot, gain in gains.items()}


def _left_to_lose(slot: Slot, numbers: Sequence[Mapping[Slot, int]], seen: Sequence[Any]) -> float:
    """Return the total loss once the value of one slot is known in each draw."""
    bins: dict[int, list[Any]] = {}
    for drawn, decision in zip(numbers, seen, strict=True):
        bins.setdefault(drawn[slot], []).append(decision)
    return sum(least_loss(kept) for kept in bins.values())


def price(plan: Chosen | None) -> float:
    """Return where a plan stands: the doublings of its price, and one more where it is not enough."""
    if plan is None:
        return log2(NO_PLAN_USD)
    return log2(plan.usd_per_hour) + (not plan.fits)


def _least_loss_of_picks(ladder: Sequence[tuple[float, int]]) -> float:
    """Return the least over all rungs of the loss of advising that rung, in one pass up the ladder."""
    above = sum(count for _, count in ladder)
    height_above = sum(height * count for height, count in ladder)
    below, height_below = 0, 0.0
    losses = []
    for height, count in ladder:
        above -= count
        height_above -= height * count
        too_small = TOO_SMALL * above + TOO_SMALL_PER_DOUBLING * (height_above - height * above)
        too_large = TOO_LARGE * below + (height * below - height_below)
        losses.append(too_small + too_large)
        below += count
        height_below += height * count
    return min(losses)
