"""A size completes a model that was named before without one."""

from typing import Any

import pytest

from core.reading import in_that_size, read, with_named_size
from core.workload import Slot

LLAMA = "meta-llama/Llama-3.1-8B-Instruct"


@pytest.mark.parametrize(
    ("value", "earlier", "model"),
    [
        ("8B", ["Llama 3.1"], LLAMA),
        ("8B", ["we serve Llama 3.1 to all of them"], LLAMA),
        ("8B", ["out of memory", "Llama 3.1"], LLAMA),
        ("13B", ["Llama 3.1"], "13B"),
        ("8B", [], "8B"),
        ("8B", ["a chat assistant"], "8B"),
        ("google/gemma-3-4b-it", ["Llama 3.1"], "google/gemma-3-4b-it"),
        (None, ["Llama 3.1"], None),
    ],
)
def test_a_size_is_that_of_the_name_before(value: Any, earlier: list[str], model: Any) -> None:
    """Where the name comes in that size; any other size or model stands for itself."""
    assert in_that_size(value, earlier) == model


def test_only_the_model_of_a_message_is_completed() -> None:
    """What else was heard stays as it was."""
    heard = with_named_size(read("8B for 20 at once"), ["Llama 3.1"])
    found = {one.slot: one.value for one in heard.readings}
    assert (found[Slot.MODEL], found[Slot.CONCURRENCY]) == (LLAMA, 20)
