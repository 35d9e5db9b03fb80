"""The engines that serve many requests at once, one row each."""

from core.sizing.efficiency import EngineSpeed

_SERVER_US, _SERVER_2023_US = 6_000, 25_000
"""What the cards do not explain of 14 ms to the first token of 128 on an H100 (tgarg01/silybench-data), and
in servers of 2023 of 83 to 95 of 512 on an RTX 4090 (ninehills/llm-inference-benchmark) and of 130 of 1,200
on an A100 (deepspeedai/DeepSpeed-MII)."""

_SERVER = EngineSpeed(
    "server",
    "what these engines share: weights in 16 bits, FP8 and AWQ on A100, H100 and L40S, four bits and less on "
    "stacked memory",
    step_us=740,
    side_us=50,
    stream_16=0.87,
    stream_fp8=0.9,
    stream_awq=0.92,
    stream_awq_experts=0.6,
    saturation_4_gbs=4_000,
    cache=0.95,
)
_VLLM = _SERVER._replace(
    engine="vllm",
    source="vLLM 0.4 and TensorRT-LLM, with the scheduler of vLLM 0.6; vLLM 0.7 to 0.10 on H100 and A800",
    request_us=16,
    matmul_16=0.62,
    batched_slowdown=1.35,
    attention_long=0.52,
    spread=1.65,
    eight_bit_products=True,
    server_us=_SERVER_US,
    prefill_spread=1.6,
)
_SGLANG = _VLLM._replace(
    engine="sglang",
    source="SGLang 0.4 to 0.5 on A100, H20, H200 and B200 (FreedomIntelligence/AccelMark, InferenceX, "
    "sgl-project/sgl-cookbook), whose scheduler works while the cards do",
    batched_slowdown=1.1,
    request_us=5,
    stream_16=0.92,
    matmul_16=0.82,
    matmul_fp8=0.62,
    prefill_spread=1.7,
)
_SGLANG_0_4 = _SGLANG._replace(
    engine="sglang-0.4.4",
    source="SGLang until 0.4.4 of early 2025, whose compressed attention and experts took more kernels, on "
    "H200 (dstackai/benchmarks, DataCrunch guide)",
    side_us=160,
    prefill_spread=1.9,
)
_VLLM_0_4 = _SERVER._replace(
    engine="vllm-0.4",
    source="vLLM 0.4.2 on A100 80 GB, Qwen's published tables",
    layer_us=90,
    step_us=1450,
    quantised_launch=1.2,
    expert_us=10,
    graphs_up_to=8192,
    eager_layer_us=400,
    reduce_us=8,
    server_us=_SERVER_US,
)
_VLLM_EAGER = _VLLM_0_4._replace(
    engine="vllm-eager",
    source="vLLM and TGI of 2023, before CUDA graphs, and --enforce-eager: 12 to 24 ms for a step of a 7B on "
    "A100 (vllm-project/vllm #1440, hamelsmu/hamel-site, vllm-project/vllm-omni #7960)",
    graphs_up_to=0,
    eager_layer_us=480,
    stream_awq=0.75,
    server_us=_SERVER_2023_US,
    spread=1.75,
)
_DEEPSPEED = _VLLM_0_4._replace(
    engine="deepspeed",
    source="DeepSpeed-Inference of 2022 and 2023 over A100 and A30, whose 8 bits are unpacked before "
    "each product (huggingface/transformers-bloom-inference, deepspeedai/DeepSpeed)",
    layer_us=180,
    stream_16=0.64,
    stream_8=0.17,
    spread=1.7,
    server_us=0,
)
_VLLM_0_6 = _SERVER._replace(
    engine="vllm-0.6",
    source="vLLM 0.4 with the AWQ kernels of 0.5.4 and the scheduler of 0.6",
    graphs_up_to=8192,
    eager_layer_us=400,
    stream_awq_experts=0.2,
    stream_fp8=0.8,
    cache=0.7,
    server_us=_SERVER_US,
    request_us=40,
    eight_bit_products=True,
    prefill_spread=1.5,
)
_TENSORRT_LLM = _SERVER._replace(
    engine="tensorrt-llm",
    source="TensorRT-LLM 0.6 and 0.9 on A100, H100, H200 and L40S",
    layer_us=50,
    step_us=1100,
    request_us=5,
    batched_slowdown=1.08,
    reduce_us=50,
    eight_bit_products=True,
    prefill_spread=1.5,
)
_LMDEPLOY = _SERVER._replace(
    engine="lmdeploy",
    source="LMDeploy TurboMind on A100 80 GB",
    request_us=80,
    server_us=_SERVER_US,
)
_TENSORRT_LLM_2025 = _TENSORRT_LLM._replace(
    engine="tensorrt-llm-2025",
    source="TensorRT-LLM of 2025 on two H100 (NVIDIA NIM 1.5 and 1.8), with an all-reduce of its own",
    reduce_us=5,
)

SERVERS = (
    _VLLM,
    _SGLANG,
    _SGLANG_0_4,
    _VLLM_0_4,
    _VLLM_EAGER,
    _VLLM_0_6,
    _DEEPSPEED,
    _TENSORRT_LLM,
    _LMDEPLOY,
    _TENSORRT_LLM_2025,
)
