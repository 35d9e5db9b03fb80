"""How much of a card's peak training stacks reach: a few documented constants, and nothing per model."""

from dataclasses import dataclass

from core.catalog.gpus import Gpu


@dataclass(frozen=True, slots=True)
class TrainingStack:
    """What one kind of training code makes of a card.

    `matmul` and `attention` are shares of the dense 16-bit peak, `matmul_fp8` of the 8-bit one; `overlap` is
    the share of the arithmetic behind which communication hides; `layer_us` the launches of one layer,
    forward and backward; `spread` the factor by which a measured step may be slower or faster than expected.
    """

    stack: str
    matmul: float
    matmul_fp8: float
    attention: float
    overlap: float
    layer_us: float
    spread: float
    source: str

    def rate(self, gpu: Gpu, precision: str) -> float:
        """Return the operations per second of large products in this precision."""
        if precision == "fp8" and gpu.fp8_tflops:
            return gpu.fp8_tflops * 1e12 * self.matmul_fp8
        if precision == "fp32":
            return gpu.bf16_tflops * 1e12 * self.matmul / 4
        return gpu.bf16_tflops * 1e12 * self.matmul

    def dequantise_s(self, gpu: Gpu) -> float:
        """Return seconds per base parameter that unpacking 4-bit weights costs in one micro-step."""
        return 3 * 5 / (gpu.bandwidth_gbs * 1e9)


_TUNED = TrainingStack(
    "tuned", 0.62, 0.40, 0.30, 0.6, 250, 1.35, "llm-foundry, InternEvo, Megatron and NeMo on A100 and H100"
)
_PLAIN = TrainingStack(
    "plain", 0.52, 0.32, 0.20, 0.3, 1500, 1.5, "Transformers with PEFT and DeepSpeed on A100"
)
TRAINING_STACKS = {"tuned": _TUNED, "plain": _PLAIN}


def training_stack(framework: str) -> TrainingStack:
    """Return the constants of a kind of stack; an unknown one is taken as plain."""
    return TRAINING_STACKS.get(framework, _PLAIN)
