"""Which constants apply to the engine a row names: one table for speed, one for memory."""

import re
from collections.abc import Mapping

from core.catalog.formats import WeightFormat

_NEW_BITSANDBYTES = (
    r"bitsandbytes\W*v?0\.(4[5-9]|[5-9]\d)\b|(transformers\W*v?(4\.(4[6-9]|[5-9]\d)|5\.)|202[5-9]).*"
    r"(nf4|fp4|bnb|bitsandbytes|llm.int8|load_in|(?<!gptq )int8$)"
)
"""Bare int8 beside Transformers is its own load_in_8bit, but in Qwen's tables of 2023 and 2024, where it is
GPTQ's."""
_LLAMA_CPP_NAMES = (
    r"llama.?cpp|llama.?(bench|server|cli|file)|ik.llama|lm ?studio|ggml|gguf|kobold|gpt4all"
    r"|docker model runner|\bi?q\d_[k01]"
)
"""Engines that are llama.cpp, by another name or inside, and formats that only it has."""
_LLAMA_CPP_WITH_GRAPHS = (
    r"ik_llama.*2025|(llama.?cpp|llama.?(bench|server|cli)|ggml|\bi?q\d_[k01]).*(flash|\bfa\b"
    r"|\bb(uild)?:? ?([6-9]|[0-9]{2})[0-9]{3}\b"
    r"|202[6-9]|2025-(0[7-9]|1[0-2])"
    r"|(july|august|september|october|november|december|summer|autumn|late) 2025)"
)
"""Builds from 6000 on are of July 2025 and later; the fork ik_llama.cpp had flash attention on before."""
_LLAMA_CPP_WITH_CUBLAS = (
    r"(llama.?cpp|llama-bench|ggml).*(2024-0[1-5]|(january|february|march|april|may) 2024"
    r"|\b(b|build:? ?)(2\d|30)\d\d\b)"
)
"""Builds until 3100 are of May 2024 and earlier."""
_UNTIL_AUGUST = "(january|february|march|april|may|june|july|august)"
"""vLLM 0.6, whose scheduler is another, is of September 2024."""
_SPEED = (
    ("eager pytorch", "pytorch"),
    ("gpt-?fast|^(?!.*(vllm|sglang)).*torchao", "gpt-fast"),
    (r"\bcalm\b|llama_cu_awq", "mlc"),
    (r"sglang\W*v?0\.4\.[0-4]\b", "sglang-0.4.4"),
    (r"sglang|\bsgl\b", "sglang"),
    (r"vllm\W*v?0\.([01]\b|2\.[0-6]\b|2\b(?!\.))|(vllm|tgi\b).*(2023|\beager)", "vllm-eager"),
    (r"(tgi|text.generation.inference)\W*v?(0\.\d|1\.[0-3]\b).*gptq", "gptq-tgi"),
    (r"(tgi|text.generation.inference)\W*v?(0\.\d|1\.[0-3]\b)", "vllm-eager"),
    (rf"vllm\W*v?0\.[0-5]\b(?!\d)|vllm.*(2024-0[1-8]|{_UNTIL_AUGUST} 2024)", "vllm-0.4"),
    (r"vllm\W*v?0\.[67]\b|vllm.*2024", "vllm-0.6"),
    (r"deepspeed(?!.*(mii|fastgen|without kernels))", "deepspeed"),
    (r"\bnim\b|(tensorrt|trt).*(\bv?(0\.[12][0-9]|1\.[0-9])\b|202[5-9])", "tensorrt-llm-2025"),
    ("tensorrt|trt[ _-]?llm|faster-?transformer|optimum-nvidia", "tensorrt-llm"),
    ("lmdeploy|turbomind", "lmdeploy"),
    ("tiny-?chat|llm-awq", "tinychat"),
    ("mlc|q4f16", "mlc"),
    ("(llama.?cpp|llama-bench|ggml).*(build = 1[0-9]{3} |b1[0-9]{3}\\b|2023)", "llama.cpp-2023"),
    ("(llama.?cpp|llama-bench|llamafile|ggml|lm ?studio|kobold|ollama).*vulkan", "llama.cpp-vulkan"),
    (
        r"(llama.?cpp|llama-bench).*(\br?nccl\b|\brccl\b|tensor.parallel|(split.?mode|-sm) (tensor|graph))",
        "llama.cpp-tensor",
    ),
    (r"vulkan|opencl|webgpu|\bjava\b|tornado", "portable"),
    (_LLAMA_CPP_WITH_GRAPHS, "llama.cpp"),
    (_LLAMA_CPP_WITH_CUBLAS, "llama.cpp-cublas"),
    ("ollama", "ollama"),
    (_LLAMA_CPP_NAMES, "llama.cpp-2024"),
    (r"transformers\W*v?(4\.(5[\dx]|4[89])|5\.).*(awq|gptq|exllama)", "pytorch-2025"),
    (r"gptq-for|gptq.*(triton|cuda)|auto-?gptq\W*v?0\.[0-3]\b", "gptq-2023"),
    ("auto-?gptq|gptqmodel|transformers.*exllama", "pytorch"),
    (r"exl3|exl2|exllama ?v?[23]\b|tabby", "exllamav2"),
    ("exllama", "exllama"),
    ("transformers.*autoawq", "pytorch"),
    ("autoawq.*gemv.?fast", "autoawq-gemv-fast"),
    ("autoawq.*gemv", "autoawq-gemv"),
    (r"autoawq\W*v?0\.(0|1\.[0-7]\b)", "autoawq"),
    ("autoawq", "autoawq-0.1.8"),
    ("lit-?gpt", "litgpt"),
    (r"(bnb|bitsandbytes|llm.int8).*(no decomp|threshold\W*0(?![.\d]))", "bitsandbytes-plain"),
    (_NEW_BITSANDBYTES, "bitsandbytes"),
    (
        "(transformers|^hf|hugging|peft|bitsandbytes).*(nf4|fp4|bnb|bitsandbytes|llm.int8|load_in)",
        "bitsandbytes-2023",
    ),
    ("ctranslate", "ctranslate2"),
    ("onnx", "onnxruntime"),
    (r"(transformers|^hf\b).*(torch.?compile|static.?cache)", "compiled"),
    (r"(transformers|^hf\b)\W*(v?(4\.(5[\dx]|4[89])|5\.)|.*20(2[5-9]))", "pytorch-2025"),
    (r"(?<!k)transformers|(^hf\b|hugging ?face)(?!.*tgi)", "pytorch"),
    (r"^(?!.*(vllm|aphrodite)).*(\b(py)?torch\b|bitsandbytes|accelerate|optimum|unsloth|peft)", "pytorch"),
    ("candle.?vllm|(candle|burn|tinygrad).*202[5-9]", "another engine"),
    ("candle|burn|tinygrad|flexgen|jax|openvino|mindspore|paddle", "pytorch"),
)
PAGED = re.compile(r"vllm|sglang|tgi\b|text.generation.inference|lmdeploy|turbomind|aphrodite|mii|fastgen")
"""Servers that queue what does not fit: a load of many requests needs the memory of one."""
LLAMA_CPP = re.compile("llama.?cpp|llama-bench|llamafile|lm ?studio|ggml|gguf|ollama|kobold")
_DATED = re.compile(r"20\d\d|\d\.\d|\bb\d{4}|build")
_TOOLKITS = re.compile(r"\b(rocm|cuda|hip|vulkan|driver)\W*v?\d+(\.\d+)+")
"""Releases that are no engine's."""
_MODELS_OF_2025 = re.compile(
    r"qwen-?(3|2\.5-(vl|omni))|qwq-32b(?!-preview)|gemma-?[34]|gpt-?oss|llama-?4|deepseek-?(r1|v3\.|v3-0)|phi-?4"
    r"|mistral-small-?(3|24b)|magistral|devstral|ministral-?3|glm-?(4\.[5-9]|5)|kimi|smollm3|olmo-?[23]"
    r"|granite-?(3\.[2-9]|4)|nemotron-(super|nano|ultra)|exaone-?4|minimax|seed-oss|lfm-?2"
)
_CARDS_OF_2025 = re.compile(r"rtx 50[5-9]0|rtx pro|rx 90[67]0|r9700|\bg?b[23]00\b|gb10|blackwell")
_CROSS_ATTENTION = re.compile(r"llama-?3\.2-(11|90)b")
"""Models that vLLM runs without graphs, as its documentation of them tells to (--enforce-eager)."""


