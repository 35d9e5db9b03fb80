"""What a configuration says of its MLPs: dense layers, experts, and the experts every token passes."""

from typing import NamedTuple

from core.catalog.hub.fields import Fields, whole

_EXPERT_IS_INTERMEDIATE = (
    "mixtral",
    "gpt_oss",
    "minimax_m2",
    "llama4_text",
    "phimoe",
    "granitemoe",
    "olmoe",
    "minimax",
)
_TWO_MATRICES = frozenset(
    {"gpt2", "gptj", "gpt_neo", "gpt_neox", "gpt_bigcode", "bloom", "falcon", "mpt", "opt", "phi", "nemotron"}
    | {"starcoder2", "apertus", "whisper", "bert", "roberta", "xlm-roberta", "modernbert_decoder"}
)
"""Families whose MLP has an up and a down matrix, and no gate."""


class Mixture(NamedTuple):
    """The MLPs of one model. Without experts all layers are dense, and widths of experts are 0."""

    intermediate: int
    gated: bool
    dense_layers: int
    experts: int
    per_token: int
    width: int
    shared: int


def read_mixture(fields: Fields, layers: int, hidden: int) -> Mixture:
    """Return the MLPs of a configuration; raises ConfigError for one that cannot be sized."""
    inner = fields.part("ffn_config")
    gated = fields.model_type not in _TWO_MATRICES
    experts = whole(inner.get("moe_num_experts"), "moe_num_experts", 0) or fields.count(
        "n_routed_experts", "num_local_experts", "num_experts", "moe_num_experts", default=0
    )
    dense = _dense_width(fields, hidden)
    if experts <= 1:
        return Mixture(dense, gated, layers, 0, 0, 0, 0)
    per_token = whole(inner.get("moe_top_k"), "moe_top_k", 0) or fields.count(
        "num_experts_per_tok", "num_experts_per_token", "moe_top_k", "moe_k"
    )
    width = whole(inner.get("ffn_hidden_size"), "ffn_hidden_size", 0) or fields.count(
        "moe_intermediate_size", default=dense
    )
    if fields.model_type in _EXPERT_IS_INTERMEDIATE:
        width = fields.count("intermediate_size")
    return Mixture(
        intermediate=dense,
        gated=gated,
        dense_layers=_dense_layers(fields, layers),
        experts=experts,
        per_token=per_token,
        width=width,
        shared=_shared(fields, width),
    )


def _dense_width(fields: Fields, hidden: int) -> int:
    """Return the width of a dense MLP: four times the model's where nothing is said."""
    said = fields.get(
        *(
            "intermediate_size_mlp",
            "intermediate_size",
            "ffn_hidden_size",
            "n_inner",
            "ffn_dim",
            "encoder_ffn_dim",
        )
    )
    if said is not None:
        return whole(said, "intermediate_size")
    ratio = fields.get("expansion_ratio")
    return hidden * (ratio if isinstance(ratio, int) and ratio > 0 else 4)


def _dense_layers(fields: Fields, layers: int) -> int:
    """Return how many layers have no experts: the first few, those listed, or all but each n-th."""
    listed = fields.get("mlp_only_layers")
    step = fields.count("interleave_moe_layer_step", "decoder_sparse_step", default=1) or 1
    first = fields.count("first_k_dense_replace", default=0)
    spared = len(listed) if isinstance(listed, list) else 0
    return min(max(layers - layers // step, first, spared), layers)


def _shared(fields: Fields, width: int) -> int:
    """Return the experts that every token passes, in units of one routed expert."""
    if fields.model_type == "llama4_text":
        return 1
    whole_width = fields.count("shared_expert_intermediate_size", "shared_intermediate_size", default=0)
    if whole_width:
        return max(1, round(whole_width / width)) if width else 0
    return fields.count("n_shared_experts", "num_shared_experts", default=0)
