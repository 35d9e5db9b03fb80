"""How a row's words for number formats are read: weights, bits per weight, and the cache."""

import re

from core.catalog.formats import KV_FORMATS, WEIGHT_FORMATS, KvFormat, WeightFormat, weight_format

_SCALES_BITS = 0.25
"""Bits per weight of scales and zeros, where a format is known by its bits alone."""
_CACHE = re.compile(
    r"\b(?P<before>fp8|int8|int4|q8_0|q4_0|fp16|bf16|16.?bit|8.?bit|4.?bit|e4m3|e5m2)"
    r"[\s_-]*(?:kv(?!\d)|cache)\w*(?:[\s_-]+cache)?"
    r"|(?<![a-z])kv(?:[\s_-]*(?:cache|dtype))*\s*[=:(]?\s*"
    r"(?P<after>fp8|int8|int4|q8_0|q4_0|fp16|bf16|8|4|16|auto)\w*"
)
_CACHES = {"fp8": "fp8", "e4m": "fp8", "e5m": "fp8", "int8": "int8", "8": "int8", "q8_0": "q8_0"}
_CACHES |= {"q4_0": "q4_0", "int4": "q4_0", "4": "q4_0"}
_UNSAID = re.compile(
    r"|-|\?|n/?a|none.*|no|un(said|stated|known|specified|quanti[sz]ed)|not? .*(said|stated|quanti[sz].*)"
    r"|default|auto|dense|original|native|as published|mixed|full.precision"
)
_SPELLINGS = (
    (r"\bfour[ -]?bits?\b", "4-bit"),
    (r"\beight[ -]?bits?\b", "8-bit"),
    (r"\b(q\d)[\s_-]?k[\s_-]?(xl|[sml])\b", r"\1_k_\2"),
    (r"\b(iq\d)[\s-](xx?s|nl|[sm])\b", r"\1_\2"),
    (r"exl[23]\D{0,3}(\d)[._](\d+)(?!\d*\s?bpw)", r"\1.\2bpw"),
)
"""How else people write formats, and how the rest of this file reads them."""
_OLD_TAGS = re.compile(
    r"llama-?2|code-?llama|llama-?3-\d|mi[sx]tral-(7|8x)|gemma-(2-)?\d+b|qwen(1\.5|2)?-\d|phi-?[23]|codestral|vicuna"
)
"""Models whose tags in Ollama's library are still in Q4_0, its default until the autumn of 2024."""
_GGML = re.compile(r"\b(?:ud-)?(t|i?)q(\d)(?:_(k_?(?:xl|[sml])?|[01]|xx?s|nl|[sm]))?(?![a-z0-9])")
_RARE_GGML = {
    "iq1_s": 1.56,
    "iq1_m": 1.75,
    "tq1_0": 1.69,
    "tq2_0": 2.06,
    "iq2_s": 2.5,
    "iq3_s": 3.44,
    "iq3_xs": 3.3,
    "q2_k_s": 2.5,
}
"""Bits per weight in llama.cpp's table of quantisations, of types that the catalogue does not hold."""
_CODEBOOKS = re.compile(r"aqlm|quip|vptq|bitnet|1\.58")
_CODEBOOK_BITS = 2.1
"""Bits per weight of codebooks of two bits, where a format names them without saying."""
_NAMED = (
    (r"nf4.?dq|nf4.?double|fp4.?dq|double.?quant", "nf4-dq"),
    (r"nvfp4", "nvfp4"),
    (r"mxfp4", "mxfp4"),
    (r"nf4|fp4(?=.*bpw)|bnb.?fp4|bnb.*4|bitsandbytes.*4|4.?bit.*(?:bnb|bitsandbytes)|load_in_4bit", "nf4"),
    (r"awq|w4a8|qserve|qoq", "awq"),
    (r"int4.*g32", "gptq-g32"),
    (r"fp8|float8|e4m3", "fp8"),
    (r"int4|w4a16|q4f16|uint4|u4", "gptq"),
    (r"w8a8|smooth.?quant|int8|(?<![\d.])8-?bit|w8a16|eetq|llm\.int8|load_in_8bit|bitsandbytes|bnb", "int8"),
    (r"marlin", "gptq"),
    (r"fp4", "mxfp4"),
    (r"\bf(?:p|loat)?32|32-true|tf32", "fp32"),
    (r"bf16|16-true|bfloat16", "bf16"),
    (r"f16|fp16|float16|half", "fp16"),
)


