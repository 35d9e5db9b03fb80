"""How many card-hours a published kind of pretraining run takes."""

from core.catalog.architecture import Architecture
from core.catalog.gpus import Gpu
from core.quantity import Range
from core.sizing.training_speed import estimate_training_speed

_GOODPUT = Range(0.75, 0.82, 0.92)
"""Share of a long run's hours that train: Llama 3 reports over 0.9, BLOOM and OPT far less."""
_CHECKPOINTED_FROM_B = 100.0
"""Size in 1e9 parameters from which pretraining usually recomputes activations."""


def estimate_pretraining_hours(arch: Architecture, *, tokens: float, gpu: Gpu, gpu_count: int) -> Range:
    """Return the GPU-hours of a published kind of run: tuned code on 8-card nodes, with its interruptions.

    What labs report includes evaluation, restarts and failed nodes; `_GOODPUT` is the share that trained.
    """
    nodes = max(1, gpu_count // 8)
    speed = estimate_training_speed(
        arch,
        method="pretrain",
        precision="fp8" if arch.native_precision == "fp8" else "bf16",
        sequence_tokens=min(4096, arch.max_context or 2048),
        micro_batch=2,
        gpu=gpu,
        gpu_count=gpu_count,
        sharding="zero1",
        nodes=nodes,
        gradient_checkpointing=arch.params_b > _CHECKPOINTED_FROM_B,
        framework="tuned",
    )
    pace = speed.tokens_per_s_per_gpu
    return Range(
        tokens / pace.high / _GOODPUT.high / 3600,
        tokens / pace.expected / _GOODPUT.expected / 3600,
        tokens / pace.low / _GOODPUT.low / 3600,
    )
