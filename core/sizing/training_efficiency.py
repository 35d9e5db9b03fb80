"""How much of a card's peak training stacks reach: a few documented constants, and nothing per model.

Calibrated on the published measurements that ship with the tests, leaving one source out at a time.
"""

from dataclasses import dataclass

from core.catalog.gpus import Gpu


@dataclass(frozen=True, slots=True)
class TrainingStack:
    """What one kind of training code makes of a card.

    `matmul` and `attention` are shares of the dense 16-bit peak; `activation_bytes` are the bytes that norms,
    activations and residuals move per token, layer and hidden unit, forward and backward; `layer_us` the
    launches of one layer, forward and backward: twenty kernels of 5 us in compiled code, three passes of
    Python's in `eager` code, which hides them behind the card's work; `overlap` is the share of the time
    behind which communication hides; `spread` the factor by which a measured step may be slower or faster
    than expected: with each source held out in its turn, 88 % of the pretraining steps lie within 1.2, of the
    full fine-tunes, whose plain stack has one source, within 1.67.
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
    spread: float

    def rate(self, gpu: Gpu, precision: str) -> float:
        """Return the operations per second of large products in this precision."""
        if precision == "fp8" and gpu.fp8_tflops:
            return gpu.bf16_tflops * 1e12 * self.matmul * _FP8_GAIN
        if precision == "fp32":
            return gpu.bf16_tflops * 1e12 * self.matmul / _TF32_SLOWDOWN
        return gpu.bf16_tflops * 1e12 * self.matmul


_FP8_GAIN = 1.36
"""How much faster training in 8 bits is than in 16: 35 % in Megatron-LM (NVIDIA/Megatron-LM issue 396), 25 to
50 % by torchao's documentation. Casts and scales take the rest of the doubled peak."""
_TF32_SLOWDOWN = 2.0
"""TF32 tensor cores run at half the 16-bit rate (NVIDIA A100 data sheet)."""

TRAINING_STACKS: dict[str, TrainingStack] = {
    row.stack: row
    for row in (
        TrainingStack(
            "tuned",
            "llm-foundry, InternEvo and TinyLlama on A100, NeMo on H100",
            matmul=0.67,
            attention=0.32,
            activation_bytes=180,
            layer_us=100,
            sharded_layer_us=100,
            eager=False,
            overlap=0.8,
            spread=1.6,
        ),
        TrainingStack(
            "plain",
            "Transformers with PEFT and DeepSpeed on A100, Qwen's published tables; launches between its "
            "5,600 us a layer and three passes of what Transformers and litgpt take to decode",
            matmul=0.58,
            attention=0.35,
            activation_bytes=170,
            layer_us=4500,
            sharded_layer_us=8000,
            eager=True,
            overlap=0.1,
            spread=1.6,
        ),
    )
}


def training_stack(framework: str) -> TrainingStack:
    """Return the constants of a kind of stack; an unknown one is taken as plain."""
    return TRAINING_STACKS.get(framework, TRAINING_STACKS["plain"])
