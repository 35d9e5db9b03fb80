"""Number formats: their bytes, their names, and the cards that run them."""

import pytest

from core.catalog.formats import KV_FORMATS, WEIGHT_FORMATS, WeightFormat, weight_format
from core.catalog.gpus import gpu


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("AWQ", "awq"),
        ("4-bit", "awq"),
        ("int4", "awq"),
        ("bf16", "bf16"),
        ("bfloat16", "bf16"),
        ("FP16", "fp16"),
        ("half", "fp16"),
        ("fp8", "fp8"),
        ("8bit", "int8"),
        ("int8", "int8"),
        ("GPTQ", "gptq"),
        ("nf4", "nf4"),
        ("MXFP4", "mxfp4"),
        ("Q4_K_M", "q4_k_m"),
        ("q8", "q8_0"),
        ("gguf", "q4_k_m"),
        ("Q5_K_S", "q5_k_s"),
        ("fp32", "fp32"),
        ("gptq-g32", "gptq-g32"),
    ],
)
def test_a_format_is_found_as_people_write_it(said: str, name: str) -> None:
    """Case, dashes and everyday names lead to the format."""
    found = weight_format(said)
    assert found is not None
    assert found.id == name


@pytest.mark.parametrize("said", ["", "any", "fast"])
def test_what_names_no_format_finds_none(said: str) -> None:
    """Words that are no format are left to whoever asked."""
    assert weight_format(said) is None


@pytest.mark.parametrize(
    ("name", "card", "runs"),
    [
        ("fp8", "rtx4090", True),
        ("fp8", "h100-sxm", True),
        ("fp8", "a100-80-sxm", True),
        ("fp8", "v100-16-sxm", False),
        ("bf16", "a100-40-sxm", True),
        ("bf16", "v100-16-sxm", False),
        ("fp16", "v100-16-sxm", True),
        ("awq", "a100-80-sxm", True),
        ("q4_k_m", "mi300x", True),
        ("fp8", "mi300x", True),
        ("mxfp4", "mi300x", False),
    ],
)
def test_a_format_runs_where_the_card_has_it(name: str, card: str, *, runs: bool) -> None:
    """FP8 needs Turing or later, bf16 needs Ampere or later, and AMD runs what has kernels there."""
    assert WEIGHT_FORMATS[name].runs_on(gpu(card)) is runs


@pytest.mark.parametrize("row", WEIGHT_FORMATS.values(), ids=lambda row: row.id)
def test_bytes_follow_from_bits(row: WeightFormat) -> None:
    """A weight takes its bits and up to half as much for scales and mixes; the head never takes fewer."""
    assert row.bits / 8 <= row.linear_bytes <= row.bits / 8 * 1.5
    assert row.head_bytes >= row.linear_bytes


def test_a_cache_number_takes_the_bytes_of_its_format() -> None:
    """16 bits are two bytes, fp8 one, and llama.cpp's blocks of 32 carry a scale."""
    assert {name: row.bytes for name, row in KV_FORMATS.items()} == {
        "fp32": 4.0,
        "bf16": 2.0,
        "fp16": 2.0,
        "fp8": 1.0,
        "int8": 1.0,
        "q8_0": 34 / 32,
        "q4_0": 18 / 32,
    }


@pytest.mark.parametrize(
    ("name", "card", "alone"),
    [
        ("fp8", "a100-80-sxm", True),
        ("fp8", "t4", True),
        ("fp8", "rtx4090", False),
        ("fp8", "mi300x", False),
        ("bf16", "a100-80-sxm", False),
        ("int8", "a100-80-sxm", False),
    ],
)
def test_fp8_is_a_format_of_weights_alone_before_ada(name: str, card: str, *, alone: bool) -> None:
    """Cards without fp8 products keep such weights and multiply in 16 bits; other formats are not meant."""
    assert WEIGHT_FORMATS[name].weight_only_on(gpu(card)) is alone
