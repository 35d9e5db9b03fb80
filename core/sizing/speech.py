"""Memory and speed of speech recognisers: Whisper, conformers, and what writes as models of text do."""

from math import hypot
from typing import Literal

from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term
from core.sizing.speech_works import PADDED_FRAMES, SpeechWork

_SPREAD = 1.6
"""Either way: 88 % of two published sources lie within 1.52."""
_MATMUL = {"plain": 0.6, "reference": 0.6, "ctranslate2": 0.6, "ggml": 0.15}
"""Share of the peak that the encoder reaches; ggml's of 84 to 1,126 GFLOP on three cards (whisper.cpp)."""
_CHUNK_S = 30.0
_CHUNK_TOKENS = 110.0
Runtime = Literal["plain", "reference", "ctranslate2", "ggml"]

_GLUE_S = {"plain": 0.20, "reference": 0.05, "ctranslate2": 0.20, "ggml": 0.10}
"""What the host does for half a minute: features, glue, the search for voices. With Transformers and with
faster-whisper it is most of what models of few decoder layers take (insanely-fast-whisper; T4, 2080 Ti)."""
_LAYER_S = {"plain": 0.0016, "reference": 0.0016, "ctranslate2": 0.00047, "ggml": 0.0005}
"""Launches of one layer: Python, and CTranslate2's C++ (insanely-fast-whisper)."""
_NEW_HOSTS, _HOST_GAIN = 12.0, 2.0
"""Cards of 2025 in desktops, whose hosts are twice as fast (a CTC model and a transducer on an RTX 5090)."""
_CAPTURED_S = 0.0003
"""Launches of one layer where Transformers keeps caches of one size and its launches are captured."""
_LAYER_PARAMS, _WRITER_PARAMS = 12, 16
"""Squares of the width that one layer's parameters fill: attention four, its inner layer eight; in a decoder
attention to what is heard four more."""
_TOKENS, _BEAMS, _HEAD = 448, 5, 64
"""Positions that each beam of each item of audio keeps keys and values of, in 16 bits; beams searched; width
of a head."""
_SEARCHED = {"plain": 1, "reference": _BEAMS, "ctranslate2": _BEAMS, "ggml": _BEAMS}
"""Beams that each read the keys and values of the audio in every step, by each runtime's default."""
_SCORE_BYTES = {"plain": 0.0, "reference": 0.0, "ctranslate2": 8.0, "ggml": 8.0}
"""Of an encoder's attention score where attention is not fused: in 16 bits, twice in 32 for the softmax."""
_SUBSAMPLED = 2 * 2.0 * 256 * PADDED_FRAMES * 40
"""Bytes of half a minute where conformers first halve it: in and out, 256 channels of 40 bands in 16 bits."""
_CONTEXT_GIB = {
    "plain": Range(0.05, 0.4, 1.0),
    "reference": Range(0.6, 0.8, 1.15),
    "ctranslate2": Range(0.42, 0.65, 1.1),
    "ggml": Range(0.45, 0.65, 1.4),
}
"""With the blocks that allocators keep once taken; the reference peaks as it loads, before any are kept.
Figures of Transformers are mostly those of its allocator, which does not see the driver's part."""
_STORED_BYTES = 2.0
"""Bytes of a number in the published files, which the reference loads beside the model in 32 bits."""


def estimate_transcription(
    work: SpeechWork,
    *,
    gpu: Gpu,
    audio_s: float,
    batch: float = 1,
    runtime: Runtime = "plain",
    clip_s: float = _CHUNK_S,
) -> Estimate:
    """Estimate the seconds to transcribe so much audio, in clips of at most 30 s, `batch` at a time."""
    clips, part = audio_s / clip_s, clip_s / _CHUNK_S
    host = _HOST_GAIN if gpu.compute_capability >= _NEW_HOSTS else 1.0
    launched = _LAYER_S[runtime] / host
    heard = _encoder_operations(work) * (1.0 if work.padded else part)
    encoder = max(heard / (gpu.bf16_tflops * 1e12 * _MATMUL[runtime]), work.encoder_layers * launched / batch)
    weights = 2.0 * _WRITER_PARAMS * work.decoder_layers * work.width**2 / (gpu.bandwidth_gbs * 1e9)
    caches = 4.0 * work.frames * work.decoder_layers * work.width * batch * _SEARCHED[runtime]
    read = caches / (gpu.bandwidth_gbs * 1e9)
    steps = clips * part * _CHUNK_TOKENS / batch if work.decoder_layers else 0.0
    decoder = steps * (hypot(work.decoder_layers * launched, weights) + read)
    captured = steps * (hypot(work.decoder_layers * _CAPTURED_S, weights) + read)
    fastest = captured if runtime == "plain" else decoder
    glue = clips * part * _GLUE_S[runtime] / host
    said = Range(min(fastest, decoder / _SPREAD), decoder, decoder * _SPREAD)
    return Estimate.of(
        "s",
        (
            _term("features", glue, "feature extraction and glue (insanely-fast-whisper)"),
            _term("encoder", clips * encoder, "two operations per parameter and frame, and attention"),
            Term("decoder", said, "110 tokens in half a minute, one step each"),
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
    positions = work.frames + _SEARCHED[runtime] * _TOKENS / 2
    heard = batch * 4.0 * positions * work.decoder_layers * work.width / 2**30
    scores = batch * _SCORE_BYTES[runtime] * work.frames**2 * work.width / _HEAD / 2**30
    kept = max(heard, scores, 0.0 if work.padded else batch * _SUBSAMPLED / 2**30)
    loaded = params * _STORED_BYTES if runtime == "reference" else 0.0
    beyond = _within(loaded, 0.8, 1.25) if loaded > kept else _within(kept, 0.7, 1.4)
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
    """Return those of half a minute: two for each parameter and frame, and attention over pairs of frames."""
    if not work.padded:
        return 2.0 * work.params_b * 1e9 * work.frames
    layer = 2.0 * _LAYER_PARAMS * work.width**2 * PADDED_FRAMES + 4.0 * work.width * PADDED_FRAMES**2
    return work.encoder_layers * layer


def _within(gib: float, low: float, high: float) -> Range:
    return Range(gib * low, gib, gib * high)


def _term(name: str, seconds: float, source: str) -> Term:
    return Term(name, Range(seconds / _SPREAD, seconds, seconds * _SPREAD), source)