def _dated(engine: str) -> bool:
    """Return whether the release of an engine is told, or its year."""
    return _DATED.search(_TOOLKITS.sub("", engine.lower())) is not None


def speed_engine(text: str) -> str:
    """Return the engine whose constants of speed apply: its own, or those of the vLLM-like."""
    wanted = text.lower().replace("vllm/vllm-openai", "vllm")
    for pattern, engine in _SPEED:
        if re.search(pattern, wanted):
            return engine
    return "vllm" if re.search("vllm|aphrodite", wanted) else "another engine"


def engine_of(row: Mapping[str, str]) -> str:
    """Return the engine of a row, which is no older than its model and card where no release is said."""
    said = f"{row['engine']} {row['quant']}"
    model, card = row["model"].lower(), row["gpu"].lower()
    if "vllm" in said.lower() and _CROSS_ATTENTION.search(model):
        return "vllm-eager"
    if not _dated(row["engine"]) and (_MODELS_OF_2025.search(model) or _CARDS_OF_2025.search(card)):
        said += " 2026"
    return speed_engine(said)


def memory_engine(name: str, stored: WeightFormat, *, model: str = "", packed_cache: bool = False) -> str:
    """Return the engine profile of memory, by the engine's documented kind and release.

    llama.cpp packs the cache only with flash attention, and with Ollama uses it by itself since late 2025.
    """
    said = name.lower()
    if LLAMA_CPP.search(said):
        recent = not _dated(name) and _MODELS_OF_2025.search(model.lower())
        flash = packed_cache or recent or speed_engine(name) == "llama.cpp"
        return "llama.cpp" if flash else "llama.cpp-2024"
    if re.search("faster-?transformer", said):
        return "fastertransformer"
    if re.search("tensorrt|trt-?llm", said):
        return "tensorrt-llm"
    if PAGED.search(said):
        return "vllm"
    if "exllama" in said and "transformers" not in said:
        return "exllamav2" if speed_engine(said) == "exllamav2" else "exllama"
    if "autoawq" in said and (stored.bits <= 4 or "transformers" not in said):
        return "autoawq-0.2.6" if re.search(r"autoawq\W*v?0\.2\.[6-9]", said) else "autoawq"
    if re.search(r"gptq.*\b(march|april|may) 2023", said):
        return "transformers-eager"
    if re.search(r"gpt-?fast|torchao generate", said):
        return "gpt-fast"
    if "transformers" in said:
        return _transformers(said, model.lower())
    return "llama.cpp-2024" if stored.engine == "llama.cpp" else "pytorch"


def _transformers(said: str, model: str) -> str:
    """Return the profile of a transformers release: told, or of its PyTorch's, script's or model's months."""
    if re.search(r"transformers\W*v?5\.", said):
        return "transformers"
    if release := re.search(r"(?<![\d.])4\.(\d+)", said):
        minor = int(release[1])
        return "transformers-4.35" if minor < 36 else "transformers-4.45" if minor < 45 else "transformers"
    if re.search(r"pytorch 2\.0|pytorch 1|profile\.py", said):
        return "transformers-4.35"
    recent = re.search(r"torch\W*v?2\.([6-9]|\d\d)", said) or _MODELS_OF_2025.search(model)
    return "transformers" if recent else "transformers-4.45"
