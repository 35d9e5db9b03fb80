"""Predicted memory and speed of a measured row of nonllm.csv, from its configuration only."""

import re
from typing import Any, Literal

from core.catalog.gpus import Gpu, gpu
from core.quantity import Estimate, Range
from core.sizing.diffusion import (
    denoising_step,
    diffusion_memory,
    generation_seconds,
)
from core.sizing.diffusion_training import diffusion_training_memory
from core.sizing.diffusion_works import DIFFUSION_WORKS, DiffusionWork
from core.sizing.speech import (
    SPEECH_WORKS,
    Runtime,
    SpeechWork,
    estimate_speech_memory,
    estimate_transcription,
)
from core.sizing.training_runtime import runtime_terms
from tests.bench.other_cards import find_card
from tests.bench.predict_networks import predict_network
from tests.bench.score_measured import number

Row = dict[str, str]

_DIFFUSION = (
    (r"control", "SD 1.5 ControlNet"),
    (r"xl.?(turbo|lightning)", "SDXL Turbo"),
    (r"sdxl|xl.?base|stable.?diffusion.?xl|playground|ssd-1b", "SDXL"),
    (r"(sd|diffusion)\W*3\.5", "SD 3.5 large"),
    (r"(sd|diffusion)\W*3", "SD 3 medium"),
    (r"(sd|diffusion)\W*v?2", "SD 2.1"),
    (r"flux.*schnell", "FLUX.1-schnell"),
    (r"flux", "FLUX.1"),
    (r"pixart|hunyuan.?dit", "PixArt"),
    (r"kandinsky", "Kandinsky 2.2"),
    (r"cogvideox?\W*(1\.5\W*)?5", "CogVideoX-5B"),
    (r"cogvideo", "CogVideoX-2B"),
    (r"consisid", "ConsisID"),
    (r"omnigen", "OmniGen"),
    (r"sana", "Sana"),
    (r"ltx", "LTX-Video"),
    (r"mochi", "Mochi"),
    (r"hunyuan", "HunyuanVideo"),
    (r"wan\W*2?\.?\d?\W*(t2v|i2v)?\W*1\.3", "Wan 1.3B"),
    (r"\bwan", "Wan 14B"),
    (r"sd|diffusion|dreamshaper|lcm", "SD 1.5"),
)


_SIXTEEN_BITS = 2.0
_LESS = 0.73
"""Part of what components on the card in turn take, that is left where a table saves in yet other ways."""
_UNSAID = 1.2
"""What tables of memory add beyond a work's own components: adapters, reserved blocks, second encoders."""


def predict(row: Row) -> dict[str, Any]:
    """Return memory and speed as far as they can be told, or why the row is skipped."""
    card = find_card(row["gpu"])
    kind, wanted = row["kind"].lower(), row["model"].lower()
    if "asr" in kind or "speech" in kind or "whisper" in wanted:
        return _speech(row, card or gpu("a100-80-sxm"))
    known = next((name for pattern, name in _DIFFUSION if re.search(pattern, wanted)), None)
    if known and (re.search("diffusion|image gen|video|text-to-image", kind) or "diffusion" in wanted):
        return _diffusion(row, card, DIFFUSION_WORKS[known])
    if "diffusion" in kind:
        return {"skipped": "unknown diffusion model"}
    return predict_network(row, card)


def _speed(speed: Range) -> dict[str, Any]:
    return {"low": speed.low, "expected": speed.expected, "high": speed.high}


def _rate(seconds: Range, amount: float = 1.0) -> dict[str, Any]:
    return _speed(Range(amount / seconds.high, amount / seconds.expected, amount / seconds.low))


def _memory(gib: Range) -> dict[str, Any]:
    return {"low_gib": gib.low, "expected_gib": gib.expected, "high_gib": gib.high}


def _speech(row: Row, card: Gpu) -> dict[str, Any]:
    wanted = row["model"].lower()
    name = max((name for name in SPEECH_WORKS if _mentions(wanted, name)), key=len, default="")
    if not name:
        return {"skipped": "unknown speech model"}
    work = SPEECH_WORKS[name]
    batch = number(row["batch"]) or 1.0
    said = (row["task"] + " " + row["speed_unit"]).lower()
    audio = _audio_s(said)
    runtime: Runtime = "reference" if "openai" in row["engine"].lower() else "plain"
    if re.search("faster|ctranslate|whisperx|tensorrt|whisper.?cpp", row["engine"].lower()):
        runtime = "ctranslate2"
    memory = _memory(
        estimate_speech_memory(work, number_bytes=_speech_bytes(row), batch=batch, runtime=runtime).total
    )
    seconds = estimate_transcription(work, gpu=card, audio_s=audio, batch=batch, runtime=runtime).total
    if "relative" in said:
        return memory | _relative(seconds.expected, card)
    if re.search(r"\brtfx\b|x real|real.?time factor x|times real|audio s/s|speed.?up", said):
        return memory | _rate(seconds, audio)
    if "rtf" in said:
        return memory | _speed(seconds.scaled(1 / audio))
    return memory | _speed(seconds.scaled(1 / 60 if re.search(r"^min|\bminutes total", said) else 1))


