"""Disk space of checkpoints."""

from core.catalog.architecture import Architecture
from core.quantity import Range
from core.sizing.lora import Lora, lora_params

_GIB = 2**30


def checkpoint_gib(arch: Architecture, *, method: str, lora: Lora | None = None) -> Range:
    """Return GiB of one checkpoint that a run can resume from.

    Full methods store 16-bit weights and 12 bytes of master copy and moments per parameter (16 with fp32
    weights); adapters store only themselves and their moments.
    """
    if method in ("lora", "qlora"):
        adapters = lora_params(arch, lora or Lora()) / _GIB
        return Range(2 * adapters, 12 * adapters, 16 * adapters)
    params = arch.params / _GIB
    return Range(12 * params, 14 * params, 16 * params)
