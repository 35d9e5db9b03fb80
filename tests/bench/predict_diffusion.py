"""Predicted memory and speed of making or training pictures and clips, from a row's configuration only."""

import re
from typing import Any, Literal

from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range
from core.sizing.diffusion import Offload, denoising_step, diffusion_memory, generation_seconds
from core.sizing.diffusion_training import (
    ADAPTER_RANK,
    diffusion_training_memory,
    diffusion_training_step,
)
from core.sizing.diffusion_works import DIFFUSION_WORKS, DiffusionWork
from core.sizing.training_runtime import runtime_terms
from tests.bench.in_units import memory_told, rate_told, speed_told
from tests.bench.read_clips import frames_of, pixels_of, prompt_pixels
from tests.bench.score_measured import number

Row = dict[str, str]

_WORKS = (
    (r"control", "SD 1.5 ControlNet"),
    (r"xl.?turbo", "SDXL Turbo"),
    (r"sdxl|xl.?base|stable.?diffusion.?xl|playground|ssd-1b", "SDXL"),
    (r"kolors", "Kolors"),
    (r"(sd|diffusion)\W*3\.5\W*m", "SD 3.5 medium"),
    (r"(sd|diffusion)\W*3\.5", "SD 3.5 large"),
    (r"(sd|diffusion)\W*3", "SD 3 medium"),
    (r"(sd|diffusion)\W*v?2", "SD 2.1"),
    (r"flux.*schnell", "FLUX.1-schnell"),
    (r"flux\W*2", "FLUX.2"),
    (r"flux", "FLUX.1"),
    (r"qwen\W*image", "Qwen-Image"),
    (r"z\W*image", "Z-Image Turbo"),
    (r"hidream", "HiDream"),
    (r"lumina", "Lumina 2"),
    (r"pixart|hunyuan.?dit", "PixArt"),
    (r"kandinsky", "Kandinsky 2.2"),
    (r"cogvideox?\W*1\.5", "CogVideoX1.5-5B"),
    (r"cogvideox?\W*5", "CogVideoX-5B"),
    (r"cogvideo", "CogVideoX-2B"),
    (r"consisid", "ConsisID"),
    (r"omnigen", "OmniGen"),
    (r"sana", "Sana"),
    (r"ltx.*13b", "LTX-Video 13B"),
    (r"ltx", "LTX-Video"),
    (r"mochi", "Mochi"),
    (r"hunyuan|skyreels|framepack", "HunyuanVideo"),
    (r"\bwan.*1\.3b", "Wan 1.3B"),
    (r"\bwan.*(ti2v|\b5b)", "Wan 2.2 5B"),
    (r"\bwan\W*2\.2", "Wan 2.2 14B"),
    (r"\bwan", "Wan 14B"),
    (r"sd|diffusion|dreamshaper|lcm", "SD 1.5"),
)
_MAKES = re.compile(r"diffusion|(image|picture) (gen|edit)|video|(text|image).to.(image|video)|\b[ti]2[iv]\b")
_MAKERS = re.compile(
    r"diffusion|\bflux|sdxl|\bsd ?[123]|qwen.?image|z.?image|hidream|kolors|pixart|\bwan ?\d|cogvideo"
)
_RECOMPUTING = r"cogvideo.*finetune|diffusion-pipe|musubi|ai-toolkit|onetrainer|diffsynth"
"""Trainers whose documented default is to recompute (their example configurations and argument defaults)."""
_SIXTEEN_BITS = 2.0
_LESS, _UNSAID = 0.73, 1.2
"""Where a table says nothing of offloading: what is left of components on the card in turn if it saves in yet
other ways (a smaller encoder, attention in slices), and what it adds to a work (adapters, reserved blocks).
Of 21 measured rows and 21 found later 90 and 97 % are inside with both, 83 and 89 % without the first, 71 and
86 % without the second."""
_SEVERAL = 8
"""Cards over which a run is spread that is printed for one card and does not fit it, their number unsaid."""


def diffusion_work_of(row: Row) -> DiffusionWork | None:
    """Return the work a row names; None for a model that is not known, or no image model at all."""
    kind, wanted = row["kind"].lower(), row["model"].lower()
    if not (_MAKES.search(kind) or _MAKERS.search(wanted)):
        return None
    name = next((name for pattern, name in _WORKS if re.search(pattern, wanted)), None)
    return DIFFUSION_WORKS[name] if name else None


def predict_diffusion(row: Row, card: Gpu | None, work: DiffusionWork) -> dict[str, Any]:
    """Return memory, and speed where the card is known."""
    batch = number(row["batch"]) or 1.0
    if "train" in row["kind"] or re.search("fine-?tun|dreambooth|train", row["task"].lower()):
        return _training(row, card, work, batch)
    pixels, frames, batch = pixels_of(row, work), frames_of(row, work), max(batch, 1.0)
    memory = memory_told(_memory(row, card, work, pixels, frames, batch))
    if card is None:
        return memory
    cards = max(1, int(number(row["gpu_count"]) or 1))
    step = denoising_step(
        work,
        gpu=card,
        pixels=pixels,
        frames=frames,
        batch=batch,
        runtime=_runtime(row["engine"].lower()),
        gpu_count=cards,
        in_fp8="fp8" in row["precision"].lower(),
    )
    said = (row["task"] + " " + row["model"]).lower()
    found = re.search(r"(\d+)[ -]?steps?\b", said) or re.search(r"steps?\s?[=:]?\s?(\d+)", said)
    steps = int(found[1]) if found else None
    whole = generation_seconds(
        work,
        step,
        gpu=card,
        pixels=pixels,
        frames=frames,
        batch=batch,
        steps=max(steps, 1) if steps else None,
        gpu_count=cards,
    ).total
    each = whole.scaled(1 / (steps or work.steps)) if "end to end" in said else step.total
    return memory | _in_unit(each, whole, row["speed_unit"].lower(), batch)


