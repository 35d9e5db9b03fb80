"""What training cards tell each other in one micro-step: parameters, gradients, and activations."""

from typing import NamedTuple

from core.catalog.gpus import Gpu
from core.sizing.interconnect import all_reduce, collective_rate, node_cards
from core.sizing.speed_shape import SpeedShape

_BYTES = 2
"""Parameters and gradients travel in 16 bits."""


class Crew(NamedTuple):
    """The cards that train together, and how they share the work.

    `sharding` is none, ddp, zero1, zero2, zero3 or fsdp, over all `gpu_count` cards on `nodes` nodes.
    """

    gpu: Gpu
    gpu_count: int = 1
    nodes: int = 1
    sharding: str = "none"
    tensor_parallel: int = 1
    expert_parallel: int = 1
    idle_share: float = 0.0
    """How long a pipeline's stages wait for its first and last micro-steps, per time they work."""

    @property
    def gathers(self) -> bool:
        """Return whether every layer's parameters are gathered and freed again."""
        return self.sharding in ("zero3", "fsdp")

    @property
    def update_holders(self) -> int:
        """Return how many cards each update their part of the trained parameters."""
        return self.gpu_count if self.sharding not in ("none", "ddp") else self.tensor_parallel


def exchange_seconds(
    shape: SpeedShape,
    crew: Crew,
    *,
    trained_params: float,
    accumulation: float,
    stored_bytes: float = _BYTES,
) -> float:
    """Return seconds of communication per micro-step, before any of it is hidden behind the arithmetic.

    ZeRO-3 and FSDP gather all parameters forward and backward (Rajbhandari et al., arXiv 1910.02054) and
    reduce gradients each time; ZeRO-1, ZeRO-2 and data parallelism reduce gradients once per optimizer step.
    What is gathered has its `stored_bytes` per parameter: a packed base travels packed.
    Experts that live on cards of their own are gathered and have their gradients reduced apart, over a
    link that few cards of a node share.
    """
    if crew.gpu_count // crew.tensor_parallel <= 1 or crew.sharding == "none":
        return 0.0
    rate = collective_rate(crew.gpu, max(1, crew.gpu_count // crew.nodes), crew.nodes)
    apart = shape.expert_params if crew.expert_parallel > 1 else 0.0
    trained_apart = apart * min(trained_params / shape.all_params, 1.0)
    passes, shared, own = 2, trained_params - trained_apart, trained_apart / crew.expert_parallel
    if crew.gathers:
        passes, accumulation = 1, 1.0
        gathers = 2 * stored_bytes / _BYTES
        shared += gathers * (shape.all_params - apart)
        own += gathers * apart / crew.expert_parallel
    seconds = passes * shared * _BYTES / crew.tensor_parallel / accumulation / rate
    holders = -(-crew.gpu_count // crew.expert_parallel)
    if not own or holders <= 1:
        return seconds
    own_rate = collective_rate(crew.gpu, max(1, holders // crew.nodes), crew.nodes)
    return seconds + passes * own * _BYTES / accumulation / own_rate


def tensor_seconds(shape: SpeedShape, crew: Crew, *, tokens: float, checkpointing: bool) -> float:
    """Return seconds per micro-step in which cards that share every matrix add up their activations.

    Twice per layer and pass (Shoeybi et al., arXiv 1909.08053).
    """
    if crew.tensor_parallel <= 1:
        return 0.0
    passes = 3 if checkpointing else 2
    message = tokens * crew.tensor_parallel * shape.hidden * _BYTES
    return 2 * passes * shape.layers * all_reduce(crew.gpu, crew.tensor_parallel).seconds(message)


def dispatch_seconds(shape: SpeedShape, crew: Crew, *, tokens: float) -> float:
    """Return seconds per micro-step in which tokens go to their experts on other cards and back.

    Both ways, forward and backward; nothing waits for it but everything after it: it is not hidden.
    """
    holders, node = crew.expert_parallel, node_cards(crew.gpu)
    if holders <= 1:
        return 0.0
    rate = collective_rate(crew.gpu, min(holders, node), -(-holders // node))
    chosen = shape.experts * shape.chosen_share
    sent = 4 * tokens * shape.hidden * _BYTES * chosen * shape.layers * (1 - 1 / holders)
    return sent / rate
