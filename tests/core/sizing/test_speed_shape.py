"""What speed is computed from of a model: parameters passed, cache read, tokens attended to."""

import pytest

from core.sizing.speed_shape import speed_shape
from tests.core.sizing.speed_cases import DEEPSEEK, LLAMA_8B, MIXTRAL, model


def test_a_mixture_counts_what_one_token_passes_through() -> None:
    """Mixtral's active parameters are about 12.7 billion without the embedding, all layers 46.4 billion."""
    shape = speed_shape(MIXTRAL)
    assert shape.active_params == pytest.approx(12.75e9, rel=0.01)
    assert shape.all_params == pytest.approx(46.57e9, rel=0.01)
    assert shape.touched_share(1) == pytest.approx(shape.chosen_share)


def test_of_a_crowd_some_choose_alike() -> None:
    """Eight tokens touch fewer of Mixtral's experts than each choosing on its own would; very many, all."""
    shape = speed_shape(MIXTRAL)
    alone = 1 - (1 - shape.chosen_share) ** 8
    assert shape.chosen_share < shape.touched_share(8) < alone
    assert shape.touched_share(1000) == pytest.approx(1)


def test_compressed_attention_is_copied_to_every_card() -> None:
    """DeepSeek's cache cannot be divided by heads; a grouped-query one can, as often as it has heads."""
    assert speed_shape(DEEPSEEK).cache_splits == 1
    assert speed_shape(LLAMA_8B).cache_splits == LLAMA_8B.kv_heads


def test_windows_cap_the_cache_that_is_read() -> None:
    """Beyond its window a layer of Gemma reads no more cache."""
    gemma = model("gemma 2 9b")
    shape = speed_shape(gemma)
    per_token = shape.full_cache_elements + shape.window_cache_elements
    assert shape.cache_elements(100) == pytest.approx(100 * per_token)
    assert shape.cache_elements(100_000) < 0.6 * 100_000 * per_token


def test_linear_attention_reads_its_state_however_long_the_request() -> None:
    """A constant state is read once per step, beside the cache that grows."""
    plain, hybrid = speed_shape(LLAMA_8B), speed_shape(LLAMA_8B._replace(state_elements=1000))
    assert hybrid.cache_elements(10) - plain.cache_elements(10) == pytest.approx(1000)
    assert hybrid.cache_elements(10_000) - plain.cache_elements(10_000) == pytest.approx(1000)


def test_only_full_attention_grows_with_the_square_of_the_prompt() -> None:
    """Of 64 layers of Qwen3.5 27B 16 attend to all tokens, of 93 of Kimi K3 24; others have a state."""
    hybrid = model("qwen3.5 27b")
    assert speed_shape(hybrid).attended_tokens(1000) == pytest.approx(16 * 1000)
    assert speed_shape(LLAMA_8B).attended_tokens(1000) == pytest.approx(32 * 1000)
    assert speed_shape(model("kimi k3")).attended_tokens(1000) == pytest.approx(24 * 1000)
    told = LLAMA_8B._replace(attention_layers=10, sliding_layers=4, sliding_window=100)
    assert speed_shape(told).attended_tokens(1000) == pytest.approx(6 * 1000 + 4 * 200)
