"""Which kind of model the work is for: that of the model that was named, else what was told of it."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from math import log
from typing import Any

from core.catalog.architecture import ITEM_OF, Item, Task
from core.catalog.catalogue import Catalogue
from core.workload import Slot, Workload

_ALIKE = 2.0
"""A size means a model of its kind that is at most so many times larger or smaller."""


def task_of(told: Mapping[Slot, Any], catalogue: Catalogue) -> Task | None:
    """Return the kind of model by values that were told; None where nothing tells it."""
    with suppress(KeyError):
        return catalogue.model(told[Slot.MODEL]).architecture.kind
    known = {slot: told[slot] for slot in (Slot.TASK, Slot.REQUEST_RATE) if slot in told}
    return Workload.model_validate(known).task_told


def works_on(counted: Item | None, task: Task, *, sees: bool) -> bool:
    """Tell whether work that is counted so is for a kind of model; one that writes reads too, and may see."""
    if counted is None or counted == ITEM_OF.get(task):
        return True
    return task == "text-generation" and (counted == "text" or (counted == "image" and sees))


def named_task(model: str, catalogue: Catalogue) -> Task | None:
    """Return the kind of a model that was named; None for a bare size, and where the catalogue has none."""
    with suppress(KeyError):
        architecture = catalogue.model(model).architecture
        return architecture.kind if architecture.spread == 1 else None
    return None


def of_that_size(model: str, task: Task, catalogue: Catalogue) -> str:
    """Return what a model means where the kind is known: of a bare size, one of that kind about as large."""
    if task == "text-generation" or named_task(model, catalogue) is not None:
        return model
    try:
        size = catalogue.model(model).architecture.params_b
    except KeyError:
        return model
    found = min(_of_kind(task, catalogue), key=lambda pair: abs(log(pair[0] / size)))
    return found[1] if abs(log(found[0] / size)) <= log(_ALIKE) else model


def _of_kind(task: Task, catalogue: Catalogue) -> Iterable[tuple[float, str]]:
    return (
        (model.architecture.params_b, model.id)
        for model in catalogue.models
        if model.architecture.kind == task
    )
