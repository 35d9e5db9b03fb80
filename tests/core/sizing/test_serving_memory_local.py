"""Memory of a model that one card serves to few: llama.cpp and PyTorch."""

import pytest

from core.catalog.formats import KV_FORMATS, WEIGHT_FORMATS, WeightFormat
from core.catalog.models import model
from core.sizing.serving_memory import serving_memory, weights_gib
from tests.core.sizing.speed_cases import A100, CARD_24, LLAMA_8B, LLAMA_70B, expected, served

GIB = 2**30
KV16 = KV_FORMATS["fp16"]


def test_llama_cpp_keeps_the_embedding_in_host_memory() -> None:
    """Llama 2 7B in q4_0 takes 4.5 bits per weight and a head of 6.56 bits: 3578 MiB on the card."""
    estimate = served(model("LLaMA-7B").architecture, "q4_0", CARD_24, tokens_each=512, engine="llama.cpp")
    parts = expected(estimate)
    assert parts["weights"] * 1024 == pytest.approx(3577.6, rel=2e-3)
    assert parts["KV cache"] == 0.25


def test_llama_cpp_keeps_tables_of_each_layer_in_host_memory() -> None:
    """Of the 4.63e9 weights of Gemma 4 E2B a token looks 2.35e9 up: 1.22 GiB of q4_0 that no card holds."""
    gemma = model("google/gemma-4-E2B-it").architecture
    there, here = (
        expected(served(gemma, "q4_0", CARD_24, tokens_each=512, engine=engine))["weights"]
        for engine in ("llama.cpp", "vllm")
    )
    assert gemma.lookup_params == pytest.approx(2.349e9, rel=1e-3)
    assert here - there == pytest.approx(2.349e9 * 4.5 / 8 / GIB, rel=1e-2)


def test_llama_cpp_gives_one_card_the_odd_layer() -> None:
    """80 layers and the output over six cards: one card holds 14 of 81, not 13.5."""
    six, one = (
        expected(
            served(LLAMA_70B, "fp16", CARD_24, tensor_parallel=count, tokens_each=512, engine="llama.cpp")
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
    estimate = served(LLAMA_8B, tokens_each=4096, engine=engine)
    assert expected(estimate)["forward pass"] == pytest.approx(more, rel=0.02)


def test_exllama_of_later_reads_in_passes_and_keeps_its_embedding_in_main_memory() -> None:
    """Its pass is no wider for a prompt of any length, and an eighth of 4,096 tokens' logits or less."""
    first, later = (served(LLAMA_8B, tokens_each=4096, engine=name) for name in ("exllama", "exllamav2"))
    short = served(LLAMA_8B, tokens_each=512, engine="exllamav2")
    assert expected(later)["forward pass"] == expected(short)["forward pass"]
    assert expected(later)["forward pass"] < expected(first)["forward pass"] / 8
    embedding = 2.0 * 128_256 * 4096 / GIB
    assert expected(first)["weights"] - expected(later)["weights"] == pytest.approx(embedding, rel=0.01)


def test_a_cache_that_is_copied_to_grow_exists_twice() -> None:
    """Transformers before 4.45 joins one more token to each tensor while the tuple of old ones lives."""
    old, new = (
        expected(served(LLAMA_8B, tokens_each=8192, prompt_tokens=16, engine=engine))["KV cache"]
        for engine in ("transformers-4.45", "transformers")
    )
    assert old == pytest.approx(2 * new) == pytest.approx(2.0)


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


def test_gpt_fast_masks_its_context_against_itself() -> None:
    """A byte for each of 65,536 x 65,536 pairs is 4 GiB, beside 8 of cache: 31.2 GiB are printed in all."""
    masked, plain = (
        expected(
            served(model("llama 3.1 8b").architecture, tokens_each=65_536, prompt_tokens=16, engine=engine)
        )
        for engine in ("gpt-fast", "pytorch")
    )
    assert masked["forward pass"] - plain["forward pass"] == pytest.approx(4)
    assert sum(masked.values()) == pytest.approx(31.2, rel=0.15)


@pytest.mark.parametrize(
    ("name", "printed"),
    [("Qwen/Qwen3.8-27B", 39_937), ("Qwen/Qwen3.5-9B", 25_597)],
)
def test_each_position_of_a_packed_cache_takes_more_than_its_numbers(name: str, printed: float) -> None:
    """llama.cpp masks it for 512 tokens in 32 and 16 bits, and writes a layer of it out in 16 bits.

    27B in q8_0 takes 25.52 GiB at 262,144 positions and 16.99 at 32,768: 39,937 bytes each, of which 34,816
    are the cache. The 9B (11.20 and 7.34 GiB, 162,144 positions apart) was run with passes of 2,048 tokens.
    """
    memory = serving_memory(
        model(name).architecture,
        weight_format=WEIGHT_FORMATS["q4_k_m"],
        kv_format=KV_FORMATS["q8_0"],
        gpu=CARD_24,
        engine="llama.cpp",
    )
    short, long = (memory.estimate(1, tokens).total for tokens in (32_768, 262_144))
    assert (long.expected - short.expected) * GIB / 229_376 == pytest.approx(printed, rel=0.07)
    assert memory.total(1, 32_768).high == pytest.approx(short.high)
    fits = memory.most_sequences(32_768)
    assert memory.total(fits, 32_768).high <= 0.98 * CARD_24.visible_gib < memory.total(fits + 1, 32_768).high


def test_packed_weights_are_restored_by_pytorch_kernels() -> None:
    """Bitsandbytes restores the widest matrix: the head, where it is packed; transformers packs none."""
    nf4, awq, hugging_face = (
        expected(served(LLAMA_8B, name, tokens_each=16, engine=engine))["forward pass"]
        for name, engine in (("nf4", "pytorch"), ("awq", "pytorch"), ("nf4", "transformers"))
    )
    assert hugging_face == pytest.approx(awq)
    assert nf4 - awq == pytest.approx(2 * 4096 * (128_256 - 14_336) / GIB)


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
