"""Memory per card of a model that serves: weights, KV cache, forward pass, context."""

from math import ceil
from typing import NamedTuple, Self

from core.catalog.architecture import Architecture
from core.catalog.formats import KvFormat, WeightFormat
from core.catalog.gpus import Gpu
from core.quantity import GIB, Estimate, Range, Term
from core.sizing.kv_cache import kv_bytes_per_sequence, kv_shards
from core.sizing.serving_engine import ENGINES, ServingEngine, context_term, forward_gib, usable_gib
from core.sizing.weight_bytes import layer_bytes

_NOTHING = Range.exact(0.0)
_SIXTEEN_BITS = 2.0
_WHOLE_BITS, _UNPACKED_BITS = 16, 8
"""Bits that are not packed; up to 8, PyTorch restores a matrix to 16 before it multiplies a long prompt."""

_SERVERS_DOUBT, _WHOLE_DOUBT, _PACKED_DOUBT = (0.91, 1.11), (0.91, 1.13), (0.86, 1.25)
"""Shares of the expected weights: of servers and llama.cpp, which load a known file, and of PyTorch with 16
bits and with fewer, which packs each layer as some library has it."""
_CACHE_DOUBT = (0.85, 1.2)
_FORWARD_DOUBT = (0.4, 2.2)
_BESIDE_DOUBT = (0.4, 1.8)
"""Shares of the expected figure. Of eight published sources, 88 % of the totals lie within 1.21 of what is
expected for each but one (4-bit transformers with the logits of long prompts: 1.44)."""


def weights_gib(arch: Architecture, weight_format: WeightFormat) -> float:
    """Return the GiB of all weights: the layers in the format, embeddings and an untied head as it says."""
    return (layer_bytes(arch, weight_format) + _outside_bytes(arch, weight_format)) / GIB


def _outside_bytes(arch: Architecture, weight_format: WeightFormat) -> float:
    """Return the bytes of the embedding and the head; of a tied one, as the head is stored."""
    if arch.tied_embeddings:
        return arch.embedding_params * weight_format.head_bytes
    return arch.embedding_params * (weight_format.embedding_bytes + weight_format.head_bytes)


def weights_gib_per_card(
    arch: Architecture, weight_format: WeightFormat, engine: ServingEngine, tensor_parallel: int
) -> float:
    """Return the GiB of weights on one card: layers divide, embedding and head as the engine places them.

    Tables that a token reads a row of stay in host memory where the input embedding does.
    """
    share = _fullest_share(arch, tensor_parallel) if engine.layer_split else 1 / tensor_parallel
    linear = layer_bytes(arch, weight_format)
    if engine.embedding_on_card:
        outside = _outside_bytes(arch, weight_format)
    else:
        linear -= arch.lookup_params * weight_format.linear_bytes
        outside = arch.embedding_params * weight_format.head_bytes
    linear *= share
    if engine.vocab_sharded:
        outside /= tensor_parallel
    return (linear + outside) / GIB


def _fullest_share(arch: Architecture, cards: int) -> float:
    """Return the share of layers, one more with the head, that the fullest of so many cards has in turn."""
    placed = arch.layers + 1
    return ceil(placed / cards) / placed


class ServingMemory(NamedTuple):
    """The memory of one card that serves, with what does not depend on the requests reckoned once. GiB."""

    architecture: Architecture
    weight_format: WeightFormat
    kv_format: KvFormat
    gpu: Gpu
    tensor_parallel: int
    engine: ServingEngine
    weights: Term
    context: Term
    cache_share: Range
    """GiB on this card for each byte of a request's cache."""
    steady: Term | None = None
    """The forward pass, where the engine limits it so that it is as wide for any requests."""
    fixed: Range | None = None
    """All but the cache, where the forward pass is such."""

    def estimate(self, sequences: int, tokens_each: float, prompt_tokens: float | None = None) -> Estimate:
        """Estimate GiB with `sequences` requests of `tokens_each` live tokens in flight.

        `prompt_tokens` of them (all, where not said) are read in the first pass.
        """
        copies = sequences * self.engine.cache_copies
        each = self._cache_each(tokens_each)
        cache = Term("KV cache", each.scaled(copies), "2 x KV heads x head size x layers, per token")
        forward = self.steady
        if forward is None:
            prompt = tokens_each if prompt_tokens is None else prompt_tokens
            first = self._cache_each(min(prompt, tokens_each)).scaled(sequences)
            held = each.scaled(copies)
            later = Range(held.low - first.low, held.expected - first.expected, held.high - first.high)
            forward = self._forward(sequences, prompt, tokens_each, later)
        beside = self._beside_cache(sequences, tokens_each)
        if beside.expected:
            forward = Term(forward.name, forward.amount + beside, forward.source)
        return Estimate.of("GiB", (self.weights, cache, forward, self.context))

    def total(self, sequences: int, tokens_each: float) -> Range:
        """Return the total of the same estimate, without writing its terms down."""
        if self.fixed is None:
            return self.estimate(sequences, tokens_each).total
        fixed, share = self.fixed, self.cache_share
        cached = kv_bytes_per_sequence(self.architecture, self.kv_format, tokens_each)
        cached *= sequences * self.engine.cache_copies
        total = Range(
            fixed.low + share.low * cached,
            fixed.expected + share.expected * cached,
            fixed.high + share.high * cached,
        )
        return total + self._beside_cache(sequences, tokens_each) if self.engine.mask_bytes else total

    def most_sequences(self, tokens_each: float) -> int:
        """Return how many requests of `tokens_each` fit for certain (their high memory is within the usable).

        Of PyTorch engines, whose forward pass grows with the batch, one pass of one sequence is counted.
        """
        forward = self.steady or self._forward(1, tokens_each, tokens_each, Range.exact(0.0))
        fixed = self.weights.amount.high + forward.amount.high + self.context.amount.high
        each = self._cache_each(tokens_each).high + self._beside_cache(1, tokens_each).high
        free = usable_gib(self.gpu, self.engine.id) - fixed
        return max(0, int(free / each + 1e-9)) if each > 0 else 10**6

    def _cache_each(self, tokens_each: float) -> Range:
        return self.cache_share.scaled(kv_bytes_per_sequence(self.architecture, self.kv_format, tokens_each))

    def _beside_cache(self, sequences: int, tokens_each: float) -> Range:
        """Return the masks over all positions, and one layer of a packed cache in 16 bits. GiB."""
        engine = self.engine
        if not engine.mask_bytes:
            return _NOTHING
        each = engine.mask_bytes * (engine.batched_tokens or tokens_each / sequences)
        if engine.copies_packed and self.kv_format.bytes < _SIXTEEN_BITS:
            each += 2 * self.architecture.kv_dim * _SIXTEEN_BITS
        low, high = _BESIDE_DOUBT
        expected = sequences * tokens_each * each / GIB
        return Range(low * expected, expected, high * expected)

    def with_steady_pass(self) -> Self:
        """Return the same with the forward pass reckoned once, for engines that limit it."""
        steady = self._forward(1, 1, 1, Range.exact(0.0))
        fixed = self.weights.amount + steady.amount + self.context.amount
        return self._replace(steady=steady, fixed=fixed)

    def _forward(self, sequences: int, prompt_tokens: float, tokens_each: float, later: Range) -> Term:
        gib = forward_gib(
            self.architecture,
            self.engine,
            self.gpu,
            tensor_parallel=self.tensor_parallel,
            sequences=sequences,
            prompt_tokens=prompt_tokens,
            cached_tokens=sequences * tokens_each if self.engine.batched_tokens else prompt_tokens,
        )
        return _forward_term(self.architecture, self.weight_format, self.engine, gib, later)


