"""What teams tend to answer, by the kind of work and by what it is counted in."""

from collections.abc import Mapping
from typing import Any

from core.catalog.architecture import Item

Prior = tuple[tuple[Any, float], ...]
"""Representative values, each as an answer would hold it, with their weights; numbers rise."""


_SERVING_FOCUS: Prior = (
    (["I3"], 0.2),
    (["I1"], 0.12),
    (["I2"], 0.1),
    (["I4"], 0.08),
    (["I1", "I3"], 0.24),
    (["I2", "I4"], 0.2),
    (["T1"], 0.02),
    (["I3", "T1"], 0.04),
)
_TRAINING_FOCUS: Prior = (
    (["T1"], 0.15),
    (["T3"], 0.15),
    (["T2"], 0.14),
    (["T4"], 0.06),
    (["T1", "T3"], 0.24),
    (["T2", "T3"], 0.2),
    (["I1"], 0.02),
    (["I1", "T1"], 0.04),
)
_BOTH_FOCUS: Prior = ((["I1", "T1"], 0.5), (["I4", "T3"], 0.4), (["I3"], 0.05), (["T1"], 0.05))
_SERVING_PAIN: Prior = (
    (["latency"], 0.4),
    (["concurrency"], 0.25),
    (["cost"], 0.2),
    (["cold_start"], 0.12),
    (["model_quality"], 0.03),
)
_TRAINING_PAIN: Prior = (
    (["memory"], 0.35),
    (["job_duration"], 0.3),
    (["cost"], 0.15),
    (["model_quality"], 0.17),
    (["latency"], 0.03),
)
_BOTH_PAIN: Prior = ((["latency", "memory"], 0.4), (["cost"], 0.3), (["latency", "model_quality"], 0.3))

FOCUS_BY_WORK: Mapping[str, Prior] = {
    "serving": _SERVING_FOCUS,
    "training": _TRAINING_FOCUS,
    "both": _BOTH_FOCUS,
}
PAIN_BY_WORK: Mapping[str, Prior] = {"serving": _SERVING_PAIN, "training": _TRAINING_PAIN, "both": _BOTH_PAIN}

MODELS_BY_ITEM: Mapping[Item, Prior] = {
    "audio": (
        ("openai/whisper-small", 0.1),
        ("openai/whisper-medium", 0.1),
        ("openai/whisper-large-v3-turbo", 0.3),
        ("openai/whisper-large-v3", 0.5),
    ),
    "text": (
        ("BAAI/bge-large-en-v1.5", 0.2),
        ("BAAI/bge-m3", 0.4),
        ("intfloat/multilingual-e5-large", 0.2),
        ("Qwen/Qwen3-Embedding-8B", 0.2),
    ),
    "image": (
        ("stabilityai/stable-diffusion-xl-base-1.0", 0.5),
        ("black-forest-labs/FLUX.1-schnell", 0.2),
        ("black-forest-labs/FLUX.1-dev", 0.3),
    ),
    "clip": (
        ("Wan-AI/Wan2.1-T2V-1.3B", 0.2),
        ("THUDM/CogVideoX-5b", 0.2),
        ("Wan-AI/Wan2.1-T2V-14B", 0.4),
        ("tencent/HunyuanVideo", 0.2),
    ),
}
"""Which models teams name for work of each kind."""

SAMPLES_BY_ITEM: Mapping[Item, Prior] = {
    "image": ((100, 0.15), (1_000, 0.4), (10_000, 0.3), (100_000, 0.1), (1_000_000, 0.05)),
    "clip": ((20, 0.2), (200, 0.45), (2_000, 0.25), (20_000, 0.1)),
    "audio": ((1_200, 0.2), (12_000, 0.4), (120_000, 0.3), (1_200_000, 0.1)),
    "text": ((10_000, 0.2), (100_000, 0.45), (1_000_000, 0.25), (10_000_000, 0.1)),
}
"""How much data teams train models of each kind on: images, clips, half-minutes of speech, pairs of texts."""

TEXT_LENGTHS: Prior = ((128, 0.15), (512, 0.5), (2_048, 0.25), (8_192, 0.1))
"""How many tokens a text has that is embedded: most encoders end at 512 or at 8,192."""

_SECONDS: Mapping[Item, tuple[float, ...]] = {
    "image": (60, 30, 15, 5),
    "clip": (3_600, 1_200, 600, 120),
    "audio": (60, 30, 10, 3),
    "text": (5, 1, 0.5, 0.2),
}
"""How soon one item of each kind is wanted where somebody waits, in seconds."""


def _waits(seconds: tuple[float, ...]) -> Prior:
    return (({"batch": True}, 0.3), *(({"total_s": one}, 0.7 / len(seconds)) for one in seconds))


WAIT_BY_ITEM: Mapping[Item, Prior] = {item: _waits(seconds) for item, seconds in _SECONDS.items()}
"""How long work of each kind may take."""
