"""Memory and speed of speech recognisers: Whisper, conformers, and what writes as models of text do."""

from math import hypot
from typing import Literal, NamedTuple

from core.catalog.gpus import Gpu
from core.quantity import GIB, Estimate, Range, Term
from core.sizing.speech_works import PADDED_FRAMES, SpeechWork

_SPREAD = 1.6
"""Either way: 88 % of two published sources lie within 1.52."""
_CHUNK_S, _CHUNK_TOKENS = 30.0, 110.0
"""Whisper hears half a minute at a time; so many tokens are 75 to 80 words, as people speak in it."""
SpeechRuntime = Literal["plain", "reference", "ctranslate2", "ggml", "nemo"]


class _Habits(NamedTuple):
    """How a runtime works: share of the peak of its encoder, the host's seconds, beams, scores, context.

    The host takes seconds for half a minute (features, glue, the search for voices) and to launch one layer;
    each beam reads what is heard in every step; scores are bytes of each where attention is not fused; the
    context is GiB, with blocks that are kept.
    """

    matmul: float
    glue_s: float
    layer_s: float
    beams: int
    score_bytes: float
    context_gib: Range


_HABITS: dict[SpeechRuntime, _Habits] = {
    "plain": _Habits(0.6, 0.20, 0.0016, 1, 0.0, Range(0.05, 0.4, 1.0)),
    "reference": _Habits(0.6, 0.05, 0.0016, 5, 0.0, Range(0.6, 0.8, 1.15)),
    "ctranslate2": _Habits(0.6, 0.20, 0.00047, 5, 8.0, Range(0.42, 0.65, 1.1)),
    "ggml": _Habits(0.15, 0.10, 0.0005, 5, 8.0, Range(0.45, 0.65, 1.4)),
    "nemo": _Habits(0.3, 0.002, 0.0016, 1, 0.0, Range(0.2, 0.6, 1.4)),
}
"""Transformers and CTranslate2 by insanely-fast-whisper, a T4 and an RTX 2080 Ti, where models of few decoder
layers wait for the host; ggml by whisper.cpp's tables; NeMo, which has features made on the card, by the Open
ASR leaderboard (arXiv 2510.06961). CTranslate2 has scores in 16 bits, and twice in 32 for the softmax. The
reference peaks as it loads, before blocks are kept; Transformers' figures are mostly of its allocator alone.
"""
_NEW_HOSTS, _HOST_GAIN = 12.0, 2.0
"""Cards of 2025 in desktops, whose hosts are twice as fast (a CTC model and a transducer on an RTX 5090)."""
_CAPTURED_S = 0.0003
"""Launches of one layer where Transformers keeps caches of one size and its launches are captured."""
_LAYER_PARAMS, _WRITER_PARAMS = 12, 16
"""Squares of the width that one layer's parameters fill: attention four, its inner layer eight; in a decoder
attention to what is heard four more."""
_TOKENS, _HEAD = 448, 64
"""Positions that each beam of each item of audio keeps keys and values of, in 16 bits; width of a head."""
_SUBSAMPLED = 2 * 2.0 * 256 * PADDED_FRAMES * 40
"""Bytes of half a minute where conformers first halve it: in and out, 256 channels of 40 bands in 16 bits."""
_STORED_BYTES = 2.0
"""Bytes of a number in the published files, which the reference loads beside the model in 32 bits."""


def estimate_transcription(
    work: SpeechWork,
    *,
    gpu: Gpu,
    audio_s: float,
    batch: float = 1,
    runtime: SpeechRuntime = "plain",
    clip_s: float = _CHUNK_S,
) -> Estimate:
    """Estimate the seconds to transcribe so much audio, in clips of at most 30 s, `batch` at a time."""
    habits = _HABITS[runtime]
    clips, part = audio_s / clip_s, clip_s / _CHUNK_S
    host = _HOST_GAIN if gpu.compute_capability >= _NEW_HOSTS else 1.0
    launched = habits.layer_s / host
    heard = _encoder_operations(work) * (1.0 if work.padded else part)
    encoder = max(heard / (gpu.bf16_tflops * 1e12 * habits.matmul), work.encoder_layers * launched / batch)
    weights = 2.0 * _WRITER_PARAMS * work.decoder_layers * work.width**2 / (gpu.bandwidth_gbs * 1e9)
    caches = 4.0 * work.frames * work.decoder_layers * work.width * batch * habits.beams
    read = caches / (gpu.bandwidth_gbs * 1e9)
    steps = clips * part * _CHUNK_TOKENS / batch if work.decoder_layers else 0.0
    decoder = steps * (hypot(work.decoder_layers * launched, weights) + read)
    captured = steps * (hypot(work.decoder_layers * _CAPTURED_S, weights) + read)
    fastest = captured if runtime == "plain" else decoder
    glue = clips * part * habits.glue_s / host
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
    work: SpeechWork, *, number_bytes: float = 4.0, batch: float = 1, runtime: SpeechRuntime = "reference"
) -> Estimate:
    """Estimate GiB at the peak, in 32 bits as the reference implementation has it.

    Each item of audio keeps keys and values of its frames once, and of half as many words as there may be for
    each beam, once the encoder is through with its scores; the reference has the published file on the card
    as well while it loads, and that is its peak.
    """
    habits, params = _HABITS[runtime], work.params_b * 1e9 / GIB
    positions = work.frames + habits.beams * _TOKENS / 2
    heard = batch * 4.0 * positions * work.decoder_layers * work.width / GIB
    scores = batch * habits.score_bytes * work.frames**2 * work.width / _HEAD / GIB
    kept = max(heard, scores, 0.0 if work.padded else batch * _SUBSAMPLED / GIB)
    loaded = params * _STORED_BYTES if runtime == "reference" else 0.0
    beyond = _within(loaded, 0.8, 1.25) if loaded > kept else _within(kept, 0.7, 1.4)
    return Estimate.of(
        "GiB",
        (
            Term(
                "weights", _within(params * number_bytes, 0.95, 1.1), f"parameters x {number_bytes:g} bytes"
            ),
            Term(
                "loading" if loaded > kept else "caches and scores",
                beyond,
                "keys and values of all beams, or scores; or the file beside the model (openai/whisper)",
            ),
            Term("context", habits.context_gib, "CUDA context, library workspaces and blocks kept"),
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
