"""Number formats of weights: "fp8", "AWQ", "4-bit", "Q4_K_M"; and what only looks like one."""

import re

from core.reading.facts import FactName, Found, Rule, rule

_BITS = {
    "fp32": 32, "float32": 32, "tf32": 32, "bf16": 16, "bfloat16": 16, "fp16": 16, "float16": 16, "f16": 16,
    "fp8": 8, "w8a8": 8, "int8": 8, "int4": 4, "w4a16": 4, "awq": 4, "nf4": 4, "mxfp4": 4, "nvfp4": 4, "fp4": 4,
    "fp6": 6,
}  # fmt: skip
_SAME = {
    "bfloat16": "bf16",
    "float16": "fp16",
    "f16": "fp16",
    "float32": "fp32",
    "w8a8": "int8",
    "w4a16": "int4",
}
_NAMES = "|".join(
    sorted((*_BITS, "gptq", "gguf", "exl2", "exl3", "hqq", "bnb", "bitsandbytes"), key=len, reverse=True)
)


def _named(match: re.Match[str]) -> Found:
    name = match["name"]
    found: list[tuple[FactName, object]] = []
    if name not in ("bnb", "bitsandbytes", "gguf"):
        found.append(("format", _SAME.get(name, name)))
    else:
        found.append(("format", {"bitsandbytes": "bnb"}.get(name, name)))
    if name in _BITS:
        found.append(("weight_bits", _BITS[name]))
    return found


def _llama_cpp(match: re.Match[str]) -> Found:
    return [("format", match["name"]), ("weight_bits", int(match["bits"]))]


_NOT = r"(?<![\w.])(?:not|no|without|instead of|rather than|never|nicht|pas) (?:in |as |an? |use |using )?"

RULES: tuple[Rule, ...] = (
    rule(
        "kv_format",
        r"(?:kv[ _-]?cache(?:[ _-]?dtype)?[ =:]{0,3}(?:in |is |at |of |with )?(?:fp8\w{0,8}|int8|fp16|bf16|q[48]_0|[48][ -]?bit)|(?:fp8|int8|[48][ -]?bit|q8_0) kv(?:[ -]?cache)?)",
        lambda _: (),
    ),
    rule(
        "no_format", rf"{_NOT}(?:{_NAMES}|q[2-8]_\w{{1,4}}|(?:\d{{1,2}})[ -]?bits?)(?![a-z0-9])", lambda _: ()
    ),
    rule(
        "format_any",
        r"\b(?:smaller|lower precision|any precision|quantiz(?:ed|ation)|quantis(?:ed|ation)|compressed) (?:is|would be|also|is also) ?(?:fine|ok(?:ay)?|good|welcome|acceptable)\b|\bwhatever fits\b|\bany (?:precision|quantization|quant|format)\b",
        lambda _: [("format", "any")],
    ),
    rule(
        "format_native",
        r"\b(?:unquanti[sz]ed|not quanti[sz]ed|no quanti[sz]ation|without quanti[sz]ation|full precision|native precision|(?:as|in) (?:it is )?published)\b",
        lambda _: [("format", "bf16")],
        0.7,
    ),
    rule("format_half", r"\bhalf[- ]precision\b", lambda _: [("format", "fp16"), ("weight_bits", 16)], 0.7),
    rule(
        "format_mixed",
        r"\b(?:(?:bf16|fp16)[ -])?mixed[- ]precision(?: \(?(?:bf16|fp16)\)?)?",
        lambda _: [("format", "mixed")],
        0.7,
    ),
    rule(
        "format_gguf",
        r"(?<![a-z0-9])(?P<name>i?q(?P<bits>[2-8])_(?:k(?:_(?:xl|[sml]))?|[01]|x?xs|nl|[sm]))(?![a-z0-9])",
        _llama_cpp,
    ),
    rule("format", rf"(?<![a-z0-9])(?P<name>{_NAMES})(?![a-z0-9])", _named),
    rule(
        "bits_short",
        r"(?<![\w.])(?<!from )(?<!by )(?<!until )(?<!since )(?<!this )(?<!next )q(?P<bits>[2-8])(?![a-z0-9])(?! ?20\d\d)",
        lambda m: [("weight_bits", int(m["bits"]))],
        0.8,
    ),
    rule(
        "bits",
        r"(?<![\w.])(?:load[_ ]in[_ ])?(?P<n>[1-9](?:\.\d{1,2})?|16|32)[ -]?(?:bits?|bpw)(?![a-z0-9])",
        lambda m: [("weight_bits", float(m["n"]) if "." in m["n"] else int(m["n"]))],
    ),
)
