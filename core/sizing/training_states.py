"""What a run trains, the bytes it keeps per trained parameter, and how cards spread them."""

from typing import NamedTuple

from core.catalog.architecture import Architecture
from core.catalog.formats import WEIGHT_FORMATS, WeightFormat
from core.sizing.lora import Lora, lora_params

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


class Trained(NamedTuple):
    """What of a model is trained: all of it, or an `adapter` beside a frozen base as it is `stored`."""

    optimizer: str
    precision: str = "bf16-mixed"
    adapter: Lora | None = None
    stored: WeightFormat | None = None

    @property
    def is_packed(self) -> bool:
        """Return whether there is a frozen base in less than 16 bits."""
        return self.stored is not None and self.stored.bits < 16

    @property
    def states(self) -> StateBytes:
        """Return the bytes per trained parameter; adapters are trained in fp32."""
        return state_bytes(self.precision if self.adapter is None else "fp32", self.optimizer)

    def params(self, arch: Architecture) -> float:
        """Return how many parameters of such a model are trained."""
        return arch.params if self.adapter is None else lora_params(arch, self.adapter)


def trained_by(
    method: str,
    *,
    optimizer: str,
    precision: str = "bf16-mixed",
    adapter: Lora,
    base_format: WeightFormat | None = None,
) -> Trained:
    """Return what a method trains: all, or for lora and qlora the `adapter` beside a frozen base.

    The base is kept as said, else in nf4 for qlora and for lora in the width that the precision has.
    """
    if method not in ("lora", "qlora"):
        return Trained(optimizer, precision)
    usual = "nf4" if method == "qlora" else "fp32" if precision in ("fp32", "amp") else "bf16"
    return Trained(optimizer, precision, adapter, base_format or WEIGHT_FORMATS[usual])


class Spread(NamedTuple):
    """How cards share states: so many replicas do, each of them on `tensor_parallel` cards."""

    replicas: int = 1
    sharding: str = "none"
    tensor_parallel: int = 1

    @property
    def whole(self) -> bool:
        """Return whether weights are shared, too, and gathered layer by layer."""
        return self.sharding in ("zero3", "fsdp")

    @property
    def update_holders(self) -> int:
        """Return how many replicas each update their part."""
        return 1 if self.sharding in ("none", "ddp") else self.replicas
