"""The serving engines that were measured, one row each."""

from dataclasses import replace

from core.sizing.efficiency import EngineSpeed

ENGINES: dict[str, EngineSpeed] = {
    row.engine: row
    for row in (
        EngineSpeed(
            "vllm", "vLLM 0.4 and TensorRT-LLM, with the scheduler of vLLM 0.6", layer_us=60, step_us=900
        ),
        EngineSpeed(
            "vllm-0.4",
            "vLLM 0.4.2 on A100 80 GB, Qwen's published tables",
            layer_us=90,
            step_us=1450,
            stream_4=0.84,
            stream_awq=0.36,
            quantised_launch=1.2,
            expert_us=10,
            graphs_up_to=8192,
            eager_layer_us=400,
        ),
        EngineSpeed(
            "vllm-0.6",
            "vLLM 0.4 with the AWQ kernels of 0.5.4 and the scheduler of 0.6",
            layer_us=60,
            step_us=900,
            stream_4=0.80,
            graphs_up_to=8192,
            eager_layer_us=400,
        ),
        EngineSpeed(
            "tensorrt-llm",
            "TensorRT-LLM 0.6 and 0.9 on A100, H100, H200 and L40S",
            layer_us=45,
            step_us=1500,
            reduce_us=40,
        ),
        EngineSpeed(
            "lmdeploy",
            "LMDeploy TurboMind on A100 80 GB",
            layer_us=35,
            step_us=800,
            request_us=57,
        ),
        EngineSpeed(
            "gpt-fast",
            "gpt-fast on A100 80 GB at 330 W",
            layer_us=30,
            step_us=0,
            stream_16=0.76,
            stream_8=0.62,
            stream_4=0.50,
        ),
        EngineSpeed(
            "exllamav2",
            "ExLlamaV2 of 2023 on RTX 4090 and 3090 Ti",
            layer_us=65,
            step_us=100,
            stream_4=0.89,
            stream_8=0.89,
            matmul_4=0.53,
            half_sums=True,
            splits="layers",
        ),
        EngineSpeed(
            "exllama",
            "ExLlama of 2023 on RTX 4090",
            layer_us=130,
            step_us=100,
            stream_4=0.93,
            cache=0.7,
            cache_group=1.0,
            matmul_4=0.53,
            half_sums=True,
            splits="layers",
        ),
        EngineSpeed(
            "autoawq",
            "AutoAWQ 0.1.6 on RTX 4090",
            layer_us=100,
            step_us=100,
            stream_awq=0.80,
            cache=0.85,
            cache_group=1.0,
            splits="layers",
            matmul_4=0.42,
            prefill_us=45_000,
            prefill_spread=2.0,
        ),
        EngineSpeed(
            "autoawq-gemv",
            "AutoAWQ 0.1.6 with its batch-1 kernel on RTX 4090",
            layer_us=100,
            step_us=100,
            stream_awq=0.93,
            cache=0.85,
            cache_group=1.0,
            batched_slowdown=1.0,
            splits="layers",
            matmul_4=0.09,
            prefill_us=45_000,
            prefill_spread=2.0,
        ),
        EngineSpeed(
            "llama.cpp",
            "llama.cpp of December 2023 on nine cards, with the CUDA graphs of mid 2024",
            layer_us=140,
            step_us=100,
            request_us=100,
            stream_16=0.93,
            stream_8=0.93,
            stream_4=0.93,
            cache=0.5,
            matmul_16=0.40,
            matmul_4=0.40,
            half_sums=True,
            attention=0.1,
            splits="layers",
            prefill_spread=1.8,
        ),
        EngineSpeed(
            "llama.cpp-2023",
            "llama.cpp of December 2023, which split rows over cards",
            layer_us=157,
            step_us=100,
            request_us=100,
            stream_16=0.93,
            stream_8=0.93,
            stream_4=0.93,
            cache=0.5,
            matmul_16=0.40,
            matmul_4=0.40,
            half_sums=True,
            attention=0.1,
            row_exchange_us=130,
        ),
        EngineSpeed(
            "pytorch",
            "Transformers 4.38 and 4.40 on A100 80 GB, Qwen's published tables",
            layer_us=740,
            step_us=0,
            stream_16=0.80,
            stream_8=0.49,
            stream_4=0.34,
            stream_awq=0.38,
            cache=0.36,
            cache_group=1.0,
            cache_copies=2.0,
            matmul_16=0.5,
            matmul_4=0.3,
            attention=0.06,
            quantised_launch=1.1,
            eager=True,
            expert_us=100,
            splits="layers",
            prefill_spread=1.8,
        ),
        EngineSpeed(
            "litgpt",
            "litgpt of October 2023 on A100 40 GB",
            layer_us=980,
            step_us=0,
            stream_16=0.67,
            stream_8=0.25,
            stream_4=0.25,
            quantised_launch=1.5,
            eager=True,
            splits="layers",
        ),
    )
}

ENGINES["bitsandbytes"] = replace(
    ENGINES["pytorch"],
    engine="bitsandbytes",
    source="Transformers, with the kernels of bitsandbytes as litgpt measured them; int8 at small batches "
    "two to three times slower than 16 bits (arXiv 2208.07339, section 5)",
    stream_4=0.25,
    stream_8=0.25,
    quantised_launch=1.5,
    eight_bit_launch=2.5,
    spread=1.6,
)

# An engine that the fit never saw, held out whole, needs 1.25 to 1.67 at batch 1 (median 1.4).
_UNMEASURED = replace(ENGINES["vllm"], engine="unmeasured", spread=1.6, prefill_spread=1.7)


def engine_speed(engine: str) -> EngineSpeed:
    """Return the constants of an engine; one without measurements is taken as vLLM-like, with more doubt."""
    return ENGINES.get(engine, _UNMEASURED)
