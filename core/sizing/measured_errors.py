"""How far the estimates were from measurements at first sight, for whoever is told a figure to judge it by.

A test holds these figures to the record of first sights: never better than what was seen.
"""

from typing import Literal, NamedTuple

Quantity = Literal["memory", "speed", "first_word"]


class MeasuredError(NamedTuple):
    """The errors over so many measured settings when first predicted, nothing learned from them yet.

    Half of the estimates were off by at most the share `median`, `within_25` of them by at most a quarter; of
    `inside` the truth lay in low..high. A setting is a source, model and kind of card.
    """

    settings: int
    median: float
    within_25: float
    inside: float


MEASURED_ERRORS: dict[str, MeasuredError] = {
    "serving memory": MeasuredError(97, 0.11, 0.72, 0.75),
    "decoding, batched": MeasuredError(141, 0.22, 0.58, 0.75),
    "prefill": MeasuredError(188, 0.26, 0.47, 0.75),
    "training memory": MeasuredError(138, 0.29, 0.50, 0.61),
    "training speed": MeasuredError(183, 0.24, 0.56, 0.76),
    "other models, memory": MeasuredError(41, 0.15, 0.62, 0.55),
    "other models, speed": MeasuredError(126, 0.65, 0.23, 0.44),
}
_ITEMS: dict[Quantity, str] = {"memory": "other models, memory", "speed": "other models, speed"}
_TRAINING: dict[Quantity, str] = {"memory": "training memory", "speed": "training speed"}

MEASURED_KINDS: dict[str, dict[Quantity, str]] = {
    "tokens": {"memory": "serving memory", "speed": "decoding, batched", "first_word": "prefill"},
    "image": _ITEMS,
    "clip": _ITEMS,
    "audio": _ITEMS,
    "full": _TRAINING,
    "lora": _TRAINING,
    "qlora": _TRAINING,
    "pretrain": _TRAINING,
    "image training": {"memory": "other models, memory"},
    "clip training": {"memory": "other models, memory"},
}
"""By what serving is counted in, by the method of training, or by item and training: what is known of it."""
