"""Vision, embedding and other networks that do not write: rates measured on one card, or from operations."""

from typing import NamedTuple

from core.catalog.gpus import Gpu
from core.quantity import Estimate, Range, Term

_A100_TFLOPS, _A100_GBS = 312.0, 2039.0
_CARD_EXPONENT = 0.8
"""Large cards are filled less well than small ones (ten networks on eight cards)."""
_NO_TF32 = 2.5
"""Exponent of the 32-bit slowdown on cards before Ampere, which lack TF32."""
_TRAINING_SPREAD = 1.5
_SPREAD = 2.0
"""Either way, where a network's rate follows from its operations and no measurement."""
_RATE_SHARE = {"convolution": 0.20, "transformer": 0.40, "depthwise": 0.06, "windows": 0.14}
"""Share of the 16-bit peak in large batches: ResNet-50 and BERT-large of the measured networks; convolutions
of each channel apart, and attention in windows, of timm's published rates."""
_CONTEXT_GIB = Range(0.4, 0.8, 1.4)


class TrainingWork(NamedTuple):
    """A network whose training throughput was measured on an A100 80 GB SXM.

    `a100_per_s` is the 16-bit rate of one card in its own unit; `arithmetic_share` the share of that time
    which scales with the card's peak, the rest scales with its bandwidth; `tf32_slowdown` what 32 bits
    cost; `scaling` the exponent of the number of cards.
    """

    name: str
    unit: str
    a100_per_s: float
    arithmetic_share: float
    tf32_slowdown: float
    scaling: float


TRAINING_WORKS: dict[str, TrainingWork] = {
    row.name: row
    for row in (
        TrainingWork("BERT-base SQuAD", "sequences/s", 396, 0.37, 1.9, 0.96),
        TrainingWork("BERT-large SQuAD", "sequences/s", 124, 0.50, 2.0, 0.86),
        TrainingWork("GNMT", "tokens/s", 202_000, 0.65, 1.8, 0.76),
        TrainingWork("NCF", "samples/s", 43_000_000, 0.25, 1.5, 1.0),
        TrainingWork("ResNet-50", "images/s", 1610, 0.20, 1.4, 0.98),
        TrainingWork("SSD300", "images/s", 455, 0.30, 1.4, 0.98),
        TrainingWork("Tacotron2", "mels/s", 59_000, 0.10, 1.2, 0.65),
        TrainingWork("Transformer-XL base", "tokens/s", 44_700, 0.50, 1.6, 1.0),
        TrainingWork("Transformer-XL large", "tokens/s", 18_800, 0.70, 1.7, 0.98),
        TrainingWork("WaveGlow", "samples/s", 238_000, 0.40, 1.3, 0.83),
    )
}
_MEASURED = "NVIDIA DeepLearningExamples as Lambda's deeplearning-benchmark ran them"


class NetworkWork(NamedTuple):
    """A network by its paper: parameters in 1e6, operations in 1e9 of one forward pass of one item."""

    name: str
    params_m: float
    gflop: float
    family: str


NETWORK_WORKS: dict[str, NetworkWork] = {
    row.name: row
    for row in (
        NetworkWork("mobilenet", 3.5, 0.6, "depthwise"),
        NetworkWork("resnet-18", 11.7, 3.6, "convolution"),
        NetworkWork("resnet-34", 21.8, 7.3, "convolution"),
        NetworkWork("resnet-50", 25.6, 8.2, "convolution"),
        NetworkWork("resnet-101", 44.5, 15.7, "convolution"),
        NetworkWork("resnet-152", 60.2, 23.1, "convolution"),
        NetworkWork("vgg-16", 138.4, 31.0, "convolution"),
        NetworkWork("inception-v3", 23.8, 11.4, "convolution"),
        NetworkWork("densenet-121", 8.0, 5.7, "convolution"),
        NetworkWork("alexnet", 61.1, 1.4, "convolution"),
        NetworkWork("efficientnet-b0", 5.3, 0.8, "depthwise"),
        NetworkWork("efficientnet-b1", 7.8, 1.2, "depthwise"),
        NetworkWork("efficientnet-b2", 9.1, 1.5, "depthwise"),
        NetworkWork("efficientnet-b3", 12.2, 2.0, "depthwise"),
        NetworkWork("efficientnet-b4", 19.0, 3.1, "depthwise"),
        NetworkWork("efficientnet-b7", 66.0, 10.3, "depthwise"),
        NetworkWork("efficientnetv2-s", 21.5, 5.7, "convolution"),
        NetworkWork("efficientnetv2-m", 54.1, 10.6, "convolution"),
        NetworkWork("convnext-tiny", 28.6, 8.9, "convolution"),
        NetworkWork("convnext-small", 50.2, 17.4, "convolution"),
        NetworkWork("convnext-base", 88.6, 30.8, "convolution"),
        NetworkWork("convnext-large", 198.0, 68.8, "convolution"),
        NetworkWork("resnext-50", 25.0, 8.5, "convolution"),
        NetworkWork("regnety-040", 20.6, 8.0, "convolution"),
        NetworkWork("yolov5s", 7.2, 16.5, "convolution"),
        NetworkWork("yolov8n", 3.2, 8.7, "convolution"),
        NetworkWork("yolov8x", 68.2, 258.0, "convolution"),
        NetworkWork("unet", 31.0, 110.0, "convolution"),
        NetworkWork("mask-rcnn", 44.0, 520.0, "convolution"),
        NetworkWork("vit-tiny", 5.7, 2.5, "transformer"),
        NetworkWork("vit-small", 22.0, 9.2, "transformer"),
        NetworkWork("vit-base-patch32", 88.2, 8.8, "transformer"),
        NetworkWork("vit-base", 86.6, 35.2, "transformer"),
        NetworkWork("vit-large", 304.0, 123.0, "transformer"),
        NetworkWork("vit-huge", 632.0, 335.0, "transformer"),
        NetworkWork("mixer-b16", 59.9, 25.2, "transformer"),
        NetworkWork("swin-tiny", 28.3, 9.0, "windows"),
        NetworkWork("swin-small", 49.6, 17.5, "windows"),
        NetworkWork("swin-base", 88.0, 31.0, "windows"),
        NetworkWork("clip-vit-large", 428.0, 162.0, "transformer"),
        NetworkWork("sam-vit-huge", 636.0, 5800.0, "transformer"),
        NetworkWork("bert-base", 110.0, 28.0, "transformer"),
        NetworkWork("bert-large", 336.0, 86.0, "transformer"),
    )
}
"""Images of 224 x 224 pixels (detectors 640, segmentation larger); texts of 128 tokens."""


