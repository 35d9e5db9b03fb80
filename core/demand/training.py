"""What one training run demands: a method, so much data over all passes, how often, and by when."""

from functools import lru_cache
from math import ceil
from typing import NamedTuple

from core.catalog.architecture import Item
from core.demand.assumed import Assumed
from core.recommendation import Assumption
from core.teams import typical
from core.teams.cadence import nearest_named, runs_per_month
from core.workload import Method, Slot, Workload

HEAVIEST_FIRST: tuple[Method, ...] = ("pretrain", "full", "lora", "qlora")
"""Methods by the memory they demand; several are sized for the first of these."""


class TrainingDemand(NamedTuple):
    """What a training plan must bear: one run, how often, and how long it may take.

    `amount` counts what one run processes over all its passes: tokens, or samples of models that work in
    `item`. `batch_size` is in sequences or samples per update, `sequence_tokens` the length of each.
    """

    model: str
    method: Method
    optimizer: str
    sequence_tokens: int
    amount: int
    batch_size: int
    runs_per_month: float
    deadline_hours: float
    kept: bool
    item: Item | None = None


@lru_cache(maxsize=512)
def training_demand(
    workload: Workload, item: Item | None = None
) -> tuple[TrainingDemand, tuple[Assumption, ...]]:
    """Return what one training run demands; `item` is what its model works in, None for text it writes."""
    assumed = Assumed()
    model = assumed.model_of(workload)
    methods = workload.method or (assumed.unless_said(None, Slot.METHOD),)
    if item is None:
        sequence = assumed.unless_said(workload.sequence_tokens, Slot.SEQUENCE_TOKENS)
        data = _data_tokens(workload, sequence, assumed)
        epochs = assumed.unless_said(workload.epochs, Slot.EPOCHS)
    else:
        sequence = _sample_tokens(workload, item, assumed)
        data = _samples(workload, item, assumed)
        epochs = workload.epochs or _item_epochs(data, item, assumed)
    cadence = _cadence(workload, methods, assumed)
    rental = assumed.unless_said(workload.rental, Slot.RENTAL)
    demand = TrainingDemand(
        model=model,
        method=next(method for method in HEAVIEST_FIRST if method in methods),
        optimizer=assumed.unless_said(workload.optimizer, Slot.OPTIMIZER),
        sequence_tokens=sequence,
        amount=ceil(data * epochs),
        batch_size=assumed.unless_said(workload.batch_size, Slot.BATCH_SIZE),
        runs_per_month=runs_per_month(cadence),
        deadline_hours=_deadline_hours(workload, methods, cadence, assumed),
        kept=rental == "kept",
        item=item,
    )
    return demand, tuple(assumed.made)


def _data_tokens(workload: Workload, sequence: int, assumed: Assumed) -> float:
    if workload.dataset_tokens is not None:
        return workload.dataset_tokens
    if workload.dataset_samples is not None:
        tokens = workload.dataset_samples * min(sequence, typical.TOKENS_PER_SAMPLE)
        return float(assumed.take(Slot.DATASET_TOKENS, tokens, typical.TOKENS_PER_SAMPLE_BASIS))
    if workload.dataset_gb is not None:
        tokens = ceil(workload.dataset_gb * typical.TOKENS_PER_GB)
        return float(assumed.take(Slot.DATASET_TOKENS, tokens, typical.TOKENS_PER_GB_BASIS))
    return float(assumed.unless_said(None, Slot.DATASET_TOKENS))


def _sample_tokens(workload: Workload, item: Item, assumed: Assumed) -> int:
    """Return the length of a text to embed; images and audio have a size of their own."""
    if item != "text" or workload.sequence_tokens is not None:
        return workload.sequence_tokens or typical.TEXT_TOKENS
    return int(assumed.take(Slot.SEQUENCE_TOKENS, typical.TEXT_TOKENS, typical.TEXT_TOKENS_BASIS))


def _samples(workload: Workload, item: Item, assumed: Assumed) -> float:
    if workload.dataset_samples is not None:
        return workload.dataset_samples
    if workload.dataset_gb is not None:
        each, basis = typical.ITEMS_PER_GB[item]
        return float(assumed.take(Slot.DATASET_SAMPLES, max(1, ceil(workload.dataset_gb * each)), basis))
    if workload.dataset_tokens is not None:
        samples = max(1, ceil(workload.dataset_tokens / typical.TOKENS_PER_SAMPLE))
        return float(assumed.take(Slot.DATASET_SAMPLES, samples, typical.TOKENS_PER_SAMPLE_BASIS))
    return float(assumed.take(Slot.DATASET_SAMPLES, *typical.ITEM_SAMPLES[item]))


def _item_epochs(samples: float, item: Item, assumed: Assumed) -> int:
    epochs, basis = typical.ITEM_EPOCHS[item]
    if item == "image":
        epochs = min(epochs, max(1, ceil(typical.IMAGES_SEEN / samples)))
    return int(assumed.take(Slot.EPOCHS, epochs, basis))


def _cadence(workload: Workload, methods: tuple[Method, ...], assumed: Assumed) -> str:
    if workload.cadence is None and "pretrain" in methods:
        return str(assumed.take(Slot.CADENCE, "once", typical.PRETRAIN_CADENCE_BASIS))
    return str(assumed.unless_said(workload.cadence, Slot.CADENCE))


def _deadline_hours(workload: Workload, methods: tuple[Method, ...], cadence: str, assumed: Assumed) -> float:
    if workload.deadline is not None:
        return workload.deadline.hours
    if "pretrain" in methods and workload.cadence is None:
        said = {"hours": typical.PRETRAIN_DEADLINE_HOURS}
        assumed.take(Slot.DEADLINE, said, typical.PRETRAIN_DEADLINE_BASIS)
        return typical.PRETRAIN_DEADLINE_HOURS
    hours = typical.DEADLINE_HOURS[nearest_named(cadence)]
    assumed.take(Slot.DEADLINE, {"hours": hours}, typical.DEADLINE_BASIS)
    return hours
