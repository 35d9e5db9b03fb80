"""The predictors of speed: they read configurations as sources print them, and meet their bars."""

from typing import Any

import pytest

from tests.bench import predict_speed_inference
from tests.bench.measured_models import FOLDERS
from tests.bench.other_cards import find_card
from tests.bench.predict import predict_rows
from tests.bench.predict_engines import engine_of, speed_engine
from tests.bench.predict_formats import read_format
from tests.bench.score_measured import inputs, read_rows, score

BARS = [
    ("inference_speed", "decode batch 1", 0.08, 0.85),
    ("inference_speed", "decode batched", 0.10, 0.75),
    ("inference_speed", "prefill", 0.20, 0.60),
    ("training_speed", "ALL", 0.12, 0.78),
    ("training_hours", "ALL", 0.15, 0.75),
]


def scored(kind: str) -> dict[str, Any]:
    """Return the scorer's figures of a file by sub-kind, speeds only."""
    path = FOLDERS[-1] / f"{kind}.csv"
    predictions = {said["row"]: said for said in predict_rows(path)}
    results = score(kind, read_rows(path), predictions)
    return {figures["sub_kind"]: figures for figures in results if figures["measure"] == "speed"}


@pytest.mark.parametrize(("kind", "sub_kind", "error", "share"), BARS)
def test_speeds_are_within_their_bars(kind: str, sub_kind: str, error: float, share: float) -> None:
    """Each kind's median error and its share within 25 % meet the bar, and so do coverage and ranges."""
    figures = scored(kind)[sub_kind]
    assert figures["median_error"] <= error
    assert figures["within_25"] >= share
    assert figures["coverage"] >= 0.95
    assert figures["in_range"] >= 0.88
    assert figures["width"] <= 2.6


def test_localscore_averages_short_and_long_prompts() -> None:
    """Its prompts of 16 and 64 tokens make the average of nine slower than a prompt of 512 alone."""
    path = FOLDERS[-1] / "inference_speed.csv"
    plain = inputs(read_rows(path))[0] | {
        "model": "Llama-3.2-1B",
        "quant": "Q4_K_M",
        "gpu": "RTX 4090 24GB",
        "gpu_count": "1",
        "batch": "1",
        "input_len": "",
        "phase": "prefill",
        "scope": "total",
    }
    bench, average, unknown = (
        predict_speed_inference.predict(plain | told)
        for told in (
            {"engine": "llama-bench"},
            {"engine": "LocalScore (llama.cpp)"},
            {"engine": "LocalScore (llama.cpp)", "gpu": "no such card"},
        )
    )
    assert average["low"] < average["expected"] < bench["expected"]
    assert unknown == {"skipped": "unknown card"}


def test_other_work_is_within_honest_ranges() -> None:
    """Most rows beside language models are predicted, most truths lie within the range."""
    figures = scored("nonllm")["ALL"]
    assert figures["coverage"] >= 0.8
    assert figures["in_range"] >= 0.88


