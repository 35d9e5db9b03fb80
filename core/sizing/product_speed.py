"""How fast a card multiplies, of what its sheet says: by the width of numbers, sums and instructions."""

from core.catalog.formats import WeightFormat
from core.catalog.gpus import Gpu
from core.sizing.interconnect import is_geforce

_HALF_SUM_GAIN = 2.0
_CUT_FOR_A_CLOUD = "A10G"
"""GeForce cards run 16-bit products with 32-bit sums at half rate (NVIDIA Ada and Ampere whitepapers), and so
does Amazon's A10G: 80 multiprocessors of the RTX 3090's kind at its clock are told to reach what its do."""
_OLD = 0.6
"""Share of the peak left to Ampere's instructions on Hopper (Luo et al., arXiv 2402.13499)."""
_AMD_LIBRARIES = 0.65
"""An MI300X multiplies at about 620 of its 1307 TFLOPS, an H100 at 720 of 989 (public matmul benchmarks)."""
_AMD_KERNELS = 0.8
"""The same of llama.cpp's integer products, whose kernels are its own: prompts on RX 7900 XTX, W7900 and MI50
(llama-bench lines of builds 3265 to 8255)."""
_INTEL = 0.55
"""The same of Intel's Arc: oneMKL reaches 59 of an A770's 137 TFLOPS (ollama/ollama #2458), llama.cpp with
SYCL 35 of a B580's 117 (intel/ipex-llm #12991)."""
_TENSOR_CORES, _DOT_PRODUCTS = 7.0, 6.1
DOT_PRODUCT_PEAK, _DOT_PRODUCT_SHARE, _EMULATED_SHARE = 4.0, 1.1, 0.35
"""From Volta on cards multiply on tensor cores; before, dp4a does four 8-bit products for one of 32 bits, of
which a P40 reaches a quarter, but not on a P100 (NVIDIA, CUDA C++ programming guide)."""
_INTEGER_SHARES = {7.0: 0.33, 8.0: 0.22, 9.0: 0.15, 10.0: 0.06, 10.3: 0.06}
"""What llama.cpp's integer products reach of the 16-bit peak on cards for servers, however many more their
tensor cores could: an A100 reads a prompt as fast as an RTX 3090 of about as many multiprocessors, an A30 at
half of that (d893a/localscore-insights: 54 to 61 TFLOPS; llama-bench notes on four L40S). Hopper lies between
an H100 PCIe at 0.11 (LocalScore) and a GH200 at 0.22 (Open WebUI and llama.cpp on GH200); Volta's cores do
not multiply integers: this is of 16 bits, after weights are written out. Nobody told Blackwell's."""
_AMD_SERVERS, _AMD_DOUBLED = 0.18, 0.33
"""The same of Instinct cards with matrix cores (eight MI300X, MI100 in ggml-org/llama.cpp #14949), and of the
desktop cards since RDNA 4, whose sheets tell twice the products of RDNA 3 that its prompts do not show."""
_SERVER_GBS, _MATRIX_TFLOPS = 1_100, 100
_AMPERE, _BEFORE_AMPERE = 8.0, 0.5
"""Fused attention copies while it multiplies, which cards do from Ampere on: prompts of 4,000 tokens and more
take 1.3 to 2.7 times as long on T4 and V100 as with the share of later cards (three publishers)."""
_TURING, _TURING_SHARE = 7.5, 0.72
"""Ampere was the first to copy into shared memory while it multiplies (NVIDIA, Ampere whitepaper): an RTX
2080 Ti reads prompts so much more slowly than later cards (LocalScore, geerlingguy/ai-benchmarks, a lab)."""
_HOPPER, _DESKTOP_BLACKWELL = 9.0, 12.0
_FP4_CAPABILITY, FP4_SHARE = 10.0, 0.75
"""From Blackwell on 4-bit products run on their own units, which reach so much of what 8-bit ones do."""
_FP4_RATE, _FP4_RATE_GEFORCE = 2, 4
"""Their peak to that of 8 bits with 32-bit sums, which GeForce cards halve in 8 bits but not in 4: 1,676
TFLOPS to 419 on an RTX 5090 (NVIDIA RTX Blackwell whitepaper, appendix A). GB10 is built alike."""
_GB10 = 12.1
SLOW_SUMS, SLOW_SUMS_ATTENTION, MOST_OF_PEAK = 1.2, 2.0, 0.85
"""Where sums run at half rate nothing else is waited for: prompts in 16 bits reach 0.65 to 0.9 of the peak on
RTX 3060 Ti, 3090, 4090 and 5070 Ti, attention as much (automatedtomato/llm-inference-experiments,
fpgaminer/GPTQ-triton, pegainfer-project/pegainfer and three more)."""


