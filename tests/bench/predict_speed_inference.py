"""Predicted tokens per second of a measured row of inference_speed.csv, from its configuration only."""

import re
from dataclasses import replace
from statistics import harmonic_mean
from typing import Any

from core.catalog.formats import KV_FORMATS, WEIGHT_FORMATS, KvFormat, WeightFormat
from core.catalog.gpus import Gpu
from core.quantity import Range
from core.sizing.decode import estimate_decode_step
from core.sizing.kv_cache import kv_bytes_per_sequence
from core.sizing.prefill import estimate_prefill
from core.sizing.serving_memory import weights_gib
from tests.bench.measured_models import architecture
from tests.bench.other_cards import find_card
from tests.bench.score_measured import number

Row = dict[str, str]

_ENGINES = (
    ("gpt-fast", "gpt-fast"),
    (r"vllm *v?0\.[0-5]\b", "vllm-0.4"),
    (r"vllm *v?0\.[67]\b", "vllm-0.6"),
    ("vllm +[a-z]", "vllm-0.4"),
    ("tensorrt|trt-?llm", "tensorrt-llm"),
    ("lmdeploy|turbomind", "lmdeploy"),
    ("llama.?cpp.*build = 1[0-9]{3} ", "llama.cpp-2023"),
    ("llama.?cpp|ggml|gguf|ollama|kobold", "llama.cpp"),
    ("exllama ?v?2", "exllamav2"),
    ("exllama", "exllama"),
    ("autoawq.*gemv", "autoawq-gemv"),
    ("autoawq", "autoawq"),
    ("lit-?gpt", "litgpt"),
    ("transformers|^hf|hugging ?face|pytorch|bitsandbytes|accelerate", "pytorch"),
)
_DECODE_ONLY = {
    "llama.cpp",
    "llama.cpp-2023",
    "exllama",
    "exllamav2",
    "autoawq",
    "autoawq-gemv",
    "gpt-fast",
    "litgpt",
}
"""Engines whose printed decode speed leaves the prompt's own time out."""
_MEMORY_SHARE, _MOST_AT_ONCE = 0.88, 1024.0
"""Where a throughput row names no batch, the server takes as many requests as its memory holds."""
_BENCH_PROMPT = 512.0
"""Prompt of a prefill row that does not say: what llama-bench reads by default."""
_CHAT_TOKENS = 256
"""Prompt and answer where a batched row does not say: the mean of ShareGPT is about 200 of each."""


def predict(row: Row) -> dict[str, Any]:
    """Return low, expected and high tokens per second, or why the row is skipped."""
    arch = architecture(row["model"], row["params_b"])
    gpu = card_of(row["gpu"])
    if arch is None or gpu is None:
        return {"skipped": "unknown model" if arch is None else "unknown card"}
    if "offload" in row["engine"].lower():
        return {"skipped": "weights in main memory are not modelled"}
    engine = engine_of(row["engine"] + " " + row["quant"])
    cards = int(number(row["gpu_count"]) or 1)
    weights, cache = weight_format_of(row["quant"]), kv_format_of(row["quant"], engine)
    prompt, answer = _lengths(row)
    given = number(row["batch"])
    batch = given or 1.0
    if given is None and row["phase"] != "prefill":
        memory = gpu.visible_gib * _MEMORY_SHARE * cards - weights_gib(arch, weights)
        each = kv_bytes_per_sequence(arch, cache, prompt + answer) / 2**30
        batch = min(max(memory / each, 1.0), _MOST_AT_ONCE)
    reading = estimate_prefill(
        arch,
        weight_format=weights,
        gpu=gpu,
        tensor_parallel=cards,
        prompt_tokens=max(prompt, 1.0),
        batch=batch,
        engine=engine,
    ).total
    step = estimate_decode_step(
        arch,
        weight_format=weights,
        kv_format=cache,
        gpu=gpu,
        tensor_parallel=cards,
        batch=batch,
        tokens_each=prompt + answer / 2,
        engine=engine,
    ).total
    if row["phase"] == "prefill":
        tokens, seconds = batch * prompt, reading
    else:
        tokens, seconds = batch * answer, step.scaled(answer)
        if prompt > 1 and (row["phase"] == "total" or engine not in _DECODE_ONLY):
            seconds += reading
        if row["phase"] == "total":
            tokens += batch * prompt
    tokens /= cards if row["scope"] == "per_gpu" else 1
    return as_speeds(tokens, seconds)


