"""Memory per card of a model that serves: weights, KV cache, forward pass, context."""

from core.catalog.architecture import Architecture
from core.catalog.formats import KvFormat, WeightFormat
from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term
from core.sizing.kv_cache import kv_bytes_per_sequence, kv_shards
from core.sizing.serving_engine import ENGINES, ServingEngine, context_term, forward_gib, usable_gib

_GIB = 2**30
_UNPACKED = frozenset({"nf4", "nf4-dq", "int8"})
"""Formats whose kernels of bitsandbytes restore a matrix to 16 bits before they multiply."""

WEIGHTS_DOUBT = (0.96, 1.06)
CACHE_DOUBT = (0.96, 1.06)
FORWARD_DOUBT = (0.6, 1.8)


def weights_gib(arch: Architecture, weight_format: WeightFormat) -> float:
    """Return the GiB of all weights: the layers in the format, embeddings and an untied head as it says."""
    stored = (
        arch.linear_params * weight_format.linear_bytes
        + arch.embedding_params * weight_format.embedding_bytes
        + arch.lm_head_params * weight_format.head_bytes
    )
    return stored / _GIB


def weights_gib_per_card(
    arch: Architecture, weight_format: WeightFormat, engine: ServingEngine, tensor_parallel: int
) -> float:
    """Return the GiB of weights on one card: layers divide, embedding and head as the engine places them."""
    linear = arch.linear_params * weight_format.linear_bytes / tensor_parallel
    if engine.embedding_on_card:
        outside = arch.embedding_params * weight_format.embedding_bytes
        outside += arch.lm_head_params * weight_format.head_bytes
    else:
        outside = arch.embedding_params * weight_format.head_bytes
    if engine.vocab_sharded:
        outside /= tensor_parallel
    return (linear + outside) / _GIB


def estimate_serving_memory(
    arch: Architecture,
    *,
    weight_format: WeightFormat,
    kv_format: KvFormat,
    gpu: Gpu,
    tensor_parallel: int = 1,
    sequences: int = 1,
    tokens_each: float,
    prompt_tokens: float | None = None,
    engine: str = "vllm",
) -> Estimate:
    """Estimate GiB on the fullest card, with `sequences` requests of `tokens_each` live tokens in flight.

    `prompt_tokens` of them (all, where not said) are read in the first pass. `engine` is an id of
    `serving_engine.ENGINES`; KeyError for any other. Sources: sizes of the formats; KV shapes of the model's
    configuration; the engine's documented defaults.
    """
    profile = ENGINES[engine]
    prompt = tokens_each if prompt_tokens is None else prompt_tokens
    forward = forward_gib(
        arch, profile, gpu, tensor_parallel=tensor_parallel, sequences=sequences, prompt_tokens=prompt
    )
    each = _kv_gib_per_sequence(arch, kv_format, tensor_parallel, tokens_each)
    if not profile.batched_tokens:
        grown = _kv_gib_per_sequence(arch, kv_format, tensor_parallel, tokens_each - prompt)
        forward = max(0.0, forward - sequences * grown.expected)
    cache = Term("KV cache", each.scaled(sequences), "2 x KV heads x head size x layers, per token")
    return Estimate.of(
        "GiB",
        (
            _weights_term(arch, weight_format, profile, tensor_parallel),
            cache,
            _forward_term(arch, weight_format, profile, forward),
            context_term(profile, tensor_parallel),
        ),
    )


def most_sequences(
    arch: Architecture,
    *,
    weight_format: WeightFormat,
    kv_format: KvFormat,
    gpu: Gpu,
    tensor_parallel: int = 1,
    tokens_each: float,
    engine: str = "vllm",
) -> int:
    """Return how many requests of `tokens_each` fit for certain (their high memory is within the usable).

    Of PyTorch engines, whose forward pass grows with the batch, one pass of one sequence is counted.
    """
    profile = ENGINES[engine]
    forward = forward_gib(
        arch, profile, gpu, tensor_parallel=tensor_parallel, sequences=1, prompt_tokens=tokens_each
    )
    fixed = (
        _weights_term(arch, weight_format, profile, tensor_parallel).amount.high
        + _forward_term(arch, weight_format, profile, forward).amount.high
        + context_term(profile, tensor_parallel).amount.high
    )
    each = _kv_gib_per_sequence(arch, kv_format, tensor_parallel, tokens_each).high
    return max(0, int((usable_gib(gpu, engine) - fixed) / each + 1e-9)) if each > 0 else 10**6


def _weights_term(
    arch: Architecture, weight_format: WeightFormat, engine: ServingEngine, tensor_parallel: int
) -> Term:
    share = weights_gib_per_card(arch, weight_format, engine, tensor_parallel)
    doubt = 1 + (arch.spread - 1) / 5
    low, high = WEIGHTS_DOUBT
    return Term("weights", Range(share * low / doubt, share, share * high * doubt), weight_format.source)


def _forward_term(
    arch: Architecture, weight_format: WeightFormat, engine: ServingEngine, forward: float
) -> Term:
    unpacked = 0.0
    if weight_format.id in _UNPACKED and engine.id.startswith("pytorch"):
        unpacked = 2.0 * arch.hidden * max(arch.vocab, arch.intermediate) / _GIB
    whole = forward + unpacked
    low, high = FORWARD_DOUBT
    return Term("forward pass", Range(low * whole, whole, high * whole), engine.source)


def _kv_gib_per_sequence(
    arch: Architecture, kv_format: KvFormat, tensor_parallel: int, tokens_each: float
) -> Range:
    shards = kv_shards(arch, tensor_parallel)
    each = kv_bytes_per_sequence(arch, kv_format, tokens_each) / shards / _GIB
    low, high = CACHE_DOUBT
    return Range(each * low / arch.spread, each, each * high * arch.spread)