@pytest.mark.parametrize(
    ("text", "engine"),
    [
        ("llama.cpp Vulkan (December 2025)", "llama.cpp-vulkan"),
        ("llama.cpp (ROCm 7.14, RCCL)", "llama.cpp-tensor"),
        ("ik_llama.cpp (2025-03)", "llama.cpp"),
        ("vLLM (2025) int4 (torchao hqq)", "vllm"),
        ("torchao 0.5", "gpt-fast"),
        ("calm (2024)", "mlc"),
        ("vLLM 0.4.2", "vllm-0.4"),
        ("vLLM 0.2", "vllm-eager"),
        ("vLLM 0.2.7", "vllm-0.4"),
        ("vLLM 0.9.1 --enforce-eager", "vllm-eager"),
        ("vLLM 0.19.0 eager", "vllm-eager"),
        ("TGI 1.1", "vllm-eager"),
        ("TGI 1.0.3 GPTQ 4bit", "gptq-tgi"),
        ("vLLM 0.6.3", "vllm-0.6"),
        ("vLLM 0.11.0", "vllm"),
        ("TensorRT-LLM v0.9.0", "tensorrt-llm"),
        ("TensorRT-LLM 0.17", "tensorrt-llm-2025"),
        ("NIM 1.8.0", "tensorrt-llm-2025"),
        ("llama.cpp main build = 1671 (8fe03ff)", "llama.cpp-2023"),
        ("llama.cpp b4000", "llama.cpp-2024"),
        ("llama.cpp b2500", "llama.cpp-cublas"),
        ("llama.cpp May 2024", "llama.cpp-cublas"),
        ("llama.cpp b6413, fa 1", "llama.cpp"),
        ("llama.cpp build 7199", "llama.cpp"),
        ("llama.cpp b3891 (d5cb8684)", "llama.cpp-2024"),
        ("llama.cpp (late 2025)", "llama.cpp"),
        ("llama-bench, flash attention", "llama.cpp"),
        ("Ollama", "ollama"),
        ("MLC LLM", "mlc"),
        ("TinyChat", "tinychat"),
        ("torchao generate.py (torch.compile)", "gpt-fast"),
        ("torchao generate.py (eager PyTorch)", "pytorch"),
        ("ExLlamaV2 (2023)", "exllamav2"),
        ("AutoAWQ 0.1.6 AWQ 4-bit (GEMV kernel)", "autoawq-gemv"),
        ("AutoAWQ 0.1.7 AWQ 4-bit (GEMM kernel)", "autoawq"),
        ("AutoAWQ 0.2.7 AWQ 4-bit (GEMM kernel)", "autoawq-0.1.8"),
        ("AutoAWQ 0.2 AWQ 4-bit (GEMV fast kernel)", "autoawq-gemv-fast"),
        ("HF Transformers 4.51 with AutoAWQ 0.2.9", "pytorch-2025"),
        ("HF Transformers 4.36 with AutoAWQ 0.1.8", "pytorch"),
        ("HF Transformers 2023, bitsandbytes 0.41 bnb.nf4", "bitsandbytes-2023"),
        ("HF Transformers load_in_8bit", "bitsandbytes-2023"),
        ("HF Transformers 4.46, bitsandbytes 0.45 bnb.nf4", "bitsandbytes"),
        ("HF Transformers 4.46, bitsandbytes 0.45 bnb.int8 (no decomposition)", "bitsandbytes-plain"),
        ("Transformers + bitsandbytes (threshold 0) int8", "bitsandbytes-plain"),
        ("HF transformers bnb.nf4", "bitsandbytes-2023"),
        ("HF Transformers 4.57.0 int8", "bitsandbytes"),
        ("HF Transformers 4.57.0 gptq int8", "pytorch-2025"),
        ("HF Transformers (Qwen profile.py) Int8", "pytorch"),
        ("HF Transformers 4.40", "pytorch"),
        ("HF Transformers 4.51.3", "pytorch-2025"),
        ("HF Transformers 4.32 with ExLlama kernels", "pytorch"),
        ("AutoGPTQ 0.4, exllama kernel", "pytorch"),
        ("HF Transformers + bitsandbytes (threshold 0)", "bitsandbytes-plain"),
        ("an engine of one's own (Vulkan backend)", "portable"),
        ("an engine of one's own q4_k_m 2026", "llama.cpp"),
        ("CTranslate2", "ctranslate2"),
        ("ONNX Runtime 1.18", "onnxruntime"),
        ("vllm/vllm-openai:v0.6.2", "vllm-0.6"),
        ("TRT LLM", "tensorrt-llm"),
        ("llama-server", "llama.cpp-2024"),
        ("HF TGI", "another engine"),
        ("KTransformers", "another engine"),
        ("litgpt (CUDA 12.1)", "litgpt"),
        ("SGLang 0.4", "sglang"),
        ("SGLang 0.4.3.post2", "sglang-0.4.4"),
        ("vLLM (2024-01, QuIP# kernels)", "vllm-0.4"),
        ("vLLM, October 2024", "vllm-0.6"),
        ("vLLM (August 2024)", "vllm-0.4"),
        ("Aphrodite", "vllm"),
        ("DeepSpeed-Inference 0.7", "deepspeed"),
        ("DeepSpeed without kernels (AutoTP, transformers)", "pytorch"),
        ("DeepSpeed-MII", "another engine"),
        ("AutoGPTQ 0.3.2 CUDA kernel (transformers)", "gptq-2023"),
        ("GPTQ-for-LLaMa", "gptq-2023"),
        ("ExLlama 2023", "exllama"),
        ("HF Transformers 4.40, torch.compile, static cache", "compiled"),
        ("HF Transformers 4.5x, PyTorch", "pytorch-2025"),
    ],
)
def test_engines_are_told_by_name_and_version(text: str, engine: str) -> None:
    """An engine's printed name leads to the constants that hold for that version."""
    assert speed_engine(text) == engine


