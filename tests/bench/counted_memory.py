"""What a row's figure of training memory counts: tensors, the allocator's blocks, or all the driver shows."""

import re

from core.quantity import Estimate, Range
from core.sizing.training_runtime import RUNTIME_TERMS

_OF_TENSORS = "allocated|active"
_OF_BLOCKS, _PEAK = "reserved", "peak"
"""A peak of several cards is what their allocators saw: the driver shows what is used, and no peak."""
_LOGS_BLOCKS = "torchtune|torchtitan"
"""Frameworks that log the allocator's figure whatever a row calls it."""

_KEPT = Range(0.0, 0.17, 0.4)
"""Blocks that are free but not given back, as a share of all but a frozen base, where cards share gradients
or more: the driver shows them, a run does not need them. Gathered layers, buckets and shards are of other
sizes than what comes after them, and on streams of their own. The median of groups of seven publishers."""
_KEPT_OF_OPTIMIZER = Range(0.0, 0.06, 0.2)
"""The same where cards share the optimizer's states only, of three publishers."""
_KEPT_OF_BLOCKS = Range(0.0, 0.0, 0.2)
"""The same of figures that the allocator itself calls reserved: fragments hold what is expected of them."""


def counted(estimate: Estimate, row: dict[str, str], sharding: str, cards: int) -> Range:
    """Return the GiB that the row's metric counts of a run whose states so many cards share as is said."""
    metric = row["mem_metric"].lower()
    names = {term.name for term in estimate.terms}
    if re.search(_OF_TENSORS, metric):
        return _sum(estimate, names - set(RUNTIME_TERMS))
    of_blocks = (
        _OF_BLOCKS in metric
        or (cards > 1 and metric.startswith(_PEAK))
        or re.search(_LOGS_BLOCKS, row["source"].lower())
    )
    if of_blocks:
        names -= {RUNTIME_TERMS[1]}
    shown = _sum(estimate, names)
    return shown if cards == 1 else shown + _kept(estimate, sharding, of_blocks=bool(of_blocks))


def _sum(estimate: Estimate, names: set[str]) -> Range:
    return Estimate.of("GiB", (term for term in estimate.terms if term.name in names)).total


def _kept(estimate: Estimate, sharding: str, *, of_blocks: bool) -> Range:
    if sharding in ("none", "ddp"):
        return Range.exact(0.0)
    moving = sum(term.amount.expected for term in estimate.terms if term.name != "frozen base")
    share = _KEPT_OF_BLOCKS if of_blocks else _KEPT_OF_OPTIMIZER if sharding == "zero1" else _KEPT
    return share.scaled(moving)
