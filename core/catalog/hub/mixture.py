"""What a configuration says of its MLPs: their width, the experts, and those that every token passes."""

from typing import NamedTuple

from core.catalog.hub.fields import ConfigFields, whole

_TWO_MATRICES = frozenset(
    {"gpt2", "gptj", "gpt_neo", "gpt_neox", "gpt_bigcode", "bloom", "falcon", "mpt", "opt", "phi", "nemotron"}
    | {
        "starcoder2",
        "apertus",
        "whisper",
        "bert",
        "roberta",
        "xlm-roberta",
        "modernbert_decoder",
        "nemotron_h",
    }
)
"""Families whose MLP has an up and a down matrix, and no gate."""

_USUAL_RATIO = 4
"""How many times as wide as the model a dense MLP of unsaid width is."""


class Mixture(NamedTuple):
    """The MLPs of one model. Without experts the counts of experts and their width are 0."""

    intermediate: int
    gated: bool
    experts: int = 0
    per_token: int = 0
    width: int = 0
    shared: int = 0
    """Experts that every token passes, in units of one routed expert."""
    latent: int = 0
    """The width that tokens are projected to for the routed experts; 0 where it is the model's."""


def read_mixture(fields: ConfigFields, hidden: int) -> Mixture:
    """Return the MLPs of a configuration; raises ConfigError for one that cannot be sized."""
    inner = fields.part("ffn_config")
    gated = fields.model_type not in _TWO_MATRICES
    experts = whole(inner.get("moe_num_experts"), "moe_num_experts", 0) or fields.count(
        "n_routed_experts", "num_local_experts", "num_experts", "moe_num_experts", default=0
    )
    said = _dense_width(fields)
    if experts <= 1:
        ratio = fields.count("expansion_ratio", default=0) or _USUAL_RATIO
        return Mixture(hidden * ratio if said is None else said, gated)
    per_token = whole(inner.get("moe_top_k"), "moe_top_k", 0) or fields.count(
        *("num_experts_per_tok", "num_experts_per_token", "top_k_experts", "moe_top_k", "moe_topk", "moe_k")
    )
    width = whole(inner.get("ffn_hidden_size"), "ffn_hidden_size", 0) or fields.count(
        "moe_intermediate_size", "expert_intermediate_size", "intermediate_size"
    )
    return Mixture(
        intermediate=width if said is None else said,
        gated=gated,
        experts=experts,
        per_token=per_token,
        width=width,
        shared=_shared(fields, width),
        latent=fields.count("moe_latent_size", "routed_expert_hidden_size", default=0),
    )


def _dense_width(fields: ConfigFields) -> int | None:
    """Return the width of a dense MLP; None where nothing is said, as all layers may have experts."""
    if fields.model_type == "granitemoehybrid":
        return fields.count("shared_intermediate_size")
    said = fields.get(
        *("intermediate_size_mlp", "dense_intermediate_size", "intermediate_size", "ffn_hidden_size"),
        *("n_inner", "ffn_dim", "encoder_ffn_dim"),
    )
    return None if said is None else whole(said, "intermediate_size")


def _shared(fields: ConfigFields, width: int) -> int:
    if fields.model_type == "llama4_text":
        return 1
    names = [
        "shared_expert_intermediate_size",
        "moe_shared_expert_intermediate_size",
        "shared_intermediate_size",
    ]
    if fields.flag("enable_moe_block"):
        names.append("intermediate_size")  # Gemma 4: a dense MLP beside the experts of the same layer
    whole_width = fields.count(*names, default=0)
    if whole_width:
        return max(1, round(whole_width / width)) if width else 0
    return fields.count("n_shared_experts", "num_shared_experts", "moe_num_shared_experts", default=0)
