"""Predicted serving memory of a measured row, from its configuration only."""

import re
from typing import Any

from core.catalog.formats import KV_FORMATS, KvFormat, WeightFormat, weight_format
from core.catalog.gpus import find_gpu, gpu
from core.quantity import Estimate, Range
from core.sizing.serving_engine import usable_gib
from core.sizing.serving_memory import estimate_serving_memory
from tests.bench.measured_models import architecture, number

_SHORT_CONTEXT = 256
_UNNAMED_GPU = "rtx3090"
_SCALES_BITS = 0.25
"""Bits per weight of scales and zeros, where a format is known by its bits alone."""


def predict(row: dict[str, str]) -> dict[str, Any]:
    """Return low, expected and high GiB per card and whether it fits, or why the row is skipped."""
    arch = architecture(row["model"], row["params_b"])
    if arch is None:
        return {"skipped": "model and size unknown"}
    if "offload" in (row["quant"] + row["engine"]).lower():
        return {"skipped": "weights partly in host memory"}
    stored = read_format(row["quant"])
    if stored is None:
        return {"skipped": f"format {row['quant']!r} unknown"}
    card = find_gpu(row["gpu"].split(" + ")[0]) if row["gpu"] else gpu(_UNNAMED_GPU)
    if card is None:
        return {"skipped": f"card {row['gpu']!r} unknown"}
    cards = int(number(row["gpu_count"], 1))
    engine = read_engine(row["engine"], stored)
    tokens, prompt = _tokens(row)

    def over(tensor_parallel: int) -> Estimate:
        return estimate_serving_memory(
            arch,
            weight_format=stored,
            kv_format=_kv_format(row["quant"], stored),
            gpu=card,
            tensor_parallel=tensor_parallel,
            sequences=int(number(row["batch"], 1)),
            tokens_each=tokens,
            prompt_tokens=prompt,
            engine=engine,
        )

    estimate = over(cards)
    if re.search(r"sum|total", row["mem_metric"]):
        counted = _counted(over(1), row).scaled(1 / cards)
    else:
        counted = _counted(estimate, row)
    return {
        "low_gib": counted.low,
        "expected_gib": counted.expected,
        "high_gib": counted.high,
        "fits": estimate.total.expected <= usable_gib(card, engine),
    }


def read_engine(name: str, stored: WeightFormat) -> str:
    """Return the engine profile of a row's engine, by its documented kind."""
    said = name.lower()
    if "llama.cpp" in said or "ggml" in said or "ollama" in said or "kobold" in said:
        return "llama.cpp"
    if "tensorrt" in said:
        return "tensorrt-llm"
    if any(server in said for server in ("vllm", "lmdeploy", "sglang", "tgi", "turbomind")):
        return "vllm"
    if "autoawq" in said:
        return "autoawq"
    if "transformers" in said:
        return _transformers(said)
    if "exllama" in said:
        return "transformers-4.45"
    return "llama.cpp" if stored.engine == "llama.cpp" else "pytorch"


def _transformers(said: str) -> str:
    """Return the profile of a transformers release, or of the months its PyTorch or script belong to."""
    release = re.search(r"(?<![\d.])4\.(\d+)", said)
    minor = int(release[1]) if release else None
    if minor is None:
        return (
            "transformers-4.35"
            if re.search(r"pytorch 2\.0|pytorch 1|profile\.py", said)
            else "transformers-4.45"
        )
    if minor < 36:
        return "transformers-4.35"
    return "transformers-4.45" if minor < 45 else "pytorch"


def read_format(quant: str) -> WeightFormat | None:
    """Return the weight format of a row's words, with the bits per weight where they are said."""
    said = quant.lower()
    bits_per_weight = re.search(r"(\d+(?:\.\d+)?)\s?bpw", said)
    if bits_per_weight and "nf4" not in said:
        return _custom(float(bits_per_weight[1]))
    if "gptq" in said and "int8" not in said and "8bit" not in said:
        return _gptq(said)
    ggml = re.search(r"i?q\d_(?:k_[sml]|[01k]|xx?s|nl|[sm])", said)
    if ggml:
        return weight_format(ggml[0])
    for pattern, name in _FORMATS:
        if re.search(pattern, said):
            return weight_format(name)
    bits = re.search(r"(\d(?:\.\d+)?)[\s-]?bit", said)
    return weight_format(quant) or (_custom(float(bits[1]) + _SCALES_BITS) if bits else None)


_FORMATS = (
    (r"nf4.?dq|nf4.?double|fp4.?dq", "nf4-dq"),
    (r"nf4|fp4(?!.?dq)(?=.*bpw)|bnb\.fp4|bnb.*4", "nf4"),
    (r"awq", "awq"),
    (r"fp8", "fp8"),
    (r"int4.*g32", "gptq-g32"),
    (r"int4|w4a16|4-?bit", "awq"),
    (r"int8(?! kv)|8-?bit|w8a8", "int8"),
    (r"mxfp4", "mxfp4"),
    (r"fp32|32-true|float32", "fp32"),
    (r"bf16|16-true|bfloat16", "bf16"),
    (r"f16|fp16|float16|half", "fp16"),
)


def _gptq(said: str) -> WeightFormat:
    bits = re.search(r"(\d)\s?-?bit|int(\d)", said)
    width = float((bits[1] or bits[2]) if bits else 4)
    group = re.search(r"g-?(\d+)|(\d+)g", said)
    if group:
        return _custom(width + (16 + width) / int(group[1] or group[2]))
    no_groups = "act-order" in said or "g-" in said or " " in said.strip()
    return _custom(width + (0 if no_groups else (16 + width) / 128))


def _custom(bits_per_weight: float) -> WeightFormat:
    stored = bits_per_weight / 8
    outside = max(2.0, stored)
    return WeightFormat("custom", round(bits_per_weight), stored, outside, outside, 6.1, "vllm", "as said")


def _kv_format(quant: str, stored: WeightFormat) -> KvFormat:
    said = quant.lower()
    if "int8 kv" in said:
        return KV_FORMATS["int8"]
    if "fp8 kv" in said:
        return KV_FORMATS["fp8"]
    return KV_FORMATS["fp32" if stored.id == "fp32" else "fp16"]


def _tokens(row: dict[str, str]) -> tuple[float, float]:
    prompt, output, context = (number(row[name], 0) for name in ("input_len", "output_len", "context"))
    whole = context or prompt + output or _SHORT_CONTEXT
    unsaid = whole if context and not output else min(whole, _SHORT_CONTEXT)
    return whole, prompt or unsaid


def _counted(estimate: Estimate, row: dict[str, str]) -> Range:
    """Return what the row's metric counts: figures of the allocator leave the driver's context out."""
    metric = row["mem_metric"].lower()
    names = {term.name for term in estimate.terms}
    if not re.search(r"nvidia-smi|nvml|process", metric):
        names.discard("context")
    if re.search(r"weights only|model weights|weight memory|after load", metric):
        names = {"weights"}
    return Estimate.of("GiB", (term for term in estimate.terms if term.name in names)).total
