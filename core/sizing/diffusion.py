"""Memory and speed of image and video models: components, the decoder's feature maps, one denoising step."""

from math import hypot
from typing import Literal

from core.catalog.gpus import Gpu
from core.quantity import GIB, Estimate, Range, Term
from core.sizing.card_speed import large_l2
from core.sizing.diffusion_works import DiffusionWork

Offload = Literal["none", "model", "sequential"]
DiffusionRuntime = Literal["plain", "compiled", "engine"]

A100_TFLOPS = 312.0
CARD_EXPONENT = 0.8
"""Large cards are filled less well than small ones (ten networks on eight cards)."""
_SPREAD = 1.6
"""Either way: 88 % of two published sources lie within 1.3."""
_CONVOLVED, _MULTIPLIED = 0.6, 0.67
"""Share of the peak that a U-Net reaches (stable-fast on four cards), and that products of a transformer do,
as large as a language model's (FLUX.1, CogVideoX, HunyuanVideo and Wan on eight cards, nine publishers)."""
_FP8_GAIN = {"plain": 1.2, "compiled": 1.6, "engine": 1.6}
"""How much sooner products in 8 bits are done than in 16, scales counted (FLUX.1 on an RTX 6000 Ada)."""
_FUSED_ATTENTION, _ON_HOPPER_TFLOPS = 0.72, 380.0
"""Share of the peak that fused attention reaches (FlashAttention-2 on an A100: 230 of 312 TFLOPS, arXiv
2307.08691), and the most of it on Hopper, whose own instructions it does not use (arXiv 2407.08608);
HunyuanVideo on A100, H100, H20 and L20 agrees."""
_HOPPER = (9.0, 10.0)
_UNFUSED_BYTES = {"plain": 0.0075, "compiled": 0.0045, "engine": 0.001}
"""What a U-Net's layers move for each of its operations, norms and activations apart from the products or
with them: SDXL on an A100 in Diffusers, compiled, in TensorRT (fal-ai/stable-diffusion-benchmarks)."""
_LARGE_L2_SHARE = 0.4
"""Part of that which leaves a large L2."""
_SCORE_BYTES = 8.0
"""Of an attention score that is not fused, in 16 bits: written, read and written by the softmax, read."""
STEP_LAUNCHES_S = {"plain": 0.030, "compiled": 0.021, "engine": 0.008}
"""Launches of one step of SD 1.5: plain PyTorch, torch.compile, TensorRT and its like."""
_IMAGE_DECODE_BYTES = 2400.0
"""Per pixel: four to five live 16-bit maps of 256 channels at full size (decoder of SD's autoencoder)."""
_VIDEO_DECODE_BYTES = 5800.0
"""Per pixel and frame decoded together: causal 3D convolutions keep padded copies (CogVideoX)."""
_STEP_BYTES = 64.0
"""Per token and unit of width in one layer of a video's step: copies of queries and keys in 32 bits, inner
widths of four before and after the activation (CogVideoX and ConsisID with their components offloaded)."""
_LAYER_BYTES = 14.0
"""Per token and unit of width in one layer: residual, norm, and an inner width of four, in 16 bits."""
_PATCH_PIXELS = 16 * 16
"""Pixels behind one token: an autoencoder's factor of eight, and patches of two."""
_TILES = 8
"""Part of the decoder's memory that is left with tiling or slicing."""
_BLOCKS = 20
"""About how many blocks a denoiser streams one by one with sequential offloading."""
_DECODE_SHARE = 0.08
"""Text encoding and decoding beside the denoising of an image, as a share of it."""
_CLIP_DECODE_FLOP, _DECODED_SHARE = 5e7, 0.13
"""Operations for each pixel and frame of a clip, in convolutions that see several frames, and the share of
the peak they reach, as ResNet-50 trained on an A100: what cards do not share of HunyuanVideo's time."""


def denoising_step(
    work: DiffusionWork,
    *,
    gpu: Gpu,
    pixels: int,
    frames: int | None = None,
    batch: float = 1,
    runtime: DiffusionRuntime = "plain",
    gpu_count: int = 1,
    in_fp8: bool = False,
) -> Estimate:
    """Estimate the seconds of one denoising step, its sequence divided among the cards (xDiT, Ulysses).

    Products are multiplied in 8 bits only where the card can.
    """
    grown, passes = _grown(work, pixels, frames), work.passes * batch / gpu_count
    attention = work.attention_operations(grown)
    share = _MULTIPLIED if work.blocks else _CONVOLVED
    gain = _FP8_GAIN[runtime] if in_fp8 and gpu.fp8_tflops else 1.0
    products = (work.pass_operations(grown) - attention) / (_rate(gpu) * share * gain)
    busy = passes * (products + attention / _attention_rate(gpu))
    busy += passes * _moved_bytes(work, grown, runtime, gpu) / (gpu.bandwidth_gbs * 1e9)
    beyond = hypot(busy, STEP_LAUNCHES_S[runtime] * work.depth) - busy
    return Estimate.of(
        "s",
        (
            Term(
                "arithmetic",
                Range.around(busy, _SPREAD),
                "operations of the network; stable-fast on four cards",
            ),
            Term("launches", Range.around(beyond, _SPREAD), "kernels that the card waits for; stable-fast"),
        ),
    )


