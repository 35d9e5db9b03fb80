"""Predicted memory and speed of a measured row of nonllm.csv, from its configuration only."""

import re
from typing import Any

from core.catalog.gpus import Gpu, gpu
from core.quantity import Range
from core.sizing.speech import estimate_speech_memory, estimate_transcription
from core.sizing.speech_works import SPEECH_WORKS
from core.sizing.voices import estimate_speaking, estimate_voice_memory
from tests.bench.in_units import memory_told, rate_told, speed_told
from tests.bench.other_cards import find_card
from tests.bench.predict_diffusion import diffusion_work_of, predict_diffusion
from tests.bench.predict_networks import predict_network
from tests.bench.read_speech import heard_of, number_bytes_of, runtime_of, speech_work_of
from tests.bench.read_voices import spoken_s, voice_of
from tests.bench.score_measured import number

Row = dict[str, str]


def predict(row: Row) -> dict[str, Any]:
    """Return memory and speed as far as they can be told, or why the row is skipped."""
    card = find_card(row["gpu"])
    kind, wanted = row["kind"].lower(), row["model"].lower()
    if re.search(r"\btts\b|to.speech|speech synthesis|voice", kind):
        return _voice(row, card)
    if re.search(r"\basr|speech|\bstt|transcri", kind) or "whisper" in wanted:
        return _speech(row, card or gpu("a100-80-sxm"))
    if work := diffusion_work_of(row):
        return predict_diffusion(row, card, work)
    if "diffusion" in kind:
        return {"skipped": "unknown diffusion model"}
    return predict_network(row, card)


def _speech(row: Row, card: Gpu) -> dict[str, Any]:
    work = speech_work_of(row)
    if work is None:
        return {"skipped": "unknown speech model"}
    if re.search("train|tun", f"{row['kind']} {row['task']}".lower()):
        return {"skipped": "training of recognisers is not modelled"}
    batch = number(row["batch"]) or 1.0
    said, engine = (row["task"] + " " + row["speed_unit"]).lower(), row["engine"].lower()
    heard, runtime = heard_of(said), runtime_of(engine)
    size = number_bytes_of(row["precision"].lower(), engine)
    memory = memory_told(estimate_speech_memory(work, number_bytes=size, batch=batch, runtime=runtime).total)
    whole = estimate_transcription(
        work, gpu=card, audio_s=heard.audio_s, clip_s=heard.clip_s, batch=batch, runtime=runtime
    )
    seconds = whole.total
    if re.search(r"\bencod", said):
        seconds = next(term.amount for term in whole.terms if term.name == "encoder")
        seconds = seconds.scaled(heard.clip_s / heard.audio_s)
    if "relative" in said:
        return memory | _relative(seconds.expected, card)
    return memory | _in_unit(seconds, heard.audio_s, row["speed_unit"].lower())


def _voice(row: Row, card: Gpu | None) -> dict[str, Any]:
    work = voice_of(row)
    if work is None or card is None:
        return {"skipped": "unknown voice or card"}
    size = number_bytes_of(row["precision"].lower(), "") if row["precision"] else None
    memory = memory_told(estimate_voice_memory(work, number_bytes=size).total)
    audio = spoken_s(row["task"].lower())
    seconds = estimate_speaking(work, gpu=card, audio_s=audio).total
    return memory | _in_unit(seconds, audio, row["speed_unit"].lower())


def _in_unit(seconds: Range, audio_s: float, unit: str) -> dict[str, Any]:
    """Return seconds in what a source counts in: times real time, or part of it, or its own unit of time."""
    if _TIMES.search(unit):
        return rate_told(seconds, audio_s)
    if "rtf" in unit or re.search("of compute per", unit):
        return speed_told(seconds.scaled(1 / audio_s))
    if re.match(r"ms\b|millisec", unit):
        return speed_told(seconds.scaled(1000))
    return speed_told(seconds.scaled(1 / 60 if re.match(r"min|.*\bminutes total", unit) else 1))


_TIMES = re.compile(
    r"rtfx|^x\b|\bx (rt|real)|xrt|(times|x|than) real|real.?time factor x|speed.?up"
    r"|audio s/s|(audio|speech)\b.* per (s|min|h)|hours?/hour"
)


def _relative(seconds: float, card: Gpu) -> dict[str, Any]:
    large = SPEECH_WORKS["large"]
    whole = estimate_transcription(large, gpu=card, audio_s=1800.0, runtime="reference").total
    return speed_told(whole.scaled(1 / seconds))
