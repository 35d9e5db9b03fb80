"""How fast a training run goes: a micro-step as a sum of terms, tokens per second, run hours.

Operations per token are k times the active parameters: 6 for a full update, 8 with full activation
checkpointing (one forward pass again); LoRA needs no gradients of the frozen weights, 4 and 6 (Kaplan et al.,
arXiv 2001.08361; Korthikanti et al., arXiv 2205.05198). Attention over earlier tokens comes on top.
"""

from dataclasses import dataclass

from core.catalog.architecture import Architecture
from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term
from core.sizing.interconnect import collective_rate
from core.sizing.speed_shape import speed_shape
from core.sizing.training_efficiency import training_stack

_ADAPTER_METHODS = ("lora", "qlora")
_UNPACKED = Range(1.0, 1.7, 3.4)
"""How much of the arithmetic goes into padding when short samples are not packed, as a factor of time."""


@dataclass(frozen=True, slots=True)
class TrainingSpeed:
    """One run's pace. `mfu` counts useful operations (k = 6, or 4 for adapters) against the dense peak."""

    tokens_per_s_per_gpu: Range
    tokens_per_s: Range
    mfu: float
    hfu: float
    step: Estimate
    """Seconds of one micro-step of one card."""


def estimate_training_speed(
    arch: Architecture,
    *,
    method: str,
    precision: str,
    optimizer: str = "adamw",
    sequence_tokens: int,
    micro_batch: int,
    gpu: Gpu,
    gpu_count: int = 1,
    sharding: str = "none",
    nodes: int = 1,
    gradient_checkpointing: bool = False,
    packed: bool = True,
    framework: str = "plain",
    accumulation: int = 8,
    tensor_parallel: int = 1,
) -> TrainingSpeed:
    """Estimate tokens per second of a run.

    `method` is lora, qlora, full or pretrain; `precision` fp8, bf16 or fp32; `sharding` none, ddp, zero1,
    zero2, zero3 or fsdp over all `gpu_count` cards on `nodes` nodes; `framework` "tuned" or
    "plain" for its kind; `accumulation` is micro-steps per optimizer step.
    """
    stack = training_stack(framework)
    shape = speed_shape(arch)
    adapters = method in _ADAPTER_METHODS
    tokens = micro_batch * sequence_tokens / tensor_parallel
    rate = stack.rate(gpu, precision)
    passes = (4 if adapters else 6) + (2 if gradient_checkpointing else 0)
    useful_flops = (passes - (2 if gradient_checkpointing else 0)) * shape.active_params * tokens
    arithmetic = passes * shape.active_params * tokens / rate
    forward_attention = 2 * shape.attention_dim * shape.attended_tokens(sequence_tokens) * tokens
    attention_passes = 3.5 + (1 if gradient_checkpointing else 0)
    attention = attention_passes * forward_attention / (gpu.bf16_tflops * 1e12 * stack.attention)
    dequantise = shape.layer_params * stack.dequantise_s(gpu) if method == "qlora" else 0.0
    exchange = _exchange_seconds(
        shape.layer_params + shape.head_params,
        gpu=gpu,
        gpu_count=gpu_count,
        nodes=nodes,
        sharding=sharding,
        trained_share=0.01 if adapters else 1.0,
        accumulation=accumulation,
    )
    hidden = min(exchange, stack.overlap * (arithmetic + attention))
    trained = shape.all_params * (0.01 if adapters else 1.0)
    sharded = gpu_count if sharding not in ("none", "ddp") else 1
    update = trained / sharded * _STATE_TRAFFIC.get(optimizer, 32) / (gpu.bandwidth_gbs * 1e9) / accumulation
    launches = shape.layers * stack.layer_us * 1e-6 * (passes / 6)
    parts = (
        ("arithmetic", arithmetic),
        ("attention", attention),
        ("dequantisation", dequantise),
        ("exchange", exchange - hidden),
        ("optimizer", update),
        ("launches", launches),
    )
    padding = Range(1.0, 1.0, 1.0) if packed else _UNPACKED
    spread = stack.spread * arch.spread
    step = Estimate.of(
        "s",
        [Term(name, Range(part / spread, part, part * spread), stack.source) for name, part in parts if part],
    )
    per_card = Range(
        tokens / step.total.high / padding.high,
        tokens / step.total.expected / padding.expected,
        min(tokens / step.total.low / padding.low, _ceiling(passes, shape.active_params, gpu, precision)),
    )
    peak = gpu.bf16_tflops * 1e12
    return TrainingSpeed(
        per_card,
        per_card.scaled(gpu_count),
        mfu=(useful_flops + 3 * forward_attention) / step.total.expected / peak,
        hfu=(passes * shape.active_params * tokens + attention_passes * forward_attention)
        / step.total.expected
        / peak,
        step=step,
    )


_STATE_TRAFFIC = {"adamw": 32, "adamw_8bit": 18, "adafactor": 16, "sgd": 16}
"""Bytes read and written per trained parameter in one optimizer step."""


def _ceiling(passes: float, params: float, gpu: Gpu, precision: str) -> float:
    peak = gpu.fp8_tflops if precision == "fp8" and gpu.fp8_tflops else gpu.bf16_tflops
    return peak * 1e12 / (passes * params)


def _exchange_seconds(
    params: float,
    *,
    gpu: Gpu,
    gpu_count: int,
    nodes: int,
    sharding: str,
    trained_share: float,
    accumulation: int,
) -> float:
    """Return seconds of communication per micro-step, before any of it is hidden behind arithmetic."""
    if gpu_count <= 1 or sharding == "none":
        return 0.0
    rate = collective_rate(gpu, gpu_count // nodes, nodes)
    if sharding in ("zero3", "fsdp"):
        gathers = 2 * 2 * params
        return (gathers + 2 * params * trained_share) / rate
    return 2 * 2 * params * trained_share / accumulation / rate


def estimate_run_hours(*, tokens: float, speed: TrainingSpeed, epochs: float = 1.0) -> Range:
    """Return the hours that a run over so many tokens takes at this pace, start-up excluded."""
    pace = speed.tokens_per_s
    seconds = tokens * epochs
    return Range(seconds / pace.high / 3600, seconds / pace.expected / 3600, seconds / pace.low / 3600)
