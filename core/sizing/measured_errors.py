"""How far the estimates were from published measurements, for whoever is told a figure to judge it by.

A test holds these figures to `python -m tests.bench.accuracy`: never better than what is measured there.
"""

from dataclasses import dataclass
from typing import Literal

from core.recommendation import Stack

Quantity = Literal["memory", "speed", "first_word"]


@dataclass(frozen=True, slots=True)
class MeasuredError:
    """The error of one estimate over `rows` measurements, each weighed by its group.

    Half of the estimates are off by at most the share `median`; `within_25` of them by at most a quarter.
    """

    quantity: Quantity
    kind: str
    sub_kind: str
    rows: int
    median: float
    within_25: float


MEASURED_ERRORS: dict[Stack, tuple[MeasuredError, ...]] = {
    "serving": (
        MeasuredError("memory", "inference_fit", "ALL", rows=421, median=0.02, within_25=0.98),
        MeasuredError("speed", "inference_speed", "decode batched", rows=146, median=0.11, within_25=0.83),
        MeasuredError("first_word", "inference_speed", "prefill", rows=106, median=0.15, within_25=0.80),
    ),
    "training": (
        MeasuredError("memory", "training_mem", "ALL", rows=185, median=0.06, within_25=0.93),
        MeasuredError("speed", "training_speed", "ALL", rows=310, median=0.08, within_25=0.93),
    ),
}
