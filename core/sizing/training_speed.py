"""How fast a training run goes: a micro-step as a sum of terms, tokens per second, run hours.

Operations per token are k times the active parameters: 6 for a full update, 8 with full activation
checkpointing (one forward pass again); LoRA needs no gradients of the frozen weights, 4 and 6 (Kaplan et al.,
arXiv 2001.08361; Korthikanti et al., arXiv 2205.05198). Attention over earlier tokens comes on top.
"""

from math import hypot, log2
from typing import NamedTuple

from core.catalog.architecture import Architecture
from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term
from core.sizing.speed_shape import SpeedShape, speed_shape
from core.sizing.training_efficiency import TrainingStack, training_stack
from core.sizing.training_exchange import dispatch_seconds, exchange_seconds

_ADAPTER_METHODS = ("lora", "qlora")
_ADAPTER_SHARE = 0.01
"""Share of the parameters that adapters add; their own cost is below the precision of the rest."""
_LOGIT_BYTES = 24
"""Bytes moved per token and vocabulary entry: logits in 16 and 32 bits, their loss and gradient."""
_STATE_TRAFFIC = {"adamw": 32, "adamw_8bit": 18, "adafactor": 16, "sgd": 16}
"""Bytes read and written per trained parameter in one optimizer step."""
_DEQUANTISE_BYTES = {"gptq": 26.0, "nf4": 11.0}
"""Bytes' worth of time to unpack a 4-bit parameter once: auto-gptq (Qwen), bitsandbytes (litgpt)."""
_STRAGGLERS = 0.015
"""Share of the work lost per doubling of the nodes (InternEvo, 8 to 1024 cards)."""
_UNPACKED = Range(1.0, 1.7, 3.4)
"""How much longer a token takes where short samples are padded, not packed (arXiv 2107.02027)."""
_EXPERT_WIDTH = 200.0
"""Expert width at which grouped products reach half of a dense layer's rate (DeepSeek-V2's GPU-hours)."""
_ROUTED_LAYER_US = 2000.0
"""Least launches of a mixture's layer: router, permutations and counts of tokens are not compiled into one
(Megatron-Bridge's tables: 7 ms of a layer of Qwen3 30B A3B pass however few its tokens are; graphs save
most of it)."""
_MIXTURE_DOUBT = 1.5
"""Factor either way on top of a stack's spread: adapters of Mixtral run at 0.6 of the expected pace in code
that takes its experts one by one (fms-acceleration), and uneven experts and pipelines are not modelled."""
_EAGER_DOUBT = {"qlora": 1.0, "lora": 1.15, "full": 1.375, "pretrain": 1.375}
"""The same by method, in plain code. Of adapters beside a base in 16 bits 88 % of the steps of four sources,
each held out, lie within 1.9. A full update is told of by one source, and is far off with that held out; one
run on one card goes 1.9 times as fast with other kernels (LLaMA-Factory with and without Unsloth). Of two
widths that this allows, the one that held on sources never fitted to."""


class TrainingSpeed(NamedTuple):
    """One run's pace. `mfu` counts useful operations (k = 6, or 4 for adapters) against the dense peak."""

    tokens_per_s_per_gpu: Range
    tokens_per_s: Range
    mfu: float
    hfu: float
    step: Estimate
    """Seconds of one micro-step of one card."""
    padding: Range
    """How much longer a token takes than in packed data."""

    @property
    def mfu_range(self) -> Range:
        """Return `mfu` at the slowest, the expected and the fastest step."""
        step = self.step.total
        return Range(
            self.mfu * step.expected / step.high, self.mfu, min(self.mfu * step.expected / step.low, 1.0)
        )


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
) -> TrainingSpeed:
    """Estimate tokens per second of a run.

    `method` is lora, qlora, full or pretrain; `precision` fp8, bf16, fp16 or fp32; `sharding` none, ddp,
    zero1, zero2, zero3 or fsdp over all `gpu_count` cards on `nodes` nodes; `framework` "tuned" or "plain";
    `accumulation` is micro-steps per optimizer step; `idle_share` how long a pipeline's stages wait for its
    first and last micro-steps, per time they work (see `pipeline_idle`); `base_format` nf4 or gptq, the
    frozen base of qlora.
    """
    stack = training_stack(framework)
    shape = speed_shape(arch)
    adapters = method in _ADAPTER_METHODS
    tokens = micro_batch * sequence_tokens / tensor_parallel
    useful_passes = 4 if adapters else 6
    passes = useful_passes + (2 if gradient_checkpointing else 0)
    rate = stack.rate(gpu, precision)
    bandwidth = gpu.bandwidth_gbs * 1e9
    useful_flops = useful_passes * shape.active_params * tokens
    arithmetic = useful_flops * passes / useful_passes / rate / _expert_efficiency(arch, shape)
    forward_attention = 2 * shape.attention_dim * shape.attended_tokens(sequence_tokens) * tokens
    attention_passes = 3.5 + (1 if gradient_checkpointing else 0)
    attention = attention_passes * forward_attention / (stack.reachable_flops(gpu) * stack.attention)
    activations = tokens * (
        shape.layers * shape.hidden * stack.activation_bytes * (4 / 3 if gradient_checkpointing else 1)
        + shape.vocab * _LOGIT_BYTES
    )
    dequantised = (
        shape.layer_params * passes / 2 * _DEQUANTISE_BYTES.get(base_format, _DEQUANTISE_BYTES["nf4"])
    )
    trained = shape.all_params * (_ADAPTER_SHARE if adapters else 1.0)
    holders = gpu_count if sharding not in ("none", "ddp") else tensor_parallel
    gathered = sharding in ("zero3", "fsdp")
    layer_us = stack.sharded_layer_us if gathered else stack.layer_us
    launches = shape.layers * (max(layer_us, _ROUTED_LAYER_US) if arch.is_moe else layer_us) * 1e-6
    parts = {
        "arithmetic": arithmetic,
        "attention": attention,
        "activations": activations / bandwidth,
        "dequantisation": dequantised / bandwidth if method == "qlora" else 0.0,
    }
    work = sum(parts.values())
    parts["launches"] = hypot(work, launches) - work if stack.eager else launches
    exchange = exchange_seconds(
        shape,
        gpu=gpu,
        gpu_count=gpu_count,
        nodes=nodes,
        sharding=sharding,
        tensor_parallel=tensor_parallel,
        tokens=tokens,
        trained_params=trained,
        accumulation=accumulation,
        checkpointing=gradient_checkpointing,
        expert_parallel=expert_parallel,
    )
    parts["exchange"] = max(0.0, exchange - stack.overlap * sum(parts.values()))
    parts["dispatch"] = dispatch_seconds(shape, gpu=gpu, expert_parallel=expert_parallel, tokens=tokens)
    parts["stragglers"] = _STRAGGLERS * log2(nodes) * work
    parts["pipeline"] = idle_share * sum(parts.values())
    parts["optimizer"] = trained / holders * _STATE_TRAFFIC.get(optimizer, 32) / bandwidth / accumulation
    return _pace(
        parts,
        stack=stack,
        arch=arch,
        doubt=_EAGER_DOUBT[method] if stack.eager else 1.0,
        tokens=tokens,
        gpu_count=gpu_count,
        padding=Range.exact(1.0) if packed else _UNPACKED,
        useful_flops=useful_flops + 3 * forward_attention,
        done_flops=useful_flops * passes / useful_passes + attention_passes * forward_attention,
        peak=_peak(gpu, precision),
    )


