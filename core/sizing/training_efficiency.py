"""How much of a card's peak training stacks reach: a few documented constants, and nothing per model.

Calibrated on the published measurements that ship with the tests, leaving one source out at a time.
"""

from typing import NamedTuple

from core.catalog.gpus import Gpu
from core.sizing.interconnect import is_geforce


class TrainingStack(NamedTuple):
    """What one kind of training code makes of a card.

    `matmul` and `attention` (of long sequences) are shares of the dense 16-bit peak; `activation_bytes`
    are the bytes that norms, activations and residuals move per token, layer and hidden unit, forward and
    backward; `layer_us` the launches of one layer, forward and backward: twenty kernels of 5 us in
    compiled code, three passes of Python's in `eager` code, which hides them behind the card's work;
    `overlap` is the share of the time behind which gathers and gradients hide; `slower` and `faster` are the
    factors by which a measured step may be so. Of what was found later, which always needs more than what
    is known, 88 % of the groups of dense models lie between 0.66 and 1.33 of the pace told in tuned code that
    pretrains, 0.85 and 1.1 in NVIDIA's, 0.5 and 1.6 in plain code: many things slow a run, few speed it up.
    """

    stack: str
    source: str
    matmul: float
    attention: float
    activation_bytes: float
    layer_us: float
    sharded_layer_us: float
    """The same where every layer's parameters are gathered and freed again."""
    eager: bool
    overlap: float
    slower: float
    faster: float
    damping: float
    """Exponent of what is lost of a card's lead over the A100: 0.25 in torchtitan on H100 and H200, 0.3 in
    Transformers on L40; NVIDIA's own stack keeps most of it, as large products alone do: 0.86
    of an A100's peak, 0.80 of an H100's, 0.78 of a B200's (stas00/ml-engineering)."""

    def reachable_flops(self, gpu: Gpu) -> float:
        """Return the dense 16-bit operations per second that the stack's shares are of.

        Memory, clocks under load and launches have not grown with the tensor cores: of twice the A100's peak
        less than twice is reached, of half of it more than half, up to `_MOST_GAIN`.
        """
        peak = gpu.bf16_tflops
        reached: float = (_A100_TFLOPS / peak) ** self.damping
        if gpu.vendor == "amd" and not gpu.id.startswith("mi35"):
            reached *= _EARLY_AMD
        return peak * 1e12 * min(reached, _MOST_GAIN)

    def rate(self, gpu: Gpu, precision: str) -> float:
        """Return the operations per second of large products in this precision."""
        gain = _FP8_GAIN if precision == "fp8" and gpu.fp8_tflops else 1.0
        return self.reachable_flops(gpu) * self.matmul * gain / _slowdown(gpu, precision)

    def attention_rate(self, gpu: Gpu, precision: str) -> float:
        """Return the operations per second of attention on long sequences, which 8 bits do not speed up."""
        return self.reachable_flops(gpu) * self.attention / _slowdown(gpu, precision)


_A100_TFLOPS, _MOST_GAIN = 312.0, 1.25

_EARLY_AMD = 0.67
"""What AMD's cards before the MI350 reach of that: of an MI300X's 1,307 TFLOPS large products get 620, of an
H100's 989 they get 720 (SemiAnalysis, December 2024)."""

_FP8_GAIN = 1.5
"""How much faster products are in 8 bits than in 16: whole steps gain 25 to 50 % by torchao's documentation,
35 % in Megatron-LM (NVIDIA/Megatron-LM issue 396). Casts and scales take the rest of the doubled peak."""
_TF32_SLOWDOWN = 2.0
"""TF32 tensor cores run at half the 16-bit rate (NVIDIA A100 data sheet)."""


def _slowdown(gpu: Gpu, precision: str) -> float:
    """Return how much slower products of this precision are than 16-bit ones."""
    if precision == "tf32":
        return _TF32_SLOWDOWN
    return _fp32_slowdown(gpu) if precision == "fp32" else 1.0


def _fp32_slowdown(gpu: Gpu) -> float:
    """Return how much slower whole fp32 products are than 16-bit ones: no tensor core does them.

    16 times on A100 and later cards of its line, 8 on V100 and T4, 4 on cards for workstations, 2 on GeForce
    (vendor data sheets). PyTorch takes TF32 instead only where asked to.
    """
    if is_geforce(gpu):
        return 2.0
    if gpu.compute_capability in (8.0, 9.0) or gpu.compute_capability // 1 == 10:
        return 16.0
    return 8.0 if gpu.compute_capability < 8 else 4.0


TRAINING_STACKS: dict[str, TrainingStack] = {
    row.stack: row
    for row in (
        TrainingStack(
            "tuned",
            "llm-foundry, InternEvo and TinyLlama on A100, NeMo on H100",
            matmul=0.7,
            attention=0.5,
            activation_bytes=180,
            layer_us=100,
            sharded_layer_us=100,
            eager=False,
            overlap=0.8,
            slower=1.68,
            faster=1.4,
            damping=0.25,
        ),
        TrainingStack(
            "megatron",
            "Megatron-LM on A100 and NeMo with Transformer Engine on H100, NVIDIA's published tables",
            matmul=0.69,
            attention=0.48,
            activation_bytes=150,
            layer_us=100,
            sharded_layer_us=100,
            eager=False,
            overlap=0.8,
            slower=1.4,
            faster=1.35,
            damping=0.05,
        ),
        TrainingStack(
            "plain",
            "Transformers with PEFT and DeepSpeed on A100, Qwen's published tables; launches between its "
            "5,600 us a layer and three passes of what Transformers and litgpt take to decode",
            matmul=0.57,
            attention=0.57,
            activation_bytes=220,
            layer_us=5600,
            sharded_layer_us=8500,
            eager=True,
            overlap=0.1,
            slower=2.0,
            faster=1.6,
            damping=0.3,
        ),
    )
}


def training_stack(framework: str) -> TrainingStack:
    """Return the constants of a kind of stack; an unknown one is taken as plain."""
    return TRAINING_STACKS.get(framework, TRAINING_STACKS["plain"])
