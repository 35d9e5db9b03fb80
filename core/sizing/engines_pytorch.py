"""Eager PyTorch, whose kernels the host launches one by one, one row each."""

from core.sizing.efficiency import EngineSpeed

_PYTORCH = EngineSpeed(
    "pytorch",
    "Transformers 4.38 and 4.40 on A100 80 GB, Qwen's published tables",
    layer_us=680,
    step_us=1550,
    stream_16=0.8,
    stream_8=0.47,
    stream_4=0.4,
    cache=0.5,
    cache_group=1.0,
    cache_copies=2.0,
    matmul_16=0.53,
    matmul_4=0.42,
    attention=0.5,
    quantised_launch=1.15,
    eager=True,
    expert_us=100,
    splits="layers",
    prefill_spread=1.5,
)
_LITGPT = _PYTORCH._replace(
    engine="litgpt",
    source="litgpt of October 2023 on A100 40 GB",
    layer_us=920,
    quantised_launch=1.5,
    eight_bit_launch=3.0,
    spread=1.7,
    prefill_spread=1.9,
)
_PYTORCH_2025 = _PYTORCH._replace(
    engine="pytorch-2025",
    source="Transformers of 2025, which walks only the experts that were chosen, quantises activations in "
    "kernels of their own and leaves heads of the cache shared, on H100 NVL, A100 and H20 (QwenLM/Qwen3, "
    "documentation), RTX 4090 and A40 (kikijiki/poot)",
    cache_group=0.35,
    expert_us=10,
    eight_bit_launch=2.2,
    layer_us=630,
    prefill_spread=1.75,
)
_CTRANSLATE2 = _PYTORCH._replace(
    engine="ctranslate2",
    source="CTranslate2 on A100 (premAI-io/benchmarks), RTX A6000 (hamelsmu/hamel-site)",
    layer_us=300,
    stream_8=0.8,
    saturation_gbs=4_000,
    spread=1.8,
    cache_copies=0.0,
    prefill_spread=1.8,
)
_ONNXRUNTIME = _CTRANSLATE2._replace(
    engine="onnxruntime",
    source="ONNX Runtime with its kernels of whole layers, mixtures' too, on A100 (microsoft/Phi-3-mini-4k-"
    "instruct-onnx, Mistral-7B-v0.1-onnx, an analysis of Qwen3-30B-A3B)",
    layer_us=103,
    step_us=0,
    stream_4=0.75,
    matmul_16=0.66,
    matmul_4=0.55,
    eager=False,
    expert_us=0.0,
)
_BITSANDBYTES = _PYTORCH._replace(
    engine="bitsandbytes",
    source="Transformers 4.46 with bitsandbytes 0.45 on T4, RTX 4090, H100 (its benchmarking/README.md)",
    stream_8=0.60,
    quantised_launch=1.6,
    eight_bit_launch=3.5,
    writes_out_from=2,
    spread=1.88,
    prefill_spread=1.8,
)
_BITSANDBYTES_PLAIN = _BITSANDBYTES._replace(
    engine="bitsandbytes-plain",
    source="the same with 8 bits whose outliers are not cut out (threshold 0)",
    eight_bit_launch=2.3,
)
_BITSANDBYTES_2023 = _BITSANDBYTES._replace(
    engine="bitsandbytes-2023",
    source="Transformers of 2023 with bitsandbytes 0.38 to 0.41 on A10G, A100, RTX 3090 and 4090 "
    "(huggingface/optimum-quanto #62, optimum-benchmark, optimum, h2oai/h2ogpt)",
    quantised_launch=2.1,
    eight_bit_launch=8.0,
    spread=1.7,
)
_GPTQ_2023 = _PYTORCH._replace(
    engine="gptq-2023",
    source="GPTQ kernels of the first half of 2023, which unpack 4 bits slowly (AutoGPTQ/AutoGPTQ)",
    layer_us=1000,
    spread=1.8,
    prefill_spread=2.0,
)
_GPTQ_TGI = _GPTQ_2023._replace(
    engine="gptq-tgi",
    source="TGI of 2023 on A10G (philschmid/text-generation-inference-tests), with ExLlama's kernels: from "
    "eight requests on weights are written out in 16 bits (turboderp/exllama, matmul_recons_thd)",
    layer_us=480,
    writes_out_from=8,
    splits="tensor",
)

PYTORCH = (
    _PYTORCH,
    _LITGPT,
    _PYTORCH_2025,
    _CTRANSLATE2,
    _ONNXRUNTIME,
    _BITSANDBYTES,
    _BITSANDBYTES_PLAIN,
    _BITSANDBYTES_2023,
    _GPTQ_2023,
    _GPTQ_TGI,
)
