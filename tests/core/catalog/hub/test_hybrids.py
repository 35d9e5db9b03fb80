"""Configurations of unlike layers become what the catalogue knows of their models, or are refused."""

import pytest

from core.catalog.catalogue import default_catalogue
from core.catalog.hub.fields import ConfigError
from core.catalog.hub.model import read_config
from tests.core.catalog.hub import hybrids, windows
from tests.core.catalog.hub.configs import LLAMA_31_8B, Config
from tests.core.catalog.hub.test_families import architecture

SHIPPED = {
    "google/gemma-4-31B-it": windows.GEMMA4_31B,
    "google/gemma-4-26B-A4B-it": windows.GEMMA4_26B,
    "google/gemma-4-E2B-it": windows.GEMMA4_E2B,
    "google/gemma-4-E4B-it": windows.GEMMA4_E4B,
    "nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16": hybrids.NEMOTRON3_NANO,
    "nvidia/NVIDIA-Nemotron-3-Super-120B-A12B-BF16": hybrids.NEMOTRON3_SUPER,
    "ibm-granite/granite-4.0-h-small": hybrids.GRANITE4_SMALL,
    "Qwen/Qwen3.6-27B": hybrids.QWEN36_27B,
    "Qwen/Qwen3.6-35B-A3B": hybrids.QWEN36_35B,
    "moonshotai/Kimi-K3": hybrids.KIMI_K3,
    "zai-org/GLM-4.7-Flash": windows.GLM47_FLASH,
    "MiniMaxAI/MiniMax-M3": windows.MINIMAX_M3,
    "mistralai/Mistral-Small-4-119B-2603": windows.MISTRAL_SMALL4,
    "mistralai/Ministral-3-14B-Instruct-2512": windows.MINISTRAL3_14B,
}
APART = ("name", "params_b", "active_params_b", "native_precision", "attention_layers")
"""What a repository may say otherwise, and what shipped rows leave to their cache."""


@pytest.mark.parametrize("model_id", SHIPPED)
def test_a_configuration_becomes_the_geometry_that_ships(model_id: str) -> None:
    """Layers, heads, cache, window, state and experts are those of the row; parameters within two percent."""
    shipped, found = default_catalogue().model(model_id).architecture, architecture(SHIPPED[model_id])
    assert {name: value for name, value in found._asdict().items() if name not in APART} == {
        name: value for name, value in shipped._asdict().items() if name not in APART
    }
    assert found.params_b == pytest.approx(shipped.params_b, rel=0.01)
    assert found.active_params_b == pytest.approx(shipped.active_params_b, rel=0.02)


@pytest.mark.parametrize(
    ("config", "params_b", "active_b", "cached", "attending"),
    [
        (hybrids.KIMI_LINEAR, 49.1, 3.48, 7 * 576, 7),
        (hybrids.NEMOTRON_H_8B, 8.1, 8.1, 4 * 2 * 8 * 128, 4),
        (hybrids.MINIMAX_01, 456, 47, 10 * 2 * 8 * 128, 10),
        (windows.MIMO_V2_FLASH, 309, 15.4, 9 * 4 * 320 + 39 * 8 * 320, 0),
        (hybrids.GLM53_FLASH, 313, 17.3, 11 * 512, 11),
    ],
)
def test_what_is_published_is_counted(
    config: Config, params_b: float, active_b: float, cached: int, attending: int
) -> None:
    """Totals as on the model cards, from the configuration alone; only some of the layers cache."""
    found = architecture(config)
    assert found.params_b == pytest.approx(params_b, rel=0.01)
    assert found.active_params_b == pytest.approx(active_b, rel=0.04)
    assert (found.kv_elements_per_token, found.attention_layers) == (cached, attending)


