"""How many parameters low-rank adapters train."""

from typing import NamedTuple

from core.catalog.architecture import Architecture
from core.sizing.latent import latent_of

TARGETS = ("query", "key", "value", "projection", "mlp", "head")


class Lora(NamedTuple):
    """Which matrices get adapters, and of what rank. Names are of TARGETS.

    `embeddings` says that input embedding and output head are trained whole beside the adapters.
    """

    rank: int = 16
    targets: frozenset[str] = frozenset({"query", "key", "value", "projection", "mlp"})
    embeddings: bool = False


def usual_lora(arch: Architecture) -> Lora:
    """Return the adapters of a run that says nothing else: every matrix of a layer, but no mixture's experts.

    Recipes for mixtures leave the experts as they are: their matrices are kept as one tensor that adapters of
    single matrices do not fit, and 128 experts would make adapters of a quarter of the model's states.
    """
    return Lora(targets=Lora().targets - {"mlp"}) if arch.is_moe else Lora()


def lora_params(arch: Architecture, lora: Lora) -> float:
    """Return the trained parameters: rank x (in + out) per matrix, with grouped-query shapes.

    Experts each get adapters of their own (arXiv 2106.09685 applied per matrix).
    """
    hidden = arch.hidden
    mlp_width, copies = arch.intermediate, 1
    if arch.is_moe:
        mlp_width, copies = arch.moe_intermediate, arch.experts + arch.shared_experts
    matrices = 3 if arch.gated_mlp else 2
    per_layer = {
        **_attention_widths(arch),
        "mlp": matrices * copies * (hidden + mlp_width),
    }
    in_layers = arch.layers * sum(width for name, width in per_layer.items() if name in lora.targets)
    head = hidden + arch.vocab if "head" in lora.targets else 0
    whole = 2 * arch.embedding_params if lora.embeddings else 0
    return float(lora.rank * (in_layers + head) + whole)


def _attention_widths(arch: Architecture) -> dict[str, int]:
    """Return in + out of each matrix of attention; latent, the key's makes what the value's restores."""
    hidden, latent = arch.hidden, latent_of(arch)
    queries, keys = arch.attention_dim or hidden, arch.kv_dim or hidden
    asked = hidden + queries + 2 * arch.query_rank
    if latent is None:
        return {"query": asked, "key": hidden + keys, "value": hidden + keys, "projection": hidden + queries}
    return {
        "query": asked,
        "key": hidden + latent.cached,
        "value": latent.rank + latent.restored if latent.restored else 0,
        "projection": hidden + latent.values,
    }
