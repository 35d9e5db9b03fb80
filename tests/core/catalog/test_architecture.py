"""Counts that follow from a model's geometry."""

import pytest

from core.catalog.models import model

LLAMA_3_8B = model("meta-llama/Meta-Llama-3-8B-Instruct").architecture
GEMMA_2_9B = model("google/gemma-2-9b-it").architecture
GEMMA_4_31B = model("google/gemma-4-31B-it").architecture
GEMMA_4_E4B = model("google/gemma-4-E4B-it").architecture
MIXTRAL = model("mistralai/Mixtral-8x7B-Instruct-v0.1").architecture
DEEPSEEK_V3 = model("deepseek-ai/DeepSeek-V3").architecture


def test_a_window_covers_its_own_numbers_or_the_share_of_its_layers() -> None:
    """Gemma 2 caches alike in every layer; of Gemma 4 31B the layers without a window cache fewer heads."""
    assert GEMMA_2_9B.windowed_elements == GEMMA_2_9B.kv_elements_per_token / 2
    assert GEMMA_4_31B.windowed_elements == 50 * 2 * 16 * 256
    assert GEMMA_2_9B._replace(layers=0).windowed_elements == 0


def test_tables_of_which_a_row_is_read_are_not_passed_through() -> None:
    """Gemma 4 E4B has 262,144 embeddings of 256 in each of its 42 layers; experts are another matter."""
    assert GEMMA_4_E4B.lookup_params == pytest.approx(42 * 262_144 * 256, rel=0.001)
    assert (LLAMA_3_8B.lookup_params, MIXTRAL.lookup_params) == (0, 0)


def test_an_untied_head_counts_on_its_own() -> None:
    """Llama 3 8B has 8.03 B parameters, of which embedding and head are 0.525 B each."""
    assert (LLAMA_3_8B.embedding_params, LLAMA_3_8B.lm_head_params) == (525_336_576, 525_336_576)
    assert LLAMA_3_8B.linear_params == pytest.approx(8.03e9 - 2 * 525_336_576)


def test_a_tied_head_counts_once() -> None:
    """Gemma 2 shares one matrix for input and output."""
    assert (GEMMA_2_9B.lm_head_params, GEMMA_2_9B.embedding_params) == (0, 256_000 * 3584)


def test_a_mixture_is_active_in_part() -> None:
    """Mixtral runs two of eight experts per token."""
    assert (MIXTRAL.is_moe, MIXTRAL.active_intermediate) == (True, 2 * 14_336)
    assert MIXTRAL.active_params == pytest.approx(12.88e9)


def test_a_shared_expert_runs_for_every_token() -> None:
    """DeepSeek V3 runs eight chosen experts and a shared one."""
    assert DEEPSEEK_V3.active_intermediate == 9 * 2048


def test_a_dense_model_is_active_in_whole() -> None:
    """A dense layer's width is its MLP's."""
    assert (LLAMA_3_8B.is_moe, LLAMA_3_8B.active_intermediate) == (False, 14_336)


def test_key_and_query_widths_come_from_heads() -> None:
    """Eight KV heads and thirty-two query heads of 128 make 1024 and 4096."""
    assert (LLAMA_3_8B.kv_dim, LLAMA_3_8B.attention_dim) == (1024, 4096)
