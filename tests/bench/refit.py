"""Fit the constants of engines and training stacks again from some of the sources only.

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
from core.sizing.training_efficiency import TRAINING_STACKS, TrainingStack
from tests.bench.predict_engines import engine_of
from tests.bench.predict_speed_training import framework_of

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
    frozenset(TRAINING_STACKS),
)
_ENGINE_KNOBS: Knobs = (
    ("stream_16", "stream_fp8", "stream_8", "stream_4", "stream_awq"),
    ("layer_us", "step_us"),
    ("request_us",),
    ("matmul_16", "matmul_fp8", "matmul_4"),
    ("cache",),
    ("attention",),
)
_STACK_KNOBS: Knobs = (
    ("matmul",),
    ("attention",),
    ("activation_bytes",),
    ("layer_us", "sharded_layer_us"),
)
_STEPS = (0.7, 0.8, 0.9, 1.1, 1.25, 1.4)
_PASSES = 2
_LAUNCHES, _PASSES_OF_A_STEP = ("layer_us", "sharded_layer_us"), 3
_COPIES = (1.0, 1.1, 1.2, 1.3, 1.4, 1.5)
_CEILING = {"stream_16", "stream_fp8", "stream_8", "stream_4", "stream_awq", "cache"}
"""Shares of a bandwidth: never above 0.97."""


def tables(kind: str) -> tuple[dict[str, Any], Knobs, Callable[[Row], str]]:
    """Return the constants behind a file's speeds, their knobs, and which constants a row uses."""
    if kind == "inference_speed":
        return ENGINES, _ENGINE_KNOBS, engine_of
    return TRAINING_STACKS, _STACK_KNOBS, framework_of


def without(kind: str, rows: Sequence[Row], source: str) -> Iterable[tuple[str, Any, bool]]:
    """Yield what a source's rows use as others know it: (name, constants, whether others measured it)."""
    table, knobs, key = tables(kind)
    seen = {key(row) for row in rows if row["source"] != source}
    used = {key(row) for row in rows if row["source"] == source}
    for name in sorted(used & set(table)):
        kin = [table[other] for other in sorted(seen) if other in _kind(name) and other != name]
        start = table[name]
        if kin:
            fields = [field for knob in knobs for field in knob]
            start = start._replace(
                **{field: median(getattr(each, field) for each in kin) for field in fields}
            )
        if kind == "training_speed":
            start = start._replace(**_launches(table[name]))
        yield name, start, name in seen


def _launches(stack: TrainingStack) -> dict[str, float]:
    """Return the launches of a stack as its habits tell: of eager code, three passes of Python's."""
    eager = _PASSES_OF_A_STEP * ENGINES["litgpt"].layer_us
    return {field: eager if stack.eager else getattr(stack, field) for field in _LAUNCHES}


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


def fit_copies(errors: Callable[[float], Sequence[float]]) -> float:
    """Return the copies of activations that eager PyTorch keeps, as the errors under each choice have it."""
    return min(_COPIES, key=lambda copies: _cost(errors(copies)))


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