def _pace(
    parts: dict[str, float],
    *,
    stack: TrainingStack,
    arch: Architecture,
    doubt: float,
    tokens: float,
    gpu_count: int,
    padding: Range,
    useful_flops: float,
    done_flops: float,
    peak: float,
) -> TrainingSpeed:
    """Turn the expected parts of a micro-step into the pace with its range, never above the peak."""
    doubt = max(doubt, _MIXTURE_DOUBT if arch.is_moe else 1.0)
    spread = stack.spread * doubt * (1 + (arch.spread - 1) / 5)
    step = Estimate.of(
        "s",
        [
            Term(name, Range(part / spread, part, part * spread), stack.source)
            for name, part in parts.items()
            if part > 0
        ],
    )
    fastest = max(step.total.low, done_flops / peak)
    per_card = Range(
        tokens / step.total.high / padding.high,
        tokens / step.total.expected / padding.expected,
        tokens / fastest / padding.low,
    )
    return TrainingSpeed(
        per_card,
        per_card.scaled(gpu_count),
        mfu=useful_flops / step.total.expected / peak,
        hfu=done_flops / step.total.expected / peak,
        step=step,
        padding=padding,
    )


def _peak(gpu: Gpu, precision: str) -> float:
    return (gpu.fp8_tflops if precision == "fp8" and gpu.fp8_tflops else gpu.bf16_tflops) * 1e12


def _expert_efficiency(arch: Architecture, shape: SpeedShape) -> float:
    """Return a mixture's rate relative to a dense model's: narrow experts fill cards badly."""
    if not shape.expert_params:
        return 1.0
    width = arch.moe_intermediate or arch.intermediate or arch.hidden
    return width / (width + _EXPERT_WIDTH)


def hours_at(amount: float, pace: Range) -> Range:
    """Return the hours that so many tokens (or samples) take at so many per second."""
    hours = amount / 3600
    return Range(hours / pace.high, hours / pace.expected, hours / pace.low)


def estimate_run_hours(*, tokens: float, speed: TrainingSpeed, epochs: float = 1.0) -> Estimate:
    """Estimate the hours that a run over so many tokens takes at this pace, start-up excluded.

    Its terms are those of a micro-step, and the padding of samples that are not packed.
    """
    whole = hours_at(tokens * epochs, speed.tokens_per_s)
    step = speed.step.total
    per_step = whole.expected / step.expected / speed.padding.expected
    ends = Range(
        whole.low / step.low / speed.padding.low, per_step, whole.high / step.high / speed.padding.high
    )
    terms = [
        Term(
            term.name,
            Range(
                term.amount.low * ends.low, term.amount.expected * ends.expected, term.amount.high * ends.high
            ),
            term.source,
        )
        for term in speed.step.terms
    ]
    if speed.padding.high > 1:
        worked = Estimate.of("h", terms).total
        padded = Range(whole.low - worked.low, whole.expected - worked.expected, whole.high - worked.high)
        terms.append(Term("padding", padded, "samples of unlike lengths, not packed (arXiv 2107.02027)"))
    return Estimate.of("h", terms)
