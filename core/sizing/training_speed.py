"""How fast a training run goes: tokens per second with their range, and the hours of a run."""

from typing import NamedTuple

from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term
from core.sizing.interconnect import has_nvlink
from core.sizing.training_step import EXCHANGE, MicroStep, card_seconds, shared_seconds

_MIXTURE_DOUBT = 1.4
"""Factor either way on top of a stack's own: how evenly tokens choose experts is not known, nor whether a
script takes its experts one by one."""

_UNPACKED = Range(1.0, 1.7, 3.4)
"""How much longer a token takes where short samples are padded, not packed (arXiv 2107.02027)."""
_LANES_DOUBT = 2.0
"""How much slower than told cards without NVLink may reach each other, on top of a stack's own: few boards
have 16 lanes for each, and five publishers' steps take 0.7 to 4 times what is expected of all lanes."""


class TrainingSpeed(NamedTuple):
    """One run's pace. `mfu` counts useful operations (k = 6, or 4 for adapters) against the dense peak."""

    tokens_per_s_per_gpu: Range
    tokens_per_s: Range
    mfu: float
    step: Estimate
    """Seconds of one micro-step of one card."""


def estimate_training_speed(step: MicroStep) -> TrainingSpeed:
    """Estimate the tokens per second of a run of such steps, with a range and never above the peak."""
    own = card_seconds(step)
    parts = own | shared_seconds(step, own)
    doubt = _doubt(step)
    slower, faster = step.stack.slower * doubt, step.stack.faster * doubt
    lanes = 1.0 if has_nvlink(step.gpu, step.crew.gpu_count) else _LANES_DOUBT
    seconds = Estimate.of(
        "s",
        [
            Term(
                name,
                Range(part / faster, part, part * slower * (lanes if name == EXCHANGE else 1.0)),
                step.stack.source,
            )
            for name, part in parts.items()
            if part > 0
        ],
    )
    peak = _peak(step.gpu, step.precision)
    fastest = max(seconds.total.low, step.done_flops / peak)
    padding = Range.exact(1.0) if step.packed else _UNPACKED
    per_card = Range(
        step.tokens / seconds.total.high / padding.high,
        step.tokens / seconds.total.expected / padding.expected,
        step.tokens / fastest / padding.low,
    )
    return TrainingSpeed(
        per_card,
        per_card.scaled(step.crew.gpu_count),
        mfu=step.useful_flops / seconds.total.expected / peak,
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
