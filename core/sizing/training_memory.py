"""Memory per card of a training run: states, frozen base, activations, logits, runtime."""

from core.catalog.architecture import Architecture
from core.catalog.formats import WEIGHT_FORMATS
from core.quantity import Estimate, Range, Term
from core.sizing.activations import activation_bytes, logit_bytes
from core.sizing.lora import Lora, lora_params
from core.sizing.serving_memory import weights_gib
from core.sizing.training_states import StateBytes, state_bytes

_GIB = 2**30
_DEFAULT_LORA = Lora()
SHARDINGS = ("none", "ddp", "zero1", "zero2", "zero3", "fsdp")
_ADAPTER_PRECISION = "fp32"


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
    gradient_checkpointing: bool = True,
    lora: Lora = _DEFAULT_LORA,
    chunked_loss: bool = False,
    eager_attention: bool = False,
) -> Estimate:
    """Estimate GiB on the fullest card of one training step.

    `method` is full, pretrain, lora or qlora; `precision` one of training_states.PRECISIONS; `sharding` one
    of SHARDINGS, over `gpu_count` cards. KeyError for an optimizer or precision that is not known.
    """
    adapters = method in ("lora", "qlora")
    terms: list[Term] = []
    if adapters:
        terms.append(_base(arch, method, precision, gpu_count, sharding))
        trained, states = lora_params(arch, lora), state_bytes(_ADAPTER_PRECISION, optimizer)
    else:
        trained, states = arch.params, state_bytes(precision, optimizer)
    terms.append(_states(arch, trained, states, gpu_count, sharding, adapters=adapters))
    if gpu_count > 1 and sharding in ("zero2", "zero3", "fsdp"):
        terms.append(_gathered(arch, sharding))
    activations = activation_bytes(
        arch,
        sequence_tokens=sequence_tokens,
        micro_batch=micro_batch,
        gradient_checkpointing=gradient_checkpointing,
        eager_attention=eager_attention,
    )
    terms.append(
        _around("activations", activations * arch.spread**0, 0.75, 1.4 * arch.spread, "arXiv 2205.05198")
    )
    logits = logit_bytes(arch, tokens=sequence_tokens * micro_batch, chunked_loss=chunked_loss)
    terms.append(_around("logits", logits, 0.6, 1.4, "16-bit logits, fp32 copy and gradient"))
    peak = sum(term.amount.expected for term in terms)
    terms.append(Term("fragmentation", Range(0.01 * peak, 0.04 * peak, 0.08 * peak), "3 to 8 % of the peak"))
    terms.append(Term("runtime", Range(0.5, 0.8, 1.2), "CUDA context and library workspaces"))
    return Estimate.of("GiB", terms)


def _around(name: str, size_bytes: float, low: float, high: float, source: str) -> Term:
    gib = size_bytes / _GIB
    return Term(name, Range(low * gib, gib, high * gib), source)


def _base(arch: Architecture, method: str, precision: str, gpu_count: int, sharding: str) -> Term:
    stored = "nf4" if method == "qlora" else "fp32" if precision in ("fp32", "amp") else "bf16"
    gib = weights_gib(arch, WEIGHT_FORMATS[stored])
    if sharding in ("zero3", "fsdp"):
        gib /= gpu_count
    return Term("frozen base", Range(gib * 0.99, gib, gib * 1.05), WEIGHT_FORMATS[stored].source)


def _states(
    arch: Architecture, trained: float, states: StateBytes, gpu_count: int, sharding: str, *, adapters: bool
) -> Term:
    whole = sharding in ("zero3", "fsdp")
    weights = states.weights / (gpu_count if whole else 1)
    gradients = states.gradients / (gpu_count if whole or sharding == "zero2" else 1)
    kept = (states.master + states.optimizer) / (1 if sharding in ("none", "ddp") else gpu_count)
    doubt = 1 + (arch.spread - 1) / 5
    gib = trained * (weights + gradients + kept) / _GIB
    name = "adapters" if adapters else "weights, gradients and optimizer"
    return Term(name, Range(gib / doubt, gib, gib * doubt), "bytes per trained parameter, arXiv 1910.02054")


def _gathered(arch: Architecture, sharding: str) -> Term:
    if sharding == "zero2":
        size = 2.0 * 5e8
    else:
        size = 2 * 2.0 * arch.linear_params / arch.layers + 2.0 * arch.lm_head_params
    return _around("gathered layers and buckets", size, 0.8, 1.5, "two live layers; buckets of 5e8 numbers")
