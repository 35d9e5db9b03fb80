"""What training cards tell each other in one micro-step: parameters, gradients, and activations."""

from core.catalog.gpus import Gpu
from core.sizing.interconnect import all_reduce, collective_rate, node_cards
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
    trained_params: float,
    accumulation: float,
    expert_parallel: int = 1,
    stored_bytes: float = _BYTES,
) -> float:
    """Return seconds of communication per micro-step, before any of it is hidden behind the arithmetic.

    ZeRO-3 and FSDP gather all parameters forward and backward (Rajbhandari et al., arXiv 1910.02054) and
    reduce gradients each time; ZeRO-1, ZeRO-2 and data parallelism reduce gradients once per optimizer step.
    What is gathered has its `stored_bytes` per parameter: a packed base travels packed.
    Experts that live on `expert_parallel` cards are gathered and have their gradients reduced apart, over a
    link that few cards of a node share.
    """
    replicas = gpu_count // tensor_parallel
    seconds = 0.0
    if replicas <= 1 or sharding == "none":
        return seconds
    rate = collective_rate(gpu, max(1, gpu_count // nodes), nodes)
    apart = shape.expert_params if expert_parallel > 1 else 0.0
    trained_apart = apart * min(trained_params / shape.all_params, 1.0)
    passes, shared, own = 2, trained_params - trained_apart, trained_apart / expert_parallel
    if sharding in ("zero3", "fsdp"):
        passes, accumulation = 1, 1.0
        gathers = 2 * stored_bytes / _BYTES
        shared += gathers * (shape.all_params - apart)
        own += gathers * apart / expert_parallel
    seconds += passes * shared * _BYTES / tensor_parallel / accumulation / rate
    holders = -(-gpu_count // expert_parallel)
    if not own or holders <= 1:
        return seconds
    own_rate = collective_rate(gpu, max(1, holders // nodes), nodes)
    return seconds + passes * own * _BYTES / accumulation / own_rate


def tensor_seconds(
    shape: SpeedShape, *, gpu: Gpu, tensor_parallel: int, tokens: float, checkpointing: bool
) -> float:
    """Return seconds per micro-step in which cards that share every matrix add up their activations.

    Twice per layer and pass (Shoeybi et al., arXiv 1909.08053).
    """
    if tensor_parallel <= 1:
        return 0.0
    passes = 3 if checkpointing else 2
    message = tokens * tensor_parallel * shape.hidden * _BYTES
    return 2 * passes * shape.layers * all_reduce(gpu, tensor_parallel).seconds(message)


def dispatch_seconds(shape: SpeedShape, *, gpu: Gpu, expert_parallel: int, tokens: float) -> float:
    """Return seconds per micro-step in which tokens go to their experts on other cards and back.

    Both ways, forward and backward; nothing waits for it but everything after it: it is not hidden.
    """
    if expert_parallel <= 1:
        return 0.0
    node = node_cards(gpu)
    rate = collective_rate(gpu, min(expert_parallel, node), -(-expert_parallel // node))
    chosen = shape.experts * shape.chosen_share
    sent = 4 * tokens * shape.hidden * _BYTES * chosen * shape.layers * (1 - 1 / expert_parallel)
    return sent / rate
