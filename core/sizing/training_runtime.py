"""What a training run takes of a card beside its tensors: fragments, and the context."""

from collections.abc import Sequence

from core.quantity import Range, Term

RUNTIME_TERMS = ("fragmentation", "context")
"""What the driver sees beside the tensors that PyTorch's allocator counts."""

_FRAGMENTS, _ACTIVATION_FRAGMENTS = Range(0.0, 0.02, 0.08), Range(0.01, 0.18, 0.26)
"""Shares of all else, and of activations, whose blocks of many sizes come and go in every step. Of what the
driver shows, each source held out, the error is least from 0.18 to 0.22 (`tests.bench.held_out`): large runs
of adapters fail whose tensors take 0.90 to 0.95 of a card, runs of as large states or logits do not."""
_SHARDED_FRAGMENTS = Range(0.01, 0.06, 0.13)
"""The same of the whole peak, on top, where layers are gathered and let go on streams of their own: blocks
are given back late (PyTorch's notes on FSDP2, which gave such streams up)."""
_PAST_SHAPES = Range(0.6, 1.7, 2.7)
"""GiB of blocks of past shapes that the allocator keeps per GiB that passes in ever other shapes (ms-swift's
published tables, where samples of 91 to 19,548 tokens are cut and not packed)."""
_CACHING = (
    "PyTorch's caching allocator: a fifth of activations, a fiftieth of all else, more where lengths vary"
)


def runtime_terms(
    tensors: Sequence[Term], uneven: float = 0.0, *, sharded: bool = False, compiled: bool = False
) -> tuple[Term, Term]:
    """Return what the driver sees beside these tensors: fragments, and the context.

    `uneven` GiB pass in ever other shapes; a `compiled` step asks for the same blocks in the same order.
    """
    peak, activations = (
        sum(term.amount.expected for term in tensors),
        sum(term.amount.expected for term in tensors if term.name == "activations"),
    )
    fragments = _FRAGMENTS.scaled(peak - activations) + (
        _FRAGMENTS if compiled else _ACTIVATION_FRAGMENTS
    ).scaled(activations)
    if sharded:
        fragments += _SHARDED_FRAGMENTS.scaled(peak)
    fragments += _PAST_SHAPES.scaled(uneven)
    return (
        Term("fragmentation", fragments, _CACHING),
        Term("context", Range(0.5, 0.8, 1.2), "CUDA context and library workspaces"),
    )
