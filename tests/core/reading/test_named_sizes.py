"""A size completes a model that was named before without one."""

from typing import Any

import pytest

from core.reading import in_that_size, read, with_named_size
from core.reading.named_sizes import of_that_name
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


QWEN = "Qwen/Qwen2.5-72B-Instruct"


@pytest.mark.parametrize(
    ("value", "stands", "model"),
    [
        ("72B", QWEN, QWEN),
        ("7B", QWEN, "Qwen/Qwen2.5-7B-Instruct"),
        ("8B", "Qwen/Qwen3-30B-A3B", "Qwen/Qwen3-8B"),
        ("30B", "Qwen/Qwen3-30B-A3B", "Qwen/Qwen3-30B-A3B"),
        ("13B", QWEN, "13B"),
        ("13B", "70B", "13B"),
        ("70B", "deepseek-ai/DeepSeek-R1", "70B"),
        (LLAMA, QWEN, LLAMA),
        (None, QWEN, None),
    ],
)
def test_a_size_after_a_model_is_that_of_its_name(value: Any, stands: str, model: Any) -> None:
    """The 7B after Qwen2.5 72B is Qwen2.5 7B; a size in which the name does not come stands alone."""
    assert of_that_name(value, stands) == model


def test_a_size_beside_a_model_that_stands_is_completed() -> None:
    """What was named without a size before counts only while no model stands."""
    heard = with_named_size(read("take the 7B"), ["Llama 3.1"], QWEN)
    assert [one.value for one in heard.readings if one.slot is Slot.MODEL] == ["Qwen/Qwen2.5-7B-Instruct"]