def serving_memory(
    arch: Architecture,
    *,
    weight_format: WeightFormat,
    kv_format: KvFormat,
    gpu: Gpu,
    tensor_parallel: int = 1,
    engine: str = "vllm",
) -> ServingMemory:
    """Return the memory of a card that serves a model; `engine` is an id of `serving_engine.ENGINES`.

    KeyError for any other. Sources: sizes of the formats; KV shapes of the model's configuration; the
    engine's documented defaults.
    """
    profile = ENGINES[engine]
    memory = ServingMemory(
        arch,
        weight_format,
        kv_format,
        gpu,
        tensor_parallel,
        profile,
        weights=_weights_term(arch, weight_format, profile, tensor_parallel),
        context=context_term(profile, tensor_parallel),
        cache_share=_cache_share(arch, profile, tensor_parallel),
    )
    return memory.with_steady_pass() if profile.batched_tokens and not profile.score_bytes else memory


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
    """Estimate GiB on the fullest card, as `serving_memory` and its `estimate` say."""
    memory = serving_memory(
        arch,
        weight_format=weight_format,
        kv_format=kv_format,
        gpu=gpu,
        tensor_parallel=tensor_parallel,
        engine=engine,
    )
    return memory.estimate(sequences, tokens_each, prompt_tokens)


def _weights_term(
    arch: Architecture, weight_format: WeightFormat, engine: ServingEngine, tensor_parallel: int
) -> Term:
    share = weights_gib_per_card(arch, weight_format, engine, tensor_parallel)
    doubt = 1 + (arch.spread - 1) / 5
    low, high = _SERVERS_DOUBT
    if not engine.batched_tokens:
        low, high = _WHOLE_DOUBT if weight_format.bits >= _WHOLE_BITS else _PACKED_DOUBT
    return Term("weights", Range(share * low / doubt, share, share * high * doubt), weight_format.source)


def _forward_term(
    arch: Architecture, weight_format: WeightFormat, engine: ServingEngine, forward: float, later: Range
) -> Term:
    """Return what the first pass needs beyond the cache that grows (`later`) once it is over.

    An engine that never shares its buffers keeps them, and the whole cache, from the start.
    """
    whole = forward
    if engine.buffers_summed:
        later = Range.exact(0.0)
    if not engine.batched_tokens and weight_format.bits <= _UNPACKED_BITS:
        whole += 2.0 * arch.hidden * _widest(arch, weight_format, engine) / GIB
    if engine.fuses_qkv:
        projections = arch.layers * arch.hidden * (arch.attention_dim + 2 * arch.kv_dim)
        whole = max(whole, projections * weight_format.linear_bytes / GIB + later.expected)
    low, high = _FORWARD_DOUBT
    beyond = Range(
        max(0.0, low * whole - later.low),
        max(0.0, whole - later.expected),
        max(0.0, high * whole - later.high),
    )
    return Term("forward pass", beyond, engine.source)


def _widest(arch: Architecture, weight_format: WeightFormat, engine: ServingEngine) -> int:
    """Return the widest packed matrix; transformers (`layer_split`) leaves the head as it was."""
    packs_head = weight_format.id in ("nf4", "nf4-dq", "int8") and not engine.layer_split
    return max(arch.vocab, arch.intermediate) if packs_head else arch.intermediate


def _cache_share(arch: Architecture, engine: ServingEngine, tensor_parallel: int) -> Range:
    """Return the GiB on the fullest card for each byte: layers bring theirs along, heads are divided."""
    low, high = _CACHE_DOUBT
    placed = engine.layer_split
    share = _fullest_share(arch, tensor_parallel) if placed else 1 / kv_shards(arch, tensor_parallel)
    share /= GIB
    return Range(share * low / arch.spread, share, share * high * arch.spread)