@pytest.mark.parametrize(
    ("engine", "model", "card", "known"),
    [
        ("llama.cpp (cuda)", "gemma-3-4b-it", "RTX 3090", "llama.cpp"),
        ("llama.cpp (cuda)", "Llama-3.1-8B", "RTX 5090 32GB", "llama.cpp"),
        ("llama.cpp (cuda)", "Llama-3.1-8B", "RTX 3090", "llama.cpp-2024"),
        ("llama.cpp b4600", "gemma-3-4b-it", "RTX 3090", "llama.cpp-2024"),
        ("HF Transformers", "Qwen3-8B", "H100", "pytorch-2025"),
        ("TensorRT-LLM", "Llama-3.1-8B", "B200", "tensorrt-llm-2025"),
        ("HF Transformers 4.40", "Qwen3-8B", "H100", "pytorch"),
        ("llama.cpp HIP (ROCm 7.1)", "Qwen3.6-27B", "RX 9070 XT", "llama.cpp"),
        ("llama.cpp (CUDA 12.4)", "Llama-3.1-8B", "RTX 3090", "llama.cpp-2024"),
        ("candle", "Qwen3-4B", "RTX 3090", "another engine"),
        ("candle", "Llama-2-7B", "A100", "pytorch"),
        ("vLLM 0.9", "Llama-3.2-90B-Vision-Instruct", "H100", "vllm-eager"),
    ],
)
def test_an_engine_is_no_older_than_its_model_and_card(
    engine: str, model: str, card: str, known: str
) -> None:
    """Where no release is said, a model or a card of 2025 tells it; cross attention runs without graphs."""
    assert engine_of({"engine": engine, "quant": "", "model": model, "gpu": card}) == known


@pytest.mark.parametrize(
    ("text", "name", "linear_bytes"),
    [
        ("AWQ 4-bit (GEMM kernel)", "awq", 0.52),
        ("GPTQ-Int8", "int8", 1.0),
        ("int4 g32 weight-only", "gptq-g32", 0.58),
        ("EXL2 3.0 bpw", "custom", 0.375),
        ("bnb.nf4-dq", "nf4-dq", 0.516),
        ("FP8 weights", "fp8", 1.0),
        ("NVFP4", "mxfp4", 0.5625),
        ("32-true", "fp32", 4.0),
        ("f16", "fp16", 2.0),
    ],
)
def test_formats_are_told_by_what_sources_print(text: str, name: str, linear_bytes: float) -> None:
    """A quantisation as printed becomes a weight format of so many bytes."""
    found = read_format(text)
    assert found is not None
    assert (found.id, found.linear_bytes) == (name, linear_bytes)


def test_cards_outside_of_the_catalogue_are_known_or_said_to_be_unknown() -> None:
    """An H20 has its data sheet's bandwidth; a card nobody knows is no card."""
    h20 = find_card("H20 96GB")
    assert h20 is not None
    assert h20.bandwidth_gbs == 4000
    assert find_card("Quantum 9000") is None


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("RTX 500 Ada Laptop 4GB", "RTX 500 Ada M"),
        ("RTX 2000 Ada Laptop", "RTX 2000 Ada M"),
        ("RTX 4000 SFF Ada", "RTX 4000 SFF"),
        ("RTX 4000 Ada", "RTX 4000 Ada"),
        ("Apple M2", "M2"),
        ("MI300A", "MI300A"),
        ("AMD Instinct MI300X", "MI300X"),
    ],
)
def test_cards_of_similar_names_are_told_apart(said: str, name: str) -> None:
    """A laptop's card is not the desktop's, and a name may begin another."""
    found = find_card(said)
    assert found is not None
    assert found.name == name


def test_what_cannot_be_expressed_is_skipped_with_its_reason() -> None:
    """An unknown card, and weights in main memory, are skipped in words."""
    row = inputs(read_rows(FOLDERS[-1] / "inference_speed.csv")[:1])[0]
    predict = predict_speed_inference.predict
    assert predict(row | {"gpu": "Quantum 9000"}) == {"skipped": "unknown card"}
    assert predict(row | {"engine": "llama.cpp with CPU offload"}) == {
        "skipped": "weights in main memory are not modelled"
    }
