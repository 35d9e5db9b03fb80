"""Workload to class: which of the eight signals fired, from which answers, and which side they favour."""

from collections.abc import Iterable

from core.recommendation import Classification, Evidence, WorkloadClass
from core.signals import SIGNAL_ROWS, Side, SignalRow, side_of
from core.workload import Slot, Workload

ENOUGH = 0.5
"""Less than this on the stronger side is not enough said to name a class."""

STRATEGIC = 0.6
"""From here on the weaker side matters on its own."""

CLEARLY = 2.0
"""One side leads when it weighs this many times the other."""


def classify(workload: Workload) -> Classification:
    """Weigh the answers that let signals fire and name the class they add up to.

    A side's score is the sum over its signals, each counted once by its strongest answer. One side leads when
    it weighs twice the other; both matter when neither leads and the weaker is strategic on its own; anything
    less is `unclear`.
    """
    evidence = tuple(_fired(workload))
    inference = _of_side(evidence, "inference")
    training = _of_side(evidence, "training")
    inference_score = _score(inference)
    training_score = _score(training)
    return Classification(
        workload_class=_class_of(inference_score, training_score),
        inference=inference,
        training=training,
        inference_score=inference_score,
        training_score=training_score,
    )


def _fired(workload: Workload) -> Iterable[Evidence]:
    for row in SIGNAL_ROWS:
        if workload.work is not None and row.unless_work == workload.work:
            continue
        if row.detail in _details(workload, row):
            yield Evidence(signal=row.signal, weight=row.weight, slot=row.slot, detail=row.detail)


def _details(workload: Workload, row: SignalRow) -> tuple[str, ...]:
    value = getattr(workload, row.slot)
    if value is None:
        return ()
    if isinstance(value, tuple):
        return value
    if row.slot is Slot.LATENCY:
        return ("batch",) if value.batch else ("target",)
    return ("given",) if row.detail == "given" else (value,)


def _of_side(evidence: Iterable[Evidence], side: Side) -> tuple[Evidence, ...]:
    kept = [item for item in evidence if side_of(item.signal) == side]
    return tuple(sorted(kept, key=lambda item: (-item.weight, item.signal)))


def _score(evidence: Iterable[Evidence]) -> float:
    strongest: dict[str, float] = {}
    for item in evidence:
        strongest[item.signal] = max(item.weight, strongest.get(item.signal, 0.0))
    return round(sum(strongest.values()), 6)


def _class_of(inference: float, training: float) -> WorkloadClass:
    if max(inference, training) < ENOUGH:
        return "unclear"
    if inference >= CLEARLY * training:
        return "inference_first"
    if training >= CLEARLY * inference:
        return "training_first"
    return "both" if min(inference, training) >= STRATEGIC else "unclear"
