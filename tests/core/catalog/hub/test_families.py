"""A configuration of every family becomes the geometry that is known of it."""

import pytest

from core.catalog.architecture import Architecture
from core.catalog.hub.model import read_config
from core.catalog.model_rows import read_model
from core.catalog.rows import Row
from tests.core.catalog.hub import configs, mixtures, windows
from tests.core.catalog.hub.configs import Config


def architecture(config: Config, **about: object) -> Architecture:
    """Return what a configuration becomes in the catalogue."""
    row = read_config("acme/a-model", config, about, source="huggingface.co", date="2026-11-26")
    return read_model(Row("models.csv", 2, row)).architecture


@pytest.mark.parametrize(
    ("config", "params_b", "active_b"),
    [
        (configs.LLAMA_31_8B, 8.03, 8.03),
        (configs.LLAMA_1_7B, 6.74, 6.74),
        (configs.NEMO, 12.25, 12.25),
        (configs.MISTRAL_01, 7.24, 7.24),
        (configs.QWEN25_7B, 7.615, 7.615),
        (mixtures.QWEN3_30B_A3B, 30.53, 3.35),
        (mixtures.QWEN3_NEXT, 79.7, 3.9),
        (mixtures.MIXTRAL, 46.70, 12.88),
        (mixtures.GPT_OSS_20B, 20.91, 4.2),
        (mixtures.DEEPSEEK_V3, 671.0, 37.6),
        (mixtures.DEEPSEEK_V2_LITE, 15.71, 2.66),
        (mixtures.GLM_45_AIR, 106.9, 13.3),
        (configs.GEMMA2_9B, 9.24, 9.24),
        (configs.GEMMA3_4B, 3.88, 3.88),
        (mixtures.LLAMA4_SCOUT, 107.8, 17.2),
        (mixtures.LLAMA4_MAVERICK, 400.7, 17.2),
        (configs.PHI3_MINI, 3.82, 3.82),
        (configs.PHI4, 14.66, 14.66),
        (configs.FALCON_7B, 6.92, 6.92),
        (configs.FALCON_40B, 41.3, 41.3),
        (configs.BLOOM, 176.2, 176.2),
        (configs.GPT2, 0.1244, 0.1244),
        (configs.MPT_7B, 6.65, 6.65),
        (mixtures.DBRX, 131.6, 36.5),
        (configs.WHISPER_LARGE, 1.54, 1.54),
        (configs.BGE_M3, 0.567, 0.567),
        (mixtures.QWEN2_57B, 57.4, 14.2),
        (configs.STARCODER, 15.5, 15.5),
    ],
)
def test_the_parameters_are_those_that_are_known(config: Config, params_b: float, active_b: float) -> None:
    """Counted from the configuration alone, within one percent of the accepted totals (active: four)."""
    found = architecture(config)
    assert found.params_b == pytest.approx(params_b, rel=0.01)
    assert found.active_params_b == pytest.approx(active_b, rel=0.04)


@pytest.mark.parametrize(
    ("config", "kind", "cached", "heads"),
    [
        (configs.LLAMA_31_8B, "GQA", 65536, (32, 8, 128)),
        (configs.LLAMA_1_7B, "MHA", 262144, (32, 32, 128)),
        (configs.NEMO, "GQA", 81920, (32, 8, 128)),
        (configs.MISTRAL_01, "GQA", 65536, (32, 8, 128)),
        (mixtures.QWEN3_NEXT, "GQA", 12288, (16, 2, 256)),
        (mixtures.DEEPSEEK_V3, "MLA", 61 * 576, (128, 1, 192)),
        (mixtures.DEEPSEEK_V2_LITE, "MLA", 27 * 576, (16, 1, 192)),
        (configs.GEMMA3_4B, "GQA", 69632, (8, 4, 256)),
        (configs.PHI4, "GQA", 102400, (40, 10, 128)),
        (configs.FALCON_7B, "MQA", 4096, (71, 1, 64)),
        (configs.FALCON_40B, "GQA", 61440, (128, 8, 64)),
        (configs.BLOOM, "MHA", 2007040, (112, 112, 128)),
        (configs.GPT2, "MHA", 18432, (12, 12, 64)),
        (configs.STARCODER, "MQA", 10240, (48, 1, 128)),
        (mixtures.DBRX, "GQA", 81920, (48, 8, 128)),
    ],
)
def test_the_cache_counts_what_each_token_leaves(
    config: Config, kind: str, cached: int, heads: tuple[int, int, int]
) -> None:
    """Grouped and single KV heads, explicit head sizes, compressed latents and hybrid layers are all seen."""
    found = architecture(config)
    assert (found.attention, found.kv_elements_per_token) == (kind, cached)
    assert (found.heads, found.kv_heads, found.head_dim) == heads


