"""How long a server takes until it answers, and how long a checkpoint takes to write."""

from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term

_GIB = 2**30
_NETWORK_GBS = Range(0.3, 1.0, 2.5)
_DISK_GBS = Range(0.8, 2.0, 5.0)
_ENGINE_START_S = {
    "vllm": Range(20, 50, 120),
    "llama.cpp": Range(1, 3, 8),
    "pytorch": Range(5, 12, 30),
}
_OTHER_START_S = Range(15, 40, 120)
_PCIE_SHARE = 0.5
"""Share of the bus that copies of pageable memory reach."""


def estimate_cold_start(
    *, weights_gib: float, gpu: Gpu, gpu_count: int = 1, engine: str, download: bool = False
) -> Estimate:
    """Estimate seconds from start to first answer: weights by the slowest way in, then the engine's start.

    `download` says that the weights are not on the local disk yet. A band rather than a figure: disks and
    networks of rented servers differ by ten times.
    """
    bus = gpu.pcie_gbs * _PCIE_SHARE * gpu_count
    way = _NETWORK_GBS if download else _DISK_GBS
    size_gb = weights_gib * _GIB / 1e9
    loading = Range(
        size_gb / min(way.high, bus), size_gb / min(way.expected, bus), size_gb / min(way.low, bus)
    )
    start = _ENGINE_START_S.get(engine, _OTHER_START_S)
    return Estimate.of(
        "s",
        (
            Term("load weights", loading, "network 2.4 to 20 Gbit/s, NVMe 0.8 to 5 GB/s of rented servers"),
            Term("engine start", start, "memory profiling, compilation and CUDA graphs, as engines log them"),
        ),
    )


def estimate_checkpoint_write(*, checkpoint_gib: float, nodes: int = 1) -> Estimate:
    """Estimate the seconds a synchronous checkpoint takes to reach the disks of all nodes."""
    share_gb = checkpoint_gib * _GIB / 1e9 / nodes
    seconds = Range(share_gb / _DISK_GBS.high, share_gb / _DISK_GBS.expected, share_gb / _DISK_GBS.low)
    return Estimate.of("s", (Term("write", seconds, "NVMe 0.8 to 5 GB/s of rented servers"),))
