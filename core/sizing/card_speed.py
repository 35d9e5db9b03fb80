"""What of a card decides how fast kernels run on it, beside what its sheet says."""

from core.catalog.gpus import Gpu

_SLOWNESS = (
    (12.0, 0.35),
    (9.0, 0.75),
    (8.9, 0.45),
    (8.6, 0.7),
    (8.0, 1.0),
    (7.5, 0.9),
    (7.0, 1.0),
    (1.0, 2.6),
    (0.0, 1.0),
)
"""By the least compute capability; cards of other vendors have none, and count as an A100."""
_STACKED = frozenset({6.0, 7.0, 8.0, 9.0, 10.0, 10.3})
"""Compute capabilities of cards with stacked memory."""
_HOPPER, _SINCE_HOPPER = 9.0, 1.6
"""Multiprocessors times clock since Hopper to the A100's: 132 at 1.8 GHz to 108 at 1.41. With those of V100,
P100, Blackwell for servers and Instinct reckoned apart no publisher is told better."""
_DRAWN_PER_TFLOPS = 14.0
"""1e9 bytes/s that the multiprocessors behind one dense 16-bit TFLOPS draw, from Ampere on. The few of an H20
read Qwen3 of 0.6B to 8B at 1,430 to 1,790 of 4,000 (QwenLM/Qwen3, documentation); other cards have enough."""
_TURING, _THROTTLED_W, _THROTTLED = 7.5, 75.0, 0.75
"""What a T4 reaches of other cards' shares at its 70 W: Ollama reads Q4_K_M at half of what its sheet says
(stefanthoss/stefandroid-blog), on cards of Ampere and Ada at two thirds and more, an L4 of 72 W too."""
_KEPT_COOL = 0.75
"""What a card of no more than 75 W keeps of the share of its peak that others reach: L4 and T4 multiply at
half of what their sheets say and less (d893a/localscore-insights, llama-bench notes on Tesla T4)."""
_LARGE_L2 = {8.9, 12.0, 12.1}
"""Compute capabilities of cards with 24 to 128 MB of L2 cache, which keeps what many requests share: Ada and
Blackwell for desktops (NVIDIA's whitepapers); Ampere for desktops has 6 MB."""
_ADA, _BESIDE_ADA = 8.9, 0.65
_AMPERE, _BESIDE_OLDER = 8.0, 1.5
"""Processors beside desktop cards since Ada, and beside all cards before Ampere, to those beside A100s."""


def large_l2(gpu: Gpu) -> bool:
    """Whether the card's L2 cache keeps what one layer has just written."""
    return gpu.compute_capability in _LARGE_L2


def kernel_slowness(gpu: Gpu) -> float:
    """Return how long a small kernel takes on this card, relative to an A100.

    Small kernels are bound by the clock and the way to memory: 1.4 GHz and HBM in A100, 1.9 GHz and HBM in
    Hopper, 1.7 GHz and GDDR in consumer Ampere, 2.5 GHz and more in Ada and consumer Blackwell. Pascal and
    older cards launch them one by one, without CUDA graphs. One dense 3B of 26 layers on eleven cards tells
    them apart (pavlokhmel.com, June 2026): 105 us a layer on an H100, 148 on an A100, 177 on a V100, 380 to
    500 on Pascal; the V100 of three others take less.
    """
    return next(slowness for least, slowness in _SLOWNESS if gpu.compute_capability >= least)


def multiprocessors(gpu: Gpu) -> float:
    """Return what waits for a stacked memory, relative to an A100; other memory is kept busy by any card."""
    if gpu.vendor == "amd" and gpu.name.startswith("MI"):
        return 1.0
    if gpu.compute_capability not in _STACKED:
        return float("inf")
    return _SINCE_HOPPER if gpu.compute_capability >= _HOPPER else 1.0


def drawn_gbs(gpu: Gpu) -> float:
    """Return the 1e9 bytes/s that a card's multiprocessors draw."""
    cut = gpu.compute_capability >= _AMPERE
    drawn = min(gpu.bandwidth_gbs, gpu.bf16_tflops * _DRAWN_PER_TFLOPS if cut else float("inf"))
    throttled = gpu.compute_capability == _TURING and 0 < gpu.tdp_w <= _THROTTLED_W
    return drawn * _THROTTLED if throttled else drawn


def kept_cool(gpu: Gpu) -> float:
    """Return what is left of a card's products where its power is less than they draw."""
    return _KEPT_COOL if 0 < gpu.tdp_w <= _THROTTLED_W else 1.0


def host_slowness(gpu: Gpu) -> float:
    """Return how long Python takes to launch a kernel beside this card, relative to a server of A100s.

    It is the processor's speed for one thread, and cards stand beside processors of their years: the same
    Transformers spend 0.4 to 0.9 ms on a layer in nf4 beside RTX 4090 and 5090, 1.0 ms beside an H100
    (bitsandbytes, benchmarking/README.md and its issue 1851), twice that beside RTX 3090 (h2oai/h2ogpt,
    perf.md: one publisher, and others' are as fast as servers) and 1.6 ms beside a T4.
    """
    if 0 < gpu.compute_capability < _AMPERE:
        return _BESIDE_OLDER
    desktop = gpu.name.lower().startswith(("rtx", "geforce"))
    return _BESIDE_ADA if desktop and gpu.compute_capability >= _ADA else 1.0
