"""What controls carry survives the way through Slack, and nothing else is taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.controls import Control
from core.questions import QUESTIONS
from core.workload import Slot

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.text("abcdefghjk23456789", min_size=1), st.integers(0, 10**6), st.sampled_from(Slot), VALUES)
def test_round_trip(interview_id: str, revision: int, slot: Slot, value: object) -> None:
    """What is encoded is decoded, whatever the value."""
    control = Control(interview_id, revision, slot, value)
    assert Control.decode(control.encode()) == control


def test_control_without_a_slot() -> None:
    """Controls such as "Stop" carry the interview alone."""
    assert Control.decode(Control("iv", 3).encode()) == Control("iv", 3)


@pytest.mark.parametrize(
    "text", ["", "iv", "iv|x", "iv|3|model", "iv|3|nonsense|1", "iv|3|model|{", "iv|-1", "iv|\u0663"]
)
def test_anything_else_is_none_of_ours(text: str) -> None:
    """A value that was not made here is not read."""
    assert Control.decode(text) is None


def test_every_offered_choice_fits_a_menu() -> None:
    """Slack takes 150 characters as an option's value."""
    for row in QUESTIONS:
        for value in row.values():
            assert len(Control("k" * 12, 99, row.slot, value).encode()) <= 150
