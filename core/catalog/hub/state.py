"""Layers that keep a state instead of a cache: what one keeps per sequence, and its parameters."""

from typing import NamedTuple

from core.catalog.hub.fields import ConfigError, ConfigFields, whole


class State(NamedTuple):
    """One such layer: the numbers it keeps per sequence however long that is, and its parameters."""

    elements: int
    params: int


def read_state(fields: ConfigFields, hidden: int, heads: int, head_dim: int) -> State:
    """Return a layer of a configuration that keeps a state; raises ConfigError for a kind not known here.

    Each keeps its state and the last inputs that it convolves.
    """
    if fields.get("linear_num_value_heads") is not None:
        return _gated_delta(fields, hidden)
    if fields.get("linear_attn_config", "linear_num_heads") is not None:
        return _kimi_delta(fields, hidden)
    if fields.get("mamba_num_heads", "mamba_n_heads") is not None:
        return _mamba2(fields, hidden)
    if fields.model_type.startswith("minimax"):
        width = heads * head_dim
        return State(width * head_dim, 5 * hidden * width)
    raise ConfigError("it keeps a state of a kind that is not known here; add its row yourself")


def _gated_delta(fields: ConfigFields, hidden: int) -> State:
    """Return a layer of Gated DeltaNet (Qwen3-Next and after): queries, keys, values, two gates, output."""
    heads, key = fields.count("linear_num_value_heads"), fields.count("linear_key_head_dim")
    values = heads * fields.count("linear_value_head_dim")
    keys = fields.count("linear_num_key_heads") * key
    past = max(fields.count("linear_conv_kernel_dim", default=4) - 1, 0)
    return State(values * key + (2 * keys + values) * past, hidden * (2 * keys + 3 * values + 2 * heads))


def _kimi_delta(fields: ConfigFields, hidden: int) -> State:
    """Return a layer of Kimi Delta Attention, whose gates are of low rank but where the file says not."""
    inner = fields.part("linear_attn_config")
    heads = whole(inner.get("num_heads", fields.get("linear_num_heads")), "num_heads")
    size = whole(inner.get("head_dim", fields.get("linear_head_dim")), "head_dim")
    kernel = inner.get("short_conv_kernel_size", fields.get("linear_conv_kernel_dim"))
    past = max(whole(kernel, "short_conv_kernel_size", 4) - 1, 0)
    width = heads * size
    low_rank = size * (hidden + width)
    gate = hidden * width if inner.get("use_full_rank_gate") is True else low_rank
    return State(width * size + 3 * width * past, hidden * (4 * width + heads) + low_rank + gate)


def _mamba2(fields: ConfigFields, hidden: int) -> State:
    """Return a layer of Mamba-2: one projection into gate, inputs, keys, queries and steps, one out of it."""
    heads = fields.count("mamba_num_heads", "mamba_n_heads")
    size = fields.get("mamba_head_dim", "mamba_d_head")
    if size == "auto":
        size = fields.count("mamba_expand", default=2) * hidden // max(heads, 1)
    inner = heads * whole(size, "mamba_head_dim")
    state = fields.count("ssm_state_size", "mamba_d_state")
    convolved = inner + 2 * fields.count("n_groups", "mamba_n_groups", default=1) * state
    past = max(fields.count("conv_kernel", "mamba_d_conv", default=4) - 1, 0)
    return State(inner * state + convolved * past, hidden * (2 * inner + convolved + heads))
