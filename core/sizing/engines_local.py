"""The engines of one person and one card, one row each."""

from core.sizing.efficiency import EngineSpeed

_GPT_FAST = EngineSpeed(
    "gpt-fast",
    "gpt-fast on A100 80 GB at 330 W, torchao on A100",
    layer_us=34,
    step_us=0,
    stream_16=0.76,
    stream_4=0.78,
    saturation_4_gbs=3_600,
)
_COMPILED = _GPT_FAST._replace(
    engine="compiled",
    source="Transformers with torch.compile and a static cache, whose loop over tokens stays in Python, on "
    "RTX 4090 and A100 (chu-tianxiang/QuIP-for-all, huggingface/local-gemma)",
    step_us=1550,
)
_MLC = _GPT_FAST._replace(
    engine="mlc",
    source="MLC LLM on RTX 4090 and 3090 Ti (mlc-ai/llm-perf-bench)",
    layer_us=48,
)
_TINYCHAT = _GPT_FAST._replace(
    engine="tinychat",
    source="TinyChat's AWQ kernels on RTX 4090 and RTX A6000 (mit-han-lab/llm-awq)",
    layer_us=120,
)
_EXLLAMA = EngineSpeed(
    "exllama",
    "ExLlama of 2023, launched from Python, on RTX 4090, 3090 Ti and A6000",
    layer_us=280,
    eager=True,
    cache=0.58,
    matmul_4=0.53,
    half_sums=True,
    splits="layers",
    saturation_gbs=4_000,
    spread=1.7,
    prefill_spread=1.5,
)
_EXLLAMAV2 = _EXLLAMA._replace(
    engine="exllamav2",
    source="ExLlamaV2 of 2023 on RTX 4090 and 3090 Ti",
    layer_us=110,
    stream_3=0.82,
    spread=1.75,
    prefill_spread=1.9,
)
_AUTOAWQ = EngineSpeed(
    "autoawq",
    "AutoAWQ 0.1.6 on RTX 4090",
    layer_us=320,
    cache=0.85,
    eager=True,
    splits="layers",
    unpack_tflops=64,
    score_bytes=30,
    prefill_us=50_000,
    spread=1.8,
    prefill_spread=2.0,
)
_AUTOAWQ_GEMV = _AUTOAWQ._replace(
    engine="autoawq-gemv",
    source="AutoAWQ 0.1.6 with its batch-1 kernel on RTX 4090",
    layer_us=140,
    unpack_tflops=0,
    matmul_4=0.09,
    prefill_spread=1.9,
)
_LLAMA_CPP_2024 = EngineSpeed(
    "llama.cpp-2024",
    "llama.cpp of 2024 (ggml-org/llama.cpp, tables of its pull requests) on RTX 3090, 4090, H100 and P40; "
    "prompts, whose scores it writes out, on 30 cards (d893a/localscore-insights)",
    layer_us=145,
    norm_us=15,
    step_us=100,
    request_us=100,
    stream_16=0.95,
    stream_8=0.88,
    matmul_16=0.55,
    matmul_4=0.5,
    half_sums=True,
    integer_products=True,
    attention=0.30,
    score_bytes=30,
    splits="layers",
    saturation_gbs=4_000,
    pass_tokens=512,
    passes_at_once=4,
    spread=1.55,
    side_us=20,
    state_us=3.5,
    prefill_spread=1.44,
)
_LLAMA_CPP_2023 = _LLAMA_CPP_2024._replace(
    engine="llama.cpp-2023",
    source="llama.cpp of December 2023, which split rows over cards and asked the host for each expert",
    splits="tensor",
    row_exchange_us=60,
    expert_us=35,
    stream_4=0.93,
    saturation_gbs=float("inf"),
    cache=0.31,
    batched_slowdown=3.0,
    matmul_16=0.40,
    matmul_4=0.40,
    prefill_spread=1.9,
)
_LLAMA_CPP_CUBLAS = _LLAMA_CPP_2024._replace(
    engine="llama.cpp-cublas",
    source="llama.cpp until May 2024, which wrote weights out in 16 bits for cuBLAS (ggml-org/llama.cpp)",
    matmul_4=0.33,
    prefill_spread=1.7,
)
_AUTOAWQ_0_1_8 = _AUTOAWQ._replace(
    engine="autoawq-0.1.8",
    source="AutoAWQ 0.1.8 to 0.2.9 on A800, RTX 4090: long products in 16 bits (vllm-project/vllm #2566)",
    writes_out_from=1024,
    layer_us=260,
    prefill_us=0,
    stream_awq=0.65,
    score_bytes=0,
)
_AUTOAWQ_GEMV_FAST = _AUTOAWQ_GEMV._replace(
    engine="autoawq-gemv-fast",
    source="AutoAWQ 0.2 with the kernels of TinyChat (mit-han-lab/llm-awq)",
    matmul_4=_TINYCHAT.matmul_4,
    prefill_us=0,
    score_bytes=0,
)
_LLAMA_CPP = _LLAMA_CPP_2024._replace(
    engine="llama.cpp",
    source="llama.cpp of 2025 and 2026: CUDA graphs, flash attention, on eleven cards (pavlokhmel.com, "
    "June 2026; ggml-org/llama.cpp #17505, #15157)",
    layer_us=105,
    request_us=40,
    stream_4=0.90,
    stream_3=0.72,
    cache_group=0.0,
    score_bytes=0,
    spread=1.55,
)
_LLAMA_CPP_TENSOR = _LLAMA_CPP._replace(
    engine="llama.cpp-tensor",
    source="llama.cpp of 2026 with each layer divided over cards (edwinbrowwn/llama.cpp-rdna2)",
    splits="tensor",
    reduce_us=20,
)
_LLAMA_CPP_VULKAN = _LLAMA_CPP._replace(
    engine="llama.cpp-vulkan",
    source="llama.cpp of 2025 and 2026 with Vulkan's shaders, on six GeForce cards, RX 7800 XT and RX "
    "9070 XT (geerlingguy/ai-benchmarks, llama-bench notes)",
    layer_us=60,
    matmul_16=0.3,
    matmul_4=0.3,
    attention=0.15,
    passes_at_once=1,
    prefill_spread=1.8,
)
_PORTABLE = EngineSpeed(
    "portable",
    "engines whose kernels are written once for the cards of all vendors, on RTX 3060 Ti, 3090 and 4090 "
    "(beehive-lab/GPULlama3.java, b4rtaz/distributed-llama)",
    layer_us=90,
    stream_16=0.36,
    stream_8=0.3,
    stream_4=0.25,
    cache=0.4,
    matmul_16=0.2,
    matmul_4=0.15,
    splits="layers",
    spread=2.0,
    prefill_spread=2.0,
)
_OLLAMA = _LLAMA_CPP._replace(
    engine="ollama",
    source="Ollama of 2025 and 2026, samplers and streaming included (dambergn/ollama-benchmarks, "
    "gparemsky/48gb4090, a report of rented cards)",
    step_us=550,
    spread=1.7,
    vocabulary_us=4,
    passes_at_once=1,
    prefill_spread=1.6,
)

LOCAL = (
    _GPT_FAST,
    _COMPILED,
    _MLC,
    _TINYCHAT,
    _EXLLAMAV2,
    _EXLLAMA,
    _AUTOAWQ,
    _AUTOAWQ_GEMV,
    _LLAMA_CPP_2024,
    _LLAMA_CPP_CUBLAS,
    _LLAMA_CPP_2023,
    _AUTOAWQ_0_1_8,
    _AUTOAWQ_GEMV_FAST,
    _LLAMA_CPP,
    _LLAMA_CPP_VULKAN,
    _OLLAMA,
)
PORTABLE = (_PORTABLE,)
DIVIDED = (_LLAMA_CPP_TENSOR,)
"""One of the former whose cards are set to divide layers: its constants are those others measured."""
