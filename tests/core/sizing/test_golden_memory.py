"""Thirty configurations, each reckoned by hand from published geometries.

The arithmetic stands beside each case as it was done on paper: bytes first, GiB (2^30 B) at the end. Weights
are parameters times the bytes of the format; the cache is 2 x layers x KV heads x head size x bytes x tokens;
training states are the trained parameters times the bytes of the recipe over the cards that share them.
"""

import pytest

from core.catalog.formats import KV_FORMATS, WEIGHT_FORMATS
from core.catalog.gpus import gpu
from core.quantity import Estimate
from core.sizing.lora import Lora
from core.sizing.serving_memory import estimate_serving_memory
from core.sizing.training_memory import estimate_training_memory
from tests.core.sizing.speed_cases import model as model_named

KIB, GIB = 2**10, 2**30

SERVING = [
    # 8.03e9 x 2 B = 16.06e9 B; 128 KiB a token
    ("llama 3 8b", "bf16", "fp16", 1, 20, 4096, 14.957, 20 * 4096 * 128 * KIB / GIB),
    # 6.979e9 x 0.52 + 1.0507e9 x 2 = 5.731e9 B
    ("llama 3 8b", "awq", "fp16", 1, 20, 4096, 5.337, 10.0),
    # 6.979e9 + 1.0507e9 x 2 = 9.081e9 B; one byte a number halves the cache
    ("llama 3 8b", "fp8", "fp8", 1, 20, 4096, 8.457, 5.0),
    # 70.55e9 x 2 / 4 cards; 320 KiB a token over 4
    ("llama 3 70b", "bf16", "fp16", 4, 16, 8192, 32.852, 16 * 8192 * 80 * KIB / GIB),
    # (68.449e9 + 2.1013e9 x 2) / 4 cards
    ("llama 3 70b", "fp8", "fp16", 4, 50, 1800, 16.916, 50 * 1808 * 80 * KIB / GIB),
    # (68.449e9 x 0.52 + 2.1013e9 x 2) / 2 cards
    ("llama 3 70b", "awq", "fp16", 2, 4, 4096, 18.531, 4 * 4096 * 160 * KIB / GIB),
    # 13.02e9 x 2 B; all 40 heads: 800 KiB a token
    ("llama 2 13b", "fp16", "fp16", 1, 4, 2048, 24.252, 4 * 2048 * 800 * KIB / GIB),
    # 6.74e9 x 2 B; 512 KiB a token
    ("llama 2 7b", "fp16", "fp16", 1, 1, 4096, 12.554, 2.0),
    # 46.70e9 x 2 / 2 cards; 128 KiB a token over 2
    ("mixtral", "bf16", "fp16", 2, 8, 4096, 43.493, 2.0),
    # 7.62e9 x 2 B; four KV heads: 56 KiB a token
    ("qwen2.5 7b", "bf16", "fp16", 1, 10, 32_768, 14.193, 10 * 32_768 * 56 * KIB / GIB),
    # (72.71e9 - 2.4914e9) x 0.52 + 2.4914e9 x 2, over 2 cards
    ("qwen2.5 72b", "gptq", "fp16", 2, 1, 8192, 19.323, 8192 * 160 * KIB / GIB),
    # (671e9 - 1.8534e9) + 1.8534e9 x 2 over 8 cards; 68.6 KiB a token on each of them
    ("deepseek v3", "fp8", "fp16", 8, 32, 4096, 78.330, 32 * 4096 * 35_136 * 2 / GIB),
    # 9.24e9 x 2 B; 21 layers stop at 4096 tokens, 21 do not
    ("gemma 2 9b", "bf16", "fp16", 1, 1, 8192, 17.211, 21 * (8192 + 4096) * 8 * KIB / GIB),
    # 27.23e9 x 2 B over 2 cards; 23 of 46 layers stop at 4096 tokens
    ("gemma 2 27b", "bf16", "fp16", 2, 2, 4096, 25.360, 2 * 4096 * 188_416 * 2 / 2 / GIB),
    # 30.53e9 x 2 B; 96 KiB a token
    ("qwen3 30b a3b", "bf16", "fp16", 1, 4, 16_384, 56.866, 4 * 16_384 * 96 * KIB / GIB),
    # (6.92e9 - 0.29547e9) + 0.29547e9 x 2, one KV head of 64: 8 KiB a token, tied head
    ("falcon 7b", "int8", "fp16", 1, 16, 2048, 6.720, 16 * 2048 * 8 * KIB / GIB),
    # 14.66e9 x 2 B; ten KV heads: 200 KiB a token
    ("phi-4", "bf16", "fp16", 1, 2, 16_384, 27.306, 2 * 16_384 * 200 * KIB / GIB),
    # (0.49e9 - 0.13613e9) x 0.52 + 0.13613e9 x 2 (tied); 12 KiB a token
    ("qwen2.5 0.5b", "awq", "fp16", 1, 100, 1024, 0.4249, 100 * 1024 * 12 * KIB / GIB),
]