def generation_seconds(
    work: DiffusionWork,
    step: Estimate,
    *,
    gpu: Gpu,
    pixels: int | None = None,
    frames: int | None = None,
    batch: float = 1,
    steps: int | None = None,
    images: int = 1,
    gpu_count: int = 1,
) -> Estimate:
    """Estimate the seconds to make `images` batches in turn, from one step of one of them.

    The work's usual steps where none are said. Each of several cards decodes all of it, as one would alone.
    """
    denoising = step.total.scaled((steps or work.steps) * images)
    decoding = denoising.scaled(_DECODE_SHARE * gpu_count)
    if work.clip > 1:
        decoded = (pixels or work.pixels) * (frames or work.clip) * batch * images
        decoding = Range.around(decoded * _CLIP_DECODE_FLOP / (_rate(gpu) * _DECODED_SHARE), _SPREAD)
    sources = "; ".join(term.source for term in step.terms)
    return Estimate.of(
        "s",
        (
            Term("denoising", denoising, f"{steps or work.steps} steps: {sources}"),
            Term("encode and decode", decoding, "text encoder and autoencoder"),
        ),
    )


def diffusion_memory(
    work: DiffusionWork,
    *,
    pixels: int | None = None,
    frames: int | None = None,
    batch: float = 1,
    denoiser_bytes: float = 2.0,
    encoder_bytes: float = 2.0,
    offload: Offload = "none",
    tiled: bool = False,
    prompt_pixels: int = 0,
) -> Estimate:
    """Estimate GiB of tensors at the peak of making a batch, of the stage that needs the most.

    Without offloading all components stay; with "model" each is on the card only in its own stage; with
    "sequential" only one block of it is. `tiled` decodes the picture in tiles (documentation of diffusers).
    `prompt_pixels` are those of all pictures in the prompt, for models that read them.
    """
    grown = _grown(work, pixels, frames) * batch
    video = work.clip > 1
    together = min(work.decoded, frames or work.clip)
    decoding = (pixels or work.pixels) * batch * together * work.decoder_bytes / 2
    decoding *= _VIDEO_DECODE_BYTES if video else _IMAGE_DECODE_BYTES
    decoding /= _TILES if tiled or work.tiled else 1
    denoiser, encoders = work.denoiser_b * 1e9 * denoiser_bytes, work.text_encoders_b * 1e9 * encoder_bytes
    layer = grown * work.tokens * work.width * (_STEP_BYTES if video else _LAYER_BYTES)
    resident = (
        Term("denoiser", weights_range(denoiser), "parameters x bytes"),
        Term("text encoders", weights_range(encoders), "parameters x bytes"),
    )
    decode = Term("decode", maps_range(decoding), "feature maps of the autoencoder's decoder")
    if prompt_pixels:
        layer += _score_bytes(work, prompt_pixels)
    activations = Term("activations", maps_range(layer), "one layer's tensors in 16 bits")
    if offload == "none":
        return Estimate.of("GiB", (*resident, max(decode, activations, key=_expected)))
    block = Term("one block", weights_range(denoiser / _BLOCKS), "parameters x bytes")
    stages: tuple[tuple[Term, ...], ...] = (
        ((resident[0], activations), (resident[1],), (decode,))
        if offload == "model"
        else ((block, activations), (decode,))
    )
    return Estimate.of("GiB", max(stages, key=lambda stage: sum(map(_expected, stage))))


def _rate(gpu: Gpu) -> float:
    """Return operations/s at the peak, of which a large card reaches less."""
    filled: float = (gpu.bf16_tflops / A100_TFLOPS) ** CARD_EXPONENT
    return A100_TFLOPS * 1e12 * filled


def _moved_bytes(work: DiffusionWork, grown: float, runtime: DiffusionRuntime, gpu: Gpu) -> float:
    """Return what one pass reads and writes beside its products: a U-Net's maps, unfused scores."""
    if work.blocks:
        return _SCORE_BYTES * work.scores(grown)
    kept = _LARGE_L2_SHARE if large_l2(gpu) else 1.0
    return work.pass_operations(grown) * _UNFUSED_BYTES[runtime] * kept


def _attention_rate(gpu: Gpu) -> float:
    """Return operations/s of fused attention over many tokens, which fill any card."""
    reached = gpu.bf16_tflops * _FUSED_ATTENTION
    least, below = _HOPPER
    if least <= gpu.compute_capability < below:
        reached = min(reached, _ON_HOPPER_TFLOPS)
    return reached * 1e12


def _grown(work: DiffusionWork, pixels: int | None, frames: int | None) -> float:
    """Return how many times the usual pixels and frames that is."""
    return (pixels or work.pixels) / work.pixels * (frames or work.clip) / work.clip


def _score_bytes(work: DiffusionWork, prompt_pixels: int) -> float:
    """Return the bytes of attention scores in 16 bits, of guidance by text and pictures (three passes)."""
    tokens = (work.pixels + prompt_pixels) / _PATCH_PIXELS
    return 3 * 2.0 * work.scored_heads * tokens**2


def _expected(term: Term) -> float:
    return term.amount.expected


def weights_range(size_bytes: float) -> Range:
    """Return the GiB of stored parameters: within a few per cent of their count."""
    gib = size_bytes / GIB
    return Range(gib * 0.97, gib, gib * 1.05)


def maps_range(size_bytes: float) -> Range:
    """Return the GiB of feature maps, which frameworks keep more or fewer copies of."""
    gib = size_bytes / GIB
    return Range(gib * 0.67, gib, gib * 1.5)