@pytest.mark.parametrize(
    ("config", "layers", "each"),
    [
        (hybrids.KIMI_LINEAR, 20, 32 * 128 * 128 + 3 * 32 * 128 * 3),
        (hybrids.NEMOTRON_H_8B, 24, 128 * 64 * 128 + (8192 + 2 * 8 * 128) * 3),
        (hybrids.MINIMAX_01, 70, 64 * 128 * 128),
    ],
)
def test_a_state_is_counted_once_a_layer(config: Config, layers: int, each: int) -> None:
    """Kimi's delta rule, Mamba-2 and MiniMax's lightning attention keep so many numbers a sequence."""
    assert architecture(config).state_elements == layers * each


def test_layers_that_borrow_keys_keep_none() -> None:
    """Of Gemma 4 E2B's 35 layers the last 20 read the cache of earlier ones; so may any that are named."""
    found = architecture(windows.GEMMA4_E2B)
    assert found.kv_elements_per_token == 12 * 2 * 256 + 3 * 2 * 512
    named = architecture(LLAMA_31_8B | {"kv_source_layers": [*range(16), *range(16)]})
    assert named.kv_elements_per_token == 16 * 2 * 8 * 128
    assert named.params_b < architecture(LLAMA_31_8B).params_b


def test_the_first_layers_or_those_listed_are_dense() -> None:
    """Every way of telling which layers have experts is read."""
    sparse = {"num_experts": 8, "num_experts_per_tok": 2, "moe_intermediate_size": 1024}
    told: tuple[Config, ...] = (
        {"mlp_layer_types": ["dense"] * 2 + ["sparse"] * 30},
        {"moe_layer_freq": [0, 0] + [1] * 30},
        {"moe_layers": list(range(2, 32))},
        {"mlp_only_layers": [0, 1]},
        {"first_k_dense_replace": 2},
        {"moe_layer_start_index": 2},
    )
    counted = {architecture(LLAMA_31_8B | sparse | one).params_b for one in told}
    assert len(counted) == 1
    assert counted != {architecture(LLAMA_31_8B | sparse).params_b}


def test_what_is_not_counted_is_noted() -> None:
    """The cache of an indexer is small, and engines keep it in their own ways."""
    rows = [
        read_config("a/b", config, {}, source="x", date="2026-11-27")
        for config in (hybrids.GLM53_FLASH, windows.MINIMAX_M3, hybrids.KIMI_K3)
    ]
    assert ["indexer" in row["note"] for row in rows] == [True, True, False]


@pytest.mark.parametrize(
    ("config", "problem"),
    [
        (windows.GLM47_FLASH | {"compress_ratios": [0, 4, 128]}, "its config.json has compress_ratios"),
        (LLAMA_31_8B | {"altup_num_inputs": 4}, "has altup_num_inputs, which is not understood here"),
        (LLAMA_31_8B | {"layer_types": ["conv"] * 32}, "a kind that is not known here ('conv')"),
        (LLAMA_31_8B | {"layer_types": ["hybrid"] * 32}, "a kind that is not known here ('hybrid')"),
        (LLAMA_31_8B | {"layer_types": ["mamba"] * 16}, "its config.json lists 16 of 32 layers"),
        (LLAMA_31_8B | {"layer_types": ["mamba"] * 32}, "it keeps a state of a kind that is not known here"),
        (LLAMA_31_8B | {"hybrid_override_pattern": "M-?*" * 8}, "a kind that is not known here ('?')"),
        (LLAMA_31_8B | {"num_hidden_layers": 20_000}, "has 20000 layers, which no model has"),
        (
            hybrids.NEMOTRON3_NANO | {"hybrid_override_pattern": None},
            "state-space layers that it does not list",
        ),
        (
            windows.GEMMA4_31B["text_config"] | {"num_global_key_value_heads": 5},
            "its 5 KV heads do not divide",
        ),
        (windows.MIMO_V2_FLASH | {"swa_num_key_value_heads": 7}, "its 7 KV heads do not divide"),
    ],
)
def test_a_shape_that_is_not_understood_is_refused(config: Config, problem: str) -> None:
    """Taking foreign layers for plain ones would size them wrongly; the sentence names what is foreign."""
    with pytest.raises(ConfigError) as caught:
        architecture(config)
    assert problem in str(caught.value)
    assert str(caught.value).endswith("; add its row yourself")