def as_speeds(amount: float, seconds: Range) -> dict[str, Any]:
    """Return an amount per second in the scorer's words."""
    return {
        "low": amount / seconds.high,
        "expected": amount / seconds.expected,
        "high": amount / seconds.low,
    }


def card_of(text: str) -> Gpu | None:
    """Return the card of a row; two different cards take turns and count as one of their mean pace."""
    cards = [card for part in text.split(" + ") if (card := find_card(part))]
    if len(cards) < 2:
        return cards[0] if cards else None
    return replace(
        cards[0],
        bandwidth_gbs=harmonic_mean([card.bandwidth_gbs for card in cards]),
        bf16_tflops=harmonic_mean([card.bf16_tflops for card in cards]),
    )


def engine_of(text: str) -> str:
    """Return the engine whose constants apply: its own, or those of the vLLM-like."""
    wanted = text.lower()
    for pattern, engine in _ENGINES:
        if re.search(pattern, wanted):
            return engine
    return "vllm" if "vllm" in wanted else "another engine"


def _lengths(row: Row) -> tuple[float, float]:
    prompt, answer = number(row["input_len"]) or 0.0, number(row["output_len"]) or 0.0
    if row["phase"] == "prefill" and not prompt:
        prompt = _BENCH_PROMPT
    if number(row["batch"]) != 1 and not prompt and not answer:
        prompt = float(_CHAT_TOKENS)
    return prompt, answer or float(_CHAT_TOKENS)


def weight_format_of(text: str) -> WeightFormat:
    """Return the weight format of a `quant` field as the sources print it."""
    quant = text.lower()
    if found := re.search(r"exl2\D*([\d.]+) *bpw", quant):
        bits = float(found[1])
        return replace(WEIGHT_FORMATS["gptq"], bits=round(bits), linear_bytes=bits / 8, embedding_bytes=0.75)
    if found := re.search(r"(i?q\d(?:_\d|_k(?:_[sml])?|_xs|_nl)?)", quant):
        wanted = {"q4_k": "q4_k_m", "q5_k": "q5_k_m", "q3_k": "q3_k_m", "q6": "q6_k", "q8": "q8_0"}
        return WEIGHT_FORMATS.get(wanted.get(found[1], found[1]), WEIGHT_FORMATS["q4_k_m"])
    for pattern, name in _QUANTS:
        if re.search(pattern, quant):
            return WEIGHT_FORMATS[name]
    return WEIGHT_FORMATS["bf16"]


_QUANTS = (
    ("awq", "awq"),
    ("gptq.*int8|gptq.*8.?bit|int8 weight|^int8|w8a8|8.?bit|bnb.int8", "int8"),
    ("g32", "gptq-g32"),
    ("gptq|int4|w4a16|4bit g", "gptq"),
    ("(nf4|fp4)-dq", "nf4-dq"),
    ("mxfp4|nvfp4|^fp4", "mxfp4"),
    ("nf4|bnb.fp4|4.?bit", "nf4"),
    ("fp8", "fp8"),
    ("32-true|fp32|float32", "fp32"),
)


def kv_format_of(text: str, engine: str) -> KvFormat:
    """Return the cache format: TensorRT-LLM's FP8 engines keep it in fp8, all others in 16 bits."""
    quant = text.lower()
    if found := re.search(r"(int8|fp8) kv", quant):
        return KV_FORMATS[found[1]]
    return KV_FORMATS["fp8" if engine == "tensorrt-llm" and "fp8" in quant else "bf16"]
