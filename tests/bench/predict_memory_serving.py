"""Predicted serving memory of a measured row, from its configuration only."""

import re
from collections.abc import Iterator
from typing import Any

from core.catalog.formats import KV_FORMATS, KvFormat
from core.catalog.gpus import Gpu, gpu
from core.catalog.models import find_model
from core.quantity import Estimate, Range, Term
from core.sizing.serving_engine import usable_gib
from core.sizing.serving_memory import estimate_serving_memory
from tests.bench.measured_models import architecture, number
from tests.bench.other_cards import find_card, said_memory_gib
from tests.bench.predict_engines import LLAMA_CPP, PAGED, memory_engine
from tests.bench.predict_formats import read_format, read_kv_format, says_cache

_SIXTEEN_BITS = 2
_SHORT_CONTEXT = 256
_EXLLAMA_CONTEXT = 2048.0
"""Positions that its cache has from the start where nobody says more (max_seq_len of its loader)."""
_UNNAMED_GPU = "rtx3090"
_ARENA = 2.0
"""What ONNX Runtime's arena may hold of what was asked, as it grows to the next power of two by default."""
_LONG = 32_768
"""Positions from which llama.cpp is commonly told to pack its cache, where a row says nothing of it."""


def predict(row: dict[str, str]) -> dict[str, Any]:
    """Return low, expected and high GiB per card and whether it fits, or why the row is skipped."""
    arch = architecture(row["model"], row["params_b"])
    if arch is None:
        return {"skipped": "model and size unknown"}
    if re.search("offload|cpu", (row["quant"] + row["engine"]).lower()):
        return {"skipped": "weights partly in host memory"}
    stored = read_format(row["quant"], row["engine"], row["model"])
    if stored is None:
        return {"skipped": f"format {row['quant']!r} unknown"}
    named = find_card(row["gpu"].split(" + ")[0]) if row["gpu"] else None
    card = named or gpu(_UNNAMED_GPU)
    cards = max(1, int(number(row["gpu_count"], 1)))
    cache = read_kv_format(row["quant"], row["engine"], stored)
    packed = cache.bytes < _SIXTEEN_BITS
    engine = memory_engine(row["engine"], stored, model=row["model"], packed_cache=packed)
    tokens, prompt = _tokens(row)
    if engine.startswith("exllama") and not row["context"]:
        tokens = max(tokens, _EXLLAMA_CONTEXT)
    requests = max(1, int(number(row["batch"], 1)))

    def over(tensor_parallel: int, sequences: int, kept: KvFormat = cache) -> Estimate:
        text = estimate_serving_memory(
            arch,
            weight_format=stored,
            kv_format=kept,
            gpu=card,
            tensor_parallel=tensor_parallel,
            sequences=sequences,
            tokens_each=tokens,
            prompt_tokens=prompt,
            engine=engine,
        )
        return Estimate.of("GiB", (*text.terms, *_pictures(row)))

    estimate = over(cards, requests)
    if re.search(r"sum|total", row["mem_metric"].lower()):
        counted = _counted(over(1, requests), row).scaled(1 / cards)
    else:
        counted = _counted(estimate, row)
    at_least = over(cards, 1) if PAGED.search(row["engine"].lower()) else estimate
    told = _fits(at_least, row, named, engine)
    low, expected = counted.low, counted.expected
    if (
        told.get("fits") is False
        and tokens >= _LONG
        and engine == "llama.cpp"
        and not says_cache(row["quant"])
    ):
        narrow = over(cards, requests, KV_FORMATS["q8_0"])
        told, packed_gib = _fits(narrow, row, named, engine), _counted(narrow, row)
        low = min(low, packed_gib.low)
        expected = packed_gib.expected if told.get("fits") else expected
    high = counted.high * (_ARENA if "onnx" in row["engine"].lower() else 1.0)
    return {"low_gib": low, "expected_gib": expected, "high_gib": high} | told


def _pictures(row: dict[str, str]) -> Iterator[Term]:
    """Yield what reads pictures beside the text, in 16 bits; llama.cpp loads it only if told to."""
    found, engine = find_model(row["model"]), row["engine"].lower()
    if found is None or not found.vision_b:
        return
    gib = found.vision_b * 1e9 * _SIXTEEN_BITS / 2**30
    apart = LLAMA_CPP.search(engine) and "ollama" not in engine
    yield Term("pictures", Range(0.0, 0.0, gib) if apart else Range.exact(gib), "the model's own count")


def _fits(estimate: Estimate, row: dict[str, str], card: Gpu | None, engine: str) -> dict[str, bool]:
    """Return whether it fits, where the row tells how much memory there is."""
    if card is not None or not row["gpu"]:
        return {"fits": estimate.total.expected <= usable_gib(card or gpu(_UNNAMED_GPU), engine)}
    memory = said_memory_gib(row["gpu"])
    share = usable_gib(gpu(_UNNAMED_GPU), engine) / gpu(_UNNAMED_GPU).visible_gib
    return {"fits": estimate.total.expected <= memory * share} if memory else {}


def _tokens(row: dict[str, str]) -> tuple[float, float]:
    prompt, output, context = (number(row[name], 0) for name in ("input_len", "output_len", "context"))
    whole = context or prompt + output or _SHORT_CONTEXT
    unsaid = whole if context and not output else min(whole, _SHORT_CONTEXT)
    return whole, prompt or unsaid


def _counted(estimate: Estimate, row: dict[str, str]) -> Range:
    """Return what the row's metric counts: figures of the allocator leave the driver's context out.

    A driver also sees blocks that PyTorch's allocator keeps; where the metric is not said, both may be in it.
    """
    metric = row["mem_metric"].lower()
    amounts = {term.name: term.amount for term in estimate.terms}
    if re.search(r"weights only|model weights|weight memory|file size|model size", metric):
        return amounts["weights"]
    local = LLAMA_CPP.search(row["engine"].lower())
    if "after load" in metric and not local:
        return amounts["weights"]
    tensors = Estimate.of("GiB", (term for term in estimate.terms if term.name != "context")).total
    kept = 0.0 if local else _KEPT
    seen = Range(
        estimate.total.low,
        estimate.total.expected + kept / 4 * tensors.expected,
        estimate.total.high + kept * tensors.expected,
    )
    if "reserved" in metric:
        blocks = tensors.scaled(1 + kept / 4)
        return Range(tensors.low, blocks.expected, tensors.high * (1 + kept))
    if re.search(r"nvidia-smi|nvml|process|gpustat|monitor|vram usage|memory usage", metric):
        return seen
    if re.search(r"alloc|torch|total vram used|column", metric):
        return tensors
    return Range(tensors.low, tensors.expected, seen.high)


_KEPT = 0.1
"""Share of its tensors that PyTorch's caching allocator holds beyond them while it serves."""
