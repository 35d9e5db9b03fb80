"""What each layer of a configuration does: how it sees earlier tokens, and which MLP it has."""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from core.catalog.hub.fields import ConfigError, ConfigFields

Mixer = Literal["full", "window", "state"]
"""All earlier tokens, those of a window, or a state that does not grow."""
Mlp = Literal["dense", "sparse"]


class Layer(NamedTuple):
    """One layer; a part is None where it has none, as the layers of Nemotron-H are one or the other."""

    mixer: Mixer | None
    mlp: Mlp | None
    borrows: bool = False
    """Whether it reads the keys and values of an earlier layer, as the last ones of some Gemma 4 do."""


_MIXERS: dict[str, Mixer] = {
    "full_attention": "full",
    "attention": "full",
    "indexed_attention": "full",
    "deepseek_sparse_attention": "full",
    "minimax_m3_sparse": "full",
    "sliding_attention": "window",
    "chunked_attention": "window",
    "linear_attention": "state",
    "mamba": "state",
}
"""Names of `layer_types`, the older ones too. Those that pick tokens by an indexer keep all of them."""
_ALONE: dict[str, Mlp] = {"moe": "sparse", "mlp": "dense"}
"""Layers that are an MLP and nothing else; beside them those that look back have none."""
_LETTERS = {"M": "mamba", "*": "attention", "E": "moe", "-": "mlp"}
"""The same as a word of letters (`hybrid_override_pattern`)."""
_PATTERNS = {
    "gemma2": 2,
    "gemma3_text": 6,
    "gemma4_text": 6,
    "gemma4_unified_text": 6,
    "gpt_oss": 2,
    "cohere2": 4,
    "exaone4": 4,
    "olmo3": 4,
    "llama4_text": 4,
}
"""One layer in so many attends to everything, where the file does not list its layers."""
_KEEP_ALL = ("phi3",)
"""Families whose window engines do not use to free the cache."""
_STATE_SPACE = (
    "amba",
    "rwkv",
    "recurrent",
    "xlstm",
    "ssm",
    "hybrid",
    "falcon_h",
    "nemotron_h",
    "lfm",
    "minimax_text",
)
_FOREIGN = ("altup_num_inputs", "compress_ratios", "compress_rates", "zero_expert_num", "num_loops")
"""Fields of shapes that are not read here; a file that has one is no plain stack of layers."""

_MOST = 10_000


def read_layers(fields: ConfigFields) -> tuple[Layer, ...]:
    """Return the layers of a configuration; raises ConfigError for one that has a kind not known here."""
    for name in _FOREIGN:
        if fields.get(name) is not None:
            raise ConfigError(
                f"its config.json has {name}, which is not understood here; add its row yourself"
            )
    listed = _listed(fields)
    names = ("num_hidden_layers", "n_layer", "n_layers", "num_layers", "decoder_layers")
    count = fields.count(*names, default=len(listed) or None)
    if count > _MOST:
        raise ConfigError(f"its config.json has {count} layers, which no model has; add its row yourself")
    kinds = _kinds(fields, listed, count)
    mlps = _mlps(fields, count)
    if any(kind in _ALONE for kind in kinds):
        return tuple(_layer(kind, None, borrows=False) for kind in kinds)
    borrows = _borrowing(fields, count)
    return tuple(_layer(kind, mlp, borrows=own) for kind, mlp, own in zip(kinds, mlps, borrows, strict=True))


def window_of(fields: ConfigFields) -> int:
    """Return how many tokens a window holds; 0 where none is in force."""
    window = fields.count("sliding_window", "attention_chunk_size", default=0)
    off = fields.get("use_sliding_window") in (False, "no") or fields.model_type in _KEEP_ALL
    beyond = window >= fields.count("max_position_embeddings", default=window + 1)
    return 0 if off or beyond else window


def _layer(kind: str, mlp: Mlp | None, *, borrows: bool) -> Layer:
    if kind in _ALONE:
        return Layer(None, _ALONE[kind])
    if kind not in _MIXERS:
        raise ConfigError(
            f"its layers are of a kind that is not known here ({kind[:40]!r}); add its row yourself"
        )
    return Layer(_MIXERS[kind], mlp, borrows)


