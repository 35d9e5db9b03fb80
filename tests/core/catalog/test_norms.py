"""Which models norm more than the inputs of attention and MLP."""

import pytest

from core.catalog.norms import normed_outputs, normed_width
from tests.core.sizing.speed_cases import LLAMA_8B

HIDDEN, HEADS = LLAMA_8B.hidden, LLAMA_8B.attention_dim + LLAMA_8B.kv_dim


@pytest.mark.parametrize(
    ("name", "width"),
    [
        ("Llama 3 8B", 0),
        ("Gemma 2B", 0),
        ("gemma-2-9b-it", 2 * HIDDEN),
        ("Gemma 4 31B", 2 * HIDDEN + HEADS),
        ("google/gemma-3-27b-it", 2 * HIDDEN + HEADS),
        ("OLMo 3 32B", HEADS),
        ("OLMo 1B", 0),
        ("Qwen3 30B A3B", HEADS),
        ("Qwen2.5 7B", 0),
    ],
)
def test_a_family_is_told_by_its_name(name: str, width: int) -> None:
    """Gemma's second generation is not its model of two billions."""
    assert normed_width(LLAMA_8B._replace(name=name)) == width


@pytest.mark.parametrize(("name", "outputs"), [("Gemma 4 31B", 2), ("Qwen3 30B A3B", 0), ("Llama 3 8B", 0)])
def test_outputs_are_counted_apart_from_queries_and_keys(name: str, outputs: int) -> None:
    """Gemma norms what attention and the MLP return; Qwen3 only queries and keys."""
    assert normed_outputs(LLAMA_8B._replace(name=name)) == outputs
