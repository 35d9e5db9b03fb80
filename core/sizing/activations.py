"""What the forward pass keeps for the backward pass, per card."""

from core.catalog.architecture import Architecture
from core.catalog.norms import normed_width
from core.sizing.latent import latent_of
from core.sizing.lora import Lora
from core.sizing.training_habits import USUAL, Habits

EAGER_COPIES = 1.2
"""Casts, fused query-key-value buffers and other copies that eager PyTorch keeps beside the tensors counted;
pretraining stacks fuse them away and meet the count of arXiv 2205.05198, 32 bytes per hidden unit."""

_REPEATED_SHARE = 10 / 34
_DROPPED_BYTES = 3.0
"""An adapter's own input after dropout: 16 bits and a mask of one byte."""

_NORM_BYTES = 6.0
"""What a norm keeps of a number: its input in fp32, and what it returns in 16 bits."""
_SCORE_BYTES = {2.0: 6.0, 4.0: 4.0}
"""What is kept of a score, by the width of hidden states: softmax's in fp32, and the same cast to 16 bits."""
_SCORE_GRADIENTS = 8.0
"""Bytes per score while one layer is gone back through: gradients of softmax's input and output in fp32."""


def layer_bytes_per_token(
    arch: Architecture,
    *,
    sequence_tokens: int,
    lora: Lora | None = None,
    packed_base: bool = False,
    eager_attention: bool = False,
    copies: float = EAGER_COPIES,
    hidden_bytes: float = 2.0,
) -> float:
    """Return the bytes per token that one layer keeps without checkpointing.

    Trained matrices keep their inputs; beside a frozen base (`lora` given) only adapters do, so that the
    outputs of the norms and of the activation function are let go. RMS norms keep their input in fp32,
    layer norms in 16 bits; attention keeps query, key, value and output, latent attention (MLA) those of all
    heads and its normed latents; a gated MLP its gate, its value,
    the activated gate and (trained) the product. A packed base keeps the input of every matrix beside the
    adapters' copy, as bitsandbytes' and auto-gptq's backward read it. Eager attention adds its scores.
    """
    hidden, inner = arch.hidden, arch.active_intermediate
    trained = lora is None
    norms = (12.0 if trained else 8.0) if arch.gated_mlp else (8.0 if trained else 4.0)
    more_norms = _NORM_BYTES * normed_width(arch)
    attention = 2.0 * 2 * ((arch.attention_dim or hidden) + arch.kv_dim)
    latent = latent_of(arch)
    if latent is not None:
        attention = 2.0 * 2 * (arch.attention_dim + latent.values)
        more_norms += _NORM_BYTES * (arch.query_rank + latent.rank)
    mlp = (8.0 if trained else 6.0) if arch.gated_mlp else (4.0 if trained else 2.0)
    kept = norms * hidden + more_norms + attention + mlp * inner
    if lora is not None:
        kept += _DROPPED_BYTES * _adapter_inputs(arch, lora)
    if packed_base:
        kept += 2.0 * _matrix_inputs(arch)
    scores = _SCORE_BYTES[hidden_bytes] * arch.heads * sequence_tokens if eager_attention else 0.0
    return copies * kept + scores


def activation_bytes(
    arch: Architecture,
    *,
    sequence_tokens: int,
    micro_batch: int,
    gradient_checkpointing: bool,
    lora: Lora | None = None,
    packed_base: bool = False,
    copies: float = EAGER_COPIES,
    logits: float = 0.0,
    repeated: int = 1,
    habits: Habits = USUAL,
) -> float:
    """Return the bytes one micro-batch keeps: every layer, or each layer's input and one layer in full.

    Without sequence parallelism as many cards as `repeated` keep inputs, norms and sums each for themselves:
    10 of 34 bytes (arXiv 2205.05198). A layer is recomputed when the `logits` (bytes) are gone: it counts as
    far as it takes more than they did. With hidden states in fp32 inputs are kept so, and half of a layer.
    """
    tokens = sequence_tokens * micro_batch
    layer = layer_bytes_per_token(
        arch,
        sequence_tokens=sequence_tokens,
        lora=lora,
        packed_base=packed_base,
        eager_attention=habits.eager_attention,
        copies=copies * (0.5 + habits.hidden_bytes / 4),
        hidden_bytes=habits.hidden_bytes,
    )
    layer *= 1 + (repeated - 1) * _REPEATED_SHARE
    passing = _SCORE_GRADIENTS * arch.heads * sequence_tokens if habits.eager_attention else 0.0
    layers = arch.layers * _whole_layers(arch)
    if not gradient_checkpointing:
        return tokens * layer * layers + max(0.0, tokens * passing - logits)
    copied = 2 if habits.copied_inputs else 1
    inputs = 0.0 if habits.offloaded_inputs else habits.hidden_bytes * arch.hidden * copied * repeated
    kept = (1 - habits.kept_share) * inputs * arch.layers + habits.kept_share * layer * layers
    return tokens * kept + max(0.0, tokens * (layer + passing) - logits)


def _whole_layers(arch: Architecture) -> float:
    """Return the share of layers that have all parts, by the parameters that a token passes through.

    Layers of Nemotron 3 are attention, a state or experts, not all of them one after the other.
    """
    if not arch.state_elements:
        return 1.0
    matrices = 3 if arch.gated_mlp else 2
    attention = 2 * (arch.attention_dim or arch.hidden) + 2 * arch.kv_dim
    counted = arch.layers * arch.hidden * (attention + matrices * arch.active_intermediate)
    passed = arch.active_params - arch.embedding_params - arch.lm_head_params
    return min(1.0, passed / counted)


def logit_bytes(
    arch: Architecture,
    *,
    tokens: int,
    chunked_loss: bool,
    compiled: bool = False,
    in_16_bits: bool = False,
    hidden_bytes: float = 2.0,
) -> float:
    """Return the bytes of logits, their fp32 copies and gradient; an eighth where the loss is chunked.

    Beside logits as wide as the hidden states are a copy in fp32 and its gradient; of fp32 ones one more.
    A `compiled` loss makes one kernel of casts, softmax and gradient: logits and gradient remain, as wide as
    the hidden states. One `in_16_bits` has no cast: logits, softmax and the gradients of both are as wide.
    """
    if compiled:
        return tokens * arch.vocab * 2 * hidden_bytes
    if in_16_bits:
        return tokens * arch.vocab * 4 * hidden_bytes
    return tokens * arch.vocab * (4.0 + 3 * hidden_bytes) / (8 if chunked_loss else 1)


def _adapter_inputs(arch: Architecture, lora: Lora) -> int:
    width = arch.hidden if lora.targets & {"query", "key", "value"} else 0
    if "projection" in lora.targets:
        width += arch.attention_dim or arch.hidden
    if "mlp" in lora.targets:
        width += arch.hidden + arch.active_intermediate
    return width


def _matrix_inputs(arch: Architecture) -> int:
    """Return the widths of what goes into a layer's matrices: query-key-value, projection, MLP in and out."""
    attention = arch.attention_dim or arch.hidden
    return 2 * arch.hidden + attention + arch.active_intermediate
