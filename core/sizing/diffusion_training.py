"""Memory and speed of training image and video models: one pass through the denoiser and back."""

from math import hypot

from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term
from core.sizing.diffusion import (
    A100_TFLOPS,
    BLOCKS,
    CARD_EXPONENT,
    LAYER_BYTES,
    STEP_LAUNCHES_S,
    maps_range,
    weights_range,
)
from core.sizing.diffusion_works import DiffusionWork
from core.sizing.training_states import state_bytes

ADAPTER_SHARE = 0.01
"""Share of a denoiser's parameters that adapters of rank 16 add."""

_KEPT_LAYERS = 2 * BLOCKS
"""Layers whose tensors a pass keeps: attention and MLP of each block (tables of CogVideoX's training)."""
_INPUT_SHARE = 1 / 7
"""A layer's input beside all it keeps: 2 bytes of 14."""
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
) -> Estimate:
    """Estimate GiB of tensors: frozen components in 16 bits (nf4 for qlora), states, the denoiser's layers.

    `method` is full, pretrain, lora or qlora; states of what is trained are spread as `sharding` has it.
    """
    adapters = method in ("lora", "qlora")
    trained = work.denoiser_b * 1e9 * (ADAPTER_SHARE if adapters else 1.0)
    whole = sharding in ("zero3", "fsdp")
    weights = work.denoiser_b * 1e9 * (_PACKED_BYTES if method == "qlora" else 2.0)
    frozen = weights / (gpu_count if whole else 1) + 2e9 * work.text_encoders_b
    each = state_bytes("fp32" if adapters else "bf16-mixed", optimizer)
    spread = gpu_count if whole or sharding == "zero2" else 1
    states = trained * (each.gradients + each.master + each.optimizer) / spread
    states += trained * each.weights if adapters else 0.0
    kept = work.tokens / (2 if work.guided else 1) * work.width * LAYER_BYTES * _KEPT_LAYERS
    if gradient_checkpointing:
        kept *= _INPUT_SHARE + 1 / _KEPT_LAYERS
    return Estimate.of(
        "GiB",
        (
            Term("weights", weights_range(frozen), "parameters x their bytes"),
            Term("states", weights_range(states), "gradients, master copy and moments (arXiv 1910.02054)"),
            Term(
                "activations",
                _kept(kept * (0.5 + batch), video=work.frames > 1),
                "a layer's tensors, of all layers; latents in advance (CogVideoX's training)",
            ),
        ),
    )


def _kept(size_bytes: float, *, video: bool) -> Range:
    """Return the GiB of kept tensors: tables are of video transformers, five of six rows within this."""
    if not video:
        return maps_range(size_bytes)
    gib = size_bytes / 2**30
    return Range(gib * 0.75, gib, gib * 1.4)


def diffusion_training_step(
    work: DiffusionWork, *, method: str, gpu: Gpu, batch: float, gradient_checkpointing: bool
) -> tuple[Estimate, float]:
    """Estimate the seconds of one micro-step of a card, and its useful operations.

    Forward, backward to the activations, and backward to the weights where they are trained; another forward
    pass with `gradient_checkpointing`. Images may have been encoded in advance.
    """
    once = work.step_tflop * 1e12 / (2 if work.guided else 1) * batch
    useful = once * (2 if method in ("lora", "qlora") else 3)
    done = useful + (once if gradient_checkpointing else 0.0)
    rate = A100_TFLOPS * 1e12 * (gpu.bf16_tflops / A100_TFLOPS) ** CARD_EXPONENT
    busy = done / (rate * _TRAINED_SHARE)
    launches = hypot(busy, 3 * STEP_LAUNCHES_S["plain"] * work.depth) - busy
    encoded = work.pixels * work.frames * batch * _ENCODER_FLOP_PER_PIXEL / (rate * _ENCODED_SHARE)
    step = Estimate.of(
        "s",
        (
            Term(
                "arithmetic", _around(busy), "operations of the network; ResNet-50 and BERT-large on an A100"
            ),
            Term("launches", _around(launches), "three passes of the kernels that stable-fast counts"),
            Term(
                "encoding",
                Range(0.0, encoded, 2 * encoded),
                "operations of the autoencoder; none where it was done in advance",
            ),
        ),
    )
    return step, useful


def _around(seconds: float) -> Range:
    return Range(seconds / _DOUBT, seconds, seconds * _DOUBT)
