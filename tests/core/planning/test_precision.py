"""The format a model is served in, from what was said and how it was published."""

import pytest

from core.catalog.catalogue import default_catalogue
from core.planning.precision import cache_format, served_format


@pytest.mark.parametrize(
    ("said", "model", "expected", "basis"),
    [
        (None, "meta-llama/Llama-3.1-8B-Instruct", "bf16", "the precision the model was published in"),
        (None, "openai/gpt-oss-20b", "mxfp4", "the precision the model was published in"),
        ("any", "meta-llama/Llama-3.1-8B-Instruct", "awq", "the smallest that keeps quality"),
        ("any", "openai/gpt-oss-20b", "mxfp4", "the smallest that keeps quality"),
        ("fp8", "meta-llama/Llama-3.1-8B-Instruct", "fp8", None),
        ("int4", "meta-llama/Llama-3.1-8B-Instruct", "awq", "the usual form of 4 bits"),
        (
            "crayon",
            "meta-llama/Llama-3.1-8B-Instruct",
            "bf16",
            "no known format was named, so the precision the model was published in",
        ),
    ],
)
def test_the_format_and_why(said: str | None, model: str, expected: str, basis: str | None) -> None:
    """What was said stands; "any" is the smallest sensible, silence and nonsense the published one."""
    weights, why = served_format(said, default_catalogue().model(model).architecture)
    assert (weights.id, why) == (expected, basis)


def test_the_cache_is_kept_in_16_bits() -> None:
    """bf16, or fp16 where llama.cpp serves."""
    arch = default_catalogue().model("8B").architecture
    assert cache_format(served_format("awq", arch)[0]).id == "bf16"
    assert cache_format(served_format("q4_k_m", arch)[0]).id == "fp16"
