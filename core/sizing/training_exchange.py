"""What training cards tell each other in one micro-step: parameters, gradients, and activations."""

from core.catalog.gpus import Gpu
from core.sizing.interconnect import all_reduce, collective_rate
from core.sizing.speed_shape import SpeedShape

_BYTES = 2
"""Parameters and gradients travel in 16 bits."""


def exchange_seconds(
    shape: SpeedShape,
    *,
    gpu: Gpu,
    gpu_count: int,
    nodes: int,
    sharding: str,
    tensor_parallel: int,
    tokens: float,
    trained_params: float,
    accumulation: float,
    checkpointing: bool,
) -> float:
    """Return seconds of communication per micro-step, before any of it is hidden behind the arithmetic.

    ZeRO-3 and FSDP gather all parameters forward and backward (Rajbhandari et al., arXiv 1910.02054) and
    reduce gradients each time; ZeRO-1, ZeRO-2 and data parallelism reduce gradients once per optimizer step.
    Tensor parallelism reduces activations twice per layer and pass.
    """
    replicas = gpu_count // tensor_parallel
    seconds = 0.0
    if tensor_parallel > 1:
        passes = 3 if checkpointing else 2
        message = tokens * tensor_parallel * shape.hidden * _BYTES
        seconds += 2 * passes * shape.layers * all_reduce(gpu, tensor_parallel).seconds(message)
    if replicas <= 1 or sharding == "none":
        return seconds
    rate = collective_rate(gpu, max(1, gpu_count // nodes), nodes)
    if sharding in ("zero3", "fsdp"):
        gathered = 2 * (shape.layer_params + shape.head_params) * _BYTES
        return seconds + (gathered + trained_params * _BYTES) / tensor_parallel / rate
    return seconds + 2 * trained_params * _BYTES / tensor_parallel / accumulation / rate
