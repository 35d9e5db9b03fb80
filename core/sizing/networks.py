"""Vision, embedding and other networks that do not write: rates measured on one card, or from operations."""

from math import hypot
from typing import Literal, NamedTuple

from core.catalog.gpus import Gpu
from core.quantity import GIB, Estimate, Range, Term
from core.sizing.network_works import NetworkWork

_A100_TFLOPS, _A100_GBS = 312.0, 2039.0
_CARD_EXPONENT = 0.8
"""Large cards are filled less well than small ones (ten networks on eight cards)."""
_ARITHMETIC_SHARE = 0.4
"""Share of an A100's time in training that scales with the peak, the rest with the bandwidth: of all networks
alike, which tells other cards as well as shares of each."""
_SCALING = Range(0.75, 0.95, 1.0)
"""Exponent of the number of cards: of all networks alike, from GNMT to those that lose nothing."""
_NO_TF32 = 2.5
"""Exponent of the 32-bit slowdown on cards before Ampere, which lack TF32."""
_TRAINING_SPREAD = 1.5
_SPREAD = 1.7
"""Either way, where a network's rate follows from its operations and no measurement."""
_RATE_SHARE = {"convolution": 0.20, "grouped": 0.14, "depthwise": 0.055, "transformer": 0.45, "windows": 0.15}
"""Share of the 16-bit peak in large batches: ResNet-50 of the measured networks; convolutions of groups of
channels or with their inputs joined, of each channel apart, and attention in windows, of timm's rates."""
_CONVOLVED = frozenset({"convolution", "grouped", "depthwise"})
_ENGINE_GAIN = 0.5
"""How much more of it TensorRT reaches in many pictures at once, with norms and activations in the
convolution: ResNet-50 on an A100 at 12,406 images/s, and half of that in TF32 (FlagOpen/FlagPerf)."""
_TEXT_SHARE = 0.40
"""The same of encoders of texts: BERT-large of the measured networks."""
_PADDED = 2.0
"""How much longer sentence-transformers takes than servers of embeddings do (infinity's benchmark)."""
_VECTOR_PARTS = {0.0: 8.0, 6.0: 1.0, 7.0: 8.0, 8.0: 16.0, 8.6: 3.0, 9.0: 16.0, 10.0: 30.0, 12.0: 2.0}
"""How much faster the sheets have 16 bits in tensor cores than 32 bits without, by compute capability; cards
for games and for workstations (2 and 4) share theirs."""
_VECTOR_SHARE, _WINDOWS_VECTOR_SHARE, _TF32_SINCE = 0.75, 0.55, 8.0
"""Part of that peak reached (SAM on an A100, Detectron2 on V100); with attention in windows (Swin)."""
_LAUNCHES_S = {"plain": 0.006, "compiled": 0.002, "engine": 0.0009}
"""One pass of a small network whatever its batch: plain PyTorch, torch.compile, TensorRT (YOLOv5, YOLOv8)."""
_UPDATE_BYTES = 28.0
"""Of weights, gradients and two moments in 32 bits: four read, three written."""
_MAPS_SPREAD, _KEPT_SPREAD = 2.0, 1.25
_CONTEXT_GIB = Range(0.1, 0.5, 0.9)
"""Printed peaks are those of PyTorch's allocator as often as of the card (Detectron2, DistilBERT)."""
_OPERATIONS = "operations of the paper; share of the peak of ResNet-50 and of timm's networks"


class TrainingWork(NamedTuple):
    """A network whose training throughput was measured on an A100 80 GB SXM.

    `a100_per_s` is the 16-bit rate of one card in its own unit, `tf32_slowdown` what 32 bits cost. What other
    cards make of it follows from their sheets.
    """

    name: str
    unit: str
    a100_per_s: float
    tf32_slowdown: float


