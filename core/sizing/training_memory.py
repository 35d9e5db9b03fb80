"""Memory per card of a training run: states, frozen base, activations, logits, runtime."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.catalog.architecture import Architecture
from core.catalog.formats import WeightFormat
from core.quantity import GIB, Estimate, Range, Term
from core.sizing.activations import EAGER_COPIES, activation_bytes, logit_bytes
from core.sizing.lora import Lora, usual_lora
from core.sizing.pipeline import first_stage
from core.sizing.serving_memory import weights_gib
from core.sizing.training_habits import USUAL, Habits
from core.sizing.training_runtime import runtime_terms
from core.sizing.training_states import Spread, StateBytes, Trained, trained_by

SHARDINGS = ("none", "ddp", "zero1", "zero2", "zero3", "fsdp")
_BUCKET, _SUB_GROUP = 5e8, 1e9
"""Numbers in DeepSpeed's `reduce_bucket_size` and `sub_group_size`, by default (its documentation)."""
_AUTOCAST_BYTES = 2.0
_TUNED_MORE, _PRETRAINED_MORE = (1.33, 1.4), (1.2, 1.3)
"""How much more activations and logits may take: who pretrains fuses more than is counted, seldom less."""
_STATES_LESS, _STATES_MORE = 1.11, 1.17
"""Optimizers differ in what they keep in 32 bits (16 or 18 bytes); buffers are only ever rounded up."""


