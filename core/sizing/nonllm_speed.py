"""Throughput and memory of diffusion, speech, embedding and vision work: wide ranges, and honest ones.

Measured rates scale to other cards by the peak for their arithmetic share, by the bandwidth for the rest.
"""

from math import hypot
from typing import Literal

from core.catalog.gpus import Gpu
from core.quantity import Range
from core.sizing.nonllm_works import DiffusionWork, SpeechWork, TrainingWork

_A100_TFLOPS, _A100_GBS = 312.0, 2039.0
_CARD_EXPONENT = 0.8
"""Large cards are filled less well than small ones (ten networks on eight cards)."""
_NO_TF32 = 2.5
"""Exponent of the 32-bit slowdown on cards before Ampere, which lack TF32."""
_TRAINING_SPREAD = 1.5
_DIFFUSION_SPREAD = 1.7
_SPEECH_SPREAD = 1.9
_MATMUL = 0.6
"""Share of the peak that convolutions and attention of a denoiser reach (stable-fast on four cards)."""
_STEP_LAUNCHES_S = {"plain": 0.030, "compiled": 0.018, "engine": 0.008}
"""Launches of one denoising step: plain PyTorch, torch.compile, TensorRT and its like."""
_CHUNK_S = 30.0
_CHUNK_TOKENS = 110.0
_CHUNK_OVERHEAD_S = 0.20
"""Feature extraction and glue per chunk of 30 s of audio (insanely-fast-whisper's distilled rows)."""
_OFFLOADED = 0.5
"""With sequential offloading and tiled decoding less than the largest component is on the card."""
_SPEECH_LAYER_S = {"plain": 0.0012, "ctranslate2": 0.0005}
_ENCODER_FLOP_PER_PARAM = 3000.0
"""Two operations for each of a chunk's 1,500 frames."""


def training_rate(work: TrainingWork, *, gpu: Gpu, gpu_count: int = 1, half_precision: bool = True) -> Range:
    """Return the training throughput of all cards in the work's own unit."""
    fp32_penalty = 1.0
    if not half_precision:
        fp32_penalty = work.tf32_slowdown if gpu.compute_capability >= 8 else work.tf32_slowdown**_NO_TF32
    time = work.arithmetic_share * _A100_TFLOPS / gpu.bf16_tflops + (1 - work.arithmetic_share) * (
        _A100_GBS / gpu.bandwidth_gbs
    )
    rate = work.a100_per_s / time**_CARD_EXPONENT / fp32_penalty * gpu_count**work.scaling
    return Range(rate / _TRAINING_SPREAD, rate, rate * _TRAINING_SPREAD)


def denoising_step_s(
    work: DiffusionWork,
    *,
    gpu: Gpu,
    pixels: int,
    batch: float = 1,
    runtime: Literal["plain", "compiled", "engine"] = "plain",
) -> Range:
    """Return the seconds of one denoising step; operations grow with the number of pixels."""
    operations = work.step_tflop * pixels / work.pixels * batch
    busy = operations / (_A100_TFLOPS * _MATMUL) * (_A100_TFLOPS / gpu.bf16_tflops) ** _CARD_EXPONENT
    seconds = hypot(busy, _STEP_LAUNCHES_S[runtime])
    return Range(seconds / _DIFFUSION_SPREAD, seconds, seconds * _DIFFUSION_SPREAD)


def diffusion_memory_gib(
    work: DiffusionWork, *, denoiser_bytes: float = 2.0, encoder_bytes: float = 2.0
) -> Range:
    """Return GiB of inference: low with offloading and tiling, high with everything on the card."""
    gib = 1e9 / 2**30
    denoiser = work.denoiser_b * denoiser_bytes * gib
    encoders = work.text_encoders_b * encoder_bytes * gib
    low = max(denoiser, encoders) * _OFFLOADED
    return Range(
        low, denoiser + encoders + work.activation_gib, (denoiser + encoders + work.activation_gib) * 1.3
    )


def speech_seconds(
    work: SpeechWork,
    *,
    gpu: Gpu,
    audio_s: float,
    batch: float = 1,
    runtime: Literal["plain", "ctranslate2"] = "plain",
) -> Range:
    """Return the seconds to transcribe so much audio, in chunks of 30 s, `batch` at a time."""
    encoder = work.params_b * 1e9 / 2 * _ENCODER_FLOP_PER_PARAM / (gpu.bf16_tflops * 1e12 * _MATMUL)
    weights = work.params_b * 1e9 / (gpu.bandwidth_gbs * 1e9)
    step = hypot(work.decoder_layers * _SPEECH_LAYER_S[runtime], weights)
    chunk = _CHUNK_OVERHEAD_S + encoder + _CHUNK_TOKENS * step / batch
    seconds = audio_s / _CHUNK_S * chunk
    return Range(seconds / _SPEECH_SPREAD, seconds, seconds * _SPEECH_SPREAD)


def speech_memory_gib(work: SpeechWork) -> Range:
    """Return GiB of the reference implementation in 32 bits, beams and cache included."""
    expected = work.params_b * 4 * 1.3 + 0.8
    return Range(expected * 0.7, expected, expected * 1.4)


def embedding_tokens_per_s(*, params_b: float, gpu: Gpu) -> Range:
    """Return tokens per second of an encoder in large batches: two operations per parameter and token."""
    expected = gpu.bf16_tflops * 1e12 * 0.4 / (2 * params_b * 1e9)
    return Range(expected / 2, expected, expected * 1.6)