def _relative(seconds: float, card: Gpu) -> dict[str, Any]:
    large: SpeechWork = SPEECH_WORKS["large"]
    whole = estimate_transcription(large, gpu=card, audio_s=1800.0, runtime="reference").total
    return _speed(whole.scaled(1 / seconds))


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


def _diffusion(row: Row, card: Gpu | None, work: DiffusionWork) -> dict[str, Any]:
    batch = number(row["batch"]) or 1.0
    if "train" in row["kind"] or re.search("fine-?tun|dreambooth|train", row["task"].lower()):
        return _memory(_trained(row, work, batch))
    pixels, batch = _pixels(row, work), max(batch, 1.0)
    memory = _memory(_diffusion_memory(row, card, work, pixels, batch))
    if card is None:
        return memory
    step = denoising_step(work, gpu=card, pixels=pixels, batch=batch, runtime=_runtime(row["engine"].lower()))
    said = (row["task"] + " " + row["model"]).lower()
    steps = int(found[1]) if (found := re.search(r"(\d+)[ -]?steps?\b", said)) else None
    unit = row["speed_unit"].lower()
    if re.search(r"it/s|steps?/s|iterations", unit):
        return memory | _rate(step.total)
    whole = generation_seconds(work, step, steps=max(steps, 1) if steps else None).total
    if re.search(r"(images?|img|videos?)\s?(/|per)\s?(s|sec|min)|imgs/s", unit):
        return memory | _rate(whole, batch * (60 if "min" in unit else 1))
    if re.search(r"per image|/image", unit):
        whole = whole.scaled(1 / batch)
    return memory | _speed(whole.scaled(1000 if unit.startswith("ms") else 1))


def _trained(row: Row, work: DiffusionWork, batch: float) -> Range:
    """Return the memory of a training run, in 32 bits where a script was told no other precision.

    DreamBooth has two pictures in a sample, one of the subject and one of its class (arXiv 2208.12242).
    """
    said = f"{row['task']} {row['precision']} {row['engine']}".lower()
    method = (
        "qlora" if re.search(r"qlora|nf4|int4|4-?bit (?!adam)", said) else "lora" if "lora" in said else ""
    )
    tensors = diffusion_training_memory(
        work,
        method=method or ("full" if re.search("full|sft|dreambooth", said) else "lora"),
        batch=batch * (2 if "dreambooth" in said else 1),
        optimizer="adamw_8bit" if re.search(r"8-?bit adam|adam\w*[ -]?8-?bit", said) else "adamw",
        gradient_checkpointing=bool(re.search("gradient checkpointing|recomputed", said)),
        single_precision=bool(re.search("fp32", said)) or not row["precision"],
        accumulates="accumulation" in said,
        encoded_before=bool(re.search("cached|encoded|precomputed", said)),
    )
    return Estimate.of("GiB", (*tensors.terms, *runtime_terms(tensors.terms))).total


def _pixels(row: Row, work: DiffusionWork) -> int:
    found = re.search(r"(\d{3,4}) ?x ?(\d{3,4})", row["task"] + row["model"])
    return int(found[1]) * int(found[2]) if found else work.pixels


def _prompt_pixels(task: str) -> int:
    found = re.search(r"(\d+) input images?\D+(\d+)", task)
    return int(found[1]) * int(found[2]) ** 2 if found else 0


def _diffusion_memory(row: Row, card: Gpu | None, work: DiffusionWork, pixels: int, batch: float) -> Range:
    """Return the memory of the offloading that a row says; tables that say none show all of it.

    Who quantises for a small card decodes in tiles as well, as the models' pages recommend.
    """
    said = " ".join(row[name] for name in ("precision", "engine", "task", "model")).lower()
    precision = row["precision"].lower()
    size = 0.5625 if re.search("nf4|int4|4.?bit", precision) else 1.0 if re.search("8", precision) else 2.0
    size = 4.0 if re.search("fp32|float32", precision) else size
    tiled = bool(re.search("tiling|tiled|slicing", said))

    def under(offload: Literal["none", "model", "sequential"], *, in_tiles: bool = tiled) -> Range:
        return diffusion_memory(
            work,
            pixels=pixels,
            batch=batch,
            denoiser_bytes=size,
            encoder_bytes=size,
            offload=offload,
            tiled=in_tiles,
            prompt_pixels=_prompt_pixels(row["task"]),
        ).total

    if "offload" in said:
        return under("sequential" if "sequential" in said else "model")
    whole, staged = under("none"), under("model")
    if card is None or whole.expected > card.visible_gib:
        in_tiles = under("model", in_tiles=True).expected
        usual = in_tiles if size < _SIXTEEN_BITS else staged.expected
        return Range(min(staged.expected, in_tiles) * _LESS, usual, whole.expected * _UNSAID)
    return Range(min(whole.low, staged.expected), whole.expected, whole.high * _UNSAID)


def _runtime(engine: str) -> Literal["plain", "compiled", "engine"]:
    if "compile" in engine:
        return "compiled"
    return "engine" if re.search("fast|tensorrt|template|oneflow|onediff|nexfort", engine) else "plain"
