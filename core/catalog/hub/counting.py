"""Counting parameters from a geometry, where a repository's own total cannot be taken as it is."""

from core.catalog.hub.attention import Attention
from core.catalog.hub.fields import Fields
from core.catalog.hub.mixture import Mixture


def count_params(
    fields: Fields,
    attention: Attention,
    mixture: Mixture,
    *,
    layers: int,
    hidden: int,
    vocab: int,
    tied: bool,
) -> tuple[int, int]:
    """Return all parameters, and those one token passes; of the text model, embeddings and norms included."""
    matrices = 3 if mixture.gated else 2
    dense = mixture.dense_layers * matrices * hidden * mixture.intermediate
    expert = matrices * hidden * mixture.width
    sparse_layers = layers - mixture.dense_layers
    routed = mixture.experts + mixture.shared
    passed = mixture.per_token + mixture.shared
    router = hidden * mixture.experts
    outside = vocab * hidden * (1 if tied else 2) + hidden + _positions(fields) * hidden
    linear = attention.linear_layers and attention.linear_layers * _linear_attention(fields, hidden)
    full = (layers - attention.linear_layers) * _attention(fields, attention, hidden)
    common = outside + linear + full + dense + layers * 2 * hidden
    return (
        common + sparse_layers * (routed * expert + router),
        common + sparse_layers * (passed * expert + router),
    )


def _attention(fields: Fields, attention: Attention, hidden: int) -> int:
    queries = attention.heads * attention.head_dim
    output = attention.heads * attention.value_dim * hidden
    if attention.kind == "MLA":
        rank = attention.query_rank
        asked = rank * (hidden + queries) if rank else hidden * queries
        kept = hidden * (attention.kv_rank + attention.rope_dim)
        restored = (
            attention.kv_rank
            * attention.heads
            * (attention.head_dim - attention.rope_dim + attention.value_dim)
        )
        return asked + kept + restored + output
    gate = hidden * queries if attention.linear_layers or fields.flag("attn_output_gate") else 0
    return hidden * (queries + 2 * attention.kv_heads * attention.head_dim) + output + gate


def _linear_attention(fields: Fields, hidden: int) -> int:
    """Return the matrices of one gated linear-attention layer: queries, keys, values, gates, output."""
    values = fields.count("linear_num_value_heads") * fields.count("linear_value_head_dim")
    keys = fields.count("linear_num_key_heads") * fields.count("linear_key_head_dim")
    return hidden * (2 * keys + 3 * values + 2 * fields.count("linear_num_value_heads"))


def _positions(fields: Fields) -> int:
    """Return the learned positions of the families that have them."""
    if fields.model_type in ("gpt2", "gpt_bigcode", "opt", "bert", "roberta", "xlm-roberta"):
        return fields.count("n_positions", "max_position_embeddings", default=0)
    return 0
