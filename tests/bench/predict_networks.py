"""Predicted rate and memory of a network that does not write: vision, embedding, training benchmarks."""

import re
from typing import Any, Literal

from core.catalog.gpus import Gpu
from core.quantity import Range
from core.sizing.network_works import NETWORK_WORKS, NetworkWork
from core.sizing.networks import (
    TRAINING_WORKS,
    estimate_embedding_seconds,
    estimate_network_memory,
    estimate_network_seconds,
    estimate_network_training_memory,
    estimate_training_seconds,
    per_second,
)
from tests.bench.in_units import memory_told, speed_told
from tests.bench.measured_models import architecture
from tests.bench.read_networks import TEXT_TOKENS, network_of, side_of, text_tokens
from tests.bench.score_measured import number

Row = dict[str, str]

_MANY = 64.0
"""Items in a batch where a rate says none."""
_ENCODERS_B = (("minilm", 0.023), ("small", 0.033), ("m3|multilingual.*large", 0.568), ("large", 0.335))
_BASE_B = 0.11
_BUILT: dict[str, Any] = {
    "unsaid": "memory: the builder of a compiled engine takes what workspace the card has"
}
"""TensorRT's documented default; what is left of it says little about the network."""


def predict_network(row: Row, card: Gpu | None) -> dict[str, Any]:
    """Return what can be told of a row, or why it is skipped."""
    training = "train" in row["kind"].lower() or re.search(r"\btrain", row["task"].lower()) is not None
    precision = row["precision"].lower()
    half = bool(re.search("16|amp|int8|fp8|8-?bit", precision)) if precision else _halves(row)
    cards = max(1, int(number(row["gpu_count"]) or 1))
    unit = row["speed_unit"].lower()
    batch = max(1.0, number(row["batch"]) or (_MANY if re.search(r"/\s?(s|min|h)", unit) else 1.0))
    if card is None:
        return {"skipped": "unknown card"}
    work = TRAINING_WORKS.get(row["model"])
    if training and work and unit == work.unit:
        whole = estimate_training_seconds(work, gpu=card, gpu_count=cards, half_precision=half)
        return speed_told(per_second(whole))
    if re.search("embed|rerank|sentence|retriev", row["kind"].lower()) and not network_of(row, "vit"):
        return _embedding(row, card, cards, batch, half)
    network = network_of(row)
    if network is None:
        return {"skipped": "this kind of model is not modelled"}
    side, engine = side_of(row, network), row["engine"].lower()
    runtime = _runtime(engine)
    seconds = estimate_network_seconds(
        network,
        gpu=card,
        side=side,
        batch=batch,
        training=training,
        half_precision=half,
        runtime=runtime,
    )
    told = _in_unit(seconds.total.scaled(1 / batch / cards), unit, batch)
    if runtime == "engine" and not training:
        return told | _BUILT
    if training:
        memory = estimate_network_training_memory(network, side=side, batch=batch, half_precision=half)
    else:
        fused = bool(re.search("sdpa|flash|compile|fused", engine))
        memory = estimate_network_memory(network, side=side, batch=batch, half_precision=half, fused=fused)
    return told | memory_told(memory.total)


def _halves(row: Row) -> bool:
    """Return whether code computes in 16 bits where none are said: PyTorch does not, YOLO's tests do."""
    plain = re.search(r"pytorch|transformers", row["engine"].lower()) is not None
    return not plain or "yolo" in row["model"].lower()


def _runtime(engine: str) -> Literal["plain", "compiled", "engine"]:
    if "compile" in engine:
        return "compiled"
    return "engine" if re.search("tensorrt|trt|onnx|tvm|xla|triton", engine) else "plain"


def _embedding(row: Row, card: Gpu, cards: int, batch: float, half: bool) -> dict[str, Any]:
    wanted = row["model"].lower()
    arch = architecture(row["model"], "")
    params_b = arch.params_b if arch else 0.0
    if not params_b:
        params_b = next((size for name, size in _ENCODERS_B if re.search(name, wanted)), _BASE_B)
    tokens, engine = text_tokens(row) or TEXT_TOKENS, row["engine"].lower()
    seconds = estimate_embedding_seconds(
        params_b=params_b,
        tokens=1.0,
        gpu=card,
        half_precision=half,
        padded=bool(re.search("sentence|transformers|hugging", engine)),
    ).total.scaled(1 / cards)
    like = NETWORK_WORKS["bert-large"]
    grown = params_b * 1000 / like.params_m
    work = NetworkWork(
        "texts",
        params_b * 1000,
        0.0,
        like.outputs_m * grown * tokens / TEXT_TOKENS,
        "transformer",
        live=like.live,
    )
    built = _runtime(engine) == "engine"
    memory = _BUILT if built else memory_told(estimate_network_memory(work, batch=batch).total)
    if "token" in row["speed_unit"].lower():
        return memory | speed_told(Range(1 / seconds.high, 1 / seconds.expected, 1 / seconds.low))
    return memory | _in_unit(seconds.scaled(tokens), row["speed_unit"].lower(), batch)


def _in_unit(each: Range, unit: str, batch: float) -> dict[str, Any]:
    """Return seconds per item in a row's unit: items per second, or the time of a batch or an item."""
    many = 1.0 if re.search(r"(/|per)\s?(image|img|frame|sample|item|text)", unit) else batch
    if re.match(r"ms\b|millisec", unit):
        return speed_told(each.scaled(1000 * many))
    if re.match(r"s\b|sec", unit):
        return speed_told(each.scaled(many))
    each = each.scaled(batch) if re.search(r"\b(it|iter\w*|steps?|batch\w*)\s?/", unit) else each
    per = 60 if "min" in unit else 3600 if re.search("hour|/h", unit) else 1
    return speed_told(Range(per / each.high, per / each.expected, per / each.low))
