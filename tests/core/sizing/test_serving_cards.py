"""How the memory of a model is shared among cards."""

import pytest

from core.catalog.formats import KV_FORMATS, WEIGHT_FORMATS
from core.catalog.gpus import gpu
from core.catalog.models import model
from core.sizing.serving_memory import estimate_serving_memory


def test_layers_placed_in_turn_share_embedding_and_head() -> None:
    """Llama 3 70B over four cards: 81 parts of 80 layers and the head, of which the fullest card has 21."""
    arch = model("meta-llama/Meta-Llama-3-70B-Instruct").architecture
    found = estimate_serving_memory(
        arch,
        weight_format=WEIGHT_FORMATS["bf16"],
        kv_format=KV_FORMATS["fp16"],
        gpu=gpu("a100-80-sxm"),
        tensor_parallel=4,
        tokens_each=1024,
        engine="transformers",
    )
    weights = next(term.amount.expected for term in found.terms if term.name == "weights")
    assert weights == pytest.approx((68.449e9 * 2 * 21 / 81 + 2 * 1.0507e9 * 2 / 4) / 2**30, rel=1e-3)


@pytest.mark.parametrize(
    ("engine", "share"),
    [("llama.cpp", 16 / 62), ("transformers", 16 / 62), ("vllm", 1.0)],
)
def test_the_cache_goes_where_its_layers_are(engine: str, share: float) -> None:
    """DeepSeek V3 over four cards: 16 of 61 layers and the head on the fullest; beside heads all latents."""
    arch = model("deepseek-ai/DeepSeek-V3").architecture
    found = estimate_serving_memory(
        arch,
        weight_format=WEIGHT_FORMATS["q4_k_m"],
        kv_format=KV_FORMATS["fp16"],
        gpu=gpu("h200-sxm"),
        tensor_parallel=4,
        tokens_each=4096,
        engine=engine,
    )
    cache = next(term.amount.expected for term in found.terms if term.name == "KV cache")
    assert cache == pytest.approx(61 * 576 * 2 * 4096 * share / 2**30)