@pytest.mark.parametrize(
    ("config", "rank"),
    [(mixtures.DEEPSEEK_V3, 1536), (mixtures.DEEPSEEK_V2_LITE, 0), (configs.LLAMA_31_8B, 0)],
)
def test_the_width_through_which_queries_are_made_is_seen(config: Config, rank: int) -> None:
    """Latent attention makes its queries in two steps or in one; other attention always in one."""
    assert architecture(config).query_rank == rank


@pytest.mark.parametrize(
    ("config", "window"),
    [
        (configs.LLAMA_31_8B, (0, 0)),
        (configs.NEMO, (0, 0)),
        (configs.QWEN25_7B, (0, 0)),
        (
            configs.QWEN25_7B | {"use_sliding_window": True, "sliding_window": 4096, "max_window_layers": 20},
            (4096, 8),
        ),
        (configs.QWEN25_7B | {"use_sliding_window": True, "sliding_window": 4096}, (0, 0)),
        (configs.MISTRAL_01, (4096, 32)),
        (configs.PHI3_MINI, (0, 0)),
        (configs.GEMMA2_9B, (4096, 21)),
        (configs.GEMMA3_4B, (1024, 29)),
        (mixtures.GPT_OSS_20B, (128, 12)),
        (mixtures.GPT_OSS_20B | {"layer_types": None}, (128, 12)),
        (mixtures.LLAMA4_SCOUT, (8192, 36)),
        (configs.MISTRAL_01 | {"sliding_window": 32768}, (0, 0)),
        (configs.MISTRAL_01 | {"layer_types": ["full_attention"] * 32}, (0, 0)),
    ],
)
def test_windows_are_seen_where_they_are_in_force(config: Config, window: tuple[int, int]) -> None:
    """A window that is switched off, or as long as the context, saves nothing; patterns name their layers."""
    found = architecture(config)
    assert (found.sliding_window, found.sliding_layers) == window


def test_linear_attention_keeps_a_state_a_sequence() -> None:
    """Three layers in four keep a state instead of a cache: keys by values per head, and the convolution."""
    assert architecture(mixtures.QWEN3_NEXT).state_elements == 36 * (32 * 128 * 128 + 8192 * 3)


@pytest.mark.parametrize(
    ("config", "experts"),
    [
        (configs.LLAMA_31_8B, (0, 0, 0, 0)),
        (mixtures.MIXTRAL, (8, 2, 14336, 0)),
        (mixtures.QWEN3_30B_A3B, (128, 8, 768, 0)),
        (mixtures.DEEPSEEK_V3, (256, 8, 2048, 1)),
        (mixtures.LLAMA4_SCOUT, (16, 1, 8192, 1)),
        (mixtures.QWEN2_57B, (64, 8, 2560, 8)),
        (mixtures.DBRX, (16, 4, 10752, 0)),
        (mixtures.GPT_OSS_20B, (32, 4, 2880, 0)),
    ],
)
def test_experts_are_counted_by_all_their_names(config: Config, experts: tuple[int, int, int, int]) -> None:
    """How many, how many a token takes, how wide, and how many are shared."""
    found = architecture(config)
    assert (found.experts, found.experts_per_token, found.moe_intermediate, found.shared_experts) == experts


@pytest.mark.parametrize(
    ("config", "tag", "kind"),
    [
        (configs.LLAMA_31_8B, None, "text-generation"),
        (configs.WHISPER_LARGE, None, "speech-to-text"),
        (configs.BGE_M3, None, "embedding"),
        (configs.QWEN25_7B, "sentence-similarity", "embedding"),
        (windows.QWEN3_ASR, "automatic-speech-recognition", "speech-to-text"),
    ],
)
def test_the_kind_of_work_is_told_apart(config: Config, tag: str | None, kind: str) -> None:
    """Encoders and what the hub calls sentence similarity embed; whisper and speech recognition hear."""
    assert architecture(config, pipeline_tag=tag).kind == kind


def test_what_a_class_fills_in_counts_only_where_the_file_is_silent() -> None:
    """gemma-3-4b leaves heads and vocabulary out, the 120b class of gpt-oss does not make a 20b larger."""
    gemma = architecture(configs.GEMMA3_4B)
    assert (gemma.heads, gemma.vocab, gemma.tied_embeddings) == (8, 262208, True)
    assert architecture(mixtures.GPT_OSS_20B).layers == 24
