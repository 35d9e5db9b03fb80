"""Memory of a model that serves, term by term."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.architecture import Architecture
from core.catalog.formats import KV_FORMATS, WEIGHT_FORMATS, KvFormat, WeightFormat
from core.catalog.gpus import Gpu, gpu
from core.catalog.models import model
from core.quantity import Estimate, Range
from core.sizing.serving_engine import ENGINES, usable_gib
from core.sizing.serving_memory import estimate_serving_memory, serving_memory, weights_gib
from tests.core.sizing.speed_cases import LLAMA_8B, LLAMA_70B, caches, models, weights

GIB = 2**30
KV16 = KV_FORMATS["fp16"]
A100, CARD_24 = gpu("a100-80-sxm"), gpu("rtx4090")
engines = st.sampled_from(tuple(ENGINES))
cards = st.sampled_from((CARD_24, A100, gpu("h100-sxm")))


def expected(estimate: Estimate) -> dict[str, float]:
    """Return the expected GiB of each term."""
    return {term.name: term.amount.expected for term in estimate.terms}


def test_an_estimate_explains_itself() -> None:
    """The sum is written out with its terms and unit."""
    estimate = estimate_serving_memory(
        LLAMA_8B,
        weight_format=WEIGHT_FORMATS["bf16"],
        kv_format=KV16,
        gpu=A100,
        sequences=20,
        tokens_each=1024,
    )
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
        expected(
            estimate_serving_memory(
                LLAMA_70B,
                weight_format=WEIGHT_FORMATS["bf16"],
                kv_format=KV16,
                gpu=A100,
                tensor_parallel=count,
                sequences=8,
                tokens_each=4096,
            )
        )
        for count in (1, 4)
    )
    assert four["weights"] == pytest.approx(one["weights"] / 4)
    assert four["KV cache"] == pytest.approx(one["KV cache"] / 4)


def test_llama_cpp_keeps_the_embedding_in_host_memory() -> None:
    """Llama 2 7B in q4_0 takes 4.5 bits per weight and a head of 6.56 bits: 3578 MiB on the card."""
    estimate = estimate_serving_memory(
        model("LLaMA-7B").architecture,
        weight_format=WEIGHT_FORMATS["q4_0"],
        kv_format=KV16,
        gpu=CARD_24,
        tokens_each=512,
        engine="llama.cpp",
    )
    parts = expected(estimate)
    assert parts["weights"] * 1024 == pytest.approx(3577.6, rel=2e-3)
    assert parts["KV cache"] == 0.25


def test_llama_cpp_gives_one_card_the_odd_layer() -> None:
    """80 layers and the output over six cards: one card holds 14 of 81, not 13.5."""
    six, one = (
        expected(
            estimate_serving_memory(
                LLAMA_70B,
                weight_format=WEIGHT_FORMATS["fp16"],
                kv_format=KV16,
                gpu=CARD_24,
                tensor_parallel=count,
                tokens_each=512,
                engine="llama.cpp",
            )
        )["weights"]
        for count in (6, 1)
    )
    assert six > one / 6


@pytest.mark.parametrize(
    ("engine", "more"),
    [
        ("exllama", 6.0 * 4096 * 128_256 / GIB),
        ("transformers-4.45", 6.0 * 4096 * 128_256 / GIB - 0.5),
        ("autoawq", 10.0 * 32 * 4096**2 / GIB),
        ("llama.cpp-2024", 4.0 * 32 * 512 * 4096 / GIB),
    ],
)
def test_habits_of_pytorch_engines_show_in_a_long_prompt(engine: str, more: float) -> None:
    """Logits of the whole prompt, or its scores, stand beside weights and cache.

    Where growth needs the cache twice, its second copy (0.5 GiB here) is already counted.
    """
    estimate = estimate_serving_memory(
        LLAMA_8B,
        weight_format=WEIGHT_FORMATS["bf16"],
        kv_format=KV16,
        gpu=A100,
        tokens_each=4096,
        engine=engine,
    )
    assert expected(estimate)["forward pass"] == pytest.approx(more, rel=0.02)


def test_a_cache_that_is_copied_to_grow_exists_twice() -> None:
    """Transformers before 4.45 joins one more token to each tensor while the tuple of old ones lives."""
    old, new = (
        expected(
            estimate_serving_memory(
                LLAMA_8B,
                weight_format=WEIGHT_FORMATS["bf16"],
                kv_format=KV16,
                gpu=A100,
                tokens_each=8192,
                prompt_tokens=16,
                engine=engine,
            )
        )["KV cache"]
        for engine in ("transformers-4.45", "transformers")
    )
    assert old == pytest.approx(2 * new) == pytest.approx(2.0)


def test_fastertransformer_keeps_all_buffers_at_once() -> None:
    """64 requests of 512 + 32 tokens, by hand: cache 17.0 GiB, inner vectors 2.09 and scores 3.0."""
    arch = model("LLaMA-7B").architecture
    estimate = estimate_serving_memory(
        arch,
        weight_format=WEIGHT_FORMATS["fp16"],
        kv_format=KV16,
        gpu=A100,
        sequences=64,
        tokens_each=544,
        prompt_tokens=512,
        engine="fastertransformer",
    )
    assert expected(estimate)["KV cache"] + expected(estimate)["forward pass"] == pytest.approx(
        17.0 + 2.09 + 3.0, rel=0.01
    )


def test_a_tied_embedding_is_stored_as_the_head_is() -> None:
    """Llama 3.2 3B's file in Q4_K_M takes 2.02e9 bytes: its only embedding has 6.56 bits, not 4.5."""
    small = model("meta-llama/Llama-3.2-3B-Instruct").architecture
    assert weights_gib(small, WEIGHT_FORMATS["q4_k_m"]) * GIB == pytest.approx(2.02e9, rel=0.01)


