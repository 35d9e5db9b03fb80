"""Predicted tokens per second of a measured row of inference_speed.csv, from its configuration only."""

import re
from statistics import fmean, harmonic_mean
from typing import Any

from core.catalog.gpus import Gpu
from core.quantity import Range
from core.sizing.decode import estimate_decode_step
from core.sizing.kv_cache import kv_bytes_per_sequence
from core.sizing.prefill import estimate_prefill
from core.sizing.serving_memory import weights_gib
from tests.bench.measured_models import architecture
from tests.bench.other_cards import find_card
from tests.bench.predict_engines import engine_of
from tests.bench.predict_formats import read_format, read_kv_format
from tests.bench.score_measured import number

Row = dict[str, str]

_DECODE_ONLY = {
    *("llama.cpp", "ollama", "llama.cpp-2024", "llama.cpp-cublas", "llama.cpp-2023", "exllama", "exllamav2"),
    *("autoawq", "autoawq-0.1.8", "autoawq-gemv", "autoawq-gemv-fast"),
    *("tinychat", "mlc", "gpt-fast", "litgpt"),
}
"""Engines whose printed decode speed leaves the prompt's own time out."""
_LIBRARIES = {
    "pytorch",
    "pytorch-2025",
    "litgpt",
    "ctranslate2",
    "bitsandbytes",
    "bitsandbytes-plain",
    "bitsandbytes-2023",
    "gptq-2023",
}
"""Not servers: where lengths are not said, their scripts decode after a short prompt."""
_MEMORY_SHARE, _MOST_AT_ONCE = 0.88, 256.0
"""Where a throughput row names no batch, the server takes as many requests as its memory holds, but no more
than its defaults allow (vLLM: max_num_seqs 256; TensorRT-LLM: max_batch_size 256)."""
_SHARES_OF_ROOM = (0.7, 1.0, 1.15)
"""Of that memory, what a server may have kept for its requests: buffers of others are not told."""
_LOCALSCORE = (1024, 4096, 2048, 2048, 1024, 1280, 384, 64, 16)
"""Prompts of the nine tests whose speeds LocalScore averages."""
_BENCH_PROMPT = 512.0
"""Prompt of a prefill row that does not say: what llama-bench reads by default."""
_CHAT_TOKENS = 256
"""Prompt and answer where a batched row does not say: the mean of ShareGPT is about 200 of each."""


def predict(row: Row) -> dict[str, Any]:
    """Return low, expected and high tokens per second, or why the row is skipped."""
    if "localscore" not in row["engine"].lower() or row["phase"] != "prefill" or row["input_len"]:
        return _of_lengths(row)
    tests = [_of_lengths(row | {"input_len": str(prompt)}) for prompt in _LOCALSCORE]
    if any("expected" not in told for told in tests):
        return tests[0]
    return {end: fmean(told[end] for told in tests) for end in ("low", "expected", "high")}


def _of_lengths(row: Row) -> dict[str, Any]:
    """Return the same of one length of prompt and answer."""
    arch = architecture(row["model"], row["params_b"])
    gpu = card_of(row["gpu"])
    if arch is None or gpu is None:
        return {"skipped": "unknown model" if arch is None else "unknown card"}
    if "offload" in row["engine"].lower():
        return {"skipped": "weights in main memory are not modelled"}
    engine = engine_of(row)
    cards = int(number(row["gpu_count"]) or 1)
    weights = read_format(row["quant"], row["engine"], row["model"])
    if weights is None:
        return {"skipped": f"format {row['quant']!r} unknown"}
    cache = read_kv_format(row["quant"], row["engine"], weights)
    prompt, answer = _lengths(row, engine)
    room = gpu.visible_gib * _MEMORY_SHARE * cards - weights_gib(arch, weights)
    fits = room * 2**30 / kv_bytes_per_sequence(arch, cache, prompt + answer)

    def seen(batch: float) -> dict[str, Any]:
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
        one_of_many = re.search("request|user|stream|sequence", row["scope"])
        if row["phase"] == "prefill":
            tokens, seconds = batch * prompt, reading
        else:
            tokens, seconds = batch * answer, step.scaled(answer)
            from_first_word = bool(one_of_many) or engine in _DECODE_ONLY
            if prompt > 1 and (row["phase"] == "total" or not from_first_word):
                seconds += reading
            if row["phase"] == "total":
                tokens += batch * prompt
        tokens /= cards if row["scope"] == "per_gpu" else 1
        tokens /= batch if one_of_many else 1
        return as_speeds(tokens, seconds)

    fewest, likely, most = (seen(batch) for batch in _batches(row, fits))
    return likely | {"low": min(fewest["low"], likely["low"]), "high": max(most["high"], likely["high"])}


def as_speeds(amount: float, seconds: Range) -> dict[str, Any]:
    """Return an amount per second in the scorer's words."""
    return {
        "low": amount / seconds.high,
        "expected": amount / seconds.expected,
        "high": amount / seconds.low,
    }


def _batches(row: Row, fits: float) -> tuple[float, float, float]:
    """Return the fewest, likely and most requests at once: as told, or as many as the memory holds."""
    given = number(row["batch"])
    if given is not None or row["phase"] == "prefill":
        return (given or 1.0,) * 3
    fewest, likely, all_ = (min(max(share * fits, 1.0), _MOST_AT_ONCE) for share in _SHARES_OF_ROOM)
    return fewest, likely, all_


def card_of(text: str) -> Gpu | None:
    """Return the card of a row; two different cards take turns and count as one of their mean pace."""
    cards = [card for part in text.split(" + ") if (card := find_card(part))]
    if len(cards) < 2:
        return cards[0] if cards else None
    return cards[0]._replace(
        bandwidth_gbs=harmonic_mean([card.bandwidth_gbs for card in cards]),
        bf16_tflops=harmonic_mean([card.bf16_tflops for card in cards]),
    )


def _lengths(row: Row, engine: str) -> tuple[float, float]:
    prompt, answer = number(row["input_len"]) or 0.0, number(row["output_len"]) or 0.0
    if row["phase"] == "prefill" and not prompt:
        prompt = _BENCH_PROMPT
    crowd = number(row["batch"]) != 1 and engine not in _LIBRARIES
    if crowd and not prompt and not answer:
        prompt = float(_CHAT_TOKENS)
    return prompt, answer or float(_CHAT_TOKENS)
