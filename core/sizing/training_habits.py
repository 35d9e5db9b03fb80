"""What a framework's code does in a training step by default: what it keeps, casts, copies and fuses."""

from typing import NamedTuple


class Habits(NamedTuple):
    """A framework's way with the tensors of one step; as it is here, Transformers on one card.

    Read in its documentation, not fitted: they say which tensors there are, not how large.
    """

    hidden_bytes: float = 2.0
    """Bytes of a hidden state: 4 where it is kept in fp32, as PEFT prepares models of bitsandbytes."""
    kept_share: float = 0.0
    """What selective checkpointing keeps of what is recomputed otherwise."""
    offloaded_inputs: bool = False
    """Whether inputs of checkpointed layers wait in main memory."""
    copied_inputs: bool = False
    """Whether a layer keeps its input twice, as FSDP's first version does beside frozen weights."""
    unequal_lengths: bool = False
    """Whether samples are neither packed nor padded to one length."""
    chunked_loss: bool = False
    compiled_step: bool = False
    """Whether a step is compiled whole, its loss too."""
    eager_attention: bool = False
    """Whether attention keeps its scores, as code without flash attention does."""
    loss_in_16_bits: bool = False
    """Whether the loss is of logits as wide as the hidden states, as that code has it outside autocast."""
    first_flash: bool = False
    """Whether attention is FlashAttention's first version, or Triton's with biases by distance (MPT)."""
    fused_optimizer: bool = True
    step_in_backward: bool = False
    """Whether each gradient is applied and let go once it is there (PyTorch's tutorial of that name)."""
    accumulating: bool = True
    """Whether gradients wait for the other micro-steps of an optimizer step, or have buffers of their own."""
    expert_holders: int = 1
    """Over how many cards a layer's experts are spread to stay: so many times fewer does a card gather."""
    sequence_parallel: bool = True
    """Whether cards that share every matrix divide what is between them too (Megatron, arXiv 2205.05198)."""


USUAL = Habits()
