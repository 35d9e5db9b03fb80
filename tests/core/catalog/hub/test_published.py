"""The format weights were published in, and which of a repository's counts can be believed."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.hub.fields import ConfigError
from core.catalog.hub.model import read_config
from core.catalog.hub.published import native_format
from core.catalog.model_rows import read_model
from core.catalog.rows import Row
from tests.core.catalog.hub import configs, hybrids, windows
from tests.core.catalog.hub.configs import Config

KNOWN = [
    value.get("text_config", value)
    for each in (configs, hybrids, windows)
    for name, value in sorted(vars(each).items())
    if name.isupper() and not name.startswith("_")
]
GROUP = {"config_groups": {"group_0": {"weights": {"num_bits": 4, "type": "int"}}}}


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, "bf16"),
        ({"torch_dtype": "float16"}, "fp16"),
        ({"dtype": "torch.float32"}, "fp32"),
        ({"text_config": {"dtype": "float16"}}, "fp16"),
        ({"quantization_config": {"quant_method": "awq", "bits": 4}}, "awq"),
        ({"quantization_config": {"quant_method": "gptq", "bits": 4}}, "gptq"),
        ({"quantization_config": {"quant_method": "gptq", "bits": 8}}, "int8"),
        ({"quantization_config": {"quant_method": "fp8"}}, "fp8"),
        ({"quantization_config": {"quant_method": "mxfp4"}}, "mxfp4"),
        ({"quantization_config": {"quant_method": "bitsandbytes", "load_in_4bit": True}}, "nf4"),
        ({"quantization_config": {"quant_method": "bitsandbytes", "load_in_8bit": True}}, "int8"),
        ({"quantization_config": {"quant_method": "compressed-tensors", **GROUP}}, "gptq"),
        (
            {
                "quantization_config": {
                    "quant_method": "compressed-tensors",
                    "config_groups": {"g": {"weights": {"num_bits": 8, "type": "float"}}},
                }
            },
            "fp8",
        ),
        ({"quantization_config": {"quant_method": "modelopt", "quant_algo": "NVFP4"}}, "mxfp4"),
        (hybrids.KIMI_K3, "mxfp4"),
        ({"text_config": {"quantization_config": {"quant_method": "fp8"}}, "dtype": "bfloat16"}, "fp8"),
        ({"quantization_config": {"quant_method": "modelopt", "quant_algo": "FP8"}}, "fp8"),
    ],
)
def test_the_format_is_read_from_the_configuration(config: Config, expected: str) -> None:
    """Quantised repositories say how, plain ones by the type of their tensors, wherever that stands."""
    assert native_format(config) == expected


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        (
            {"quant_method": "ternary"},
            "its quantization 'ternary' is not known here; add its base model instead",
        ),
        ({}, "its quantization '' is not known here"),
        (
            {"quant_method": "compressed-tensors"},
            "its quantization names no weights; add its base model instead",
        ),
        (
            {"quant_method": "compressed-tensors", "config_groups": {"g": {"weights": None}, "h": 1}},
            "names no weights",
        ),
    ],
)
def test_an_unknown_quantization_is_told(said: dict[str, Any], problem: str) -> None:
    """Guessing the bits of every weight would be worse than asking for the base model."""
    with pytest.raises(ConfigError) as caught:
        native_format({"quantization_config": said})
    assert problem in str(caught.value)


@pytest.mark.parametrize(
    ("safetensors", "params_b", "basis"),
    [
        ({"total": 8030261248, "parameters": {"BF16": 8030261248}}, "8.03", "the repository's own count"),
        ({"total": 9_000_000_000, "parameters": {"BF16": 9_000_000_000}}, "9", "the repository's own count"),
        ({"total": 1_983_000_000, "parameters": {"I32": 190_000_000, "F16": 1}}, "8.03", "counted"),
        ({"total": 16_060_522_496, "parameters": {"BF16": 16_060_522_496}}, "8.03", "counted"),
        ({"total": 41_943_040, "parameters": {"F32": 41_943_040}}, "8.03", "counted"),
        ({"total": "8030261248", "parameters": {"BF16": 1}}, "8.03", "counted"),
        ({"total": 8030261248}, "8.03", "counted"),
        ("none", "8.03", "counted"),
        (None, "8.03", "counted"),
    ],
)
def test_a_repositorys_count_is_taken_where_it_counts_parameters(
    safetensors: object, params_b: str, basis: str
) -> None:
    """Not packed words, not a second copy of the weights, not an adapter: then the geometry is counted."""
    row = read_config("a/b", configs.LLAMA_31_8B, {"safetensors": safetensors}, source="x", date="2026-11-26")
    assert (row["params_b"], row["basis"].startswith(basis)) == (params_b, True)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"hidden_size": None}, "its config.json has no usable hidden_size (missing); add its row yourself"),
        ({"num_hidden_layers": "32"}, "no usable num_hidden_layers ('32')"),
        ({"num_hidden_layers": -1}, "no usable num_hidden_layers"),
        ({"num_hidden_layers": 10**12}, "no usable num_hidden_layers"),
        ({"num_key_value_heads": [8, 4]}, "no usable num_key_value_heads ('[8, 4]')"),
        ({"num_key_value_heads": 5}, "its 5 KV heads do not divide its 32 heads"),
        ({"num_key_value_heads": 0}, "its 0 KV heads do not divide its 32 heads"),
        ({"num_attention_heads": 0}, "its config.json has no attention heads"),
        ({"vocab_size": 0}, "its config.json has no layers, width or vocabulary"),
        ({"model_type": "jamba"}, "it mixes attention with state-space layers"),
        ({"model_type": "falcon_mamba"}, "it mixes attention with state-space layers"),
        ({"layer_types": ["mamba", "attention"]}, "its config.json lists 2 of 32 layers"),
        ({"num_experts": 8}, "no usable num_experts_per_tok (missing)"),
        ({"intermediate_size": None, "expansion_ratio": 10**400}, "no usable expansion_ratio ('1000"),
        (
            {"num_experts": 8, "num_experts_per_tok": 9},
            "does not add up (models.csv line 2 (a/b): active_params_b",
        ),
    ],
)
def test_what_cannot_be_sized_is_told_in_one_sentence(change: Config, problem: str) -> None:
    """Missing, absurd and foreign shapes end in a sentence that names the field and the way out."""
    with pytest.raises(ConfigError) as caught:
        read_config("a/b", configs.LLAMA_31_8B | change, {}, source="x", date="2026-11-26")
    assert problem in str(caught.value)


@pytest.mark.parametrize("model_type", [None, 7, ["llama"]])
def test_a_strange_type_is_read_by_its_fields(model_type: object) -> None:
    """The family's name only fills gaps, and there are none here."""
    row = read_config(
        "a/b", configs.LLAMA_31_8B | {"model_type": model_type}, {}, source="x", date="2026-11-26"
    )
    assert row["params_b"] == "8.03"


ODD = st.sampled_from(
    [None, True, -1, 0, 1, 3, 10**9, 10**15, 1.5, "8", "", [], [1, "full_attention"], {}, {"a": 1}]
)
FIELDS = sorted({name for config in KNOWN for name in config} | {"layer_types", "ffn_config"})


@given(st.sampled_from(KNOWN), st.dictionaries(st.sampled_from(FIELDS), ODD, max_size=4))
def test_a_foreign_configuration_is_sized_or_refused(config: Config, changes: Config) -> None:
    """Whatever stands in a file that strangers publish, it ends in a row that can be read, or a sentence."""
    with suppress(ConfigError):
        row = read_config("a/b", config | changes, {}, source="x", date="2026-11-26")
        assert read_model(Row("models.csv", 2, row)).architecture.params > 0
