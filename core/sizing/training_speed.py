"""How fast a training run goes: tokens per second with their range, and the hours of a run."""

from typing import NamedTuple

from core.catalog.architecture import Architecture
from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term
from core.sizing.speed_shape import speed_shape
from core.sizing.training_efficiency import training_stack
from core.sizing.training_habits import USUAL, Habits
from core.sizing.training_step import Crew, MicroStep, card_seconds, shared_seconds

_UNPACKED = Range(1.0, 1.7, 3.4)
"""How much longer a token takes where short samples are padded, not packed (arXiv 2107.02027)."""
_MIXTURE_DOUBT = 1.4
"""Factor either way on top of a stack's own: how evenly tokens choose experts is not known, nor whether a
script takes its experts one by one."""


class TrainingSpeed(NamedTuple):
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
    micro_batch: float,
    gpu: Gpu,
    gpu_count: int = 1,
    sharding: str = "none",
    nodes: int = 1,
    gradient_checkpointing: bool = False,
    packed: bool = True,
    framework: str = "plain",
    accumulation: float = 8,
    tensor_parallel: int = 1,
    expert_parallel: int = 1,
    idle_share: float = 0.0,
    base_format: str = "nf4",
    habits: Habits = USUAL,
) -> TrainingSpeed:
    """Estimate tokens per second of a run.

    `method` is lora, qlora, full or pretrain; `precision` fp8, bf16, fp16, tf32 or fp32; `sharding` none,
    ddp, zero1, zero2, zero3 or fsdp over all `gpu_count` cards on `nodes` nodes; `framework` "tuned", "plain"
    or "megatron";
    `accumulation` is micro-steps per optimizer step; `idle_share` how long a pipeline's stages wait for its
    first and last micro-steps, per time they work (see `pipeline_idle`); `base_format` nf4 or gptq, the
    frozen base of qlora.
    """
    step = MicroStep(
        arch=arch,
        shape=speed_shape(arch),
        stack=training_stack(framework),
        gpu=gpu,
        method=method,
        precision=precision,
        sequence_tokens=sequence_tokens,
        tokens=micro_batch * sequence_tokens / tensor_parallel,
        checkpointing=gradient_checkpointing,
        accumulation=accumulation,
        optimizer=optimizer,
        habits=habits,
    )
    crew = Crew(gpu_count, nodes, sharding, tensor_parallel, expert_parallel, idle_share)
    own = card_seconds(step, sharding=sharding, base_format=base_format)
    shared = shared_seconds(step, own, crew)
    return _pace(step, own | shared, gpu_count=gpu_count, padding=Range.exact(1.0) if packed else _UNPACKED)


def _pace(step: MicroStep, parts: dict[str, float], *, gpu_count: int, padding: Range) -> TrainingSpeed:
    """Turn the expected parts of a micro-step into the pace with its range, never above the peak."""
    doubt = _doubt(step)
    slower, faster = step.stack.slower * doubt, step.stack.faster * doubt
    seconds = Estimate.of(
        "s",
        [
            Term(name, Range(part / faster, part, part * slower), step.stack.source)
            for name, part in parts.items()
            if part > 0
        ],
    )
    peak = _peak(step.gpu, step.precision)
    fastest = max(seconds.total.low, step.done_flops / peak)
    per_card = Range(
        step.tokens / seconds.total.high / padding.high,
        step.tokens / seconds.total.expected / padding.expected,
        step.tokens / fastest / padding.low,
    )
    return TrainingSpeed(
        per_card,
        per_card.scaled(gpu_count),
        mfu=step.useful_flops / seconds.total.expected / peak,
        hfu=step.done_flops / seconds.total.expected / peak,
        step=seconds,
    )


def _doubt(step: MicroStep) -> float:
    """Return the factor either way on top of what a stack may be slower or faster: of the kind of model."""
    mixture = _MIXTURE_DOUBT if step.arch.is_moe else 1.0
    return mixture * (1 + (step.arch.spread - 1) / 5)


def _peak(gpu: Gpu, precision: str) -> float:
    return (gpu.fp8_tflops if precision == "fp8" and gpu.fp8_tflops else gpu.bf16_tflops) * 1e12


def hours_at(amount: float, pace: Range) -> Range:
    """Return the hours that so many tokens (or samples) take at so many per second."""
    return pace.dividing(amount / 3600)
