"""Counting parameters from a geometry, where a repository's own total cannot be taken as it is."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from core.catalog.hub.attention import Attention
from core.catalog.hub.fields import ConfigFields
from core.catalog.hub.layers import Layer, Mixer
from core.catalog.hub.mixture import Mixture
from core.catalog.hub.state import State


class Params(NamedTuple):
    """Parameters of the text model, embeddings and norms included."""

    all: int
    passed: int
    """Those one token is multiplied with, and the embedding."""
    looked_up: int
    """Those of per-layer embeddings, of which a token reads one row."""


class Geometry(NamedTuple):
    """What parameters are counted from."""

    layers: Sequence[Layer]
    hidden: int
    vocab: int
    tied: bool
    attention: Attention
    state: State | None
    mixture: Mixture


def count_params(fields: ConfigFields, geometry: Geometry) -> Params:
    """Return the parameters of a model."""
    hidden, count = geometry.hidden, len(geometry.layers)
    outside = geometry.vocab * hidden * (1 if geometry.tied else 2) + hidden + _positions(fields) * hidden
    extra = fields.count("hidden_size_per_layer_input", default=0)
    looked_up = count * extra * fields.count("vocab_size_per_layer_input", default=0)
    common = outside + looked_up + count * (2 * hidden + 3 * hidden * extra)
    wide = 2 if fields.flag("use_double_wide_mlp") else 1
    found = passed = common
    for layer, times in Counter(geometry.layers).items():
        mixed = _mixer(fields, geometry, layer)
        stored, used = _mlp(geometry, layer, wide if layer.borrows else 1)
        found += times * (mixed + stored)
        passed += times * (mixed + used)
    return Params(found, passed - looked_up, looked_up)


def mean_width(fields: ConfigFields, geometry: Geometry) -> int:
    """Return the width of a dense MLP; the mean where the layers that borrow keys have wider ones."""
    width = geometry.mixture.intermediate
    if not fields.flag("use_double_wide_mlp"):
        return width
    return round(width * sum(2 if layer.borrows else 1 for layer in geometry.layers) / len(geometry.layers))


def _mixer(fields: ConfigFields, geometry: Geometry, layer: Layer) -> int:
    if layer.mixer is None:
        return 0
    if layer.mixer == "state":
        return geometry.state.params if geometry.state else 0
    return _attention(fields, geometry, layer.mixer, borrows=layer.borrows)


def _attention(fields: ConfigFields, geometry: Geometry, mixer: Mixer, *, borrows: bool) -> int:
    attention, hidden = geometry.attention, geometry.hidden
    heads = attention.of(mixer)
    queries, values = attention.heads * heads.head_dim, attention.heads * heads.value_dim
    gate = hidden * values if _gated(fields) else 0
    if attention.kv_rank:
        rank = attention.query_rank
        asked = rank * (hidden + queries) if rank else hidden * queries
        kept = hidden * (attention.kv_rank + attention.rope_dim)
        restored = attention.kv_rank * (queries - attention.heads * attention.rope_dim + values)
        return asked + kept + restored + values * hidden + gate
    own = heads.kv_heads * (heads.head_dim + (0 if heads.value_is_key else heads.value_dim))
    return hidden * (queries + (0 if borrows else own) + values) + gate


def _gated(fields: ConfigFields) -> bool:
    """Whether attention's output has a gate: as said, and beside Gated DeltaNet where nothing is."""
    said = fields.get("attn_output_gate", "mla_use_output_gate")
    return said in (True, "yes") if said is not None else fields.get("linear_num_value_heads") is not None


def _mlp(geometry: Geometry, layer: Layer, wide: int) -> tuple[int, int]:
    """Return the parameters of a layer's MLP, and those one token passes."""
    mixture, hidden = geometry.mixture, geometry.hidden
    if layer.mlp is None:
        return 0, 0
    matrices = 3 if mixture.gated else 2
    if layer.mlp == "dense" or not mixture.experts:
        dense = matrices * hidden * mixture.intermediate * wide
        return dense, dense
    expert = matrices * (mixture.latent or hidden) * mixture.width
    shared = mixture.shared * matrices * hidden * mixture.width
    beside = hidden * mixture.experts + 2 * hidden * mixture.latent + shared
    return beside + mixture.experts * expert, beside + mixture.per_token * expert


def _positions(fields: ConfigFields) -> int:
    """Return the learned positions of the families that have them."""
    if fields.model_type in ("gpt2", "gpt_bigcode", "opt", "bert", "roberta", "xlm-roberta"):
        return fields.count("n_positions", "max_position_embeddings", default=0)
    return 0