def _listed(fields: ConfigFields) -> list[str]:
    """Return what the file lists of each layer: in words, letters or numbers (MiniMax-01, MiMo)."""
    coded = fields.get("attn_type_list")
    if isinstance(coded, list):
        return ["full_attention" if one == 1 else "linear_attention" for one in coded]
    coded = fields.get("hybrid_layer_pattern")
    if isinstance(coded, list):
        return ["sliding_attention" if one == 1 else "full_attention" for one in coded]
    said = fields.get("layer_types", "layers_block_type", "hybrid_override_pattern")
    if isinstance(said, str):
        return [_LETTERS.get(letter, letter) for letter in said]
    return [str(kind) for kind in said] if isinstance(said, list) else []


def _kinds(fields: ConfigFields, listed: Sequence[str], count: int) -> Sequence[str]:
    """Return what each layer does, as the file lists it, else as its family has it."""
    if listed:
        if len(listed) < count:
            raise ConfigError(f"its config.json lists {len(listed)} of {count} layers; add its row yourself")
        in_force = window_of(fields) > 0
        return [
            kind if in_force or _MIXERS.get(kind) != "window" else "full_attention" for kind in listed[:count]
        ]
    if any(word in fields.model_type.lower() for word in _STATE_SPACE):
        raise ConfigError(
            "it mixes attention with state-space layers that it does not list; add its row yourself"
        )
    attending = fields.part("linear_attn_config").get("full_attn_layers")
    if isinstance(attending, list):
        return _split(count, len(attending), "linear_attention")
    if fields.get("linear_num_value_heads") is not None:
        every = fields.count("full_attention_interval", default=4) or 4
        return _split(count, count // every, "linear_attention")
    return _split(count, count - _windowed(fields, count), "sliding_attention")


def _split(count: int, full: int, others: str) -> list[str]:
    """Return so many layers, of which only how many are of which kind is known, not where they stand."""
    full = min(full, count)
    return [*[others] * (count - full), *["full_attention"] * full]


def _windowed(fields: ConfigFields, count: int) -> int:
    """Return how many layers have a window, where the file does not list them."""
    if not window_of(fields):
        return 0
    pattern = fields.get("sliding_window_pattern") or _PATTERNS.get(fields.model_type)
    if fields.model_type == "gemma2":
        return (count + 1) // 2
    if isinstance(pattern, int) and pattern > 0:
        return count - count // pattern
    first = fields.count("max_window_layers", default=0)
    return count - min(first, count)


def _mlps(fields: ConfigFields, count: int) -> list[Mlp]:
    """Return which layers have experts, if any do: as listed, else all but the first few or each n-th."""
    listed = fields.get("mlp_layer_types", "moe_layer_freq")
    if isinstance(listed, list) and len(listed) >= count:
        return ["dense" if one in ("dense", 0) else "sparse" for one in listed[:count]]
    with_experts = fields.get("moe_layers")
    if isinstance(with_experts, list):
        return ["sparse" if layer in with_experts else "dense" for layer in range(count)]
    only = fields.get("mlp_only_layers")
    step = fields.count("interleave_moe_layer_step", "decoder_sparse_step", default=1) or 1
    first = fields.count("first_k_dense_replace", "moe_layer_start_index", "num_dense_layers", default=0)
    spared = len(only) if isinstance(only, list) else 0
    dense = min(max(count - count // step, first, spared), count)
    return ["dense" if layer < dense else "sparse" for layer in range(count)]


def _borrowing(fields: ConfigFields, count: int) -> list[bool]:
    """Return which layers keep no keys and values of their own."""
    sources = fields.get("kv_source_layers")
    if isinstance(sources, list) and len(sources) == count:
        return [source != layer for layer, source in enumerate(sources)]
    own = count - min(fields.count("num_kv_shared_layers", default=0), count)
    return [layer >= own for layer in range(count)]