TRAINING_WORKS: dict[str, TrainingWork] = {
    row.name: row
    for row in (
        TrainingWork("BERT-base SQuAD", "sequences/s", 396, 1.9),
        TrainingWork("BERT-large SQuAD", "sequences/s", 124, 2.0),
        TrainingWork("GNMT", "tokens/s", 202_000, 1.8),
        TrainingWork("NCF", "samples/s", 43_000_000, 1.5),
        TrainingWork("ResNet-50", "images/s", 1610, 1.4),
        TrainingWork("SSD300", "images/s", 455, 1.4),
        TrainingWork("Tacotron2", "mels/s", 59_000, 1.2),
        TrainingWork("Transformer-XL base", "tokens/s", 44_700, 1.6),
        TrainingWork("Transformer-XL large", "tokens/s", 18_800, 1.7),
        TrainingWork("WaveGlow", "samples/s", 238_000, 1.3),
    )
}
_MEASURED = "NVIDIA DeepLearningExamples as Lambda's deeplearning-benchmark ran them"


def estimate_training_seconds(
    work: TrainingWork, *, gpu: Gpu, gpu_count: int = 1, half_precision: bool = True
) -> Estimate:
    """Estimate the seconds that all cards together take for one unit of a measured work.

    The time on an A100 is split by what bounds it and each part scaled by the sheet; 32 bits come on top as
    they were measured there, and what cards lose to each other.
    """
    fp32_penalty = 1.0
    if not half_precision:
        fp32_penalty = work.tf32_slowdown if gpu.compute_capability >= 8 else work.tf32_slowdown**_NO_TF32
    arithmetic = _ARITHMETIC_SHARE * _A100_TFLOPS / gpu.bf16_tflops
    traffic = (1 - _ARITHMETIC_SHARE) * _A100_GBS / gpu.bandwidth_gbs
    longer = arithmetic + traffic
    alone = longer**_CARD_EXPONENT / work.a100_per_s / gpu_count
    own = Range.around(1.0, _TRAINING_SPREAD)
    least, expected, most = (
        gpu_count ** (1 - scaling) - 1 for scaling in (_SCALING.high, _SCALING.expected, _SCALING.low)
    )
    lost = Range(own.low * least, expected, own.high * most)
    parts = (
        ("arithmetic", own.scaled(alone * arithmetic / longer), f"{_MEASURED}; peak on the sheet"),
        ("traffic", own.scaled(alone * traffic / longer), f"{_MEASURED}; bandwidth on the sheet"),
        ("32 bits", own.scaled(alone * (fp32_penalty - 1)), f"{_MEASURED} in both precisions"),
        ("scaling", lost.scaled(alone * fp32_penalty), f"{_MEASURED} on 1 to 8 cards"),
    )
    return Estimate.of("s", [Term(*part) for part in parts if part[1].high > 0])


def estimate_network_seconds(
    work: NetworkWork,
    *,
    gpu: Gpu,
    side: int | None = None,
    batch: float = 1,
    training: bool = False,
    half_precision: bool = True,
    runtime: Literal["plain", "compiled", "engine"] = "plain",
) -> Estimate:
    """Estimate the seconds of one batch on one card: operations over what a family reaches, and launches.

    Training takes two more passes. In 32 bits a card with TF32 convolves at half its rate, in TensorRT all
    products; else, and where matrices are multiplied, PyTorch's defaults leave vectors to do it.
    """
    passes = 3 if training else 1
    operations = passes * work.gflop * 1e9 * batch * _grown(work, side)
    rate = _A100_TFLOPS * 1e12 * (gpu.bf16_tflops / _A100_TFLOPS) ** _CARD_EXPONENT * _RATE_SHARE[work.family]
    if runtime == "engine" and work.family in _CONVOLVED:
        rate *= 1 + _ENGINE_GAIN * (1 - 1 / max(batch, 1.0))
    busy = operations / rate
    if not half_precision:
        taken = work.family != "transformer" or runtime == "engine"
        has_tf32 = gpu.compute_capability >= _TF32_SINCE and taken
        share = _WINDOWS_VECTOR_SHARE if work.family == "windows" else _VECTOR_SHARE
        plainly = 0.0 if has_tf32 else operations / (_vector_tflops(gpu) * 1e12 * share)
        busy = max(2 * busy, plainly)
    waiting = hypot(busy, passes * work.kernels * _LAUNCHES_S[runtime]) - busy
    updated = work.params_m * 1e6 * _UPDATE_BYTES / (gpu.bandwidth_gbs * 1e9) if training else 0.0
    parts = (
        ("arithmetic", busy, _OPERATIONS),
        ("launches", waiting, "kernels that the card waits for (YOLOv8's table)"),
        ("update", updated, f"{_UPDATE_BYTES:g} bytes a parameter read and written by the optimizer"),
    )
    terms = [Term(name, Range.around(seconds, _SPREAD), source) for name, seconds, source in parts if seconds]
    return Estimate.of("s", terms)


