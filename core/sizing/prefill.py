"""How long it takes to read a prompt before its first token can be written.

Prefill is arithmetic: two operations per active weight and token, and attention over all earlier tokens.
"""

from core.catalog.architecture import Architecture
from core.catalog.formats import WeightFormat
from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term
from core.sizing.decode import weight_traffic_bytes
from core.sizing.efficiency import EngineSpeed, engine_speed
from core.sizing.interconnect import all_reduce_seconds
from core.sizing.speed_shape import SpeedShape, speed_shape

Parts = tuple[float, float, float, float, float]
PART_NAMES = ("arithmetic", "attention", "weights", "exchange", "launches")


def prefill_parts(
    shape: SpeedShape,
    engine: EngineSpeed,
    *,
    weight_format: WeightFormat,
    gpu: Gpu,
    tensor_parallel: int,
    prompt_tokens: float,
    batch: float,
) -> Parts:
    """Return the expected seconds of one prefill of `batch` prompts, in the order of PART_NAMES."""
    tokens = batch * prompt_tokens
    rate = engine.matmul(weight_format, gpu) * tensor_parallel
    layer_params = shape.active_params - shape.head_params
    arithmetic = 2 * (layer_params * tokens + shape.head_params * batch) / rate
    attention_rate = gpu.bf16_tflops * 1e12 * engine.attention * tensor_parallel
    attention = 2 * shape.attention_dim * tokens * shape.attended_tokens(prompt_tokens) / attention_rate
    read = weight_traffic_bytes(shape, weight_format, tokens)
    read_seconds = read / (gpu.bandwidth_gbs * 1e9 * engine.stream(weight_format) * tensor_parallel)
    exchange = 2 * shape.layers * all_reduce_seconds(gpu, tensor_parallel, tokens * shape.hidden * 2)
    launches = (shape.layers * engine.layer_us + engine.step_us) * 1e-6
    return arithmetic, attention, max(0.0, read_seconds - arithmetic), exchange, launches


def estimate_prefill(
    arch: Architecture,
    *,
    weight_format: WeightFormat,
    gpu: Gpu,
    tensor_parallel: int,
    prompt_tokens: float,
    batch: float,
    engine: str,
) -> Estimate:
    """Estimate the seconds from a prompt to its first token, with nothing else on the cards."""
    speed = engine_speed(engine)
    parts = prefill_parts(
        speed_shape(arch),
        speed,
        weight_format=weight_format,
        gpu=gpu,
        tensor_parallel=tensor_parallel,
        prompt_tokens=prompt_tokens,
        batch=batch,
    )
    spread = speed.spread * arch.spread
    return Estimate.of(
        "s",
        [
            Term(name, Range(part / spread, part, part * spread), speed.source)
            for name, part in zip(PART_NAMES, parts, strict=True)
        ],
    )
