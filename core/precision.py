"""Which number format the weights are served in, from what a team said and how the model was published."""

from core.catalog.architecture import Architecture
from core.catalog.formats import KV_FORMATS, WEIGHT_FORMATS, KvFormat, WeightFormat, weight_format

SMALLEST_SENSIBLE = "awq"
"""Four bits with a scale per group of 128: the smallest that keeps most of a model's quality."""


def served_format(precision: str | None, architecture: Architecture) -> WeightFormat:
    """Return the weight format to serve in; "any" is the smallest sensible one, None the published one."""
    native = weight_format(architecture.native_precision) or WEIGHT_FORMATS["bf16"]
    if precision is None:
        return native
    if precision == "any":
        smallest = WEIGHT_FORMATS[SMALLEST_SENSIBLE]
        return native if native.bits <= smallest.bits else smallest
    return weight_format(precision) or native


def cache_format(weights: WeightFormat) -> KvFormat:
    """Return the format of the KV cache: 16 bits, as engines keep it unless told otherwise."""
    return KV_FORMATS["fp16" if weights.engine == "llama.cpp" else "bf16"]
