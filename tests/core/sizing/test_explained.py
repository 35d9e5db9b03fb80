"""Whatever is estimated explains itself: a sum of named terms, each with the source of its constants."""

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module
from inspect import getmembers, isclass, isfunction
from typing import get_type_hints

import pytest

import core.sizing
from core.quantity import Estimate


def _estimates() -> Iterator[tuple[str, Callable[..., object]]]:
    for found in pkgutil.iter_modules(core.sizing.__path__):
        module = import_module(f"core.sizing.{found.name}")
        for place in (module, *(cls for _, cls in getmembers(module, isclass))):
            for name, function in getmembers(place, isfunction):
                if name.startswith("estimate_") and function.__module__ == module.__name__:
                    yield name, function


ESTIMATES = dict(_estimates())


@pytest.mark.parametrize("name", ESTIMATES)
def test_an_estimate_is_a_sum_of_terms_or_holds_one(name: str) -> None:
    """What a function named `estimate_`, or a method, returns is an estimate, or holds one by name."""
    returned = get_type_hints(ESTIMATES[name])["return"]
    held = {
        hint
        for cls in returned.__mro__
        for attribute in vars(cls).values()
        if isinstance(attribute, property)
        for hint in [get_type_hints(attribute.fget).get("return")]
    }
    assert returned is Estimate or Estimate in held | set(get_type_hints(returned).values())


def test_there_are_many() -> None:
    """The functions are found at all."""
    assert len(ESTIMATES) > 20
