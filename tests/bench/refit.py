"""Fit the constants of engines again from some of the sources only.

A constant that a source alone can tell is unknown without it: an engine that no other source measured takes
the medians of its kind, and then what is left of its measurements moves its knobs. Documented habits (how
cards share a model, eager launches or compiled ones, copies of the cache) stay: they are read in the
engines' documentation.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import log
from statistics import mean, median
from typing import Any

from core.sizing.engines import ENGINES
from tests.bench.predict_engines import engine_of

Row = dict[str, str]
Knobs = tuple[tuple[str, ...], ...]
Judge = Callable[[], Sequence[float]]

_KINDS = (
    frozenset(
        {
            *("vllm", "vllm-0.4", "vllm-eager", "vllm-0.6", "deepspeed"),
            *("tensorrt-llm", "tensorrt-llm-2025", "lmdeploy"),
        }
    ),
    frozenset(
        {
            *("gpt-fast", "mlc", "tinychat", "exllama", "exllamav2"),
            *("autoawq", "autoawq-0.1.8", "autoawq-gemv", "autoawq-gemv-fast"),
            *("llama.cpp", "ollama", "llama.cpp-2024", "llama.cpp-2023"),
            "llama.cpp-cublas",
        }
    ),
    frozenset(
        {
            "pytorch",
            "pytorch-2025",
            "litgpt",
            "ctranslate2",
            "bitsandbytes",
            "bitsandbytes-plain",
            "bitsandbytes-2023",
            "gptq-2023",
        }
    ),
)
KNOBS: Knobs = (
    ("stream_16", "stream_fp8", "stream_8", "stream_4", "stream_awq"),
    ("layer_us", "step_us"),
    ("request_us",),
    ("matmul_16", "matmul_fp8", "matmul_4"),
    ("cache",),
    ("attention",),
)
_STEPS = (0.7, 0.8, 0.9, 1.1, 1.25, 1.4)
_PASSES = 2
_CEILING = {"stream_16", "stream_fp8", "stream_8", "stream_4", "stream_awq", "cache"}
"""Shares of a bandwidth: never above 0.97."""


def without(rows: Sequence[Row], source: str) -> Iterable[tuple[str, Any, bool]]:
    """Yield what a source's rows use as others know it: (name, constants, whether others measured it)."""
    seen = {engine_of(row) for row in rows if row["source"] != source}
    used = {engine_of(row) for row in rows if row["source"] == source}
    for name in sorted(used & set(ENGINES)):
        kin = [ENGINES[other] for other in sorted(seen) if other in _kind(name) and other != name]
        start = ENGINES[name]
        if kin:
            fields = [field for knob in KNOBS for field in knob]
            start = start._replace(
                **{field: median(getattr(each, field) for each in kin) for field in fields}
            )
        yield name, start, name in seen


def fit(table: dict[str, Any], name: str, knobs: Knobs, errors: Judge) -> None:
    """Turn the knobs of one row of a table, one after the other, to where the errors are least."""
    best = _cost(errors())
    for _ in range(_PASSES):
        for knob in knobs:
            start = table[name]
            for step in _STEPS:
                kept = table[name]
                table[name] = start._replace(**{field: _turned(start, field, step) for field in knob})
                cost = _cost(errors())
                if cost < best:
                    best = cost
                else:
                    table[name] = kept


def log_errors(
    truths: Mapping[int, float], predictions: Mapping[int, Mapping[str, Any]], figure: str = "expected"
) -> list[float]:
    """Return ln(predicted / true) of the rows that have both."""
    return [
        log(said[figure] / truths[row])
        for row, said in predictions.items()
        if row in truths and said.get(figure, 0) > 0
    ]


def _kind(name: str) -> frozenset[str]:
    return next(kind for kind in _KINDS if name in kind)


def _turned(constants: Any, field: str, step: float) -> float:
    value: float = getattr(constants, field) * step
    return min(value, 0.97) if field in _CEILING else value


def _cost(errors: Sequence[float]) -> float:
    return mean(min(abs(error), 0.7) for error in errors) if errors else 0.0
