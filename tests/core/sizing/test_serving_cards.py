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
