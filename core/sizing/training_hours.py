"""How many card-hours a published kind of pretraining run takes, and what share of its hours trains."""

from math import ceil

from core.catalog.architecture import Architecture
from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term
from core.sizing.training_exchange import Crew
from core.sizing.training_habits import Habits
from core.sizing.training_speed import estimate_training_speed
from core.sizing.training_step import MicroStep

_LOST, _LATE_LOST = 0.22, 0.4
"""Share of the hours of a run on hundreds of cards that does not train at the pace of short runs: evaluation,
checkpoints, restarts, failed nodes, data that comes late. On cards with 8-bit products it is larger: most of
the labs' runs there were the first of their code (SmolLM, Phi-3, Granite 3, Llama 3; not DeepSeek's)."""
_HALF_LOST_AT = 30.0
"""Cards of a run that loses half of that share. Any failed card stops all (Llama 3 counts one in 2,100
days of a card), and the more there are the longer a restart takes: what is lost grows as their square. It
levels off, since who trains on hundreds of cards takes care to lose less."""
_LESS, _MORE = 1.55, 1.67
"""How much less and more a run may take: of 69 that were published 88 % lie between. More is likelier, since
what went wrong counts too."""
_CHECKPOINTED_FROM_B = 100.0
"""Size in 1e9 parameters from which activations were recomputed before cards had 8-bit products (BLOOM, OPT).
Code of their time keeps them, divided over the cards, but for a small part (Llama 3, DeepSeek-V3; Korthikanti
et al., arXiv 2205.05198)."""
_ROOMY_GB = 64.0
"""Memory below which such cards recompute whatever the model (MPT, GPT-NeoX, BloombergGPT on 40 GB)."""
_FLASH_FROM = 8.0
"""Compute capability from which there is flash attention: on a V100 labs' code kept the scores."""
_STATE_BYTES, _STATE_SHARE = 18.0, 0.6
"""Bytes of training states per parameter, and the share of the cards that they may fill."""


def goodput(gpu: Gpu, cards: int) -> float:
    """Return the share of a long run's hours in which so many cards train at the pace of a short run.

    It falls smoothly from one card on, and levels off at what runs on hundreds of cards report.
    """
    reached = cards**2 / (cards**2 + _HALF_LOST_AT**2)
    return 1 - (_LATE_LOST if gpu.fp8_tflops else _LOST) * reached


def estimate_pretraining_hours(arch: Architecture, *, tokens: float, gpu: Gpu, gpu_count: int) -> Estimate:
    """Estimate the GPU-hours of a published kind of run: tuned code on 8-card nodes, with its interruptions.

    What labs report includes evaluation, restarts and failed nodes; `goodput` is the share that trained.
    """
    trains = _hours(arch, tokens=tokens, gpu=gpu, gpu_count=gpu_count)
    lost = trains * (1 / goodput(gpu, gpu_count) - 1)
    return Estimate.of(
        "GPU-hours",
        (
            Term("training", _around(trains, arch), "tuned stacks; recomputation as in old and new runs"),
            Term("interruptions", _around(lost, arch), "restarts, failed nodes, evaluation in labs' reports"),
        ),
    )


def checkpointed_then(arch: Architecture, gpu: Gpu) -> bool:
    """Whether labs recomputed activations: before 8-bit products, of a large model or on a small card."""
    return not gpu.fp8_tflops and (arch.params_b > _CHECKPOINTED_FROM_B or gpu.memory_gb < _ROOMY_GB)


def _around(hours: float, arch: Architecture) -> Range:
    return Range(hours / (_LESS * arch.spread), hours, hours * _MORE * arch.spread)


def _hours(arch: Architecture, *, tokens: float, gpu: Gpu, gpu_count: int) -> float:
    step = MicroStep(
        arch=arch,
        crew=Crew(gpu, gpu_count, nodes=max(1, gpu_count // 8), sharding="zero1"),
        method="pretrain",
        precision="fp8" if arch.native_precision == "fp8" else "bf16",
        sequence_tokens=min(4096, arch.max_context or 2048),
        micro_batch=2,
        gradient_checkpointing=checkpointed_then(arch, gpu),
        framework="tuned",
        habits=Habits(eager_attention=gpu.compute_capability < _FLASH_FROM and gpu.vendor == "nvidia"),
        accumulation=8 * ceil(arch.params * _STATE_BYTES / (gpu.memory_gb * 1e9 * _STATE_SHARE)),
    )
    return tokens / estimate_training_speed(step).tokens_per_s_per_gpu.expected / 3600
