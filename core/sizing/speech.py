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

_GLUE_S = {"plain": 0.20, "reference": 0.05, "ctranslate2": 0.10}
"""Feature extraction and glue per chunk: Transformers' pipeline (insanely-fast-whisper), others less, with
the search for voices of batched faster-whisper."""
_LAYER_S = {"plain": 0.0016, "reference": 0.0016, "ctranslate2": 0.0005}
"""Launches of one decoder layer: Python, and CTranslate2's C++ (insanely-fast-whisper)."""
_LAYER_PARAMS = 12
"""Squares of the width that one encoder layer's parameters fill: attention four, its inner layer eight."""
_FRAMES, _TOKENS, _BEAMS, _HEAD = 1500, 448, 5, 64
"""Positions that each beam of each item of audio keeps keys and values of, in 16 bits; beams searched; width
of a head."""
_SEARCHED = {"plain": 1, "reference": _BEAMS, "ctranslate2": _BEAMS}
"""Beams that each read the keys and values of the audio in every step, by each runtime's default."""
_SCORE_BYTES = {"plain": 0.0, "reference": 0.0, "ctranslate2": 8.0}
"""Of an encoder's attention score where attention is not fused: in 16 bits, twice in 32 for the softmax."""
_CONTEXT_GIB = {
    "plain": Range(0.6, 0.8, 1.4),
    "reference": Range(0.6, 0.8, 1.15),
    "ctranslate2": Range(0.6, 0.8, 1.4),
}
"""With the blocks that allocators keep once taken; the reference peaks as it loads, before any are kept."""
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
    encoder = _encoder_operations(work) / (gpu.bf16_tflops * 1e12 * _MATMUL)
    weights = work.params_b * 1e9 / (gpu.bandwidth_gbs * 1e9)
    heard = 4.0 * _FRAMES * work.decoder_layers * work.width * batch * _SEARCHED[runtime]
    step = hypot(work.decoder_layers * _LAYER_S[runtime], weights) + heard / (gpu.bandwidth_gbs * 1e9)
    return Estimate.of(
        "s",
        (
            _term(
                "features", chunks * _GLUE_S[runtime], "feature extraction and glue (insanely-fast-whisper)"
            ),
            _term("encoder", chunks * encoder, "two operations per parameter and frame, and attention"),
            _term("decoder", chunks * _CHUNK_TOKENS * step / batch, "110 tokens per chunk, one step each"),
        ),
    )


def estimate_speech_memory(
    work: SpeechWork, *, number_bytes: float = 4.0, batch: float = 1, runtime: Runtime = "reference"
) -> Estimate:
    """Estimate GiB at the peak, in 32 bits as the reference implementation has it.

    Each item of audio keeps keys and values of its frames once, and of half as many words as there may be for
    each beam, once the encoder is through with its scores; the reference has the published file on the card
    as well while it loads, and that is its peak.
    """
    params = work.params_b * 1e9 / 2**30
    positions = _FRAMES + _SEARCHED[runtime] * _TOKENS / 2
    heard = batch * 4.0 * positions * work.decoder_layers * work.width / 2**30
    scores = batch * _SCORE_BYTES[runtime] * _FRAMES**2 * work.width / _HEAD / 2**30
    kept = max(heard, scores)
    loaded = params * _STORED_BYTES if runtime == "reference" else 0.0
    beyond = _within(loaded, 0.8, 1.25) if loaded > kept else _within(kept, 0.7, 1.5)
    return Estimate.of(
        "GiB",
        (
            Term(
                "weights", _within(params * number_bytes, 0.95, 1.1), f"parameters x {number_bytes:g} bytes"
            ),
            Term(
                "caches or loading",
                beyond,
                "keys and values of all beams, or scores; or the file beside the model (openai/whisper)",
            ),
            Term("context", _CONTEXT_GIB[runtime], "CUDA context, library workspaces and blocks kept"),
        ),
    )


def _encoder_operations(work: SpeechWork) -> float:
    """Return those of one chunk: two for each parameter and frame, and attention over all pairs of frames."""
    layer = 2.0 * _LAYER_PARAMS * work.width**2 * _FRAMES + 4.0 * work.width * _FRAMES**2
    return work.encoder_layers * layer


def _within(gib: float, low: float, high: float) -> Range:
    return Range(gib * low, gib, gib * high)


def _term(name: str, seconds: float, source: str) -> Term:
    return Term(name, Range(seconds / _SPREAD, seconds, seconds * _SPREAD), source)
