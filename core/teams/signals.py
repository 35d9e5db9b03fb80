"""Which answer speaks for which signal, and how strongly: the framework's evidence as rows."""

from typing import Literal, NamedTuple

from core.workload import Signal, Slot

Leaning = Literal["inference", "training"]


class SignalRow(NamedTuple):
    """One part of one answer that lets a signal fire.

    `detail` is the value of the slot that must have been given; "given" stands for any value. `weight` runs
    from 0 to 1: 1 for what a team says in so many words, less for what its answers only let one suppose.
    `unless_work` names the kind of work that makes the row silent: who only serves says nothing about
    training by being out of memory.
    """

    slot: Slot
    detail: str
    signal: Signal
    weight: float
    unless_work: Literal["serving", "training"] | None = None


SIGNAL_ROWS = (
    *(SignalRow(Slot.FOCUS, signal.value, signal, 1.0) for signal in Signal),
    SignalRow(Slot.WORK, "serving", Signal.SERVING_DECIDES, 0.7),
    SignalRow(Slot.WORK, "training", Signal.TUNING_IS_CORE, 0.7),
    SignalRow(Slot.WORK, "both", Signal.SERVING_DECIDES, 0.7),
    SignalRow(Slot.WORK, "both", Signal.TUNING_IS_CORE, 0.7),
    SignalRow(Slot.PAIN, "latency", Signal.LATENCY_HURTS, 1.0),
    SignalRow(Slot.PAIN, "cold_start", Signal.LATENCY_HURTS, 0.9),
    SignalRow(Slot.PAIN, "concurrency", Signal.SERVING_DECIDES, 0.8),
    SignalRow(Slot.PAIN, "memory", Signal.MEMORY_OR_DURATION_HURTS, 0.9, unless_work="serving"),
    SignalRow(Slot.PAIN, "job_duration", Signal.MEMORY_OR_DURATION_HURTS, 1.0, unless_work="serving"),
    SignalRow(Slot.PAIN, "model_quality", Signal.MODEL_MUST_IMPROVE, 0.9),
    SignalRow(Slot.LATENCY, "target", Signal.REQUEST_QUALITY, 0.4, unless_work="training"),
    SignalRow(Slot.LATENCY, "batch", Signal.THROUGHPUT_FIRST, 0.3, unless_work="training"),
    SignalRow(Slot.CONCURRENCY, "given", Signal.SERVING_DECIDES, 0.4, unless_work="training"),
    SignalRow(Slot.USERS, "given", Signal.SERVING_DECIDES, 0.4, unless_work="training"),
    SignalRow(Slot.REQUEST_RATE, "given", Signal.SERVING_DECIDES, 0.4, unless_work="training"),
    SignalRow(Slot.CONTEXT_TOKENS, "given", Signal.SERVING_DECIDES, 0.2, unless_work="training"),
    SignalRow(Slot.PROMPT_TOKENS, "given", Signal.SERVING_DECIDES, 0.2, unless_work="training"),
    SignalRow(Slot.OUTPUT_TOKENS, "given", Signal.SERVING_DECIDES, 0.2, unless_work="training"),
    SignalRow(Slot.METHOD, "pretrain", Signal.MODEL_MUST_IMPROVE, 0.8, unless_work="serving"),
    SignalRow(Slot.METHOD, "full", Signal.MODEL_MUST_IMPROVE, 0.5, unless_work="serving"),
    SignalRow(Slot.METHOD, "lora", Signal.MODEL_MUST_IMPROVE, 0.3, unless_work="serving"),
    SignalRow(Slot.METHOD, "qlora", Signal.MODEL_MUST_IMPROVE, 0.3, unless_work="serving"),
    SignalRow(Slot.CADENCE, "daily", Signal.TUNING_IS_CORE, 0.7, unless_work="serving"),
    SignalRow(Slot.CADENCE, "weekly", Signal.TUNING_IS_CORE, 0.6, unless_work="serving"),
    SignalRow(Slot.CADENCE, "biweekly", Signal.TUNING_IS_CORE, 0.5, unless_work="serving"),
    SignalRow(Slot.CADENCE, "triweekly", Signal.TUNING_IS_CORE, 0.4, unless_work="serving"),
    SignalRow(Slot.CADENCE, "monthly", Signal.TUNING_IS_CORE, 0.3, unless_work="serving"),
    SignalRow(Slot.DATASET_TOKENS, "given", Signal.MODEL_MUST_IMPROVE, 0.3, unless_work="serving"),
    SignalRow(Slot.DATASET_SAMPLES, "given", Signal.MODEL_MUST_IMPROVE, 0.3, unless_work="serving"),
    SignalRow(Slot.DATASET_GB, "given", Signal.MODEL_MUST_IMPROVE, 0.3, unless_work="serving"),
    SignalRow(Slot.SEQUENCE_TOKENS, "given", Signal.MODEL_MUST_IMPROVE, 0.3, unless_work="serving"),
    SignalRow(Slot.EPOCHS, "given", Signal.MODEL_MUST_IMPROVE, 0.2, unless_work="serving"),
    SignalRow(Slot.OPTIMIZER, "given", Signal.MODEL_MUST_IMPROVE, 0.2, unless_work="serving"),
    SignalRow(Slot.DEADLINE, "given", Signal.MEMORY_OR_DURATION_HURTS, 0.3, unless_work="serving"),
)
"""Weights are judgement, kept in one table: said outright 0.7 to 1, implied 0.3 to 0.6."""


def leaning_of(signal: Signal) -> Leaning:
    """Return which class a signal points to."""
    return "inference" if signal.value.startswith("I") else "training"
