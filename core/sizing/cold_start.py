"""How long a server takes until it answers."""

from core.catalog.gpus import Gpu
from core.quantity import GIB, Estimate, Range, Term

_DISK_GBS = Range(0.8, 2.0, 5.0)
_ENGINE_START_S = {
    "vllm": Range(20, 50, 120),
    "llama.cpp": Range(1, 3, 8),
    "pytorch": Range(5, 12, 30),
}
_OTHER_START_S = Range(15, 40, 120)
_PCIE_SHARE = 0.5
"""Share of the bus that copies of pageable memory reach."""


def estimate_cold_start(*, weights_gib: float, gpu: Gpu, gpu_count: int = 1, engine: str) -> Estimate:
    """Estimate seconds from start to first answer: weights by the slowest way in, then the engine's start.

    The weights are on the local disk. A band rather than a figure: disks of rented servers differ widely.
    """
    bus = gpu.pcie_gbs * _PCIE_SHARE * gpu_count
    size_gb = weights_gib * GIB / 1e9
    loading = Range(
        size_gb / min(_DISK_GBS.high, bus),
        size_gb / min(_DISK_GBS.expected, bus),
        size_gb / min(_DISK_GBS.low, bus),
    )
    start = _ENGINE_START_S.get(engine, _OTHER_START_S)
    return Estimate.of(
        "s",
        (
            Term("load weights", loading, "NVMe 0.8 to 5 GB/s of rented servers"),
            Term("engine start", start, "memory profiling, compilation and CUDA graphs, as engines log them"),
        ),
    )
