"""In which format a repository's weights are, and how many parameters its own count stands for."""

from collections.abc import Mapping
from typing import Any

from core.catalog.hub.fields import ConfigError, ConfigFields

_METHODS = {
    "awq": "awq",
    "gptq": "gptq",
    "fp8": "fp8",
    "fbgemm_fp8": "fp8",
    "mxfp4": "mxfp4",
    "nvfp4": "mxfp4",
    "auto-round": "gptq",
    "autoround": "gptq",
}
_PLAIN = {"float32": "fp32", "float16": "fp16", "bfloat16": "bf16"}
_UNPACKED = frozenset({"BF16", "F16", "F32", "F64"})
"""Stored types of which one number is one parameter."""
_NEAR = 0.98
_MORE = 1.6
"""A repository's own count may hold vision towers; beyond this factor it counts something twice."""


def native_format(config: Mapping[str, Any]) -> str:
    """Return the format of the published weights: by `quantization_config`, else by the tensors' type."""
    said = ConfigFields(config).get("quantization_config")
    if isinstance(said, Mapping):
        return _quantised(said)
    inner = next((part for part in config.values() if isinstance(part, Mapping) and _type_of(part)), {})
    return _PLAIN.get(str(_type_of(config) or _type_of(inner)).removeprefix("torch."), "bf16")


def _type_of(config: Mapping[str, Any]) -> Any:
    return config.get("torch_dtype") or config.get("dtype")


def _quantised(said: Mapping[str, Any]) -> str:
    method = str(said.get("quant_method") or said.get("quant_algo") or "").lower()
    if method == "bitsandbytes":
        return "int8" if said.get("load_in_8bit") else "nf4"
    if method == "gptq" and said.get("bits") == 8:
        return "int8"
    if method in ("compressed-tensors", "modelopt"):
        return _compressed(said)
    if method in _METHODS:
        return _METHODS[method]
    raise ConfigError(f"its quantization {method[:40]!r} is not known here; add its base model instead")


def _compressed(said: Mapping[str, Any]) -> str:
    """Return the format of the weights of the first group that has one."""
    algorithm = str(said.get("quant_algo") or "").lower()
    if algorithm in ("fp8", "nvfp4"):
        return _METHODS[algorithm]
    packed = str(said.get("format") or "").removesuffix("-pack-quantized")
    if packed in ("mxfp4", "nvfp4"):
        return _METHODS[packed]
    groups = said.get("config_groups")
    for group in groups.values() if isinstance(groups, Mapping) else ():
        weights = group.get("weights") if isinstance(group, Mapping) else None
        if isinstance(weights, Mapping):
            named = f"{weights.get('type')}{weights.get('num_bits')}"
            return {"float8": "fp8", "int8": "int8", "float4": "mxfp4"}.get(named, "gptq")
    raise ConfigError("its quantization names no weights; add its base model instead")


def own_count(safetensors: Any, counted: int) -> int | None:
    """Return a repository's own number of parameters, or None where it cannot be taken as such.

    Four-bit repositories count packed words, several copies count twice, adapters count themselves.
    """
    if not isinstance(safetensors, Mapping):
        return None
    by_type, total = safetensors.get("parameters"), safetensors.get("total")
    plain = isinstance(by_type, Mapping) and set(by_type) <= _UNPACKED
    if not plain or not isinstance(total, int) or isinstance(total, bool):
        return None
    return total if _NEAR * counted <= total <= _MORE * counted else None