def read_format(quant: str, engine: str = "", model: str = "") -> WeightFormat | None:
    """Return the weight format of a row's words, with the bits per weight where they are said.

    Bare "4-bit" is what the row's engine makes of it: bitsandbytes' nf4 in PyTorch, Q4_K_M in llama.cpp,
    else a GPTQ-like layout. None for words that name no format.
    """
    said = _CACHE.sub(" ", quant.lower()).strip(" +,;/()")
    for written, read in _SPELLINGS:
        said = re.sub(written, read, said)
    if "ollama" in engine.lower() and (_UNSAID.fullmatch(said) or "default tag" in said):
        return WEIGHT_FORMATS["q4_0" if _OLD_TAGS.match(model.lower()) else "q4_k_m"]
    if _UNSAID.fullmatch(said):
        return WEIGHT_FORMATS["bf16"]
    bits_per_weight = re.search(r"(\d+(?:\.\d+)?)\s?bpw", said)
    if bits_per_weight and "nf4" not in said:
        return _custom(float(bits_per_weight[1]))
    if "gptq" in said and not re.search(r"int8|8.?bit", said):
        return _gptq(said)
    if ggml := _GGML.search(said):
        return _ggml(ggml)
    for pattern, name in _NAMED:
        if re.search(pattern, said):
            if name == "nvfp4":
                return WEIGHT_FORMATS["mxfp4"]._replace(linear_bytes=0.5625)
            return WEIGHT_FORMATS[name]
    return _of_bits(said, engine.lower()) or weight_format(said) or _usual(said)


def _usual(said: str) -> WeightFormat | None:
    """Return what a method stores where its name alone is said: codebooks of two bits, or four bits."""
    if _CODEBOOKS.search(said):
        return _custom(_CODEBOOK_BITS)
    return WEIGHT_FORMATS["gptq"] if re.search(r"hqq|squeeze|\bqat\b", said) else None


def says_cache(quant: str) -> bool:
    """Return whether a row says what its cache is kept in."""
    return _CACHE.search(quant.lower()) is not None


def read_kv_format(quant: str, engine: str = "", stored: WeightFormat | None = None) -> KvFormat:
    """Return the cache format: as said, in 8 bits beside TensorRT-LLM's of 8, activations too, else in 16."""
    if found := _CACHE.search(quant.lower()):
        word = (found["before"] or found["after"]).replace(" ", "").replace("-", "").removesuffix("bit")
        return KV_FORMATS[_CACHES.get(word, _CACHES.get(word[:3], "bf16"))]
    if stored is not None and stored.id == "fp32":
        return KV_FORMATS["fp32"]
    beside = re.search("fp8|w8a8|smooth", quant.lower()) if "tensorrt" in engine.lower() else None
    return KV_FORMATS["bf16" if beside is None else "fp8" if beside[0] == "fp8" else "int8"]


def _ggml(found: re.Match[str]) -> WeightFormat:
    family, bits, rest = found[1], found[2], (found[3] or "").replace("_xl", "_m").replace("kl", "k_l")
    exact = f"{family}q{bits}_{rest}" if family or rest else ""
    if exact in _RARE_GGML:
        stored = _RARE_GGML[exact] / 8
        like = WEIGHT_FORMATS["iq2_xxs"]
        return like._replace(
            id=exact, bits=round(_RARE_GGML[exact]), linear_bytes=stored, embedding_bytes=stored
        )
    for name in (exact, f"q{bits}_k_m", f"q{bits}_k", f"q{bits}_0"):
        if name in WEIGHT_FORMATS:
            return WEIGHT_FORMATS[name]
    return _custom(float(bits) + 2 * _SCALES_BITS)._replace(engine="llama.cpp")


def _of_bits(said: str, engine: str) -> WeightFormat | None:
    found = re.search(r"(?:^|[^\d.])(\d{1,2}(?:\.\d+)?)[\s-]?bits?\b", said) or re.search(r"w(\d)a\d+", said)
    found = found or re.search(r"\b(?:u?int|fp)(\d)\b", said)
    if not found:
        return None
    bits = float(found[1])
    if bits >= 16:
        return WEIGHT_FORMATS["fp32" if bits > 16 else "bf16"]
    if bits == 4 and re.search("transformers|hugging|pytorch|bitsandbytes|peft", engine):
        return WEIGHT_FORMATS["nf4"]
    if bits == 4 and re.search("llama.?cpp|ollama|ggml|gguf", engine):
        return WEIGHT_FORMATS["q4_k_m"]
    return WEIGHT_FORMATS["gptq"] if bits == 4 else _custom(bits + _SCALES_BITS) if bits else None


def _gptq(said: str) -> WeightFormat:
    bits = re.search(r"(\d)\s?-?bit|int(\d)", said)
    width = float((bits[1] or bits[2]) if bits else 4)
    if group := re.search(r"g-?(\d+)|(\d+)g", said):
        return _custom(width + (16 + width) / int(group[1] or group[2]))
    no_groups = "act-order" in said or "g-" in said or " " in said.strip()
    return _custom(width + (0 if no_groups else (16 + width) / 128))


def _custom(bits_per_weight: float) -> WeightFormat:
    stored = bits_per_weight / 8
    outside = max(2.0, stored)
    engine, source = "vllm", "as said"
    return WeightFormat("custom", round(bits_per_weight), stored, outside, outside, 6.1, engine, source)
