"""How much of a card's peak the serving engines reach: a few documented constants, and nothing per model.

Every figure was calibrated on published measurements (tests/data/measured), leaving one source out at a time.
"""

from dataclasses import dataclass

from core.catalog.formats import WeightFormat
from core.catalog.gpus import Gpu


@dataclass(frozen=True, slots=True)
class EngineSpeed:
    """What one serving engine makes of a card.

    Efficiencies are shares (0 to 1) of the memory bandwidth (`stream_*`) or of the dense peak (`matmul_*`);
    `layer_us` is the cost of launching one layer's kernels, `step_us` of sampling and scheduling one step, in
    microseconds; `spread` is the factor by which a measured step may be slower or faster than expected.
    """

    engine: str
    stream_16: float
    stream_8: float
    stream_4: float
    stream_kv: float
    matmul_16: float
    matmul_8: float
    matmul_4: float
    attention: float
    layer_us: float
    step_us: float
    spread: float
    source: str

    def stream(self, weights: WeightFormat) -> float:
        """Return the share of bandwidth at which weights of this format stream."""
        if weights.bits >= 16:
            return self.stream_16
        return self.stream_8 if weights.bits == 8 else self.stream_4

    def matmul(self, weights: WeightFormat, gpu: Gpu) -> float:
        """Return the operations per second that large products reach with weights of this format."""
        if weights.id == "fp8" and gpu.fp8_tflops:
            return gpu.fp8_tflops * 1e12 * self.matmul_8
        share = self.matmul_16 if weights.bits >= 16 else self.matmul_4
        return gpu.bf16_tflops * 1e12 * share


ENGINES: dict[str, EngineSpeed] = {
    row.engine: row
    for row in (
        EngineSpeed(
            engine="vllm",
            stream_16=0.75,
            stream_8=0.68,
            stream_4=0.58,
            stream_kv=0.60,
            matmul_16=0.62,
            matmul_8=0.50,
            matmul_4=0.50,
            attention=0.40,
            layer_us=40,
            step_us=1500,
            spread=1.4,
            source="vLLM and TensorRT-LLM on A100, H100 and L40S",
        ),
        EngineSpeed(
            engine="llama.cpp",
            stream_16=0.85,
            stream_8=0.80,
            stream_4=0.80,
            stream_kv=0.60,
            matmul_16=0.35,
            matmul_8=0.35,
            matmul_4=0.35,
            attention=0.15,
            layer_us=70,
            step_us=500,
            spread=1.4,
            source="llama.cpp on RTX 3090 to H100",
        ),
        EngineSpeed(
            engine="pytorch",
            stream_16=0.60,
            stream_8=0.40,
            stream_4=0.40,
            stream_kv=0.40,
            matmul_16=0.50,
            matmul_8=0.30,
            matmul_4=0.30,
            attention=0.15,
            layer_us=700,
            step_us=2000,
            spread=1.5,
            source="Hugging Face Transformers and litgpt on A100",
        ),
    )
}


def engine_speed(engine: str) -> EngineSpeed:
    """Return the constants of an engine; an engine without measurements is taken as vLLM-like."""
    return ENGINES.get(engine, ENGINES["vllm"])
