"""Predicted GPU-hours of a published pretraining run (training_hours.csv), from its configuration only."""

from functools import partial
from typing import Any

from core.sizing.training_hours import estimate_pretraining_hours
from tests.bench.other_cards import find_card
from tests.bench.own_models import own_architecture
from tests.bench.score_measured import number

Row = dict[str, str]

_FEWEST_CARDS, _MOST_CARDS, _USUAL_HOURS = 8, 256, 14 * 24
"""Cards of a pretraining run where the source does not say: as many as train it in two weeks, the median of
those that do, from one server on up to where more lose no more."""


def predict(row: Row) -> dict[str, Any]:
    """Return low, expected and high GPU-hours, or why the row is skipped."""
    arch = own_architecture(row["model"], row["params_b"])
    gpu = find_card(row["gpu"])
    if arch is None or gpu is None or not arch.layers:
        return {"skipped": "unknown card" if gpu is None else "unknown geometry"}
    tokens_b = number(row["tokens_b"])
    if not tokens_b:
        return {"skipped": "the number of tokens is unknown"}
    run = partial(estimate_pretraining_hours, arch, tokens=tokens_b * 1e9, gpu=gpu)
    few = run(gpu_count=_FEWEST_CARDS).total.expected
    usual = min(_MOST_CARDS, max(_FEWEST_CARDS, few / _USUAL_HOURS))
    hours = run(gpu_count=int(number(row["gpu_count"]) or usual)).total
    return {"low": hours.low, "expected": hours.expected, "high": hours.high}
