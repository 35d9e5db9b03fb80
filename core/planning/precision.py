"""Which number format the weights are served in, from what a team said and how the model was published."""

from core.catalog.architecture import Architecture
from core.catalog.formats import KV_FORMATS, WEIGHT_FORMATS, KvFormat, WeightFormat, weight_format

SMALLEST_SENSIBLE = "awq"
"""Four bits with a scale per group of 128: the smallest that keeps most of a model's quality."""


def served_format(precision: str | None, architecture: Architecture) -> tuple[WeightFormat, str | None]:
    """Return the weight format to serve in, and why it was taken where it is not just what was said.

    "any" is the smallest sensible format, None and a name that is no format the published one.
    """
    native = weight_format(architecture.native_precision) or WEIGHT_FORMATS["bf16"]
    if precision is None:
        return native, "the precision the model was published in"
    if precision == "any":
        smallest = WEIGHT_FORMATS[SMALLEST_SENSIBLE]
        return (native if native.bits <= smallest.bits else smallest), "the smallest that keeps quality"
    said = weight_format(precision)
    if said is None:
        return native, "no known format was named, so the precision the model was published in"
    return said, None if said.id == precision else f"the usual form of {said.bits} bits"


def cache_format(weights: WeightFormat) -> KvFormat:
    """Return the format of the KV cache: 16 bits, as engines keep it unless told otherwise."""
    return KV_FORMATS["fp16" if weights.engine == "llama.cpp" else "bf16"]
