"""Workload to class: which of the eight signals fired, from which answers, and which side they favour."""

from collections.abc import Iterable, Iterator, Sequence

from core.recommendation import Classification, Evidence, WorkloadClass
from core.teams.cadence import nearest_named
from core.teams.signals import SIGNAL_ROWS, Leaning, SignalRow, leaning_of
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
    fired = tuple(_fired(workload))
    return _weighed(fired).model_copy(
        update={"inference": _of_side(fired, "inference"), "training": _of_side(fired, "training")}
    )


def class_alone(workload: Workload) -> Classification:
    """Return the same without the evidence: for whoever asks a thousand times."""
    return _weighed(tuple(_fired(workload)))


def _weighed(fired: Sequence[SignalRow]) -> Classification:
    inference, training = _score(fired, "inference"), _score(fired, "training")
    return Classification(
        workload_class=_class_of(inference, training), inference_score=inference, training_score=training
    )


def _fired(workload: Workload) -> Iterator[SignalRow]:
    for row in SIGNAL_ROWS:
        if workload.work is not None and row.unless_work == workload.work:
            continue
        if row.detail in _details(workload, row):
            yield row


def _details(workload: Workload, row: SignalRow) -> tuple[str, ...]:
    value = getattr(workload, row.slot)
    if value is None:
        return ()
    if isinstance(value, tuple):
        return value
    if row.slot is Slot.LATENCY:
        return ("batch",) if value.batch else ("target",)
    if row.slot is Slot.CADENCE:
        return (nearest_named(value),)
    return ("given",) if row.detail == "given" else (value,)


def _of_side(fired: Iterable[SignalRow], side: Leaning) -> tuple[Evidence, ...]:
    evidence = [
        Evidence(signal=row.signal, weight=row.weight, slot=row.slot, detail=row.detail)
        for row in fired
        if leaning_of(row.signal) == side
    ]
    return tuple(sorted(evidence, key=lambda item: (-item.weight, item.signal)))


def _score(fired: Iterable[SignalRow], side: Leaning) -> float:
    strongest: dict[str, float] = {}
    for row in fired:
        if leaning_of(row.signal) == side:
            strongest[row.signal] = max(row.weight, strongest.get(row.signal, 0.0))
    return round(sum(strongest.values()), 6)


def _class_of(inference: float, training: float) -> WorkloadClass:
    if max(inference, training) < ENOUGH:
        return "unclear"
    if inference >= CLEARLY * training:
        return "inference_first"
    if training >= CLEARLY * inference:
        return "training_first"
    return "both" if min(inference, training) >= STRATEGIC else "unclear"
