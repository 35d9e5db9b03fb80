"""Predicted memory and speed of a measured row of nonllm.csv, from its configuration only."""

import re
from typing import Any, Literal

from core.catalog.gpus import Gpu, gpu
from core.quantity import Range
from core.sizing.nonllm_speed import (
    denoising_step_s,
    diffusion_memory_gib,
    speech_memory_gib,
    speech_seconds,
    training_rate,
)
from core.sizing.nonllm_works import DIFFUSION_WORKS, SPEECH_WORKS, TRAINING_WORKS, DiffusionWork
from tests.bench.other_cards import find_card
from tests.bench.score_measured import number

Row = dict[str, str]


def predict(row: Row) -> dict[str, Any]:
    """Return memory and speed as far as they can be told, or why the row is skipped."""
    card = find_card(row["gpu"])
    if row["kind"] == "asr":
        return _speech(row, card or gpu("a100-80-sxm"))
    if row["model"] in TRAINING_WORKS:
        if card is None:
            return {"skipped": "unknown card"}
        rate = training_rate(
            TRAINING_WORKS[row["model"]],
            gpu=card,
            gpu_count=int(number(row["gpu_count"]) or 1),
            half_precision="16" in row["precision"],
        )
        return _speed(rate)
    if row["kind"].startswith("diffusion"):
        return _diffusion(row, card)
    return {"skipped": "this kind of model is not modelled"}


def _speed(speed: Range) -> dict[str, Any]:
    return {"low": speed.low, "expected": speed.expected, "high": speed.high}


def _memory(gib: Range) -> dict[str, Any]:
    return {"low_gib": gib.low, "expected_gib": gib.expected, "high_gib": gib.high}


def _speech(row: Row, card: Gpu) -> dict[str, Any]:
    wanted = row["model"].lower()
    name = max((name for name in SPEECH_WORKS if _mentions(wanted, name)), key=len, default="")
    if not name:
        return {"skipped": "unknown speech model"}
    work = SPEECH_WORKS[name]
    memory = _memory(speech_memory_gib(work))
    runtime = "ctranslate2" if "faster" in row["engine"].lower() else "plain"
    audio = re.search(r"(\d+) ?min", row["task"] + row["speed_unit"])
    seconds = speech_seconds(
        work,
        gpu=card,
        audio_s=float(audio[1]) * 60 if audio else 1800.0,
        batch=number(row["batch"]) or 1.0,
        runtime="ctranslate2" if runtime == "ctranslate2" else "plain",
    )
    if "relative" in row["speed_unit"]:
        large = speech_seconds(SPEECH_WORKS["large"], gpu=card, audio_s=1800.0)
        own = seconds.expected
        return memory | _speed(Range(large.low / own, large.expected / own, large.high / own))
    return memory | _speed(seconds)


def _mentions(text: str, name: str) -> bool:
    return all(part in text for part in name.split("-"))


def _diffusion(row: Row, card: Gpu | None) -> dict[str, Any]:
    name = max((name for name in DIFFUSION_WORKS if row["model"].startswith(name)), key=len, default="")
    if not name:
        return {"skipped": "unknown diffusion model"}
    work = DIFFUSION_WORKS[name]
    if "training" in row["kind"]:
        return _memory(_training_memory(row, work))
    eight_bit, four_bit = "int8" in row["precision"], "4" in row["precision"]
    denoiser = 0.56 if four_bit else 1.0 if eight_bit else 2.0
    memory = _memory(diffusion_memory_gib(work, denoiser_bytes=denoiser, encoder_bytes=denoiser))
    if card is None:
        return memory
    pixels = work.pixels
    if found := re.search(r"(\d{3,4})x(\d{3,4})", row["task"] + row["model"]):
        pixels = int(found[1]) * int(found[2])
    step = denoising_step_s(work, gpu=card, pixels=pixels, runtime=_runtime(row["engine"].lower()))
    if row["speed_unit"] == "it/s":
        return memory | _speed(Range(1 / step.high, 1 / step.expected, 1 / step.low))
    return memory | _speed(step.scaled(work.steps))


def _runtime(engine: str) -> Literal["plain", "compiled", "engine"]:
    if "compile" in engine:
        return "compiled"
    return "engine" if re.search("fast|tensorrt|template|oneflow", engine) else "plain"


def _training_memory(row: Row, work: DiffusionWork) -> Range:
    batch = number(row["batch"]) or 1.0
    base = 2 * (work.denoiser_b + work.text_encoders_b) * 1e9 / 2**30
    states = 16 * work.denoiser_b * 1e9 / 2**30 if "full" in row["task"].lower() else 0.0
    expected = base + states + 2 * work.activation_gib * (0.5 + batch)
    return Range(expected * 0.6, expected, expected * 1.6)
