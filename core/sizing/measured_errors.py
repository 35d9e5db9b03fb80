"""How far the estimates were from published measurements, for whoever is told a figure to judge it by.

A test holds these figures to `python -m tests.bench.accuracy`: never better than what is measured there.
"""

from typing import Literal, NamedTuple

Quantity = Literal["memory", "speed", "first_word"]


class MeasuredError(NamedTuple):
    """The error of one estimate over `rows` measurements, each weighed by its group.

    Half of the estimates are off by at most the share `median`; `within_25` of them by at most a quarter.
    """

    quantity: Quantity
    kind: str
    sub_kind: str
    rows: int
    median: float
    within_25: float


_TRAINING_SPEED = MeasuredError("speed", "training_speed", "ALL", rows=310, median=0.08, within_25=0.92)
_DENOISED = (
    MeasuredError("memory", "nonllm", "diffusion", rows=21, median=0.21, within_25=0.76),
    MeasuredError("speed", "nonllm", "diffusion", rows=36, median=0.09, within_25=0.95),
)
_DENOISED_TRAINING = (
    MeasuredError("memory", "nonllm", "diffusion (training)", rows=6, median=0.10, within_25=0.8),
)

MEASURED_ERRORS: dict[str, tuple[MeasuredError, ...]] = {
    "tokens": (
        MeasuredError("memory", "inference_fit", "ALL", rows=421, median=0.02, within_25=0.98),
        MeasuredError("speed", "inference_speed", "decode batched", rows=146, median=0.10, within_25=0.88),
        MeasuredError("first_word", "inference_speed", "prefill", rows=106, median=0.11, within_25=0.88),
    ),
    "image": _DENOISED,
    "clip": _DENOISED,
    "audio": (
        MeasuredError("memory", "nonllm", "asr", rows=6, median=0.05, within_25=0.95),
        MeasuredError("speed", "nonllm", "asr", rows=13, median=0.28, within_25=0.52),
    ),
    "full": (
        MeasuredError("memory", "training_mem", "full", rows=33, median=0.12, within_25=0.60),
        _TRAINING_SPEED,
    ),
    "lora": (
        MeasuredError("memory", "training_mem", "lora", rows=92, median=0.05, within_25=0.95),
        _TRAINING_SPEED,
    ),
    "qlora": (
        MeasuredError("memory", "training_mem", "qlora", rows=48, median=0.05, within_25=0.95),
        _TRAINING_SPEED,
    ),
    "pretrain": (_TRAINING_SPEED,),
    "image training": _DENOISED_TRAINING,
    "clip training": _DENOISED_TRAINING,
}
"""By what serving is counted in, by the method of training, or by item and training; what is missing was not
measured."""
