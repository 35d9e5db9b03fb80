"""What a row of serving speed leaves unsaid widens its range, and moves nothing that is expected."""

from collections import defaultdict

import pytest

from tests.bench import predict_speed_inference
from tests.bench.score_measured import number

PROMPT = defaultdict(
    str,
    model="Llama-3-8B",
    gpu="RTX 4090 24GB",
    engine="llama.cpp b6500",
    quant="Q4_K_M",
    phase="prefill",
    scope="total",
    gpu_count="1",
    batch="1",
    input_len="512",
)
CROWD = PROMPT | {"engine": "vLLM 0.10", "quant": "AWQ", "phase": "decode", "batch": "16", "input_len": "256"}


def told(row: dict[str, str]) -> tuple[float, float, float]:
    """Return low, expected and high tokens per second."""
    said = predict_speed_inference.predict(defaultdict(str, row))
    return said["low"], said["expected"], said["high"]


@pytest.mark.parametrize("row", [PROMPT, CROWD], ids=["of one prompt", "of a crowd"])
def test_a_prompt_that_is_not_told_may_be_short_or_long(row: dict[str, str]) -> None:
    """The range holds what is expected of 64 tokens and of 2,048, around what is usual."""
    low, expected, high = told(row | {"input_len": ""})
    assert expected == pytest.approx(told(row)[1])
    for tokens in (64, 2048):
        assert low <= told(row | {"input_len": str(tokens)})[1] <= high
    assert high / low > told(row)[2] / told(row)[0]


def test_no_prompt_is_a_prompt_that_is_told() -> None:
    """Steps after none are told without reading, and as surely as after any."""
    low, expected, high = told(CROWD | {"input_len": "0"})
    assert expected > told(CROWD | {"input_len": ""})[1]
    assert high / low < told(CROWD | {"input_len": ""})[2] / told(CROWD | {"input_len": ""})[0]


def test_an_engine_that_nobody_else_measured_may_have_packed_what_is_not_said() -> None:
    """Without a format its model runs in 16 bits, but it may be in four; servers run what is published."""
    unknown = CROWD | {"engine": "Somebody's engine", "quant": ""}
    assert told(unknown)[1] == told(unknown | {"quant": "bf16"})[1]
    assert told(unknown)[2] >= told(unknown | {"quant": "4-bit"})[1] > told(unknown | {"quant": "bf16"})[2]
    assert told(CROWD | {"quant": ""}) == told(CROWD | {"quant": "bf16"})


def test_what_cannot_be_in_four_bits_is_told_as_it_is() -> None:
    """A model of unknown size is skipped whatever is unsaid, with its reason."""
    said = predict_speed_inference.predict(PROMPT | {"model": "a model", "input_len": ""})
    assert number(said.get("expected")) is None
    assert said["skipped"] == "unknown model"
