"""What one card does in one micro-step of training, and what cards do for each other: seconds by part.

Operations per token are k times the active parameters: 6 for a full update, 8 with full activation
checkpointing (one forward pass again); LoRA needs no gradients of the frozen weights, 4 and 6 (Kaplan et al.,
arXiv 2001.08361; Korthikanti et al., arXiv 2205.05198). Attention over earlier tokens comes on top.
"""

from dataclasses import dataclass
from functools import cached_property
from math import hypot, log2

from core.catalog.architecture import Architecture
from core.catalog.gpus import Gpu
from core.sizing.speed_shape import SpeedShape, speed_shape
from core.sizing.training_efficiency import TrainingStack, training_stack
from core.sizing.training_exchange import Crew, dispatch_seconds, exchange_seconds, tensor_seconds
from core.sizing.training_habits import USUAL, Habits

EXCHANGE = "exchange"
"""The part of a step in which cards wait for parameters and gradients of others."""
_ADAPTER_METHODS = ("lora", "qlora")
_ADAPTER_SHARE = 0.01
"""Share of the parameters that adapters add; their own cost is below the precision of the rest."""
_LOGIT_BYTES = 24
"""Bytes moved per token and vocabulary entry: logits in 16 and 32 bits, their loss and gradient."""
_STATE_TRAFFIC = {"adamw": 32, "adamw_8bit": 18, "adafactor": 16, "sgd": 16}
"""Bytes read and written per trained parameter in one optimizer step."""
_DEQUANTISE_BYTES = {"gptq": 26.0, "nf4": 11.0}
"""Bytes' worth of time to unpack a 4-bit parameter once: auto-gptq (Qwen), bitsandbytes (litgpt)."""
_PACKED_BYTES = 0.56
"""Bytes of a parameter of a packed base with its scales (bitsandbytes' nf4)."""
_SCORE_BYTES = 50.0
"""Bytes moved per score where attention keeps its scores: 24 forward (written, scaled, masked, normalised in
32 bits, cast and read, each in a kernel of its own) and 26 backward. Phi-3 mini at 8,192 tokens is met so
within a quarter on cards whose bandwidths differ by two (universal-llm-trainer)."""
_WHOLE_FP32 = ("fp32", "tf32")
"""Precisions whose tensors are in 32 bits between products, whatever these are computed in."""
_WIDE_BYTES, _WIDE = 4.0, 3.0
"""How many times the bytes pass where hidden states are in fp32: twice as wide, and cast for every product.
PEFT's preparation for k-bit training makes steps of a 7B a quarter longer (fms-acceleration)."""
_FIRST_FLASH = 1.5
"""How much longer attention takes in FlashAttention's first version than in its second: 1.3 to 3 times by
arXiv 2307.08691; of llm-foundry's tables, whose kernel is Triton's, this much."""
_STRAGGLERS = 0.02
"""Share of the work lost per doubling of the nodes (InternEvo, 8 to 1024 cards)."""
_SHORT_SEQUENCE = 512.0
"""Tokens of a sequence at which attention runs at half of its pace in long ones: blocks along the diagonal
are masked in part, and few of them fill a card (FlashAttention-2's figures on A100, arXiv 2307.08691)."""
_EXPERT_WIDTH = 200.0
"""Expert width at which grouped products reach half of a dense layer's rate (DeepSeek-V2's GPU-hours)."""
_ROUTED_LAYER_US = 3000.0
"""Least launches of a mixture's layer: router, permutations and counts of tokens are not compiled into one
(Megatron-Bridge's tables: milliseconds of a layer of Qwen3 30B A3B pass however few its tokens are; graphs
save most of it. Steps of 14 publishers' mixtures would have 4 to 9 ms, their GPU-hours no more)."""


@dataclass(frozen=True, kw_only=True)
class MicroStep:
    """One micro-step of one card, and the run that it is part of.

    `method` is lora, qlora, full or pretrain; `precision` fp8, bf16, fp16, tf32 or fp32; `framework` "tuned",
    "plain" or "megatron".
    """

    arch: Architecture
    crew: Crew
    method: str
    precision: str
    sequence_tokens: int
    micro_batch: float
    gradient_checkpointing: bool = False
    accumulation: float = 8
    """Micro-steps per optimizer step."""
    optimizer: str = "adamw"
    framework: str = "plain"
    base_format: str = "nf4"
    """Of qlora's frozen base: nf4 or gptq."""
    habits: Habits = USUAL
    packed: bool = True
    """Whether short samples are packed into whole sequences, or padded to them."""

    @cached_property
    def shape(self) -> SpeedShape:
        """Return what of the model takes time."""
        return speed_shape(self.arch)

    @cached_property
    def stack(self) -> TrainingStack:
        """Return what the framework makes of a card."""
        return training_stack(self.framework)

    @property
    def gpu(self) -> Gpu:
        """Return the card."""
        return self.crew.gpu

    @cached_property
    def tokens(self) -> float:
        """Return the tokens of this card: where cards share every matrix, its part of them."""
        return self.micro_batch * self.sequence_tokens / self.crew.tensor_parallel

    @property
    def trained_params(self) -> float:
        """Return the parameters that are updated."""
        return self.shape.all_params * (_ADAPTER_SHARE if self.method in _ADAPTER_METHODS else 1.0)

    @property
    def useful_passes(self) -> int:
        """Return k of the operations that count: 6, or 4 beside frozen weights."""
        return 4 if self.method in _ADAPTER_METHODS else 6

    @property
    def repeated(self) -> float:
        """Return which share of the forward pass is done again; selective code keeps every second product.

        So does torchtitan by default, and it keeps what attention returns.
        """
        if not self.gradient_checkpointing:
            return 0.0
        return 0.5 if self.habits.kept_share else 1.0

    @property
    def passes(self) -> float:
        """Return k of all operations, what of the forward pass is done again included."""
        return self.useful_passes + 2 * self.repeated

    @property
    def attention_passes(self) -> float:
        """Return how many forward passes attention takes: backward it is two, and its scores once more."""
        backward = 2 if self.habits.eager_attention else 2.5
        return 1 + backward + (1 if self.repeated == 1 else 0)

    @property
    def forward_attention(self) -> float:
        """Return the operations of attention's forward pass."""
        return 2 * self.shape.attention_dim * self.shape.attended_tokens(self.sequence_tokens) * self.tokens

    @property
    def useful_flops(self) -> float:
        """Return the operations that count as useful."""
        return self.useful_passes * self.shape.active_params * self.tokens + 3 * self.forward_attention

    @property
    def done_flops(self) -> float:
        """Return all operations, those done again included."""
        products = self.passes * self.shape.active_params * self.tokens
        return products + self.attention_passes * self.forward_attention


