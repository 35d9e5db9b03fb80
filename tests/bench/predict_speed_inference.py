"""Predicted tokens per second of a measured row of inference_speed.csv, from its configuration only."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from math import inf
from statistics import fmean, harmonic_mean
from typing import Any, NamedTuple

from core.catalog.architecture import Architecture
from core.catalog.formats import KvFormat, WeightFormat
from core.catalog.gpus import Gpu
from core.planning.precision import served_format
from core.quantity import Range
from core.sizing.card_group import CardGroup, prefill_s
from core.sizing.engines import ENGINES, engine_speed
from core.sizing.kv_cache import kv_bytes_per_sequence
from core.sizing.serving_memory import weights_gib
from tests.bench.measured_models import architecture
from tests.bench.other_cards import find_card
from tests.bench.predict_engines import PAGED, engine_of
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
    "compiled",
    "litgpt",
    "ctranslate2",
    "bitsandbytes",
    "bitsandbytes-plain",
    "bitsandbytes-2023",
    "gptq-2023",
}
"""Not servers: where lengths are not said, their scripts decode after a short prompt."""
_KEEP_PREFIXES = {"vllm", "sglang", "sglang-0.4.4"}
"""Engines that keep prompts they have seen unless told otherwise (documentation of vLLM's V1, SGLang), so
that a load test that sends the same prompts again reads none: two A100 with Qwen2.5 7B (cssnoeasy/a100-vllm-
benchmark-blog) are done before their peak would have read, as RTX 4090 are, asked one sentence again and
again (vLLM on eight RTX 4090)."""
_PYTHON_LOOP = re.compile("webui|llama.cpp.python")
_PYTHON_LOOP_S = 2e-3
"""What sampling and streaming in Python take of each token where compiled engines are called from it:
ExLlamaV2 and llama.cpp in text-generation-webui on RTX 4090 and 3090, llama-cpp-python on RTX A4000."""
_SHORT_ANSWER, _DEEP = 64.0, 64.0
"""So few words after a prompt so many times as long tell the pace of writing at that depth, without the
prompt's own time, which would be nearly all (mtilyxuegao/qwen_quantization, a ledger of prompts on V100)."""
_MEMORY_SHARE, _MOST_AT_ONCE = 0.88, 256.0
"""Where a throughput row names no batch, the server takes as many requests as its memory holds, but no more
than its defaults allow (vLLM: max_num_seqs 256; TensorRT-LLM: max_batch_size 256)."""
_SHARES_OF_ROOM = (0.7, 1.0, 1.15)
"""Of that memory, what a server may have kept for its requests: buffers of others are not told."""
_LOCALSCORE = (1024, 4096, 2048, 2048, 1024, 1280, 384, 64, 16)
"""Prompts of the nine tests whose speeds LocalScore averages."""
_BENCH_PROMPT = 512.0
"""Prompt of a prefill row that does not say: what llama-bench reads by default."""
_USUAL_PROMPTS = 64, 2048
"""Either end of prompts where a row tells none."""
_CHAT_TOKENS = 256
"""Prompt and answer where a batched row does not say: the mean of ShareGPT is about 200 of each."""


class Asked(NamedTuple):
    """What one row asks: a model on cards in an engine, and how much is read and written at once."""

    arch: Architecture
    gpu: Gpu
    cards: int
    engine: str
    weights: WeightFormat
    cache: KvFormat
    prompt: float
    answer: float
    batches: tuple[float, float, float]
    phase: str
    per_card: bool
    per_request: bool
    perhaps_unread: bool
    """Whether prompts may take no time: their length is not told, or the engine keeps those it has seen."""
    loop_s: float
    """What the program that calls the engine takes of each token."""

    @property
    def reads(self) -> bool:
        """Whether the time of the prompt counts: a decode speed may be told from the first word on."""
        at_depth = self.answer <= _SHORT_ANSWER and self.prompt >= _DEEP * self.answer
        from_first_word = self.phase == "decode" and (
            self.per_request or self.engine in _DECODE_ONLY or at_depth
        )
        return self.phase == "prefill" or (self.prompt > 1 and not from_first_word)

    def rate(self, batch: float, reading_s: float, step_s: float) -> float:
        """Return the tokens per second of `batch` requests that are read and written in these times."""
        tokens = seconds = 0.0
        if self.phase != "decode":
            tokens += self.prompt
        if self.phase != "prefill":
            tokens += self.answer
            seconds += (step_s + self.loop_s) * self.answer
        if self.reads:
            seconds += reading_s
        shared = (self.cards if self.per_card else 1) * (batch if self.per_request else 1)
        return tokens * batch / seconds / shared

    @property
    def group(self) -> CardGroup:
        """The cards that share the model."""
        return CardGroup(self.arch, self.weights, self.cache, self.gpu, self.cards, self.engine)

    def range(self, batch: float) -> Range:
        """Return the same from low to high, of times as estimated."""
        reading = self.group.estimate_prefill(max(self.prompt, 1.0), batch).total
        step = self.group.estimate_step(batch, self.prompt + self.answer / 2).total
        return Range(
            self.rate(batch, reading.high, step.high),
            self.rate(batch, reading.expected, step.expected),
            self.rate(batch, 0.0 if self.perhaps_unread else reading.low, step.low),
        )

    def expected(self) -> float:
        """Return what is expected alone, for those who ask of many constants."""
        batch, group = self.batches[1], self.group
        reading = step = 0.0
        if self.reads:
            reading = (
                prefill_s(group, max(self.prompt, 1.0), batch) + engine_speed(self.engine).server_us * 1e-6
            )
        if self.phase != "prefill":
            step = sum(group.step.parts(batch, self.prompt + self.answer / 2))
        return self.rate(batch, reading, step)


def predict(row: Row) -> dict[str, Any]:
    """Return low, expected and high tokens per second, or why the row is skipped."""
    told = asked(row)
    if isinstance(told, str):
        return {"skipped": told}
    ranges = [[each.range(batch) for batch in each.batches] for each in told]
    others = [speed for other in _unsaid(row) for speed in _expected(other)] if len(told) == 1 else []
    return {
        "low": min(fmean(min(fewest.low, likely.low) for fewest, likely, _ in ranges), *others, inf),
        "expected": fmean(likely.expected for _, likely, _ in ranges),
        "high": max(fmean(max(most.high, likely.high) for _, likely, most in ranges), *others, 0.0),
    }


def _unsaid(row: Row) -> Iterator[Row]:
    """Yield a row as it might be where it is silent: with either end of usual prompts, or in four bits.

    Servers run a model as it is published where nobody says more, but makers of engines pack it.
    """
    crowd = row["phase"] == "decode" and number(row["batch"]) != 1
    if number(row["input_len"]) is None and (crowd or row["phase"] == "prefill"):
        for tokens in _USUAL_PROMPTS:
            yield row | {"input_len": str(tokens)}
    if not row["quant"] and engine_of(row) not in ENGINES:
        yield row | {"quant": "4-bit"}


def _expected(row: Row) -> list[float]:
    told = asked(row)
    return [] if isinstance(told, str) else [each.expected() for each in told]


def asked(row: Row) -> list[Asked] | str:
    """Return what a row asks, of which its speed is the mean, or why it cannot be told."""
    arch = architecture(row["model"], row["params_b"])
    gpu = card_of(row["gpu"])
    if arch is None or gpu is None:
        return "unknown model" if arch is None else "unknown card"
    if "offload" in row["engine"].lower():
        return "weights in main memory are not modelled"
    weights = read_format(row["quant"], row["engine"], row["model"])
    if weights is None:
        return f"format {row['quant']!r} unknown"
    engine, cards = engine_of(row), int(number(row["gpu_count"]) or 1)
    if not row["quant"] and weights_gib(arch, weights) > gpu.visible_gib * cards:
        weights, _ = served_format("any", arch)  # 16 bits, which nobody said, do not fit
    cache = read_kv_format(row["quant"], row["engine"], weights)
    room = gpu.visible_gib * _MEMORY_SHARE * cards - weights_gib(arch, weights)
    return [
        Asked(
            arch,
            gpu,
            cards,
            engine,
            weights,
            cache,
            prompt,
            answer,
            _batches(row, partial(_held, room * 2**30, arch, cache, prompt), answer),
            row["phase"],
            row["scope"] == "per_gpu",
            bool(re.search("request|user|stream|sequence", row["scope"])),
            _perhaps_unread(row, engine),
            _loop_s(row["engine"], engine),
        )
        for prompt, answer in _lengths(row, engine)
    ]


def _perhaps_unread(row: Row, engine: str) -> bool:
    """Return whether the prompts of a crowd may take no time."""
    crowd = row["phase"] == "decode" and number(row["batch"]) != 1
    return crowd and (number(row["input_len"]) is None or engine in _KEEP_PREFIXES)


def _loop_s(said: str, engine: str) -> float:
    """Return what sampling and streaming take of each token; of libraries in Python it is in their steps."""
    return _PYTHON_LOOP_S if _PYTHON_LOOP.search(said.lower()) and engine not in _LIBRARIES else 0.0


def _held(room_bytes: float, arch: Architecture, cache: KvFormat, prompt: float, answer: float) -> float:
    """Return how many requests of so many tokens a memory holds, at least one."""
    return max(room_bytes / kv_bytes_per_sequence(arch, cache, prompt + answer), 1.0)


def _batches(row: Row, held: Callable[[float], float], answer: float) -> tuple[float, float, float]:
    """Return the fewest, likely and most requests at once: as told, or as many as the memory holds.

    Servers that page their cache start more requests than their memory holds to the end: half of an answer
    is what one has on average. What is asked beyond that queues.
    """
    given = number(row["batch"]) or None
    if row["phase"] == "prefill":
        return (given or 1.0,) * 3
    if given is not None:
        queues = given > 1 and PAGED.search(row["engine"].lower())
        return (min(given, held(answer / 2)) if queues else given,) * 3
    fewest, likely, all_ = (min(max(share * held(answer), 1.0), _MOST_AT_ONCE) for share in _SHARES_OF_ROOM)
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


def _lengths(row: Row, engine: str) -> list[tuple[float, float]]:
    """Return the prompt and answer of a row, or of each test that it is the mean of."""
    prompt, answer = number(row["input_len"]), number(row["output_len"]) or 0.0
    prompts: tuple[float, ...] = (prompt or 0.0,)
    if row["phase"] == "prefill" and not prompt:
        prompts = _LOCALSCORE if "localscore" in row["engine"].lower() else (_BENCH_PROMPT,)
    crowd = number(row["batch"]) != 1 and engine not in _LIBRARIES
    if crowd and prompt is None:
        prompts = (float(_CHAT_TOKENS),)
    return [(each, answer or float(_CHAT_TOKENS)) for each in prompts]
