"""How many bytes the layers of a model take in a format."""

from core.catalog.architecture import Architecture
from core.catalog.formats import WeightFormat

_EXPERTS_ONLY = frozenset({"mxfp4"})
"""Formats of a mixture's experts alone: its attention stays in 16 bits (gpt-oss's model card)."""
_SIXTEEN_BITS = 2.0
_BLOCK = 256
"""Numbers in a block of llama.cpp's k-quants; rows that are no multiple of it take an older, larger type."""
_OLDER_TYPE = 1.27
"""How much larger: of Q4_K_M, from (4.5 + 6.56) / 2 to (5.5 + 8.5) / 2 bits (Qwen2.5 72B: 47.4e9 bytes)."""


def dense_bytes(weight_format: WeightFormat, *, mixture: bool) -> float:
    """Return the bytes per parameter of the part of a layer that every token passes through."""
    return _SIXTEEN_BITS if mixture and weight_format.id in _EXPERTS_ONLY else weight_format.linear_bytes


def layer_bytes(arch: Architecture, weight_format: WeightFormat) -> float:
    """Return the bytes of all layers: query, key, value and projection, and the rest."""
    widths = 2 * (arch.attention_dim + arch.kv_dim)
    attention = min(float(arch.layers * arch.hidden * widths), arch.linear_params)
    rest = arch.linear_params - attention
    whole = attention * dense_bytes(weight_format, mixture=arch.is_moe) + rest * weight_format.linear_bytes
    return whole * (1 + (_OLDER_TYPE - 1) * _uneven_share(arch, weight_format))


def _uneven_share(arch: Architecture, weight_format: WeightFormat) -> float:
    """Return the part of the layers in rows that do not divide into blocks: inputs of so many numbers."""
    blocks = weight_format.engine == "llama.cpp" and "_k" in weight_format.id
    if not blocks or arch.spread != 1 or not arch.layers:
        return 0.0
    inner = arch.moe_intermediate or arch.intermediate
    down = arch.linear_params / (3 if arch.gated_mlp else 2)
    down = min(down, arch.layers * arch.hidden * inner * max(arch.experts, 1)) / max(arch.linear_params, 1)
    return (1 - down if arch.hidden % _BLOCK else 0.0) + (down if inner % _BLOCK else 0.0)
