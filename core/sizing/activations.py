"""What the forward pass keeps for the backward pass, per card."""

from core.catalog.architecture import Architecture


def activation_bytes_per_layer(arch: Architecture, *, sequence_tokens: int, eager_attention: bool) -> float:
    """Return bytes per token one layer keeps in 16 bits, without checkpointing.

    Inputs of the two norms, of the matrices and of attention, and of the gated MLP's product; eager
    attention adds its scores (arXiv 2205.05198, equation 1 without dropout).
    """
    mlp = 4 if arch.gated_mlp else 2
    widths = 4 * arch.hidden + 2 * (arch.attention_dim or arch.hidden) + 2 * arch.kv_dim
    kept = 2.0 * (widths + mlp * arch.active_intermediate)
    return kept + (5.0 * arch.heads * sequence_tokens if eager_attention else 0.0)


def activation_bytes(
    arch: Architecture,
    *,
    sequence_tokens: int,
    micro_batch: int,
    gradient_checkpointing: bool,
    eager_attention: bool = False,
) -> float:
    """Return the bytes one micro-batch keeps: every layer, or each layer's input and one layer in full."""
    tokens = sequence_tokens * micro_batch
    layer = activation_bytes_per_layer(arch, sequence_tokens=sequence_tokens, eager_attention=eager_attention)
    if gradient_checkpointing:
        return tokens * (2.0 * arch.hidden * arch.layers + layer)
    return tokens * layer * arch.layers


def logit_bytes(arch: Architecture, *, tokens: int, chunked_loss: bool) -> float:
    """Return the bytes of the logits: 16-bit logits, their fp32 copy and its gradient, or an eighth chunked."""
    return tokens * arch.vocab * 10.0 / (8 if chunked_loss else 1)
