"""Memory and speed of training image and video models: one pass through the denoiser and back."""

from math import hypot

from core.catalog.gpus import Gpu
from core.quantity import GIB, Estimate, Range, Term
from core.sizing.diffusion import (
    A100_TFLOPS,
    CARD_EXPONENT,
    STEP_LAUNCHES_S,
    weights_range,
)
from core.sizing.diffusion_works import DiffusionWork
from core.sizing.training_states import state_bytes

ADAPTER_RANK, ADAPTER_SHARE = 16, 0.004
"""Share of a denoiser's parameters that adapters of rank 16 add: an eighth of the 6.1 % of LTX-Video and the
1.3 % of HunyuanVideo that rank 128 adds (a-r-r-o-w/finetrainers), between them."""

_UNET_BYTES, _UNET_CHECKPOINTED = 1800.0, 490.0
"""Bytes that a U-Net keeps for a picture in 16 bits, per position and unit of width of its widest layer, and
with checkpointing: 2.2 and 0.6 GiB for Stable Diffusion (nine runs on a T4, ShivamShrirao/diffusers)."""
_BLOCK_BYTES, _BLOCK_AGAIN, _INPUT_BYTES = 39.0, 73.0, 2.0
"""The same of one block of a transformer: kept, recomputed with its gradients, and the input that is kept of
each block with checkpointing (tables of CogVideoX with one clip and with four, a-r-r-o-w/finetrainers)."""
_VIDEO_BYTES = 560.0
"""The same of a whole video transformer that keeps what it can (CogVideoX's own tables, one clip and two)."""
_PACKED_BYTES = 0.5625
"""Bytes of a number in 4 bits with a scale for each 64 (nf4)."""
_TRAINED_SHARE = 0.22
"""Share of the 16-bit peak, between those of ResNet-50 (0.13) and BERT-large (0.31) as trained on an A100."""
_ENCODED_SHARE, _ENCODER_FLOP_PER_PIXEL = 0.13, 4.3e6
"""The autoencoder's encoder: as fast as ResNet-50; 1.1 TFLOP for an image of 512 by 512 pixels."""
_DOUBT = 2.0
"""Either way: no measurement of this is at hand."""


def diffusion_training_memory(
    work: DiffusionWork,
    *,
    method: str,
    batch: float = 1,
    optimizer: str = "adamw",
    gpu_count: int = 1,
    sharding: str = "none",
    gradient_checkpointing: bool = False,
    single_precision: bool = False,
    encoded_before: bool = False,
    accumulates: bool = True,
    rank: int = ADAPTER_RANK,
) -> Estimate:
    """Estimate GiB of tensors: frozen components in 16 bits (nf4 for qlora), states, the denoiser's layers.

    `method` is full, pretrain, lora or qlora; states of what is trained are spread as `sharding` has it. In
    `single_precision` nothing is in 16 bits; with texts `encoded_before` their encoders are not on the card.
    Gradients come as kept tensors go; where a run `accumulates` them they are there beside all of these.
    """
    adapters = method in ("lora", "qlora")
    wide = 2 if single_precision else 1
    trained = work.denoiser_b * 1e9 * (ADAPTER_SHARE * rank / ADAPTER_RANK if adapters else 1.0)
    whole = sharding in ("zero3", "fsdp")
    weights = work.denoiser_b * 1e9 * (_PACKED_BYTES if method == "qlora" else 2.0 * wide)
    frozen = weights / (gpu_count if whole else 1)
    if not encoded_before:
        frozen += 2e9 * wide * work.text_encoders_b
    each = state_bytes("fp32" if adapters or single_precision else "bf16-mixed", optimizer)
    spread = gpu_count if whole or sharding == "zero2" else 1
    states = trained * (each.master + each.optimizer + (each.weights if adapters else 0.0)) / spread
    gradients = trained * each.gradients / spread / GIB
    kept = _kept_range(wide * _kept_bytes(work, batch, checkpointed=gradient_checkpointing), work)
    both = Range(kept.low + gradients, kept.expected + gradients, kept.high + gradients)
    if not accumulates:
        largest = max(kept.high, kept.expected + gradients)
        both = Range(max(kept.low, gradients), max(kept.expected, gradients), largest)
    return Estimate.of(
        "GiB",
        (
            Term("weights", weights_range(frozen), "parameters x their bytes"),
            Term("states", weights_range(states), "master copy and moments (arXiv 1910.02054)"),
            Term(
                "gradients and activations",
                both,
                "tensors kept for the backward pass; Stable Diffusion on a T4, CogVideoX's tables",
            ),
        ),
    )


def _kept_bytes(work: DiffusionWork, batch: float, *, checkpointed: bool) -> float:
    """Return the bytes in 16 bits that a micro-batch keeps for its backward pass."""
    each = work.tokens / work.passes * work.width
    if not work.blocks:
        return each * batch * (_UNET_CHECKPOINTED if checkpointed else _UNET_BYTES)
    if checkpointed:
        return each * batch * (_INPUT_BYTES * work.blocks + _BLOCK_AGAIN)
    return each * (_VIDEO_BYTES * (0.5 + batch) if work.clip > 1 else _BLOCK_BYTES * work.blocks * batch)


def _kept_range(size_bytes: float, work: DiffusionWork) -> Range:
    """Return the GiB of kept tensors, within which nine of ten rows are of the tables above."""
    gib = size_bytes / GIB
    return Range(gib * 0.75, gib, gib * 1.4) if work.blocks else Range(gib * 0.7, gib, gib * 1.5)


def diffusion_training_step(
    work: DiffusionWork, *, method: str, gpu: Gpu, batch: float, gradient_checkpointing: bool
) -> tuple[Estimate, float]:
    """Estimate the seconds of one micro-step of a card, and its useful operations.

    Forward, backward to the activations, and backward to the weights where they are trained; another forward
    pass with `gradient_checkpointing`. Images may have been encoded in advance.
    """
    once = work.pass_operations() * batch
    useful = once * (2 if method in ("lora", "qlora") else 3)
    done = useful + (once if gradient_checkpointing else 0.0)
    rate = A100_TFLOPS * 1e12 * (gpu.bf16_tflops / A100_TFLOPS) ** CARD_EXPONENT
    busy = done / (rate * _TRAINED_SHARE)
    launches = hypot(busy, 3 * STEP_LAUNCHES_S["plain"] * work.depth) - busy
    encoded = work.pixels * work.clip * batch * _ENCODER_FLOP_PER_PIXEL / (rate * _ENCODED_SHARE)
    step = Estimate.of(
        "s",
        (
            Term(
                "arithmetic",
                Range.around(busy, _DOUBT),
                "operations of the network; ResNet-50 and BERT-large on an A100",
            ),
            Term(
                "launches",
                Range.around(launches, _DOUBT),
                "three passes of the kernels that stable-fast counts",
            ),
            Term(
                "encoding",
                Range(0.0, encoded, 2 * encoded),
                "operations of the autoencoder; none where it was done in advance",
            ),
        ),
    )
    return step, useful
