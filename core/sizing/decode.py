"""How long one decode step takes, in which each request of the batch gains one token.

A step streams the active weights and the live cache from memory, or waits for the arithmetic where the batch
is large; tensor-parallel cards then exchange activations, and every layer's kernels have to be launched.
"""

from math import hypot

from core.catalog.architecture import Architecture
from core.catalog.formats import KvFormat, WeightFormat
from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term
from core.sizing.efficiency import EngineSpeed
from core.sizing.engines import engine_speed
from core.sizing.interconnect import all_reduce_seconds
from core.sizing.speed_shape import SpeedShape, speed_shape
from core.sizing.weight_bytes import dense_bytes

Parts = tuple[float, float, float, float, float]
PART_NAMES = ("weights", "arithmetic", "KV cache", "exchange", "launches")
_PART_SOURCES = (
    "bytes of the format over the bandwidth on the sheet",
    "two operations per weight over the peak on the sheet",
    "shapes of the model's configuration over the bandwidth on the sheet",
    "a ring's bytes over the links on the sheet (nccl-tests)",
    "kernels per layer and the scheduler",
)


def decode_parts(
    shape: SpeedShape,
    engine: EngineSpeed,
    *,
    weight_format: WeightFormat,
    kv_format: KvFormat,
    gpu: Gpu,
    tensor_parallel: int,
    batch: float,
    tokens_each: float,
) -> Parts:
    """Return the expected seconds of one step, part by part in the order of PART_NAMES."""
    cards = tensor_parallel if engine.splits == "tensor" else 1
    bandwidth = gpu.bandwidth_gbs * 1e9
    streamed = bandwidth * engine.stream(weight_format) * cards
    slowdown = 1 + (engine.batched_slowdown - 1) * (1 - 1 / max(batch, 1.0))
    weights = weight_traffic_bytes(shape, weight_format, batch) / streamed * slowdown
    arithmetic = 2 * shape.active_params * batch / (engine.matmul(weight_format, gpu) * cards)
    cache_bytes = batch * shape.cache_elements(tokens_each) * kv_format.bytes * shape.cache_reads(engine)
    cache = cache_bytes / (bandwidth * engine.cache * min(cards, shape.cache_splits))
    exchange = exchange_seconds(shape, engine, gpu, tensor_parallel, batch)
    busy = max(weights, arithmetic) + cache + exchange
    launches = engine.launches(weight_format, gpu, shape.layers, shape.experts)
    if tokens_each > engine.graphs_up_to:
        launches = max(launches, shape.layers * engine.eager_layer_us * 1e-6 - busy)
    elif engine.eager:
        launches = hypot(launches, busy) - busy
    launches += batch * engine.request_us * 1e-6
    return weights, max(0.0, arithmetic - weights), cache, exchange, launches


def exchange_seconds(
    shape: SpeedShape, engine: EngineSpeed, gpu: Gpu, tensor_parallel: int, tokens: float
) -> float:
    """Return seconds that cards spend on each other in one pass of `tokens` tokens over all layers."""
    if tensor_parallel <= 1 or engine.splits == "layers":
        return 0.0
    if engine.row_exchange_us:
        return shape.layers * engine.row_exchange_us * 1e-6 * tensor_parallel
    reduce = all_reduce_seconds(gpu, tensor_parallel, tokens * shape.hidden * 2) + engine.reduce_us * 1e-6
    return 2 * shape.layers * reduce


def weight_traffic_bytes(shape: SpeedShape, weight_format: WeightFormat, batch: float) -> float:
    """Return the bytes of weights that a step of `batch` tokens reads: touched layers and the output head."""
    dense = dense_bytes(weight_format, mixture=shape.expert_params > 0)
    experts = shape.touched_layer_params(batch) - shape.dense_params
    layers = shape.dense_params * dense + experts * weight_format.linear_bytes
    return layers + shape.head_params * weight_format.head_bytes


def estimate_decode_step(
    arch: Architecture,
    *,
    weight_format: WeightFormat,
    kv_format: KvFormat,
    gpu: Gpu,
    tensor_parallel: int,
    batch: float,
    tokens_each: float,
    engine: str,
) -> Estimate:
    """Estimate the seconds of one step for `batch` requests with `tokens_each` live tokens each.

    The low end never beats the memory bandwidth on the sheet.
    """
    speed = engine_speed(engine)
    shape = speed_shape(arch)
    parts = decode_parts(
        shape,
        speed,
        weight_format=weight_format,
        kv_format=kv_format,
        gpu=gpu,
        tensor_parallel=tensor_parallel,
        batch=batch,
        tokens_each=tokens_each,
    )
    spread = speed.spread * arch.spread
    floors = (speed.stream(weight_format), 0.0, speed.cache, 0.0, 0.0)
    return Estimate.of(
        "s",
        [
            Term(name, Range(part * max(1 / spread, floor), part, part * spread), f"{source}; {speed.source}")
            for name, source, part, floor in zip(PART_NAMES, _PART_SOURCES, parts, floors, strict=True)
        ],
    )


def tokens_per_s(step: Estimate, batch: float = 1) -> Range:
    """Return the tokens per second of `batch` requests in steps of this length."""
    return Range(batch / step.total.high, batch / step.total.expected, batch / step.total.low)