def card_seconds(step: MicroStep) -> dict[str, float]:
    """Return what a card does for itself: products, attention, bytes moved, and launches beyond them."""
    shape, stack, gpu = step.shape, step.stack, step.gpu
    bandwidth = gpu.bandwidth_gbs * 1e9
    products = step.passes * shape.active_params * step.tokens
    slowed = 1 + _SHORT_SEQUENCE / step.sequence_tokens
    attention = step.attention_passes * step.forward_attention * slowed
    passing = stack.activation_bytes * (1 + step.repeated / 3)
    if step.habits.hidden_bytes == _WIDE_BYTES:
        passing *= _WIDE
    width = 2.0 if step.precision in _WHOLE_FP32 else 1.0
    moved = width * step.tokens * (shape.layers * shape.hidden * passing + shape.vocab * _LOGIT_BYTES)
    scores = 0.0
    if step.habits.first_flash:
        attention *= _FIRST_FLASH
    if step.habits.eager_attention:
        attention *= 2  # the whole square: nothing ahead of the diagonal is left out
        kept = shape.layers * shape.heads * step.sequence_tokens * step.tokens
        scores = width * kept * _SCORE_BYTES * (1 + step.repeated / 2)
    unpacked = 0.0
    if step.method == "qlora":
        each = _DEQUANTISE_BYTES.get(step.base_format, _DEQUANTISE_BYTES["nf4"])
        unpacked = shape.layer_params * step.passes / 2 * each
    parts = {
        "arithmetic": products / stack.rate(gpu, step.precision) / _expert_efficiency(step),
        "attention": attention / stack.attention_rate(gpu, step.precision),
        "scores": scores / bandwidth,
        "activations": moved / bandwidth,
        "dequantisation": unpacked / bandwidth,
    }
    layer_us = stack.sharded_layer_us if step.crew.gathers else stack.layer_us
    launches = shape.layers * (max(layer_us, _ROUTED_LAYER_US) if step.arch.is_moe else layer_us) * 1e-6
    work = sum(parts.values())
    return parts | {"launches": hypot(work, launches) - work if stack.eager else launches}


def shared_seconds(step: MicroStep, own: dict[str, float]) -> dict[str, float]:
    """Return what comes on top of a card's `own` seconds where many train: exchange, waiting, the update.

    Parameters and gradients travel behind the work as far as the stack has it so; sums of activations do not:
    the next product waits for them.
    """
    shape, crew, work = step.shape, step.crew, sum(own.values())
    summed = tensor_seconds(shape, crew, tokens=step.tokens, checkpointing=step.gradient_checkpointing)
    parts = {"tensor parallelism": summed}
    exchange = exchange_seconds(
        shape,
        crew,
        trained_params=step.trained_params,
        accumulation=step.accumulation,
        stored_bytes=_PACKED_BYTES if step.method == "qlora" else 2.0,
    )
    parts[EXCHANGE] = max(0.0, exchange - step.stack.overlap * work)
    parts["dispatch"] = dispatch_seconds(shape, crew, tokens=step.tokens)
    parts["stragglers"] = _STRAGGLERS * log2(crew.nodes) * (work - own["launches"])
    parts["pipeline"] = crew.idle_share * (work + sum(parts.values()))
    traffic = step.trained_params / crew.update_holders * _STATE_TRAFFIC.get(step.optimizer, 32)
    parts["optimizer"] = traffic / (step.gpu.bandwidth_gbs * 1e9) / step.accumulation
    return parts


def _expert_efficiency(step: MicroStep) -> float:
    """Return a mixture's rate relative to a dense model's: narrow experts fill cards badly."""
    if not step.shape.expert_params:
        return 1.0
    width = step.arch.moe_intermediate or step.arch.intermediate or step.arch.hidden
    return width / (width + _EXPERT_WIDTH)
