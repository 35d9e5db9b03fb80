"""Bytes of the keys and values that serving keeps per sequence."""

from core.catalog.architecture import Architecture
from core.catalog.formats import KvFormat

PAGE_TOKENS = 16
"""Tokens per page of a paged cache (vLLM's default block)."""

_STATE_BYTES = 2.0


def kv_bytes_per_sequence(arch: Architecture, kv_format: KvFormat, tokens: float) -> float:
    """Return the cache of one sequence of so many tokens, over all layers, rounded up to whole pages.

    Grouped-query and MLA shapes are in the architecture's elements per token; layers with a sliding window
    stop growing at it; linear-attention layers keep one state instead.
    """
    paged = -(-tokens // PAGE_TOKENS) * PAGE_TOKENS
    whole = arch.kv_elements_per_token * paged
    if arch.sliding_layers and arch.sliding_window < paged:
        whole -= arch.windowed_elements * (paged - arch.sliding_window)
    return whole * kv_format.bytes + arch.state_elements * _STATE_BYTES


def kv_shards(arch: Architecture, tensor_parallel: int) -> int:
    """Return over how many of the cards the cache divides: at most the KV heads; MLA is replicated."""
    if arch.attention == "MLA":
        return 1
    return max(1, min(tensor_parallel, arch.kv_heads))