OTHER = [
    # experts and router 19.205e9 x 0.53125, attention 24 x 2880 x 2 x (4096 + 512) = 0.637e9 and
    # 1.1582e9 outside x 2 B; 12 layers of 2 Ki numbers a token, 12 that stop at 128
    ("gpt-oss-20b", "mxfp4", "vllm", 1, 8192, 12.846, 12 * (8192 + 128) * 2 * KIB / GIB),
    # 79.7e9 x 2 / 4 cards; 12 of 48 layers cache 12,288 numbers a token over 2 heads, 19.76e6 of state
    ("qwen3 next 80b", "bf16", "vllm", 4, 32_768, 37.113, (32_768 * 12_288 + 19_759_104) * 2 / 2 / GIB),
    # 6.979e9 x 4.8 / 8; the head of 0.5253e9 x 6.5625 / 8, the embedding in host memory; 128 KiB a token
    ("llama 3 8b", "q4_k_m", "llama.cpp", 1, 4096, 4.301, 0.5),
    # 27.01e9 x 2 B; 52 of 62 layers stop at 1,024 tokens, 8 KiB numbers a token in each
    ("gemma 3 27b", "bf16", "transformers", 1, 16_384, 50.310, (52 * 1024 + 10 * 16_384) * 8 * KIB / GIB),
]

FULL = [
    # 6.74e9 x 16 B
    ("llama 2 7b", "bf16-mixed", "adamw", "none", 1, 100.43),
    # 6.74e9 x 8 B
    ("llama 2 7b", "bf16", "adamw", "none", 1, 50.22),
    # 13.02e9 x 16 B / 4 cards
    ("llama 2 13b", "bf16-mixed", "adamw", "zero3", 4, 48.50),
    # 8.03e9 x (2 + 2/8 + 12/8) B
    ("llama 3 8b", "bf16-mixed", "adamw", "zero2", 8, 28.04),
    # 8.03e9 x (2 + 2 + 12/8) B
    ("llama 3 8b", "bf16-mixed", "adamw", "zero1", 8, 41.13),
    # 70.55e9 x 16 B / 16 cards
    ("llama 3 70b", "amp", "adamw", "fsdp", 16, 65.71),
    # 8.03e9 x (2 + 2 + 2.06) B
    ("llama 3 8b", "bf16", "adamw_8bit", "none", 1, 45.32),
    # 1.24e9 x 12 B
    ("llama 3.2 1b", "bf16-mixed", "sgd", "none", 1, 13.86),
]