def _in_unit(step: Range, whole: Range, unit: str, batch: float) -> dict[str, Any]:
    """Return the seconds of a step, or of a whole batch, in what a source counts in."""
    if re.search(r"\b(s|sec|seconds?|ms)\s?(/|per)\s?(it|step|iter)", unit):
        return speed_told(step.scaled(1000 if unit.startswith("ms") else 1))
    if re.search(r"it/s|steps?/s|iterations", unit):
        return rate_told(step)
    if found := re.search(r"(?:images?|img|imgs|videos?|samples?|clips?)\s?(?:/|per)\s?(s|min|h|d)", unit):
        return rate_told(whole, batch * {"s": 1, "min": 60, "h": 3600, "d": 86_400}[found[1]])
    if re.search(r"per image|/image", unit):
        whole = whole.scaled(1 / batch)
    return speed_told(whole.scaled(1000 if unit.startswith("ms") else 1 / 60 if "min" in unit else 1))


def _training(row: Row, card: Gpu | None, work: DiffusionWork, batch: float) -> dict[str, Any]:
    """Return memory and speed of a run, in 32 bits where a script was told no other precision.

    DreamBooth has two pictures in a sample, one of the subject and one of its class (arXiv 2208.12242). What
    is printed for a card ran on it: where it would not fit, it is recomputed, and a full update is spread.
    """
    said = f"{row['task']} {row['precision']} {row['engine']}".lower()
    packed = re.search(r"qlora|nf4|int4|4-?bit (?!adam)", said)
    full = re.search("full|sft|dreambooth", said) and "lora" not in said
    method = "qlora" if packed else "full" if full else "lora"
    pictures = batch * (2 if "dreambooth" in said else 1)
    recomputed = bool(
        re.search("gradient checkpointing|recomputed", said) or re.search(_RECOMPUTING, row["source"].lower())
    )
    cards = max(1, int(number(row["gpu_count"]) or 1))
    stage = re.search(r"zero-?\s?([123])|fsdp", said)
    sharding = "none" if stage is None else f"zero{stage[1]}" if stage[1] else "fsdp"

    def under(sharding: str, cards: int, *, again: bool) -> Range:
        tensors = diffusion_training_memory(
            work,
            method=method,
            batch=pictures,
            optimizer="adamw_8bit" if re.search(r"8-?bit adam|adam\w*[ -]?8-?bit", said) else "adamw",
            gpu_count=cards,
            sharding=sharding,
            gradient_checkpointing=again,
            single_precision=bool(re.search("fp32", said)) or not row["precision"],
            accumulates="accumulation" in said,
            rank=int(found[1]) if (found := re.search(r"\brank[ =]*(\d+)", said)) else ADAPTER_RANK,
            encoded_before=bool(re.search("cached|encoded|precomputed", said)) or (again and not recomputed),
        )
        return Estimate.of("GiB", (*tensors.terms, *runtime_terms(tensors.terms))).total

    memory = under(sharding, cards, again=recomputed)
    if card is not None and memory.low > card.visible_gib and not recomputed:
        memory = under(sharding, cards, again=True)
    if (
        card is not None
        and memory.low > card.visible_gib
        and method == "full"
        and not number(row["gpu_count"])
    ):
        memory = under("zero2", _SEVERAL, again=recomputed)
    told = memory_told(memory)
    if card is None or not row["speed_unit"]:
        return told
    step, _ = diffusion_training_step(
        work, method=method, gpu=card, batch=pictures, gradient_checkpointing=recomputed
    )
    return told | _in_unit(step.total, step.total, row["speed_unit"].lower(), batch * cards)


def _memory(
    row: Row, card: Gpu | None, work: DiffusionWork, pixels: int, frames: int | None, batch: float
) -> Range:
    """Return the memory of the offloading that a row says; tables that say none show all of it.

    Who quantises for a small card decodes in tiles as well, as the models' pages recommend.
    """
    said = " ".join(row[name] for name in ("precision", "engine", "task", "model")).lower()
    precision = row["precision"].lower()
    size = 0.5625 if re.search("nf4|int4|4.?bit", precision) else 1.0 if re.search("8", precision) else 2.0
    size = 4.0 if re.search("fp32|float32", precision) else size
    tiled = bool(re.search("tiling|tiled|slicing", said))

    def under(offload: Offload, *, in_tiles: bool = tiled) -> Range:
        return diffusion_memory(
            work,
            pixels=pixels,
            frames=frames,
            batch=batch,
            denoiser_bytes=size,
            encoder_bytes=size,
            offload=offload,
            tiled=in_tiles,
            prompt_pixels=prompt_pixels(row["task"]),
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
    if re.search("(?<!not )compile", engine):
        return "compiled"
    return "engine" if re.search("fast|tensorrt|template|oneflow|onediff|nexfort", engine) else "plain"
