"""A typical architecture for a bare size such as "13B" or "30B-A3B"."""

from functools import cache

from core.catalog.architecture import Architecture
from core.regex import regex

_SIZE = regex(
    r"(?P<number>\d{1,5}(?:\.\d{1,4})?)\s?(?P<unit>b|m|t)(?:[\s-]*a(?P<active>\d{1,3}(?:\.\d{1,3})?)\s?b)?"
)
_UNITS_PER_B = {"m": 1e3, "b": 1.0, "t": 1e-3}
_SPREAD = 1.25
_WHOLE_WIDTH = 64
_Shape = tuple[int, int, int, int, int, int, int]
"""Layers, hidden, heads, their keys' and values', width of a head and of the MLP, vocabulary."""


def read_size(text: str) -> tuple[float, float] | None:
    """Return (all, active) parameters in 1e9 of "13B", "350M" or "30B-A3B"; None for anything else."""
    found = _SIZE.fullmatch(text.strip().lower())
    if found is None:
        return None
    params_b = float(found["number"]) / _UNITS_PER_B[found["unit"]]
    active_b = float(found["active"]) if found["active"] else params_b
    return (params_b, active_b) if 0 < active_b <= params_b <= 10_000 else None


def size_name(params_b: float, active_b: float) -> str:
    """Return the one spelling of a bare size: "13B", "0.5B", "30B-A3B"."""
    return f"{params_b:g}B" if active_b == params_b else f"{params_b:g}B-A{active_b:g}B"


@cache
def typical_architecture(params_b: float, active_b: float) -> Architecture:
    """Return the geometry of the nearest well-known model, scaled to the size; its spread says how unsure.

    Depth and width grow with the cube root of the parameters, as they do within the known families.
    """
    anchors = _MIXTURES if active_b < 0.9 * params_b else _DENSE
    anchor = min(anchors, key=lambda known: abs(_log_ratio(known.params_b, params_b)))
    stretch = (params_b / anchor.params_b) ** (1 / 3)
    heads = max(anchor.kv_heads, round(anchor.heads * stretch / anchor.kv_heads) * anchor.kv_heads)
    layers = max(1, round(anchor.layers * stretch))
    return Architecture(
        name=size_name(params_b, active_b),
        params_b=params_b,
        active_params_b=active_b,
        layers=layers,
        hidden=_width(anchor.hidden * stretch),
        heads=heads,
        kv_heads=anchor.kv_heads,
        head_dim=anchor.head_dim,
        intermediate=_width(anchor.intermediate * stretch),
        vocab=anchor.vocab,
        tied_embeddings=anchor.tied_embeddings,
        max_context=anchor.max_context,
        experts=anchor.experts,
        experts_per_token=anchor.experts_per_token,
        moe_intermediate=_width(anchor.moe_intermediate * stretch),
        kv_elements_per_token=2 * layers * anchor.kv_heads * anchor.head_dim,
        spread=_SPREAD,
    )


def _log_ratio(one: float, other: float) -> float:
    larger, smaller = max(one, other), min(one, other)
    return larger / smaller


def _width(width: float) -> int:
    return round(width / _WHOLE_WIDTH) * _WHOLE_WIDTH


def _anchor(
    params_b: float,
    shape: _Shape,
    active_b: float | None = None,
    experts: tuple[int, int, int] = (0, 0, 0),
    *,
    tied: bool = False,
) -> Architecture:
    """Return a known geometry; `experts` are all of a layer, those that a token takes, and their width."""
    return Architecture(
        "",
        params_b,
        active_b or params_b,
        *shape,
        tied,
        max_context=32_768,
        experts=experts[0],
        experts_per_token=experts[1],
        moe_intermediate=experts[2],
    )


_DENSE = (
    _anchor(0.125, (12, 768, 12, 12, 64, 2048, 50_304), tied=True),
    _anchor(0.494, (24, 896, 14, 2, 64, 4864, 151_936), tied=True),
    _anchor(1.24, (16, 2048, 32, 8, 64, 8192, 128_256), tied=True),
    _anchor(3.21, (28, 3072, 24, 8, 128, 8192, 128_256), tied=True),
    _anchor(7.25, (32, 4096, 32, 8, 128, 14_336, 32_768)),
    _anchor(8.03, (32, 4096, 32, 8, 128, 14_336, 128_256)),
    _anchor(13.02, (40, 5120, 40, 40, 128, 13_824, 32_000)),
    _anchor(14.77, (48, 5120, 40, 8, 128, 13_824, 152_064)),
    _anchor(32.76, (64, 5120, 40, 8, 128, 27_648, 152_064)),
    _anchor(70.55, (80, 8192, 64, 8, 128, 28_672, 128_256)),
    _anchor(122.6, (88, 12_288, 96, 8, 128, 28_672, 32_768)),
    _anchor(405.9, (126, 16_384, 128, 8, 128, 53_248, 128_256)),
)
_MIXTURES = (
    _anchor(30.5, (48, 2048, 32, 4, 128, 6144, 151_936), 3.35, (128, 8, 768)),
    _anchor(46.7, (32, 4096, 32, 8, 128, 14_336, 32_000), 12.9, (8, 2, 14_336)),
    _anchor(140.6, (56, 6144, 48, 8, 128, 16_384, 32_768), 39.2, (8, 2, 16_384)),
    _anchor(235.1, (94, 4096, 64, 4, 128, 12_288, 151_936), 22.2, (128, 8, 1536)),
)