def estimate_training_seconds(
    work: TrainingWork, *, gpu: Gpu, gpu_count: int = 1, half_precision: bool = True
) -> Estimate:
    """Estimate the seconds that all cards together take for one unit of a measured work.

    The time on an A100 is split by what bounds it and each part scaled by the sheet; 32 bits and what cards
    lose to each other come on top, as they were measured.
    """
    fp32_penalty = 1.0
    if not half_precision:
        fp32_penalty = work.tf32_slowdown if gpu.compute_capability >= 8 else work.tf32_slowdown**_NO_TF32
    arithmetic = work.arithmetic_share * _A100_TFLOPS / gpu.bf16_tflops
    traffic = (1 - work.arithmetic_share) * _A100_GBS / gpu.bandwidth_gbs
    longer = arithmetic + traffic
    alone = longer**_CARD_EXPONENT / work.a100_per_s / gpu_count
    lost = gpu_count ** (1 - work.scaling) - 1
    parts = (
        ("arithmetic", alone * arithmetic / longer, f"{_MEASURED}; peak on the sheet"),
        ("traffic", alone * traffic / longer, f"{_MEASURED}; bandwidth on the sheet"),
        ("32 bits", alone * (fp32_penalty - 1), f"{_MEASURED} in both precisions"),
        ("scaling", alone * fp32_penalty * lost, f"{_MEASURED} on 1 to 8 cards"),
    )
    return Estimate.of(
        "s",
        [
            Term(name, Range(seconds / _TRAINING_SPREAD, seconds, seconds * _TRAINING_SPREAD), source)
            for name, seconds, source in parts
            if seconds > 0
        ],
    )


def estimate_network_seconds(
    *,
    gflop: float,
    family: str,
    gpu: Gpu,
    training: bool = False,
    half_precision: bool = True,
) -> Estimate:
    """Estimate the seconds of one item in large batches: operations over what its family reaches of the peak.

    `family` is convolution or transformer; training takes two more passes.
    """
    operations = gflop * 1e9 * (3 if training else 1)
    filled = (_A100_TFLOPS / gpu.bf16_tflops) ** _CARD_EXPONENT / (_A100_TFLOPS * 1e12)
    seconds = operations / _RATE_SHARE[family] * filled * (1.0 if half_precision else 2.0)
    source = "operations of the paper; share of the peak of ResNet-50 and BERT-large on an A100"
    return Estimate.of(
        "s", (Term("arithmetic", Range(seconds / _SPREAD, seconds, seconds * _SPREAD), source),)
    )


def estimate_network_memory(*, params_m: float, number_bytes: float = 2.0, batch: float = 1) -> Estimate:
    """Estimate GiB of inference: weights, a batch's activations of about the weights' size each, context."""
    weights = params_m * 1e6 * number_bytes / 2**30
    maps = 0.05 * batch * number_bytes / 2
    return Estimate.of(
        "GiB",
        (
            Term("weights", Range(weights, weights, weights * 1.1), f"parameters x {number_bytes:g} bytes"),
            Term("activations", Range(maps / 3, maps, maps * 3), "about 50 MB per item in 16 bits"),
            Term("context", _CONTEXT_GIB, "CUDA context and library workspaces"),
        ),
    )


def estimate_embedding_seconds(*, params_b: float, tokens: float, gpu: Gpu) -> Estimate:
    """Estimate the seconds an encoder takes for so many tokens in large batches."""
    seconds = 2 * params_b * 1e9 * tokens / (gpu.bf16_tflops * 1e12 * _RATE_SHARE["transformer"])
    source = "two operations per parameter and token; share of the peak of BERT-large on an A100"
    return Estimate.of("s", (Term("arithmetic", Range(seconds / 1.6, seconds, seconds * 2), source),))


def per_second(seconds: Estimate, items: float = 1.0) -> Range:
    """Return how many items a second that is, where so many take these seconds."""
    return Range(items / seconds.total.high, items / seconds.total.expected, items / seconds.total.low)
