"""Memory of a model that serves, term by term: in servers, and what holds of every engine."""

from dataclasses import astuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.architecture import Architecture
from core.catalog.formats import KV_FORMATS, WEIGHT_FORMATS, KvFormat, WeightFormat
from core.catalog.gpus import Gpu, gpu
from core.catalog.models import model
from core.quantity import Range
from core.sizing.serving_engine import ENGINES, usable_gib
from core.sizing.serving_memory import estimate_serving_memory, serving_memory, weights_gib
from tests.core.sizing.speed_cases import (
    A100,
    CARD_24,
    LLAMA_8B,
    LLAMA_70B,
    caches,
    expected,
    models,
    served,
    weights,
)

GIB = 2**30
KV16 = KV_FORMATS["fp16"]
engines = st.sampled_from(tuple(ENGINES))
cards = st.sampled_from((CARD_24, A100, gpu("h100-sxm")))


def test_an_estimate_explains_itself() -> None:
    """The sum is written out with its terms and unit."""
    estimate = served(LLAMA_8B, sequences=20, tokens_each=1024)
    assert (
        estimate.explain() == "weights 14.96 + KV cache 2.50 + forward pass 0.62 + context 0.15 = 18.23 GiB"
    )


def test_four_bits_leave_embedding_and_head_in_sixteen() -> None:
    """AWQ of Llama 3 8B: 6.98e9 weights at 0.52 B and twice 0.525e9 at 2 B."""
    assert weights_gib(LLAMA_8B, WEIGHT_FORMATS["awq"]) == pytest.approx(
        (6.979e9 * 0.52 + 2 * 0.5253e9 * 2) / GIB, rel=1e-3
    )


def test_tensor_parallelism_divides_once() -> None:
    """Four cards hold a quarter of weights and cache each, and together no more than one would."""
    one, four = (
        expected(served(LLAMA_70B, tensor_parallel=count, sequences=8, tokens_each=4096)) for count in (1, 4)
    )
    assert four["weights"] == pytest.approx(one["weights"] / 4)
    assert four["KV cache"] == pytest.approx(one["KV cache"] / 4)


def test_fastertransformer_keeps_all_buffers_at_once() -> None:
    """64 requests of 512 + 32 tokens, by hand: cache 17.0 GiB, inner vectors 2.09 and scores 3.0."""
    arch = model("LLaMA-7B").architecture
    estimate = served(
        arch, "fp16", sequences=64, tokens_each=544, prompt_tokens=512, engine="fastertransformer"
    )
    assert expected(estimate)["KV cache"] + expected(estimate)["forward pass"] == pytest.approx(
        17.0 + 2.09 + 3.0, rel=0.01
    )


def test_a_prompt_that_is_over_frees_its_forward_pass() -> None:
    """The peak is the larger of reading the prompt and the grown cache, not their sum."""
    short, long = (
        served(LLAMA_8B, tokens_each=tokens, prompt_tokens=1024, engine="exllama")
        for tokens in (1024, 65_536)
    )
    assert expected(short)["forward pass"] > 0.7
    assert expected(long)["forward pass"] == 0


def test_an_unknown_engine_is_an_error() -> None:
    """Engines come from a closed table."""
    with pytest.raises(KeyError):
        usable_gib(A100, "abacus")


def test_the_budget_of_an_engine_is_its_share_of_the_card() -> None:
    """VLLM takes nine tenths; training all that the driver shows, its context counted as a term."""
    assert usable_gib(A100, "vllm") == pytest.approx(0.9 * 79.2)
    assert usable_gib(A100, "training") == pytest.approx(79.2)


@given(
    models,
    weights,
    caches,
    engines,
    cards,
    st.integers(1, 64),
    st.integers(1, 60_000),
    st.integers(1, 20_000),
)
def test_more_context_never_needs_less(
    arch: Architecture,
    stored: WeightFormat,
    cache: KvFormat,
    engine: str,
    card: Gpu,
    sequences: int,
    tokens: int,
    more: int,
) -> None:
    """Low, expected and high all stay or grow as the context does, and keep their order."""
    few, many = (
        estimate_serving_memory(
            arch,
            weight_format=stored,
            kv_format=cache,
            gpu=card,
            sequences=sequences,
            tokens_each=tokens + extra,
            prompt_tokens=min(tokens, 512),
            engine=engine,
        ).total
        for extra in (0, more)
    )
    assert few.low <= few.expected <= few.high
    assert grows(few, many)


def grows(few: Range, many: Range) -> bool:
    """Whether every figure stays or grows, but for rounding."""
    pairs = zip((few.low, few.expected, few.high), (many.low, many.expected, many.high), strict=True)
    return all(after >= before * (1 - 1e-9) for before, after in pairs)


@given(models, weights, caches, engines, cards, st.integers(1, 64), st.integers(1, 8_000))
def test_one_more_request_never_needs_less(
    arch: Architecture,
    stored: WeightFormat,
    cache: KvFormat,
    engine: str,
    card: Gpu,
    sequences: int,
    tokens: int,
) -> None:
    """Memory stays or grows with the requests in flight."""
    few, many = (
        estimate_serving_memory(
            arch,
            weight_format=stored,
            kv_format=cache,
            gpu=card,
            sequences=count,
            tokens_each=tokens,
            engine=engine,
        ).total
        for count in (sequences, sequences + 1)
    )
    assert grows(few, many)


@given(models, weights, caches, cards, st.sampled_from((1, 2, 4, 8)), st.integers(16, 32_000))
def test_as_many_fit_as_the_estimate_says(
    arch: Architecture, stored: WeightFormat, cache: KvFormat, card: Gpu, group: int, tokens: int
) -> None:
    """The last request that fits fits, and the next one does not."""
    memory = serving_memory(arch, weight_format=stored, kv_format=cache, gpu=card, tensor_parallel=group)
    most = memory.most_sequences(tokens)

    def high(sequences: int) -> float:
        return estimate_serving_memory(
            arch,
            weight_format=stored,
            kv_format=cache,
            gpu=card,
            tensor_parallel=group,
            sequences=sequences,
            tokens_each=tokens,
        ).total.high

    usable = usable_gib(card, "vllm")
    assert most == 0 or high(most) <= usable * (1 + 1e-9)
    assert high(most + 1) > usable * (1 - 1e-9)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("sequences", [1, 40])
def test_the_total_alone_is_that_of_the_whole_estimate(engine: str, sequences: int) -> None:
    """Whoever asks only whether it fits gets the same figures of every engine."""
    memory = serving_memory(
        LLAMA_8B, weight_format=WEIGHT_FORMATS["awq"], kv_format=KV16, gpu=A100, engine=engine
    )
    alone, whole = memory.total(sequences, 3000), memory.estimate(sequences, 3000).total
    assert astuple(alone) == pytest.approx(astuple(whole))


def test_a_model_without_a_cache_serves_any_number() -> None:
    """An image model keeps nothing between requests, so that memory does not limit them."""
    sdxl = model("stabilityai/stable-diffusion-xl-base-1.0").architecture
    memory = serving_memory(sdxl, weight_format=WEIGHT_FORMATS["fp16"], kv_format=KV16, gpu=A100)
    assert memory.most_sequences(100) == 1_000_000


def test_a_bare_size_is_less_sure_than_a_known_model() -> None:
    """The range of "8.03B" is wider than Llama 3 8B's around the same figure."""
    known, typical = (
        served(arch, sequences=8, tokens_each=4096).total for arch in (LLAMA_8B, model("8.03B").architecture)
    )
    assert typical.expected == pytest.approx(known.expected)
    assert typical.high / typical.low > known.high / known.low
