"""What somebody names as not known."""

import pytest

from core.reading import unknown_slots
from core.workload import Slot


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("Can't say about precision", (Slot.PRECISION,)),
        ("we don\u2019t know the context length yet", (Slot.CONTEXT_TOKENS,)),
        ("no idea about the prompts or the latency", (Slot.PROMPT_TOKENS, Slot.LATENCY)),
        ("not sure which optimizer", (Slot.OPTIMIZER,)),
        ("don't know", ()),
        ("no idea, ask the data team", ()),
        ("the precision is 4-bit", ()),
    ],
)
def test_what_is_not_known_may_be_named(text: str, slots: tuple[Slot, ...]) -> None:
    """The name must follow the words that say it is not known."""
    assert unknown_slots(text) == slots
