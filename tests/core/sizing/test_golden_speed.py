"""Speeds reckoned by hand: what a sheet's bandwidth and peak allow, times the share that an engine reaches.

The arithmetic stands beside each case as it was done on paper, in milliseconds.
"""

import pytest

from core.catalog.formats import KV_FORMATS, WEIGHT_FORMATS
from core.catalog.gpus import gpu
from core.sizing.card_group import CardGroup
from core.sizing.prefill import estimate_prefill
from tests.core.sizing.speed_cases import model as model_named
from tests.core.sizing.training_cases import train

DECODE = [
    # (8.03e9 - 0.5253e9) x 2 B = 15.01e9 B over 0.87 x 3350e9
    ("llama 3 8b", "bf16", "h100-sxm", "vllm", 1, "weights", 5.150),
    # 4096 + 128 tokens x 64 Ki numbers x 2 B x 4 ^ 0.35 = 0.8997e9 B over 0.95 x 3350e9
    ("llama 3 8b", "bf16", "h100-sxm", "vllm", 1, "KV cache", 0.2827),
    # 32 x 60 us + 740 us + 16 us a request
    ("llama 3 8b", "bf16", "a100-80-sxm", "vllm", 1, "launches", 2.676),
    # (6.979e9 x 4.8 / 8 + 0.5253e9 x 6.5625 / 8) B = 4.618e9 B over 0.90 x 936e9
    ("llama 3 8b", "q4_k_m", "rtx3090", "llama.cpp", 1, "weights", 5.482),
    # the same over 0.90 x 2039e9 / (1 + 2039 / 4000), stacked memory
    ("llama 3 8b", "q4_k_m", "a100-80-sxm", "llama.cpp", 1, "weights", 3.800),
    # 32 x 105 us x 0.7 + 100 us + 40 us
    ("llama 3 8b", "q4_k_m", "rtx3090", "llama.cpp", 1, "launches", 2.492),
    # (1.36e9 + 45.08e9 x (1 - (3/4) ^ 32 ^ 0.87) + 0.131e9) x 2 B over 0.87 x 3350e9 / (1 + 3350 / 16000), a
    # crowd 1 + (1.35 / 1.2094 - 1) x 31 / 32 times as slow
    ("mixtral", "bf16", "h100-sxm", "vllm", 32, "weights", 42.94),
]

PREFILL = [
    # 2 x 6.979e9 x 4096 + 2 x 0.5253e9 operations over 0.62 x 989e12
    ("llama 3 8b", "bf16", "h100-sxm", 4096, "arithmetic", 93.24),
    # 2 x 4096 x 4096 x (32 x 4096) over (0.23 + 0.29 x 4096 / 36864) x 989e12
    ("llama 3 8b", "bf16", "h100-sxm", 4096, "attention", 16.96),
    # 2 x 68.449e9 x 2048 + 2 x 1.0507e9 over 0.57 x 1979e12
    ("llama 3 70b", "fp8", "h100-sxm", 2048, "arithmetic", 248.55),
]


@pytest.mark.parametrize(("name", "stored", "card", "engine", "batch", "part", "milliseconds"), DECODE)
def test_decode_agrees_with_paper(
    name: str, stored: str, card: str, engine: str, batch: int, part: str, milliseconds: float
) -> None:
    """A part of one step is that of the reckoning beside the case, within a percent."""
    weights, cache = WEIGHT_FORMATS[stored], KV_FORMATS["bf16"]
    group = CardGroup(model_named(name), weights, cache, gpu(card), 1, engine)
    step = group.estimate_step(batch, 4224)
    parts = {term.name: term.amount.expected for term in step.terms}
    assert parts[part] * 1000 == pytest.approx(milliseconds, rel=0.01)


@pytest.mark.parametrize(("name", "stored", "card", "tokens", "part", "milliseconds"), PREFILL)
def test_prefill_agrees_with_paper(
    name: str, stored: str, card: str, tokens: int, part: str, milliseconds: float
) -> None:
    """A part of one prompt is that of the reckoning beside the case, within a percent."""
    found = estimate_prefill(
        model_named(name),
        weight_format=WEIGHT_FORMATS[stored],
        gpu=gpu(card),
        tensor_parallel=1,
        prompt_tokens=tokens,
        batch=1,
        engine="vllm",
    )
    parts = {term.name: term.amount.expected for term in found.terms}
    assert parts[part] * 1000 == pytest.approx(milliseconds, rel=0.01)


@pytest.mark.parametrize(
    ("method", "checkpointing", "passes"),
    [("full", False, 6), ("full", True, 8), ("lora", False, 4), ("lora", True, 6)],
)
def test_training_agrees_with_paper(method: str, checkpointing: bool, passes: int) -> None:
    """Llama 3 8B, 8,192 tokens: k x 7.5046e9 x 8192 operations over 0.57 of 312 TFLOPS, k of the method."""
    speed = train(
        model_named("llama 3 8b"),
        gpu("a100-80-sxm"),
        gpu_count=1,
        sharding="none",
        method=method,
        gradient_checkpointing=checkpointing,
    )
    parts = {term.name: term.amount.expected for term in speed.step.terms}
    assert parts["arithmetic"] == pytest.approx(passes * 7.5046e9 * 8192 / (0.57 * 312e12), rel=0.01)
