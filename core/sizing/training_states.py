"""Bytes that training keeps per trained parameter: weight, gradient, master copy, optimizer."""

from typing import NamedTuple

PRECISIONS = ("bf16-mixed", "fp32-gradients", "amp", "bf16", "fp32")


class StateBytes(NamedTuple):
    """Bytes per trained parameter, part by part."""

    weights: float
    gradients: float
    master: float
    optimizer: float


_WEIGHTS = {
    "bf16-mixed": (2.0, 2.0, 4.0),
    "fp32-gradients": (2.0, 4.0, 4.0),
    "amp": (4.0, 4.0, 0.0),
    "bf16": (2.0, 2.0, 0.0),
    "fp32": (4.0, 4.0, 0.0),
}
_MOMENTS = {"adamw": 2.0, "sgd": 1.0, "plain_sgd": 0.0}
_SMALL = {"adamw_16bit": 4.0, "adamw_8bit": 2.06, "adafactor": 0.02, "galore": 0.5}
_IN_PLACE = "lomo"


def state_bytes(precision: str, optimizer: str) -> StateBytes:
    """Return the bytes per trained parameter; KeyError for a name that is neither in the tables.

    "bf16-mixed" keeps 16-bit weights and gradients with an fp32 master copy (16 bytes with AdamW);
    "fp32-gradients" sums gradients in fp32 (18; documentation of Megatron-LM's distributed optimizer); "amp"
    keeps fp32 weights and gradients and computes in bf16 (16 with AdamW); "bf16" is pure (8 with AdamW).
    Moments have the master's width, or 16 bits where told so; 8-bit Adam stores
    two bytes and a block scale (arXiv 2110.02861); Adafactor stores rows and columns only (arXiv 1804.04235);
    GaLore moments and projections of at most a quarter of the rank (arXiv 2403.03507); SGD one momentum, or
    none where it is plain; LOMO changes the weights where they are, without a copy (arXiv 2306.09782).
    """
    weights, gradients, master = _WEIGHTS[precision]
    if optimizer == _IN_PLACE:
        return StateBytes(weights, gradients, 0.0, 0.0)
    if optimizer in _SMALL:
        return StateBytes(weights, gradients, master, _SMALL[optimizer])
    return StateBytes(weights, gradients, master, _MOMENTS[optimizer] * max(weights, master))
