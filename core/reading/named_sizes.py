"""A size said after a model's name that comes in several: "Llama 3.1", and then "8B"."""

from collections.abc import Iterable
from typing import Any

from core.catalog.models import find_model
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


def with_named_size(heard: Heard, earlier: Iterable[str]) -> Heard:
    """Return what was heard, a bare size of a model being that of the one named before."""
    readings = tuple(
        one._replace(value=in_that_size(one.value, earlier)) if one.slot is Slot.MODEL else one
        for one in heard.readings
    )
    return heard._replace(readings=readings)
