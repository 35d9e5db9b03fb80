"""Predicted rate and memory of a network that does not write: vision, embedding, training benchmarks."""

import re
from typing import Any

from core.catalog.gpus import Gpu
from core.quantity import Range
from core.sizing.networks import (
    NETWORK_WORKS,
    TRAINING_WORKS,
    estimate_embedding_seconds,
    estimate_network_memory,
    estimate_network_seconds,
    estimate_training_seconds,
    per_second,
)
from tests.bench.measured_models import architecture
from tests.bench.score_measured import number

Row = dict[str, str]

_PIXELS = 224
_LARGE = ("yolov5s", "yolov8n", "yolov8x", "unet", "mask-rcnn", "sam-vit-huge")
"""Operations are of images so wide and high, but those of detectors and segmentation."""
_TEXT_TOKENS = 128.0
"""Tokens of a text where a rate counts texts."""
_ENCODERS_B = (("minilm", 0.023), ("small", 0.033), ("m3|multilingual.*large", 0.568), ("large", 0.335))
_BASE_B = 0.11


def predict_network(row: Row, card: Gpu | None) -> dict[str, Any]:
    """Return what can be told of a row, or why it is skipped."""
    wanted = row["model"].lower()
    training = "train" in row["kind"].lower() or "train" in row["task"].lower()
    half = "16" in row["precision"] or "amp" in row["precision"].lower() or not row["precision"]
    cards = max(1, int(number(row["gpu_count"]) or 1))
    batch = max(1.0, number(row["batch"]) or 1.0)
    if card is None:
        return {"skipped": "unknown card"}
    if training and row["model"] in TRAINING_WORKS:
        work = TRAINING_WORKS[row["model"]]
        seconds = estimate_training_seconds(work, gpu=card, gpu_count=cards, half_precision=half)
        return _speed(per_second(seconds))
    if re.search("embed|rerank|sentence|retriev", row["kind"].lower()):
        return _embedding(row, card, cards, batch)
    plain = re.sub(r"[^a-z0-9]", "", wanted)
    names = [name for name in NETWORK_WORKS if re.sub("[^a-z0-9]", "", name) in plain]
    names += [name for pattern, name in _FAMILIES if re.search(pattern, wanted)]
    if not names:
        return {"skipped": "this kind of model is not modelled"}
    network = NETWORK_WORKS[max(names, key=len)]
    said = re.search(r"(\d{3}) ?x ?\1\b", row["task"]) if network.name not in _LARGE else None
    larger = (int(said[1]) / _PIXELS) ** 2 if said else 1.0
    each = estimate_network_seconds(
        gflop=network.gflop * larger, family=network.family, gpu=card, training=training, half_precision=half
    ).total.scaled(1 / cards)
    memory = estimate_network_memory(
        params_m=network.params_m, number_bytes=2.0 if half else 4.0, batch=batch
    ).total
    # What training keeps of a vision network is not modelled: the memory told is that of inference only.
    return _in_unit(each, row["speed_unit"].lower(), batch) | ({} if training else _memory(memory))


_FAMILIES = (
    (r"yolo\w*[-_ ]?n", "yolov8n"),
    (r"yolo\w*[-_ ]?[xl]", "yolov8x"),
    (r"yolo", "yolov5s"),
    (r"resnet", "resnet-50"),
    (r"vit.?l|vit-l", "vit-large"),
    (r"vit.?h", "vit-huge"),
    (r"clip", "clip-vit-large"),
    (r"\bsam\b|segment.anything", "sam-vit-huge"),
    (r"(?:vit|deit\d?|dino\w*)[-_ ]?ti(?:ny)?", "vit-tiny"),
    (r"(?:vit|deit\d?|dino\w*)[-_ ]?s(?:mall|/)?", "vit-small"),
    (r"vit|deit|dino|beit", "vit-base"),
    (r"resnext", "resnext-50"),
    (r"regnet", "regnety-040"),
    (r"mixer", "mixer-b16"),
    (r"swin", "swin-base"),
    (r"densenet", "densenet-121"),
    (r"efficientnet.?v2", "efficientnetv2-s"),
    (r"efficientnet", "efficientnet-b0"),
    (r"convnext", "convnext-base"),
    (r"u-?net", "unet"),
    (r"r-?cnn|detectron", "mask-rcnn"),
    (r"bert.*large", "bert-large"),
    (r"bert", "bert-base"),
)


def _embedding(row: Row, card: Gpu, cards: int, batch: float) -> dict[str, Any]:
    wanted = row["model"].lower()
    arch = architecture(row["model"], "")
    params_b = arch.params_b if arch else 0.0
    if not params_b:
        params_b = next((size for name, size in _ENCODERS_B if re.search(name, wanted)), _BASE_B)
    seconds = estimate_embedding_seconds(params_b=params_b, tokens=1.0, gpu=card).total.scaled(1 / cards)
    memory = _memory(estimate_network_memory(params_m=params_b * 1000, batch=batch).total)
    if "token" in row["speed_unit"].lower():
        return memory | _speed(Range(1 / seconds.high, 1 / seconds.expected, 1 / seconds.low))
    return memory | _in_unit(seconds.scaled(_TEXT_TOKENS), row["speed_unit"].lower(), batch)


def _in_unit(each: Range, unit: str, batch: float) -> dict[str, Any]:
    """Return seconds per item in a row's unit: items per second, or the time of a batch."""
    if re.match(r"ms\b|millisec", unit):
        return _speed(each.scaled(1000 * batch))
    if re.match(r"s\b|sec", unit):
        return _speed(each.scaled(batch))
    per = 60 if "min" in unit else 3600 if re.search("hour|/h", unit) else 1
    return _speed(Range(per / each.high, per / each.expected, per / each.low))


def _speed(speed: Range) -> dict[str, Any]:
    return {"low": speed.low, "expected": speed.expected, "high": speed.high}


def _memory(gib: Range) -> dict[str, Any]:
    return {"low_gib": gib.low, "expected_gib": gib.expected, "high_gib": gib.high}
