"""Predicted memory and speed of a measured row of nonllm.csv, from its configuration only."""

import re
from typing import Any

from core.catalog.gpus import Gpu, gpu
from core.sizing.speech import (
    SPEECH_WORKS,
    Runtime,
    SpeechWork,
    estimate_speech_memory,
    estimate_transcription,
)
from tests.bench.in_units import memory_told, rate_told, speed_told
from tests.bench.other_cards import find_card
from tests.bench.predict_diffusion import diffusion_work_of, predict_diffusion
from tests.bench.predict_networks import predict_network
from tests.bench.score_measured import number

Row = dict[str, str]


def predict(row: Row) -> dict[str, Any]:
    """Return memory and speed as far as they can be told, or why the row is skipped."""
    card = find_card(row["gpu"])
    kind, wanted = row["kind"].lower(), row["model"].lower()
    if "asr" in kind or "speech" in kind or "whisper" in wanted:
        return _speech(row, card or gpu("a100-80-sxm"))
    if work := diffusion_work_of(row):
        return predict_diffusion(row, card, work)
    if "diffusion" in kind:
        return {"skipped": "unknown diffusion model"}
    return predict_network(row, card)


def _speech(row: Row, card: Gpu) -> dict[str, Any]:
    wanted = row["model"].lower()
    named = [name for name in SPEECH_WORKS if _mentions(wanted, name)]
    name = max((name for name in named if name != "large" or len(named) == 1), key=len, default="")
    if not name:
        return {"skipped": "unknown speech model"}
    work = SPEECH_WORKS[name]
    batch = number(row["batch"]) or 1.0
    said = (row["task"] + " " + row["speed_unit"]).lower()
    audio = _audio_s(said)
    runtime: Runtime = "reference" if "openai" in row["engine"].lower() else "plain"
    if re.search("faster|ctranslate|whisperx|tensorrt|whisper.?cpp", row["engine"].lower()):
        runtime = "ctranslate2"
    memory = memory_told(
        estimate_speech_memory(work, number_bytes=_speech_bytes(row), batch=batch, runtime=runtime).total
    )
    seconds = estimate_transcription(work, gpu=card, audio_s=audio, batch=batch, runtime=runtime).total
    if "relative" in said:
        return memory | _relative(seconds.expected, card)
    if re.search(r"\brtfx\b|x real|real.?time factor x|times real|audio s/s|speed.?up", said):
        return memory | rate_told(seconds, audio)
    if "rtf" in said:
        return memory | speed_told(seconds.scaled(1 / audio))
    return memory | speed_told(seconds.scaled(1 / 60 if re.search(r"^min|\bminutes total", said) else 1))


def _relative(seconds: float, card: Gpu) -> dict[str, Any]:
    large: SpeechWork = SPEECH_WORKS["large"]
    whole = estimate_transcription(large, gpu=card, audio_s=1800.0, runtime="reference").total
    return speed_told(whole.scaled(1 / seconds))


def _speech_bytes(row: Row) -> float:
    if "openai" in row["engine"].lower() or not row["precision"]:
        return 4.0
    return 1.0 if re.search("int8|8.?bit", row["precision"]) else 4.0 if "32" in row["precision"] else 2.0


def _audio_s(said: str) -> float:
    found = re.search(r"(\d+(?:\.\d+)?) ?-?(h|min|s)", said)
    if not found:
        return 1800.0
    return max(float(found[1]) * {"h": 3600.0, "min": 60.0, "s": 1.0}[found[2]], 1.0)


def _mentions(text: str, name: str) -> bool:
    return all(part in text for part in name.split("-"))