def sums_at_half_rate(gpu: Gpu) -> bool:
    """Whether products of a card wait for sums in 32 bits."""
    return is_geforce(gpu) or gpu.name == _CUT_FOR_A_CLOUD


def half_sums_gain(gpu: Gpu) -> float:
    """Return what sums in 16 bits and Ampere's instructions make of a share of the peak.

    From Hopper on those instructions do not reach the peak, but on desktops.
    """
    if sums_at_half_rate(gpu):
        return _HALF_SUM_GAIN
    return _OLD if _HOPPER <= gpu.compute_capability < _DESKTOP_BLACKWELL else 1.0


def library_share(gpu: Gpu, *, own_kernels: bool) -> float:
    """Return what libraries, or an engine's own kernels, reach on other vendors' cards of NVIDIA's share."""
    if gpu.name.startswith("Arc"):
        return _INTEL
    if gpu.vendor != "amd":
        return 1.0
    return _AMD_KERNELS if own_kernels else _AMD_LIBRARIES


def without_tensor_cores(gpu: Gpu) -> bool:
    """Whether an NVIDIA card multiplies in its ordinary units."""
    return 0 < gpu.compute_capability < _TENSOR_CORES


def multiplies_halves_only(gpu: Gpu) -> bool:
    """Whether a card's tensor cores take numbers of 16 bits and no integers: Volta's."""
    return gpu.compute_capability == _TENSOR_CORES


def integer_share(share: float, gpu: Gpu) -> float:
    """Return the share of the peak in 16 bits that quantised weights reach as 8-bit integers."""
    if without_tensor_cores(gpu):
        return _DOT_PRODUCT_SHARE if gpu.compute_capability >= _DOT_PRODUCTS else _EMULATED_SHARE
    if gpu.vendor == "amd":
        return _amd_share(share, gpu)
    if gpu.compute_capability == _TURING:
        return share * _TURING_SHARE
    return min(share, _INTEGER_SHARES.get(gpu.compute_capability, 1.0))


def _amd_share(share: float, gpu: Gpu) -> float:
    if gpu.bandwidth_gbs > _SERVER_GBS and gpu.bf16_tflops > _MATRIX_TFLOPS:
        return min(share, _AMD_SERVERS)
    return min(share, _AMD_DOUBLED) if gpu.fp8_tflops else share


def _before_ampere(gpu: Gpu) -> bool:
    return 0 < gpu.compute_capability < _AMPERE


def fused_attention(gpu: Gpu) -> float:
    """Return what a card reaches of the share of fused attention."""
    return _BEFORE_AMPERE if _before_ampere(gpu) else 1.0


def written_for_others(gpu: Gpu) -> bool:
    """Whether most kernels were written for other cards: for NVIDIA's from Ampere on."""
    return gpu.vendor != "nvidia" or _before_ampere(gpu)


def multiplies_fp4(weights: WeightFormat, gpu: Gpu) -> bool:
    """Whether weights of four bits are multiplied as they are, without being unpacked."""
    return weights.id == "mxfp4" and gpu.compute_capability >= _FP4_CAPABILITY


def fp4_tflops(gpu: Gpu) -> float:
    """Return the peak of 4-bit products, in 1e12 operations per second."""
    slow = is_geforce(gpu) or gpu.compute_capability == _GB10
    return gpu.fp8_tflops * (_FP4_RATE_GEFORCE if slow else _FP4_RATE)
