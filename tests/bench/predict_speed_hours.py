"""Predicted GPU-hours of a published pretraining run (training_hours.csv), from its configuration only."""

from typing import Any

from core.sizing.training_hours import estimate_pretraining_hours
from tests.bench.other_cards import find_card
from tests.bench.own_models import own_architecture
from tests.bench.score_measured import number

Row = dict[str, str]

_USUAL_CARDS = 256
"""Cards of a pretraining run where the source does not say."""


def predict(row: Row) -> dict[str, Any]:
    """Return low, expected and high GPU-hours, or why the row is skipped."""
    arch = own_architecture(row["model"], row["params_b"])
    gpu = find_card(row["gpu"])
    if arch is None or gpu is None or not arch.layers:
        return {"skipped": "unknown card" if gpu is None else "unknown geometry"}
    tokens_b = number(row["tokens_b"])
    if not tokens_b:
        return {"skipped": "the number of tokens is unknown"}
    hours = estimate_pretraining_hours(
        arch,
        tokens=tokens_b * 1e9,
        gpu=gpu,
        gpu_count=int(number(row["gpu_count"]) or _USUAL_CARDS),
    ).total
    return {"low": hours.low, "expected": hours.expected, "high": hours.high}
