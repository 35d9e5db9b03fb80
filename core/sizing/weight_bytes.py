"""How many bytes the layers of a model take in a format."""

from core.catalog.architecture import Architecture
from core.catalog.formats import WeightFormat

_EXPERTS_ONLY = frozenset({"mxfp4"})
"""Formats of a mixture's experts alone: its attention stays in 16 bits (gpt-oss's model card)."""
_SIXTEEN_BITS = 2.0


def dense_bytes(weight_format: WeightFormat, *, mixture: bool) -> float:
    """Return the bytes per parameter of the part of a layer that every token passes through."""
    return _SIXTEEN_BITS if mixture and weight_format.id in _EXPERTS_ONLY else weight_format.linear_bytes


def layer_bytes(arch: Architecture, weight_format: WeightFormat) -> float:
    """Return the bytes of all layers: query, key, value and projection, and the rest."""
    widths = 2 * (arch.attention_dim + arch.kv_dim)
    attention = min(float(arch.layers * arch.hidden * widths), arch.linear_params)
    rest = arch.linear_params - attention
    return attention * dense_bytes(weight_format, mixture=arch.is_moe) + rest * weight_format.linear_bytes
