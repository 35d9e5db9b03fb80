"""What a serving engine needs beside weights and cache, and how much of a card it may use."""

from dataclasses import dataclass

from core.catalog.architecture import Architecture
from core.catalog.gpus import Gpu
from core.quantity import Range, Term


@dataclass(frozen=True, slots=True)
class ServingEngine:
    """Documented memory habits of one engine. GiB are per card.

    `memory_share` is the part of the card the engine may fill; `batched_tokens` the most tokens of one
    forward pass; `activation_widths` how many hidden-size vectors per token live at the peak of it.
    """

    id: str
    memory_share: float
    context_gib: Range
    exchange_gib: Range
    batched_tokens: int
    activation_widths: float
    logit_rows: int
    source: str


ENGINES: dict[str, ServingEngine] = {
    engine.id: engine
    for engine in (
        ServingEngine(
            id="vllm",
            memory_share=0.9,
            context_gib=Range(0.1, 0.15, 0.4),
            exchange_gib=Range(0.3, 0.45, 0.8),
            batched_tokens=2048,
            activation_widths=10,
            logit_rows=256,
            source="vLLM's defaults: gpu_memory_utilization 0.9, 2048 batched tokens, 256 sequences",
        ),
        ServingEngine(
            id="llama.cpp",
            memory_share=0.97,
            context_gib=Range(0.2, 0.3, 0.5),
            exchange_gib=Range(0.1, 0.2, 0.4),
            batched_tokens=512,
            activation_widths=8,
            logit_rows=1,
            source="llama.cpp's defaults: 512 tokens per micro-batch",
        ),
        ServingEngine(
            id="pytorch",
            memory_share=0.97,
            context_gib=Range(0.5, 0.7, 1.0),
            exchange_gib=Range(0.3, 0.45, 0.8),
            batched_tokens=2048,
            activation_widths=8,
            logit_rows=1,
            source="PyTorch's CUDA context of 0.5 to 1 GiB",
        ),
    )
}

_GIB = 2**30


def usable_gib(gpu: Gpu, engine: str) -> float:
    """Return the GiB per card that an engine may fill; `engine` is an id, or "training"."""
    if engine == "training":
        return gpu.visible_gib * 0.98
    return gpu.visible_gib * ENGINES[engine].memory_share


def runtime_terms(arch: Architecture, engine: ServingEngine, tensor_parallel: int) -> tuple[Term, Term]:
    """Return what one card needs beside weights and cache: the forward pass, and context and exchange."""
    widths = max(engine.activation_widths / min(tensor_parallel, 2), 4)
    hidden_bytes = 2.0 * engine.batched_tokens * arch.hidden * widths
    logit_bytes = 4.0 * engine.logit_rows * arch.vocab
    forward = (hidden_bytes + logit_bytes) / _GIB
    context = engine.context_gib
    if tensor_parallel > 1:
        context += engine.exchange_gib
    return (
        Term("activations", Range(0.6 * forward, forward, 1.6 * forward), engine.source),
        Term("runtime", context, "CUDA context; NCCL buffers from two cards on"),
    )
