"""The KV cache of every kind of attention."""

import pytest

from core.catalog.formats import KV_FORMATS
from core.catalog.models import model
from core.quantity import GIB
from core.sizing.kv_cache import kv_bytes_per_sequence, kv_shards

FP16, FP8 = KV_FORMATS["fp16"], KV_FORMATS["fp8"]


@pytest.mark.parametrize(
    ("name", "tokens", "expected"),
    [
        ("meta-llama/Llama-2-7b-chat-hf", 4096, 32 * 2 * 32 * 128 * 2 * 4096),
        ("meta-llama/Meta-Llama-3-8B-Instruct", 4096, 32 * 2 * 8 * 128 * 2 * 4096),
        ("tiiuae/falcon-7b-instruct", 4096, 32 * 2 * 1 * 64 * 2 * 4096),
        ("deepseek-ai/DeepSeek-V3", 4096, 61 * (512 + 64) * 2 * 4096),
        ("google/gemma-2-9b-it", 8192, 2 * 8 * 256 * 2 * (21 * 8192 + 21 * 4096)),
        ("google/gemma-2-9b-it", 2048, 2 * 8 * 256 * 2 * 42 * 2048),
        ("google/gemma-4-31B-it", 262_144, 22_313_697_280),
        ("Qwen/Qwen3.8-27B", 262_144, 16 * GIB + 48 * 817_152 * 2),
        ("Qwen/Qwen3-Next-80B-A3B-Instruct", 4096, 12 * 2 * 2 * 256 * 2 * 4096 + 36 * 548_864 * 2),
    ],
    ids=[
        "all heads",
        "grouped",
        "one head",
        "MLA",
        "beyond the window",
        "within the window",
        "unlike",
        "dense hybrid",
        "hybrid",
    ],
)
def test_a_sequence_takes_what_its_attention_keeps(name: str, tokens: int, expected: float) -> None:
    """Heads, grouped heads, one head, latents, windows and constant states are each counted as they are."""
    assert kv_bytes_per_sequence(model(name).architecture, FP16, tokens) == pytest.approx(expected)


def test_tokens_come_in_pages_of_sixteen() -> None:
    """One token takes a page, and so do sixteen."""
    arch = model("meta-llama/Meta-Llama-3-8B-Instruct").architecture
    one, sixteen, seventeen = (kv_bytes_per_sequence(arch, FP16, tokens) for tokens in (1, 16, 17))
    assert (one, seventeen) == (sixteen, 2 * sixteen)


def test_fp8_halves_the_cache() -> None:
    """One byte instead of two."""
    arch = model("meta-llama/Meta-Llama-3-8B-Instruct").architecture
    assert kv_bytes_per_sequence(arch, FP8, 4096) * 2 == kv_bytes_per_sequence(arch, FP16, 4096)


@pytest.mark.parametrize(
    ("name", "cards", "shards"),
    [
        ("meta-llama/Meta-Llama-3-8B-Instruct", 4, 4),
        ("meta-llama/Meta-Llama-3-8B-Instruct", 16, 8),
        ("tiiuae/falcon-7b-instruct", 4, 1),
        ("deepseek-ai/DeepSeek-V3", 8, 1),
    ],
)
def test_the_cache_divides_by_at_most_its_heads(name: str, cards: int, shards: int) -> None:
    """More cards than KV heads repeat them, and every card keeps MLA's latents whole."""
    assert kv_shards(model(name).architecture, cards) == shards