@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("Qwen/Qwen2.5-72B-Instruct", 47.42e9),
        ("Qwen/Qwen2.5-7B-Instruct", 4.68e9),
        ("deepseek-ai/DeepSeek-V2-Lite", 10.36e9),
    ],
)
def test_rows_that_do_not_divide_into_blocks_take_an_older_type(name: str, printed: float) -> None:
    """Sizes of published files in Q4_K_M: 29,568 and 1,408 inner numbers are no multiple of 256."""
    arch = model(name).architecture
    assert weights_gib(arch, WEIGHT_FORMATS["q4_k_m"]) * GIB == pytest.approx(printed, rel=0.02)


def test_a_prompt_that_is_over_frees_its_forward_pass() -> None:
    """The peak is the larger of reading the prompt and the grown cache, not their sum."""
    short, long = (
        estimate_serving_memory(
            LLAMA_8B,
            weight_format=WEIGHT_FORMATS["bf16"],
            kv_format=KV16,
            gpu=A100,
            tokens_each=tokens,
            prompt_tokens=1024,
            engine="exllama",
        )
        for tokens in (1024, 65_536)
    )
    assert expected(short)["forward pass"] > 0.7
    assert expected(long)["forward pass"] == 0


def test_packed_weights_are_restored_by_pytorch_kernels() -> None:
    """Bitsandbytes restores the widest matrix: the head, where it is packed; transformers packs none."""
    nf4, awq, hugging_face = (
        expected(
            estimate_serving_memory(
                LLAMA_8B,
                weight_format=WEIGHT_FORMATS[name],
                kv_format=KV16,
                gpu=A100,
                tokens_each=16,
                engine=engine,
            )
        )["forward pass"]
        for name, engine in (("nf4", "pytorch"), ("awq", "pytorch"), ("nf4", "transformers"))
    )
    assert hugging_face == pytest.approx(awq)
    assert nf4 - awq == pytest.approx(2 * 4096 * (128_256 - 14_336) / GIB)


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
def test_the_high_end_alone_is_that_of_the_whole_estimate(engine: str, sequences: int) -> None:
    """Whoever asks only whether it fits for certain gets the same figure of every engine."""
    memory = serving_memory(
        LLAMA_8B, weight_format=WEIGHT_FORMATS["awq"], kv_format=KV16, gpu=A100, engine=engine
    )
    assert memory.high_gib(sequences, 3000) == pytest.approx(memory.estimate(sequences, 3000).total.high)


def test_a_model_without_a_cache_serves_any_number() -> None:
    """An image model keeps nothing between requests, so that memory does not limit them."""
    sdxl = model("stabilityai/stable-diffusion-xl-base-1.0").architecture
    memory = serving_memory(sdxl, weight_format=WEIGHT_FORMATS["fp16"], kv_format=KV16, gpu=A100)
    assert memory.most_sequences(100) == 1_000_000


def test_weights_are_surest_where_a_known_file_is_loaded() -> None:
    """A server's are within a tenth; PyTorch's less sure, least where a library packs them."""

    def doubt(engine: str, weight_format: WeightFormat) -> float:
        weights = serving_memory(
            LLAMA_8B, weight_format=weight_format, kv_format=KV16, gpu=A100, engine=engine
        ).weights.amount
        return weights.high / weights.low

    awq, whole = WEIGHT_FORMATS["awq"], WEIGHT_FORMATS["bf16"]
    assert doubt("vllm", awq) == pytest.approx(doubt("vllm", whole))
    assert doubt("vllm", whole) < doubt("pytorch", whole) < doubt("pytorch", awq)


def test_a_bare_size_is_less_sure_than_a_known_model() -> None:
    """The range of "8.03B" is wider than Llama 3 8B's around the same figure."""
    known, typical = (
        estimate_serving_memory(
            arch,
            weight_format=WEIGHT_FORMATS["bf16"],
            kv_format=KV16,
            gpu=A100,
            sequences=8,
            tokens_each=4096,
        ).total
        for arch in (LLAMA_8B, model("8.03B").architecture)
    )
    assert typical.expected == pytest.approx(known.expected)
    assert typical.high / typical.low > known.high / known.low
