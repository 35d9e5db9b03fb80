"""Number formats of weights and of the KV cache: how many bytes they take and which cards run them."""

import re
from functools import lru_cache
from typing import NamedTuple

from core.catalog.gpus import Gpu

_SIXTEEN_BITS = 2.0


class WeightFormat(NamedTuple):
    """How weights are stored. Bytes are per parameter, block scales and zeros included.

    `embedding_bytes` is for the input embedding and `head_bytes` for the output head, which most formats
    leave in 16 bits. `compute_capability` is the least an NVIDIA card needs to run the format at its promise.
    """

    id: str
    bits: int
    linear_bytes: float
    embedding_bytes: float
    head_bytes: float
    compute_capability: float
    engine: str
    source: str

    def runs_on(self, gpu: Gpu) -> bool:
        """Whether the card has what the format needs; AMD's MI300 class runs all but the NVIDIA-only ones."""
        if gpu.vendor == "amd":
            return self.id in _ON_AMD or self.engine == "llama.cpp"
        return gpu.compute_capability >= self.compute_capability

    def weight_only_on(self, gpu: Gpu) -> bool:
        """Whether the card keeps weights in fp8 that it multiplies in 16 bits, as those before Ada do."""
        return self.id == "fp8" and not gpu.fp8_tflops


_ON_AMD = frozenset({"fp32", "bf16", "fp16", "fp8", "int8", "awq", "gptq"})
_LLAMA_CPP = "llama.cpp: block layouts of ggml, mixes solved from the file sizes of Llama 3.1 8B"
_Q6_K_BITS = 6.5625


def _plain(name: str, bits: int, needs: float, source: str, linear: float) -> WeightFormat:
    outside = max(linear, _SIXTEEN_BITS)
    return WeightFormat(name, bits, linear, outside, outside, needs, "vllm", source)


def _gguf(name: str, bits: int, layer_bits: float, embedding_bits: float | None = None) -> WeightFormat:
    embedding = layer_bits if embedding_bits is None else embedding_bits
    head = max(layer_bits, _Q6_K_BITS)
    return WeightFormat(name, bits, layer_bits / 8, embedding / 8, head / 8, 6.1, "llama.cpp", _LLAMA_CPP)


WEIGHT_FORMATS: dict[str, WeightFormat] = {
    row.id: row
    for row in (
        _plain("fp32", 32, 6.1, "IEEE 754 single", 4.0),
        _plain("bf16", 16, 8.0, "16 bits", 2.0),
        _plain("fp16", 16, 7.0, "16 bits", 2.0),
        _plain(
            "fp8",
            8,
            7.5,
            "8 bits, one scale per tensor or channel; weight-only before Ada (vLLM documents)",
            1.0,
        ),
        _plain("int8", 8, 7.5, "8 bits and one 16-bit scale per output channel", 1.0),
        _plain("awq", 4, 7.5, "4 bits, a 16-bit scale and 4-bit zero per group of 128", 0.52),
        _plain("gptq", 4, 7.5, "4 bits, a 16-bit scale and 4-bit zero per group of 128", 0.52),
        _plain("gptq-g32", 4, 7.5, "4 bits, a 16-bit scale and 4-bit zero per group of 32", 0.58),
        _plain("nf4", 4, 7.5, "4 bits and a 32-bit scale per block of 64 (arXiv 2305.14314)", 0.5625),
        _plain("nf4-dq", 4, 7.5, "nf4 with double quantisation (arXiv 2305.14314)", 0.516),
        _plain("mxfp4", 4, 8.0, "4 bits and an 8-bit scale per block of 32 (OCP MX)", 0.53125),
        _gguf("q8_0", 8, 8.5),
        _gguf("q6_k", 6, _Q6_K_BITS),
        _gguf("q5_k_m", 5, 5.66, 5.5),
        _gguf("q5_k_s", 5, 5.51, 5.5),
        _gguf("q5_1", 5, 6.0),
        _gguf("q5_0", 5, 5.5),
        _gguf("q4_k_m", 4, 4.80, 4.5),
        _gguf("q4_k_s", 4, 4.54, 4.5),
        _gguf("q4_1", 4, 5.0),
        _gguf("q4_0", 4, 4.5),
        _gguf("iq4_nl", 4, 4.5),
        _gguf("iq4_xs", 4, 4.25),
        _gguf("q3_k_l", 3, 4.20, 3.4375),
        _gguf("q3_k_m", 3, 3.85, 3.4375),
        _gguf("q3_k_s", 3, 3.45, 3.4375),
        _gguf("iq3_m", 3, 3.66),
        _gguf("iq3_xxs", 3, 3.06),
        _gguf("q2_k", 2, 2.95, 2.625),
        _gguf("iq2_m", 2, 2.70),
        _gguf("iq2_xs", 2, 2.31),
        _gguf("iq2_xxs", 2, 2.06),
    )
}

_SPELLINGS = {
    "float32": "fp32",
    "bfloat16": "bf16",
    "float16": "fp16",
    "half": "fp16",
    "f16": "fp16",
    "16bit": "bf16",
    "8bit": "int8",
    "w8a8": "int8",
    "e4m3": "fp8",
    "4bit": "awq",
    "int4": "awq",
    "w4a16": "awq",
    "bnb4": "nf4",
    "fp4": "mxfp4",
    "q4": "q4_k_m",
    "q5": "q5_k_m",
    "q6": "q6_k",
    "q8": "q8_0",
    "gguf": "q4_k_m",
}


@lru_cache(maxsize=256)
def weight_format(name: str) -> WeightFormat | None:
    """Return the format of a name as people write it ("AWQ", "4-bit", "Q4_K_M"); None where there is none."""
    plain = re.sub(r"[\s-]+", "", name.strip().lower())
    known = _SPELLINGS.get(plain.replace("_", ""), plain)
    return WEIGHT_FORMATS.get(known) or WEIGHT_FORMATS.get(name.strip().lower())


class KvFormat(NamedTuple):
    """How the keys and values of past tokens are stored. Bytes are per number cached."""

    id: str
    bytes: float
    compute_capability: float


KV_FORMATS: dict[str, KvFormat] = {
    row.id: row
    for row in (
        KvFormat("fp32", 4.0, 6.1),
        KvFormat("bf16", 2.0, 8.0),
        KvFormat("fp16", 2.0, 7.0),
        KvFormat("fp8", 1.0, 8.9),
        KvFormat("int8", 1.0, 7.5),
        KvFormat("q8_0", 1.0625, 6.1),
        KvFormat("q4_0", 0.5625, 6.1),
    )
}
