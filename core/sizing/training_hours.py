"""How many card-hours a published kind of pretraining run takes."""

from math import ceil

from core.catalog.architecture import Architecture
from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term
from core.sizing.training_speed import estimate_training_speed

_GOODPUT = Range(0.74, 0.77, 0.91)
"""Share of a long run's hours that train: Llama 3 reports over 0.9, BLOOM and OPT far less."""
_SPREAD = 1.45
"""Either way: labs differ less than stacks do, since a run of weeks is tuned before it starts."""
_LATE_SHARE = 0.85
"""What runs of weeks on cards with 8-bit products keep of the pace of short ones: on A100 the labs' hours are
met without it, on H100 20 of 26 runs took longer (SmolLM, Phi-3, Granite 3, Llama 3; not DeepSeek's)."""
_CHECKPOINTED_FROM_B = 100.0
"""Size in 1e9 parameters from which activations were recomputed before cards had 8-bit products (BLOOM, OPT).
Code of their time keeps them, divided over the cards, but for a small part (Llama 3, DeepSeek-V3; Korthikanti
et al., arXiv 2205.05198)."""
_ROOMY_GB = 64.0
"""Memory below which such cards recompute whatever the model (MPT, GPT-NeoX, BloombergGPT on 40 GB)."""
_FEW_CARDS, _FEW_GOODPUT = 32, Range(0.85, 0.96, 1.0)
"""Up to so many cards hardly one fails in a run of weeks (MobileLLM, llm.c, phi-1): Llama 3 counts 419
failures in 54 days of 16,384 cards, one in 2,100 days of a card."""
_STATE_BYTES, _STATE_SHARE = 18.0, 0.6
"""Bytes of training states per parameter, and the share of the cards that they may fill."""


def estimate_pretraining_hours(arch: Architecture, *, tokens: float, gpu: Gpu, gpu_count: int) -> Estimate:
    """Estimate the GPU-hours of a published kind of run: tuned code on 8-card nodes, with its interruptions.

    What labs report includes evaluation, restarts and failed nodes; `_GOODPUT` is the share that trained.
    """
    goodput = _FEW_GOODPUT if gpu_count <= _FEW_CARDS else _GOODPUT
    expected = _hours(arch, tokens=tokens, gpu=gpu, gpu_count=gpu_count)
    spread = _SPREAD * arch.spread
    training = Range(expected / spread, expected, expected * spread)
    lost = Range(
        training.low * (1 / goodput.high - 1),
        training.expected * (1 / goodput.expected - 1),
        training.high * (1 / goodput.low - 1),
    )
    return Estimate.of(
        "GPU-hours",
        (
            Term("training", training, "the pace of tuned stacks; recomputation as old and new runs have it"),
            Term(
                "interruptions",
                lost,
                "restarts, failed nodes and evaluation in the reports of Llama 3, BLOOM, OPT",
            ),
        ),
    )


def checkpointed_then(arch: Architecture, gpu: Gpu) -> bool:
    """Whether labs recomputed activations: before 8-bit products, of a large model or on a small card."""
    return not gpu.fp8_tflops and (arch.params_b > _CHECKPOINTED_FROM_B or gpu.memory_gb < _ROOMY_GB)


def _hours(arch: Architecture, *, tokens: float, gpu: Gpu, gpu_count: int) -> float:
    speed = estimate_training_speed(
        arch,
        method="pretrain",
        precision="fp8" if arch.native_precision == "fp8" else "bf16",
        sequence_tokens=min(4096, arch.max_context or 2048),
        micro_batch=2,
        gpu=gpu,
        gpu_count=gpu_count,
        sharding="zero1",
        nodes=max(1, gpu_count // 8),
        gradient_checkpointing=checkpointed_then(arch, gpu),
        framework="tuned",
        accumulation=8 * ceil(arch.params * _STATE_BYTES / (gpu.memory_gb * 1e9 * _STATE_SHARE)),
    )
    kept = _LATE_SHARE if gpu.fp8_tflops and gpu_count > _FEW_CARDS else 1.0
    return tokens / (speed.tokens_per_s_per_gpu.expected * kept) / 3600
