"""How much of a card's peak the serving engines reach: a few documented constants, and nothing per model.

Calibrated on the published measurements that ship with the tests, leaving one source out at a time.
"""

from dataclasses import dataclass

from core.catalog.formats import WeightFormat
from core.catalog.gpus import Gpu
from core.sizing.interconnect import is_geforce


@dataclass(frozen=True, slots=True)
class EngineSpeed:
    """What one serving engine makes of a card.

    `stream_*` is the share of the memory bandwidth at which weights of so many bits stream at batch 1,
    `cache` the same for keys and values; `matmul_*` and `attention` are shares of the dense peak in prefill.
    `layer_us` launches one layer's kernels on a card of the A100's clock, `step_us` samples and schedules one
    step, `request_us` is paid per request and step. `spread` is the factor either way within which measured
    decode steps stay, `prefill_spread` the same for prefill: with each source held out in its turn and the
    constants fitted without it (`python -m tests.bench.leave_one_out`), 88 % of the decode steps lie within
    1.34 at batch 1 and 1.37 above, and of the prefills within 1.54.
    """

    engine: str
    source: str
    layer_us: float
    step_us: float
    request_us: float = 11.0
    stream_16: float = 0.75
    stream_fp8: float = 0.78
    stream_8: float = 0.70
    stream_4: float = 0.75
    stream_awq: float = 0.75
    batched_slowdown: float = 1.2
    """How much slower weights stream into the products of many requests than of one."""
    cache: float = 0.90
    cache_group: float = 0.35
    """Keys and values shared by g query heads are read as g ** cache_group copies."""
    cache_copies: float = 0.0
    """Times the whole cache is copied in a step, with its heads expanded."""
    matmul_16: float = 0.73
    matmul_fp8: float = 0.61
    matmul_4: float = 0.55
    attention: float = 0.23
    half_sums: bool = False
    """Products are summed in 16 bits, twice as fast on GeForce cards, with old instructions on Hopper."""
    quantised_launch: float = 1.0
    """How much longer the launches of quantised layers take."""
    eight_bit_launch: float | None = None
    """The same for 8-bit layers, where they differ: outliers are cut out and multiplied apart."""
    eager: bool = False
    """Launches come from Python and overlap with the card's work, as without CUDA graphs."""
    expert_us: float = 0.0
    """Launches per expert and layer where experts are walked one by one."""
    splits: str = "tensor"
    """How several cards share a model: "tensor" divides every layer, "layers" take turns."""
    reduce_us: float = 0.0
    """What one all-reduce costs beyond its latency and bytes: kernels of a general library."""
    row_exchange_us: float = 0.0
    """Synchronisation per layer and card where rows are split without a collective library."""
    graphs_up_to: float = float("inf")
    """Tokens of context beyond which the engine falls back to eager launches of `eager_layer_us`."""
    eager_layer_us: float = 0.0
    prefill_us: float = 0.0
    """Fixed cost of a prompt: kernels that are tuned or loaded on first use."""
    spread: float = 1.5
    prefill_spread: float = 1.6

    def stream(self, weights: WeightFormat) -> float:
        """Return the share of bandwidth at which weights of this format stream."""
        if weights.bits >= 16:
            return self.stream_16
        if weights.id == "fp8":
            return self.stream_fp8
        if weights.id == "awq":
            return self.stream_awq
        return self.stream_8 if weights.bits == 8 else self.stream_4

    def matmul(self, weights: WeightFormat, gpu: Gpu) -> float:
        """Return the operations per second that large products reach with weights of this format."""
        library = _AMD_LIBRARIES if gpu.vendor == "amd" else 1.0
        if weights.id == "fp8" and gpu.fp8_tflops:
            return gpu.fp8_tflops * 1e12 * self.matmul_fp8 * library
        if weights.id == "mxfp4" and gpu.compute_capability >= _FP4_CAPABILITY:
            return gpu.fp8_tflops * 1e12 * self.matmul_fp8 * _FP4_GAIN
        share = self.matmul_16 if weights.bits >= 16 else self.matmul_4
        if self.half_sums:
            share *= (
                _HALF_SUM_GAIN if is_geforce(gpu) else _OLD_ON_HOPPER if gpu.compute_capability >= 9 else 1.0
            )
        return gpu.bf16_tflops * 1e12 * share * library

    def launches(self, weights: WeightFormat, gpu: Gpu, layers: int, experts: int) -> float:
        """Return seconds to launch the kernels of one step."""
        longer = 1.0 if weights.bits >= 16 else self.quantised_launch
        if weights.bits == 8 and self.eight_bit_launch is not None:
            longer = self.eight_bit_launch
        layer_us = self.layer_us * longer
        if not self.eager:
            layer_us *= kernel_slowness(gpu)
        return (layers * (layer_us + self.expert_us * experts) + self.step_us) * 1e-6


_HALF_SUM_GAIN = 2.0
"""GeForce cards run 16-bit products with 32-bit sums at half rate (NVIDIA Ada and Ampere whitepapers)."""
_OLD_ON_HOPPER = 0.6
"""Share of the peak left to Ampere's instructions on Hopper (Luo et al., arXiv 2402.13499)."""
_AMD_LIBRARIES = 0.65
"""An MI300X multiplies at about 620 of its 1307 TFLOPS, an H100 at 720 of 989 (public matmul benchmarks)."""
_FP4_CAPABILITY, _FP4_GAIN = 10.0, 1.5
"""From Blackwell on 4-bit products run on their own units: twice the 8-bit peak, less of it reached."""


def kernel_slowness(gpu: Gpu) -> float:
    """Return how long a small kernel takes on this card, relative to an A100.

    Small kernels are bound by the clock and the way to memory: 1.4 to 1.8 GHz and HBM in A100 and H100,
    1.7 GHz and GDDR in consumer Ampere, 2.5 GHz in Ada and consumer Blackwell.
    """
    if gpu.compute_capability in (8.6, 8.7):
        return 0.7
    return 0.5 if gpu.compute_capability in (8.9, 12.0) else 1.0
