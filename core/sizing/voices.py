"""Memory and speed of models that speak: token by token, or all of it in steps."""

from typing import NamedTuple

from core.catalog.gpus import Gpu
from core.quantity import GIB, Estimate, Range, Term

_SPREAD = 1.8
"""Either way: three models on an RTX 3060."""
_LAYER_S, _SAMPLED = 0.0009, 5
"""Launches of one layer in plain PyTorch, and the layers that drawing a token takes as long as (XTTS v2 and
Qwen3-TTS on an RTX 3060)."""
_MATMUL = 0.6
"""Share of the peak, as encoders of speech reach."""
_SPECTRA_HZ = 94.0
"""Frames of a spectrum in a second of sound, by models that make all of it at once."""
_CONTEXT_GIB = Range(0.2, 0.5, 0.9)
"""Vocoder, allocator and context; printed peaks are those of the allocator or of the card."""


class VoiceWork(NamedTuple):
    """A model that speaks: parameters in 1e9, layers launched for each token or step, bytes of a weight.

    Either `tokens_hz` tokens follow each other in a second of sound, each with `codes` more of so many
    layers, or the whole is made in `steps`.
    """

    name: str
    params_b: float
    layers: int
    number_bytes: float
    tokens_hz: float = 0.0
    steps: int = 0
    codes: tuple[int, int] = (0, 0)


VOICE_WORKS: dict[str, VoiceWork] = {
    row.name: row
    for row in (
        VoiceWork("xtts", 0.467, 30, 4.0, tokens_hz=21.5),
        VoiceWork("f5-tts", 0.336, 22, 4.0, steps=32),
        VoiceWork("qwen3-tts-0.6b", 0.91, 28, 2.0, tokens_hz=12.5, codes=(15, 5)),
        VoiceWork("qwen3-tts-1.7b", 1.93, 28, 2.0, tokens_hz=12.5, codes=(15, 5)),
        VoiceWork("cosyvoice", 0.62, 24, 2.0, tokens_hz=25.0),
        VoiceWork("chatterbox", 0.8, 30, 4.0, tokens_hz=25.0),
        VoiceWork("orpheus", 3.3, 28, 2.0, tokens_hz=84.0),
        VoiceWork("parler", 0.88, 24, 4.0, tokens_hz=86.0),
        VoiceWork("bark", 0.9, 24, 4.0, tokens_hz=150.0),
        VoiceWork("kokoro", 0.082, 60, 4.0, steps=1),
        VoiceWork("vits", 0.03, 60, 4.0, steps=1),
    )
}
"""By their papers and pages."""


def estimate_speaking(work: VoiceWork, *, gpu: Gpu, audio_s: float) -> Estimate:
    """Estimate the seconds to speak so many seconds of sound, one text at a time."""
    weights = work.params_b * 1e9 * work.number_bytes / (gpu.bandwidth_gbs * 1e9)
    if work.steps:
        operations = 2 * 2 * work.params_b * 1e9 * _SPECTRA_HZ * audio_s * work.steps
        busy = operations / (gpu.bf16_tflops * 1e12 * _MATMUL)
        seconds = max(busy, work.steps * work.layers * _LAYER_S)
        source = "two operations a parameter and frame, with and without the text; or launches"
    else:
        codes, layers = work.codes
        launched = work.layers + _SAMPLED + codes * (layers + _SAMPLED)
        seconds = work.tokens_hz * audio_s * max(launched * _LAYER_S, weights)
        source = "launches of each token's layers, or its weights read"
    return Estimate.of("s", (Term("speaking", Range(seconds / _SPREAD, seconds, seconds * _SPREAD), source),))


def estimate_voice_memory(work: VoiceWork, *, number_bytes: float | None = None) -> Estimate:
    """Estimate GiB at the peak of one text at a time."""
    size = number_bytes or work.number_bytes
    gib = work.params_b * 1e9 * size / GIB
    return Estimate.of(
        "GiB",
        (
            Term("weights", Range(gib * 0.95, gib, gib * 1.1), f"parameters x {size:g} bytes"),
            Term("context", _CONTEXT_GIB, "vocoder, allocator and CUDA context"),
        ),
    )