def estimate_network_memory(
    work: NetworkWork,
    *,
    side: int | None = None,
    batch: float = 1,
    half_precision: bool = True,
    fused: bool = False,
) -> Estimate:
    """Estimate GiB of inference: weights, what is there at once of a batch's outputs, context.

    Attention that is not `fused` has its scores in memory three times: raw, with their bias, and weighed.
    """
    size, grown = 2.0 if half_precision else 4.0, _grown(work, side)
    numbers = work.outputs_m * work.live * grown + work.scored_m * grown**2 * (1 if fused else 3)
    weights = work.params_m * 1e6 * size / GIB
    maps = numbers * 1e6 * size * batch / GIB
    return Estimate.of(
        "GiB",
        (
            Term("weights", Range(weights, weights, weights * 1.1), f"parameters x {size:g} bytes"),
            Term(
                "activations",
                Range.around(maps, _MAPS_SPREAD),
                "outputs of the layers that are there at once",
            ),
            Term("context", _CONTEXT_GIB, "CUDA context and library workspaces"),
        ),
    )


def estimate_network_training_memory(
    work: NetworkWork, *, side: int | None = None, batch: float = 1, half_precision: bool = True
) -> Estimate:
    """Estimate GiB of training: states, what layers put out and their norms keep again, context.

    Transformers are trained with Adam, convolutions with momentum, both in 32 bits.
    """
    size = 2.0 if half_precision else 4.0
    each = 16.0 if work.family in ("transformer", "windows") else 12.0
    states = work.params_m * 1e6 * each / GIB
    kept = 2 * work.outputs_m * 1e6 * size * batch * _grown(work, side) / GIB
    return Estimate.of(
        "GiB",
        (
            Term("states", Range(states, states, states * 1.15), f"parameters x {each:g} bytes"),
            Term("activations", Range.around(kept, _KEPT_SPREAD), "outputs of the layers, twice"),
            Term("context", _CONTEXT_GIB, "CUDA context and library workspaces"),
        ),
    )


def _grown(work: NetworkWork, side: int | None) -> float:
    return ((side or work.side) / work.side) ** 2


def _vector_tflops(gpu: Gpu) -> float:
    """Return the peak in 32 bits without tensor cores, by the generation's share of the 16-bit one."""
    since = max((known for known in _VECTOR_PARTS if known <= gpu.compute_capability), default=0.0)
    return gpu.bf16_tflops / _VECTOR_PARTS[since]


def estimate_embedding_seconds(
    *, params_b: float, tokens: float, gpu: Gpu, half_precision: bool = True, padded: bool = False
) -> Estimate:
    """Estimate the seconds an encoder takes for so many tokens in large batches.

    Where each batch is `padded` to its longest text and attention is not fused, it takes longer.
    """
    operations = 2 * params_b * 1e9 * tokens * (_PADDED if padded else 1.0)
    seconds = operations / (gpu.bf16_tflops * 1e12 * _TEXT_SHARE)
    if not half_precision:
        seconds = max(seconds, operations / (_vector_tflops(gpu) * 1e12 * _VECTOR_SHARE))
    source = "two operations per parameter and token; share of the peak of BERT-large on an A100"
    return Estimate.of("s", (Term("arithmetic", Range(seconds / 1.6, seconds, seconds * 2), source),))


def per_second(seconds: Estimate, items: float = 1.0) -> Range:
    """Return how many items a second that is, where so many take these seconds."""
    return seconds.total.dividing(items)
