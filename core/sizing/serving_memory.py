"""Memory per card of a model that serves: weights, KV cache, activations, runtime."""

from core.catalog.architecture import Architecture
from core.catalog.formats import KvFormat, WeightFormat
from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term
from core.sizing.kv_cache import kv_bytes_per_sequence, kv_shards
from core.sizing.serving_engine import ENGINES, runtime_terms, usable_gib

_GIB = 2**30
_WEIGHTS_LOW, _WEIGHTS_HIGH = 0.99, 1.03
_KV_SLACK = 1.02


def weights_gib(arch: Architecture, weight_format: WeightFormat) -> float:
    """Return the GiB of all weights: the layers in the format, embeddings and an untied head as it says."""
    outside = arch.embedding_params + arch.lm_head_params
    stored = arch.linear_params * weight_format.linear_bytes + outside * weight_format.embedding_bytes
    return stored / _GIB


def estimate_serving_memory(
    arch: Architecture,
    *,
    weight_format: WeightFormat,
    kv_format: KvFormat,
    gpu: Gpu,
    tensor_parallel: int = 1,
    sequences: int = 1,
    tokens_each: float,
    engine: str = "vllm",
) -> Estimate:
    """Estimate GiB on the fullest card, with `sequences` requests of `tokens_each` live tokens in flight.

    `engine` is an id of `serving_engine.ENGINES`; KeyError for any other. Sources: sizes of the formats; KV
    shapes of the model's configuration; the engine's documented defaults.
    """
    del gpu
    fixed = _fixed_terms(arch, weight_format, tensor_parallel, engine)
    each = _kv_gib_per_sequence(arch, kv_format, tensor_parallel, tokens_each)
    cache = Term("KV cache", each.scaled(sequences), "2 x KV heads x head size x layers, per token")
    return Estimate.of("GiB", (fixed[0], cache, *fixed[1:]))


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
    """Return how many requests of `tokens_each` fit for certain (their high memory is within the usable)."""
    fixed = sum(term.amount.high for term in _fixed_terms(arch, weight_format, tensor_parallel, engine))
    each = _kv_gib_per_sequence(arch, kv_format, tensor_parallel, tokens_each).high
    return max(0, int((usable_gib(gpu, engine) - fixed) / each + 1e-9)) if each > 0 else 10**6


def _fixed_terms(
    arch: Architecture, weight_format: WeightFormat, tensor_parallel: int, engine: str
) -> tuple[Term, Term, Term]:
    share = weights_gib(arch, weight_format) / tensor_parallel
    doubt = 1 + (arch.spread - 1) / 5
    weights = Range(share * _WEIGHTS_LOW / doubt, share, share * _WEIGHTS_HIGH * doubt)
    return (
        Term("weights", weights, weight_format.source),
        *runtime_terms(arch, ENGINES[engine], tensor_parallel),
    )


def _kv_gib_per_sequence(
    arch: Architecture, kv_format: KvFormat, tensor_parallel: int, tokens_each: float
) -> Range:
    shards = kv_shards(arch, tensor_parallel)
    each = kv_bytes_per_sequence(arch, kv_format, tokens_each) / shards / _GIB
    return Range(each / arch.spread, each, each * _KV_SLACK * arch.spread)
