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
    "serving memory": MeasuredError(142, 0.11, 0.73, 0.74),
    "decoding, batched": MeasuredError(195, 0.22, 0.56, 0.75),
    "prefill": MeasuredError(268, 0.26, 0.48, 0.75),
    "training memory": MeasuredError(216, 0.25, 0.50, 0.66),
    "training speed": MeasuredError(279, 0.24, 0.53, 0.73),
    "other models, memory": MeasuredError(47, 0.16, 0.61, 0.56),
    "other models, speed": MeasuredError(141, 0.65, 0.25, 0.46),
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