ADAPTED = [
    # 6.74e9 x 2 B; 32 x 8 x (8192 + 8192) = 4.19e6 adapters x 16 B
    ("llama 2 7b", "lora", Lora(8, frozenset({"query", "value"})), 12.554, 0.0625),
    # 8.03e9 x 2 B; 41.94e6 x 16 B
    ("llama 3 8b", "lora", Lora(16), 14.957, 0.625),
    # 12.688e9 x 0.5625 + 0.32768e9 x 2; 40 x 8 x 20480 = 6.55e6 x 16 B
    ("llama 2 13b", "qlora", Lora(8, frozenset({"query", "value"})), 7.260, 0.0977),
    # 68.449e9 x 0.5625 + 2.1013e9 x 2; 207.1e6 x 16 B
    ("llama 3 70b", "qlora", Lora(16), 39.773, 3.086),
]


def parts(estimate: Estimate) -> dict[str, float]:
    """Return the expected GiB of each term."""
    return {term.name: term.amount.expected for term in estimate.terms}


@pytest.mark.parametrize(
    ("name", "stored", "cache", "cards", "sequences", "tokens", "weights", "kv"), SERVING
)
def test_serving_agrees_with_paper(
    name: str, stored: str, cache: str, cards: int, sequences: int, tokens: int, weights: float, kv: float
) -> None:
    """Weights and cache on one card are those of the reckoning beside the case, within half a percent."""
    kept = parts(
        estimate_serving_memory(
            model_named(name),
            weight_format=WEIGHT_FORMATS[stored],
            kv_format=KV_FORMATS[cache],
            gpu=gpu("h100-sxm"),
            tensor_parallel=cards,
            sequences=sequences,
            tokens_each=tokens,
        )
    )
    assert kept["weights"] == pytest.approx(weights, rel=5e-3)
    assert kept["KV cache"] == pytest.approx(kv, rel=5e-3)


@pytest.mark.parametrize(("name", "stored", "engine", "cards", "tokens", "weights", "kv"), OTHER)
def test_other_formats_engines_and_caches_agree_with_paper(
    name: str, stored: str, engine: str, cards: int, tokens: int, weights: float, kv: float
) -> None:
    """Experts in MXFP4, hybrid and windowed caches, GGUF: as beside the case, within half a percent."""
    kept = parts(
        estimate_serving_memory(
            model_named(name),
            weight_format=WEIGHT_FORMATS[stored],
            kv_format=KV_FORMATS["fp16"],
            gpu=gpu("h100-sxm"),
            tensor_parallel=cards,
            tokens_each=tokens,
            engine=engine,
        )
    )
    assert kept["weights"] == pytest.approx(weights, rel=5e-3)
    assert kept["KV cache"] == pytest.approx(kv, rel=5e-3)


@pytest.mark.parametrize(("name", "precision", "optimizer", "sharding", "cards", "states"), FULL)
def test_full_training_agrees_with_paper(
    name: str, precision: str, optimizer: str, sharding: str, cards: int, states: float
) -> None:
    """States on one card are those of the reckoning beside the case, within half a percent."""
    kept = parts(
        estimate_training_memory(
            model_named(name),
            method="full",
            precision=precision,
            optimizer=optimizer,
            sequence_tokens=2048,
            gpu_count=cards,
            sharding=sharding,
        )
    )
    assert kept["states"] == pytest.approx(states, rel=5e-3)


@pytest.mark.parametrize(("name", "method", "lora", "base", "states"), ADAPTED)
def test_adapters_agree_with_paper(name: str, method: str, lora: Lora, base: float, states: float) -> None:
    """Frozen base and adapters are those of the reckoning beside the case, within half a percent."""
    kept = parts(
        estimate_training_memory(
            model_named(name), method=method, precision="bf16", sequence_tokens=2048, lora=lora
        )
    )
    assert kept["frozen base"] == pytest.approx(base, rel=5e-3)
    assert kept["states"] == pytest.approx(states, rel=5e-3)


def test_there_are_thirty_configurations() -> None:
    """None has been lost."""
    assert len(SERVING) + len(FULL) + len(ADAPTED) == 30