def estimate_training_memory(
    arch: Architecture,
    *,
    method: str,
    optimizer: str = "adamw",
    precision: str = "bf16-mixed",
    sequence_tokens: int,
    micro_batch: int = 1,
    gpu_count: int = 1,
    sharding: str = "none",
    tensor_parallel: int = 1,
    pipeline_parallel: int = 1,
    gradient_checkpointing: bool = True,
    lora: Lora | None = None,
    base_format: WeightFormat | None = None,
    habits: Habits = USUAL,
) -> Estimate:
    """Estimate GiB on the fullest card at the peak of one training step.

    `method` is full, pretrain, lora or qlora (its base in `base_format`, nf4 where not said); `precision` one
    of training_states.PRECISIONS; `sharding` one of SHARDINGS, over the replicas among `gpu_count` cards.
    `tensor_parallel` cards divide one replica, activations included; `pipeline_parallel` cards share its
    layers, the first being the fullest: the last has the logits, but of one micro-step only. `habits` are
    those of the framework. KeyError for an unknown optimizer or precision.
    """
    trained = trained_by(
        method,
        optimizer=optimizer,
        precision=precision,
        adapter=lora or usual_lora(arch),
        base_format=base_format,
    )
    logits = logit_bytes(
        arch,
        tokens=sequence_tokens * micro_batch,
        chunked_loss=habits.chunked_loss,
        compiled=habits.compiled_step,
        in_16_bits=habits.loss_in_16_bits,
        hidden_bytes=habits.hidden_bytes,
    )
    if pipeline_parallel > 1:
        logits = 0.0
    activations = activation_bytes(
        arch,
        sequence_tokens=sequence_tokens,
        micro_batch=micro_batch,
        gradient_checkpointing=gradient_checkpointing,
        logits=logits,
        repeated=1 if habits.sequence_parallel else tensor_parallel,
        lora=trained.adapter,
        packed_base=trained.is_packed,
        copies=1.0 if method == "pretrain" else EAGER_COPIES,
        habits=habits,
    )
    return training_peak(
        first_stage(arch, pipeline_parallel),
        trained,
        Spread(max(1, gpu_count // (tensor_parallel * pipeline_parallel)), sharding, tensor_parallel),
        passing=passing_terms(arch, activations=activations, logits=logits, pretrains=method == "pretrain"),
        habits=habits,
    )


def passing_terms(
    arch: Architecture, *, activations: float, logits: float, pretrains: bool = False
) -> tuple[Term, ...]:
    """Return what a micro-step keeps from its forward to its backward pass, from its bytes."""
    more, more_logits = _PRETRAINED_MORE if pretrains else _TUNED_MORE
    kept = _around(
        "activations", activations, 0.82, more * arch.spread, "tensors kept per layer, arXiv 2205.05198"
    )
    if not logits:
        return (kept,)
    return kept, _around("logits", logits, 0.78, more_logits, "16-bit logits, fp32 copy and gradient")


def training_peak(
    arch: Architecture,
    trained: Trained,
    spread: Spread,
    *,
    passing: tuple[Term, ...],
    habits: Habits = USUAL,
) -> Estimate:
    """Estimate GiB at the peak of a step: `passing` beside the states and a frozen base.

    Gradients that need not wait for another micro-step come as what passes goes: the more of both counts.
    """
    terms = [*_frozen(arch, trained, spread)]
    params, states = trained.params(arch), trained.states
    stepped = params
    if habits.step_in_backward:
        stepped = params / max(arch.layers, 1)
        states = states._replace(gradients=states.gradients / max(arch.layers, 1))
    sharded = spread.replicas > 1 and spread.whole
    passes = _expected(passing)
    own = params if trained.adapter is not None else params - _held_elsewhere(arch, habits.expert_holders)
    held = _states(arch, params, own, states, spread)
    if not habits.accumulating:
        waiting = params / spread.replicas if spread.whole else own
        share = states.gradients * waiting / GIB / held.amount.expected
        held, passes = _without_waiting(held, share, passing), max(0.0, passes - share * held.amount.expected)
    terms.append(held)
    if spread.sharding == "ddp" and spread.replicas > 1:
        terms.append(_reduced(states.gradients * own))
    if sharded or spread.sharding in ("zero1", "zero2"):
        terms.append(_gathered(arch, trained, spread, habits.expert_holders))
    gone = passes + (terms[-1].amount.expected if sharded else 0.0)
    terms += passing
    terms.append(_step(stepped, states, spread, gone, fused_optimizer=habits.fused_optimizer))
    if spread.tensor_parallel > 1:
        terms = [replace(term, amount=term.amount.scaled(1 / spread.tensor_parallel)) for term in terms]
    uneven = _expected(passing) / spread.tensor_parallel if habits.unequal_lengths else 0.0
    runtime = runtime_terms(terms, uneven, sharded=sharded, compiled=habits.compiled_step)
    return Estimate.of("GiB", (*terms, *runtime))


def _without_waiting(held: Term, share: float, passing: Sequence[Term]) -> Term:
    """Return the states less the gradients (a `share` of them) that are not there yet while tensors pass."""
    amount = held.amount
    less = Range(
        *(
            end - min(share * end, sum(getattr(term.amount, name) for term in passing))
            for name, end in (("low", amount.low), ("expected", amount.expected), ("high", amount.high))
        )
    )
    return replace(held, amount=less)


def _expected(terms: Sequence[Term]) -> float:
    return sum(term.amount.expected for term in terms)


def _around(name: str, size_bytes: float, low: float, high: float, source: str) -> Term:
    gib = size_bytes / GIB
    return Term(name, Range(low * gib, gib, high * gib), source)


def _frozen(arch: Architecture, trained: Trained, spread: Spread) -> Iterator[Term]:
    """Yield what a base takes that is not trained, if there is one."""
    stored = trained.stored
    if stored is None:
        return
    gib = weights_gib(arch, stored)
    if trained.precision == "amp" and stored.id == "fp32":
        gib += arch.params * _AUTOCAST_BYTES / GIB
    if spread.whole:
        gib /= spread.replicas
    doubt = 1 + (arch.spread - 1) / 5
    yield Term("frozen base", Range(gib * 0.93 / doubt, gib, gib * 1.16 * doubt), stored.source)
    if trained.is_packed:
        yield _restored(arch)


def _restored(arch: Architecture) -> Term:
    """Return the 16-bit copies of one layer's packed matrices, and of the widest one, while they multiply.

    Experts take their turn one by one.
    """
    layers, widest = max(arch.layers, 1), arch.hidden * (arch.intermediate or arch.moe_intermediate)
    layer = arch.linear_params / layers
    if arch.is_moe:
        expert = _experts_params(arch) / arch.experts
        layer = max(layer - (arch.experts - 1) * expert, expert)
    size = 2.0 * (layer + widest)
    return _around("restored weights", size, 0.6, 1.4, "16-bit copies of packed weights while they multiply")


def _experts_params(arch: Architecture) -> float:
    """Return the parameters of a layer's routed experts."""
    matrices = 3 if arch.gated_mlp else 2
    return arch.experts * matrices * arch.hidden * arch.moe_intermediate


def _held_elsewhere(arch: Architecture, expert_holders: int) -> float:
    """Return the parameters of experts that other cards hold, of so many over which they are spread."""
    experts = min(arch.layers * _experts_params(arch), arch.params)
    return experts * (1 - 1 / expert_holders)


def _states(arch: Architecture, params: float, own: float, states: StateBytes, spread: Spread) -> Term:
    """Return the states of all trained `params`, of which a card holds its `own` part unless shared."""

    def share(each: float, *, shared: bool) -> float:
        return each * (params / spread.replicas if shared else own)

    size = (
        share(states.weights, shared=spread.whole)
        + share(states.gradients, shared=spread.whole or spread.sharding == "zero2")
        + share(states.master + states.optimizer, shared=spread.sharding not in ("none", "ddp"))
    )
    doubt = (arch.spread - 1) / 5
    gib = size / GIB
    return Term(
        "states",
        Range(gib / (_STATES_LESS + doubt), gib, gib * (_STATES_MORE + doubt)),
        "bytes per trained parameter, arXiv 1910.02054",
    )


def _reduced(gradient_bytes: float) -> Term:
    """Return DDP's buckets: all gradients once more, as they are unless told to be views of them."""
    source = "gradients copied into buckets, PyTorch's DistributedDataParallel by default"
    return _around("buckets", gradient_bytes, 0.0, 1.0, source)


def _gathered(arch: Architecture, trained: Trained, spread: Spread, expert_holders: int) -> Term:
    """Return what is whole for a while: two layers, packed as they are stored, and the embedding."""
    if spread.whole:
        layer_bytes = trained.stored.linear_bytes if trained.stored and trained.is_packed else 2.0
        layer = arch.linear_params / max(arch.layers, 1)
        layer -= _experts_params(arch) * (1 - 1 / expert_holders)
        size = 2 * layer_bytes * max(layer, 0.0) + 2.0 * arch.embedding_params
        return _around("gathered layers", size, 0.8, 1.6, "two live layers and the embedding in 16 bits")
    return _around("buckets", 2.0 * _BUCKET, 0.4, 1.6, "DeepSpeed's buckets of 5e8 numbers")


def _step(params: float, states: StateBytes, spread: Spread, gone: float, *, fused_optimizer: bool) -> Term:
    """Return what the optimizer's step needs beyond the GiB of passing tensors that are `gone` by then.

    An fp32 copy of 16-bit gradients, of which DeepSpeed's ZeRO-3 steps 1e9 numbers at a time; temporaries
    as wide as a moment where the optimizer is not fused (PyTorch's documentation of `foreach`).
    """
    part = params / spread.update_holders
    copied = part if states.master and states.gradients < 4 else 0.0
    if spread.sharding == "zero3":
        copied = min(copied, _SUB_GROUP)
    temporary = 0.0 if fused_optimizer else part * states.optimizer / 2
    beyond = max(0.0, (4.0 * copied + temporary) / GIB - gone)
    return Term(
        "optimizer step", Range(0.6 * beyond, beyond, 1.15 * beyond), "fp32 gradients and temporaries"
    )
