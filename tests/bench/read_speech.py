"""Which recogniser a measured row names, and how much audio it hears in clips of which length."""

import re
from typing import NamedTuple

from core.sizing.speech import SpeechRuntime
from core.sizing.speech_works import SPEECH_WORKS, SpeechWork, heard_and_written, listener

Row = dict[str, str]

_UNSAID_S, _CLIP_S, _WHOLE_S = 1800.0, 10.0, 30.0
"""Audio where a row says none; of one utterance of the usual test sets; of what is heard at once."""
SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0}
LENGTH = re.compile(r"(\d+(?:[.,]\d+)?)[ -]?(h|hours?|hrs?|m|min|mins|minutes?|s|secs?|seconds?)\b")
_CLIPS = re.compile(
    r"(\d+) (?!s\b|sec|min|h\b|hour)(?:\w+ )?"
    r"(?:clips?|utterances?|segments?|sentences?|samples?|files?|recordings?)\b"
)
_NAMED = (
    (r"cohere.transcribe", "cohere-transcribe"),
    (r"canary.*flash", "canary-flash"),
    (r"canary-1b", "canary-1b"),
    (r"granite.*(?<!\d)[12]b", "granite-speech-2b"),
    (r"qwen3?.?asr.*0\.6", "qwen3-asr-0.6b"),
    (r"qwen3?.?asr", "qwen3-asr-1.7b"),
)
_TRANSDUCES = r"parakeet|tdt|rnn-?t|transducer|zipformer|reazon"
_LISTENS = r"ctc|wav2vec|hubert|wavlm|sensevoice|paraformer|conformer|xls-?r|\bmms\b"
_UNSAID_B = 0.6


class Heard(NamedTuple):
    """Seconds of audio in all, and of the clips that it comes in."""

    audio_s: float
    clip_s: float


def speech_work_of(row: Row) -> SpeechWork | None:
    """Return the work a row names, by its size where only that is told; None where neither is."""
    wanted = row["model"].lower()
    name = next((name for pattern, name in _NAMED if re.search(pattern, wanted)), None)
    if name:
        return SPEECH_WORKS[name]
    size = _billions(wanted)
    if re.search(_TRANSDUCES, wanted):
        return listener(wanted, size or _UNSAID_B, transducer="ctc" not in wanted)
    if re.search(_LISTENS, wanted):
        return listener(wanted, size or _UNSAID_B)
    if size and not re.search("whisper|distil", wanted):
        return heard_and_written(wanted, size)
    parts = set(re.split(r"[^a-z0-9]+", wanted.replace("v3turbo", "v3-turbo")))
    named = [name for name in SPEECH_WORKS if set(name.split("-")) <= parts]
    chosen = max((name for name in named if name != "large" or len(named) == 1), key=len, default="")
    return SPEECH_WORKS.get(chosen)


def _billions(wanted: str) -> float | None:
    found = re.search(r"(?<![\d.])(\d+(?:\.\d+)?) ?(b|m)(?![a-z0-9])", wanted)
    return float(found[1]) / (1 if found[2] == "b" else 1000) if found else None


def heard_of(said: str) -> Heard:
    """Return how much audio is heard; in one where no clips are named."""
    lengths = [float(found[1].replace(",", "")) * SECONDS[found[2][0]] for found in LENGTH.finditer(said)]
    clips = _CLIPS.search(said)
    short = clips or re.search(r"clips?\b|utterances?\b|short", said)
    audio = max(lengths, default=_CLIP_S if short else _UNSAID_S)
    if clips:
        audio = audio if lengths else float(clips[1]) * _CLIP_S
        return Heard(audio, min(_WHOLE_S, max(audio / float(clips[1]), 1.0)))
    return Heard(max(audio, 1.0), min(_WHOLE_S, max(audio, 1.0)) if short else _WHOLE_S)


def runtime_of(engine: str) -> SpeechRuntime:
    """Return the runtime that an engine's name is known to have."""
    if re.search(r"whisper\.?cpp|ggml|gguf", engine):
        return "ggml"
    if "nemo" in engine:
        return "nemo"
    if re.search(r"faster|ctranslate|whisperx|whisper.?s2t|tensorrt|trt|onnx|vllm|sglang", engine):
        return "ctranslate2"
    return "reference" if "openai" in engine else "plain"


def number_bytes_of(precision: str, engine: str) -> float:
    """Return the bytes of a weight; the reference, and who says nothing, has 32 bits."""
    if "openai" in engine or not precision:
        return 4.0
    if re.search(r"int4|4.?bit|q4|nf4", precision):
        return 0.5625
    if re.search(r"int8|8.?bit|q8|fp8", precision):
        return 1.0
    return 4.0 if "32" in precision else 2.0
