"""A size said after a model's name: "Llama 3.1", and then "8B"; or "Qwen2.5 72B", and then "just the 7B"."""

from collections.abc import Iterable
from typing import Any

from core.catalog.models import find_model, model_key
from core.catalog.typical import read_size, size_name
from core.reading.heard import Heard
from core.reading.read import read
from core.workload import Slot


def in_that_size(value: Any, earlier: Iterable[str]) -> Any:
    """Return the model that was named without its size, latest first in `earlier`, where this is its size.

    Any other value comes back as it is.
    """
    size = read_size(value) if isinstance(value, str) else None
    if size is None:
        return value
    for text in earlier:
        problem = read(text).problem
        if problem is not None and problem.kind == "sizes" and size_name(*size) in problem.choices:
            found = find_model(f"{problem.text} {size_name(*size)}")
            return found.id if found else value
    return value


def of_that_name(value: Any, stands: str) -> Any:
    """Return the model of the same name as the one that stands, where the name comes in this size.

    Any other value comes back as it is.
    """
    size = read_size(value) if isinstance(value, str) else None
    words = model_key(stands).split()
    at = next((at for at, word in enumerate(words) if at and read_size(word)), None)
    if size is None or at is None:
        return value
    if read_size(words[at]) == size:
        return stands
    name = " ".join((*words[:at], size_name(*size).lower()))
    found = find_model(name)
    return found.id if found and model_key(found.id) == name else value


def with_named_size(heard: Heard, earlier: Iterable[str], stands: str | None = None) -> Heard:
    """Return what was heard, a bare size of a model being that of the one named before, or that stands."""

    def meant(value: Any) -> Any:
        return in_that_size(value, earlier) if stands is None else of_that_name(value, stands)

    readings = tuple(
        one._replace(value=meant(one.value)) if one.slot is Slot.MODEL else one for one in heard.readings
    )
    return heard._replace(readings=readings)
