"""What a configuration says of attention: heads, what a token leaves in the cache, where windows are."""

from typing import NamedTuple

from core.catalog.hub.fields import ConfigError, Fields, whole

_PATTERNS = {
    "gemma2": 2,
    "gemma3_text": 6,
    "gpt_oss": 2,
    "cohere2": 4,
    "exaone4": 4,
    "olmo3": 4,
    "llama4_text": 4,
}
"""One layer in so many attends to everything, where the file does not list its layers."""
_KEEP_ALL = ("phi3",)
"""Families whose window engines do not use to free the cache."""
_STATE_SPACE = ("amba", "rwkv", "recurrent", "xlstm", "ssm", "hybrid", "falcon_h", "nemotron_h", "lfm")


class Attention(NamedTuple):
    """Heads and cache of one model; ranks are 0 where keys and values are not compressed.

    `cached` counts numbers per token over all layers; of `linear_layers`, `state` per sequence instead.
    """

    heads: int
    kv_heads: int
    head_dim: int
    value_dim: int
    kind: str
    cached: int
    window: int
    window_layers: int
    linear_layers: int
    state: int
    query_rank: int
    kv_rank: int
    rope_dim: int


def read_attention(fields: Fields, layers: int, hidden: int) -> Attention:
    """Return the attention of a configuration; raises ConfigError for one that cannot be sized."""
    heads = fields.count("num_attention_heads", "n_head", "n_heads", "decoder_attention_heads")
    if heads == 0:
        raise ConfigError("its config.json has no attention heads; add its row yourself")
    kinds = _layer_kinds(fields, layers)
    full_or_window = layers - kinds.count("linear_attention")
    window, window_layers = _window(fields, kinds, layers)
    kv_rank = fields.count("kv_lora_rank", default=0)
    if kv_rank:
        rope = fields.count("qk_rope_head_dim")
        plain = fields.count("qk_nope_head_dim")
        value = fields.count("v_head_dim")
        query_rank = fields.count("q_lora_rank", default=0)
        cached = full_or_window * (kv_rank + rope)
        return Attention(heads, 1, plain + rope, value, "MLA", cached, 0, 0, 0, 0, query_rank, kv_rank, rope)
    head_dim = fields.count("head_dim", default=hidden // heads) or hidden // heads
    kv_heads = _kv_heads(fields, heads)
    linear = layers - full_or_window
    return Attention(
        heads=heads,
        kv_heads=kv_heads,
        head_dim=head_dim,
        value_dim=head_dim,
        kind="MHA" if kv_heads == heads else "MQA" if kv_heads == 1 else "GQA",
        cached=2 * full_or_window * kv_heads * head_dim,
        window=window,
        window_layers=window_layers,
        linear_layers=linear,
        state=linear * _state_each(fields) if linear else 0,
        query_rank=0,
        kv_rank=0,
        rope_dim=0,
    )


def _kv_heads(fields: Fields, heads: int) -> int:
    """Return the heads of keys and values: all where nothing is said, one under multi-query attention."""
    if fields.model_type == "falcon" and not fields.flag("new_decoder_architecture"):
        return 1 if fields.flag("multi_query") else heads
    if fields.model_type == "gpt_bigcode" and fields.flag("multi_query"):
        return 1
    said = fields.part("attn_config").get("kv_n_heads") or fields.get("num_key_value_heads", "num_kv_heads")
    kv_heads = whole(said, "num_key_value_heads", heads)
    if kv_heads == 0 or heads % kv_heads:
        raise ConfigError(f"its {kv_heads} KV heads do not divide its {heads} heads; add its row yourself")
    return kv_heads


def _layer_kinds(fields: Fields, layers: int) -> list[str]:
    """Return what each layer attends to, as far as the file says so."""
    said = fields.get("layer_types", "layers_block_type", "hybrid_override_pattern")
    listed = [str(kind) for kind in said] if isinstance(said, list) else []
    named = " ".join((fields.model_type, *listed)).lower()
    if isinstance(said, str) or any(word in named for word in _STATE_SPACE):
        raise ConfigError("it mixes attention with state-space layers; add its row yourself")
    if len(listed) == layers:
        return listed
    if fields.get("linear_num_value_heads") is not None:
        every = fields.count("full_attention_interval", default=4) or 4
        return ["linear_attention" if (layer + 1) % every else "full_attention" for layer in range(layers)]
    return []


def _window(fields: Fields, kinds: list[str], layers: int) -> tuple[int, int]:
    """Return the tokens a window holds and how many layers have one; (0, 0) where none has."""
    window = fields.count("sliding_window", "attention_chunk_size", default=0)
    off = fields.get("use_sliding_window") in (False, "no") or fields.model_type in _KEEP_ALL
    beyond = window >= fields.count("max_position_embeddings", default=window + 1)
    if not window or off or beyond:
        return 0, 0
    if kinds:
        return _together(window, sum(kind in ("sliding_attention", "chunked_attention") for kind in kinds))
    pattern = fields.get("sliding_window_pattern") or _PATTERNS.get(fields.model_type)
    if fields.model_type == "gemma2":
        return _together(window, (layers + 1) // 2)
    if isinstance(pattern, int) and pattern > 0:
        return _together(window, layers - layers // pattern)
    first = fields.count("max_window_layers", default=0)
    return _together(window, layers - min(first, layers))


def _together(window: int, layers: int) -> tuple[int, int]:
    return (window, layers) if layers else (0, 0)


def _state_each(fields: Fields) -> int:
    """Return the numbers a linear layer keeps per sequence: its state, and the last inputs it convolves."""
    values = fields.count("linear_num_value_heads") * fields.count("linear_value_head_dim")
    keys = fields.count("linear_num_key_heads") * fields.count("linear_key_head_dim")
    past = max(fields.count("linear_conv_kernel_dim", default=4) - 1, 0)
    return values * fields.count("linear_key_head_dim") + (2 * keys + values) * past
