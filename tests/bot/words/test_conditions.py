"""Conditions as people say them."""

import pytest

from bot.words import value
from core.conditions import Condition, Growth, Without, held
from core.reading import read
from core.workload import Slot
from tests.core.test_conditions import gpus, servers


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (gpus(2), "at most 2 GPUs"),
        (gpus(1), "at most 1 GPU"),
        (servers(1), "at most 1 server"),
        (Without(gpu="RTX 4090"), "no RTX 4090"),
        (Growth(factor=1.5, when="by summer"), "1.5 times the load by summer"),
        (Growth(factor=10, when="in a year"), "10 times the load in a year"),
        ("redundant", "no single server may stop it"),
    ],
)
def test_each_condition_has_its_words(told: Condition, words: str) -> None:
    """As an answer holds it and as a workload does, it is said alike."""
    assert value(Slot.CONDITIONS, [told]) == value(Slot.CONDITIONS, held([told])) == words


@pytest.mark.parametrize(
    "told", [gpus(2), servers(1), Without(gpu="H100"), Growth(factor=10, when="in a year"), "eu"]
)
def test_what_is_shown_may_be_typed(told: Condition) -> None:
    """The words of a condition are heard as that condition."""
    heard = read(value(Slot.CONDITIONS, [told])).readings
    assert [one.value for one in heard if one.slot is Slot.CONDITIONS] == [held([told])]
