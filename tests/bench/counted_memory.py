"""What a row's figure of training memory counts: tensors, the allocator's blocks, or all the driver shows."""

import re

from core.quantity import Estimate, Range, Term
from core.sizing.training_runtime import RUNTIME_TERMS

_OF_TENSORS = r"max_memory_allocated|max \w+ memory allocated|peak allocated|active"
_OF_BLOCKS = "reserved"
_LOGS_BLOCKS = "torchtune|torchtitan"
"""Frameworks that log the allocator's figure whatever a row calls it."""

_KEPT, _KEPT_BY_FIRST_STAGE, _KEPT_OF_BLOCKS = (
    Range(0.0, 0.17, 0.55),
    Range(0.0, 0.06, 0.3),
    Range(0.0, 0.0, 0.35),
)
"""Blocks that are free but not given back, as a share of all but a frozen base: the driver shows them, a run
does not need them. Gathered layers, buckets and shards of gradients are of other sizes than what comes after
them, and on streams of their own; where cards share all of it, where they share the optimizer only, and of
what the allocator itself calls reserved. Medians of the groups of seven and of four publishers."""


def counted(estimate: Estimate, row: dict[str, str], sharding: str) -> Range:
    """Return the GiB that the row's metric counts of a run whose states are shared as `sharding` says."""
    metric = row["mem_metric"].lower()
    names = {term.name for term in estimate.terms}
    if re.search(_OF_TENSORS, metric):
        return _sum(estimate, names - set(RUNTIME_TERMS))
    of_blocks = _OF_BLOCKS in metric or re.search(_LOGS_BLOCKS, row["source"])
    if of_blocks:
        names -= {RUNTIME_TERMS[1]}
    return _sum(estimate, names) + _kept(estimate, sharding, of_blocks=bool(of_blocks))


def _sum(estimate: Estimate, names: set[str]) -> Range:
    return Estimate.of("GiB", (term for term in estimate.terms if term.name in names)).total


def _kept(estimate: Estimate, sharding: str, *, of_blocks: bool) -> Range:
    if sharding in ("none", "ddp"):
        return Range.exact(0.0)
    moving = sum(term.amount.expected for term in estimate.terms if term.name != "frozen base")
    share = _KEPT_OF_BLOCKS if of_blocks else _KEPT_BY_FIRST_STAGE if sharding == "zero1" else _KEPT
    return share.scaled(moving)
