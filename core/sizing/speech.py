"""Memory and speed of speech recognisers of the Whisper family."""

from math import hypot
from typing import Literal, NamedTuple

from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term

_SPREAD = 1.6
"""Either way: 88 % of two published sources lie within 1.52."""
_MATMUL = 0.6
"""Share of the peak that the encoder reaches."""
_CHUNK_S = 30.0
_CHUNK_TOKENS = 110.0
Runtime = Literal["plain", "reference", "ctranslate2"]

_GLUE_S = {"plain": 0.20, "reference": 0.05, "ctranslate2": 0.05}
"""Feature extraction and glue per chunk: Transformers' pipeline (insanely-fast-whisper), others less."""
_LAYER_S = {"plain": 0.0016, "reference": 0.0016, "ctranslate2": 0.0005}
"""Launches of one decoder layer: Python, and CTranslate2's C++ (insanely-fast-whisper)."""
_ENCODER_FLOP_PER_PARAM = 3000.0
"""Two operations for each of a chunk's 1,500 frames."""
_FRAMES, _TOKENS, _BEAMS = 1500, 448, 5
"""Positions that each beam of each item of audio keeps keys and values of, in 16 bits; beams searched."""
_SEARCHED = {"plain": 1, "reference": _BEAMS, "ctranslate2": _BEAMS}
"""Beams that each read the keys and values of the audio in every step, by each runtime's default."""
_STORED_BYTES = 2.0
"""Bytes of a number in the published files, which the reference loads beside the model in 32 bits."""


class SpeechWork(NamedTuple):
    """A speech recogniser of the Whisper family: parameters in 1e9, layers of its two halves, their width."""

    name: str
    params_b: float
    encoder_layers: int
    decoder_layers: int
    width: int


SPEECH_WORKS: dict[str, SpeechWork] = {
    row.name: row
    for row in (
        SpeechWork("tiny", 0.039, 4, 4, 384),
        SpeechWork("base", 0.074, 6, 6, 512),
        SpeechWork("small", 0.244, 12, 12, 768),
        SpeechWork("medium", 0.769, 24, 24, 1024),
        SpeechWork("large", 1.55, 32, 32, 1280),
        SpeechWork("turbo", 0.809, 32, 4, 1280),
        SpeechWork("distil-small", 0.166, 12, 4, 768),
        SpeechWork("distil-medium", 0.394, 24, 2, 1024),
        SpeechWork("distil-large", 0.756, 32, 2, 1280),
    )
}


def estimate_transcription(
    work: SpeechWork,
    *,
    gpu: Gpu,
    audio_s: float,
    batch: float = 1,
    runtime: Runtime = "plain",
) -> Estimate:
    """Estimate the seconds to transcribe so much audio, in chunks of 30 s, `batch` at a time."""
    chunks = audio_s / _CHUNK_S
    encoder = work.params_b * 1e9 / 2 * _ENCODER_FLOP_PER_PARAM / (gpu.bf16_tflops * 1e12 * _MATMUL)
    weights = work.params_b * 1e9 / (gpu.bandwidth_gbs * 1e9)
    heard = 4.0 * _FRAMES * work.decoder_layers * work.width * batch * _SEARCHED[runtime]
    step = hypot(work.decoder_layers * _LAYER_S[runtime], weights) + heard / (gpu.bandwidth_gbs * 1e9)
    return Estimate.of(
        "s",
        (
            _term(
                "features", chunks * _GLUE_S[runtime], "feature extraction and glue (insanely-fast-whisper)"
            ),
            _term("encoder", chunks * encoder, "two operations per parameter and frame"),
            _term("decoder", chunks * _CHUNK_TOKENS * step / batch, "110 tokens per chunk, one step each"),
        ),
    )


def estimate_speech_memory(
    work: SpeechWork, *, number_bytes: float = 4.0, batch: float = 1, runtime: Runtime = "reference"
) -> Estimate:
    """Estimate GiB at the peak, in 32 bits as the reference implementation has it.

    Each item of audio keeps keys and values of its frames once, and of half as many words as there may be for
    each beam; the reference has the published file on the card as well while it loads, and that is its peak.
    """
    params = work.params_b * 1e9 / 2**30
    positions = _FRAMES + _BEAMS * _TOKENS / 2
    kept = batch * 4.0 * positions * work.decoder_layers * work.width / 2**30
    loaded = params * _STORED_BYTES if runtime == "reference" else 0.0
    beyond = _within(loaded, 0.8, 1.25) if loaded > kept else _within(kept, 0.6, 1.8)
    return Estimate.of(
        "GiB",
        (
            Term(
                "weights", _within(params * number_bytes, 0.95, 1.1), f"parameters x {number_bytes:g} bytes"
            ),
            Term(
                "caches or loading",
                beyond,
                "keys and values of five beams; or the published file beside the model (openai/whisper)",
            ),
            Term("context", Range(0.6, 0.8, 1.1), "CUDA context and library workspaces"),
        ),
    )


def _within(gib: float, low: float, high: float) -> Range:
    return Range(gib * low, gib, gib * high)


def _term(name: str, seconds: float, source: str) -> Term:
    return Term(name, Range(seconds / _SPREAD, seconds, seconds * _SPREAD), source)
