"""The rows of the questions: complete, and held by what a workload can hold."""

from itertools import pairwise
from typing import Any

import pytest

from core.answers import NUMBERS
from core.choosing.beliefs import field_of
from core.choosing.reads import SIDE_READS, SIGNAL_READS
from core.questions import ASKED_TOGETHER, BY_SLOT, QUESTIONS, QuestionRow, questions, thoughts_of
from core.workload import Slot


@pytest.mark.parametrize("row", QUESTIONS, ids=lambda row: row.slot)
def test_every_value_of_a_row_is_one_a_workload_holds(row: QuestionRow) -> None:
    """Priors, choices and corners pass the workload's own validation, and weights are positive."""
    priors: list[tuple[tuple[Any, float], ...]] = [row.prior, *row.by_work.values()]
    values = [value for prior in priors for value, _ in prior]
    assert all(field_of(row.slot, value) is not None for value in (*values, *row.corners))
    assert all(weight > 0 for prior in priors for _, weight in prior)


@pytest.mark.parametrize("row", [row for row in QUESTIONS if row.slot in NUMBERS], ids=lambda row: row.slot)
def test_numbers_rise_and_lie_between_their_corners(row: QuestionRow) -> None:
    """A number's prior rises, within the ends that a proof tries."""
    assert all(low < high for low, high in pairwise(row.values()))
    assert row.corners[0] <= row.values()[0]
    assert row.values()[-1] <= row.corners[-1]


def test_a_share_stands_after_what_it_is_a_share_of() -> None:
    """Draws go through the rows in order, so a reference that is itself asked stands first."""
    order = [row.slot for row in QUESTIONS]
    shared = [row for row in QUESTIONS if row.share_of in order]
    assert [row.slot for row in shared] == [Slot.PROMPT_TOKENS]
    assert all(order.index(row.share_of) < order.index(row.slot) for row in shared if row.share_of)


def test_every_question_that_can_change_the_advice_belongs_to_a_thought() -> None:
    """What constraints and signals read is asked, and nothing else; two slots with either of two thoughts."""
    asked = [slot for group in ASKED_TOGETHER for slot in group]
    read = SIDE_READS["serving"] | SIDE_READS["training"] | SIGNAL_READS | {Slot.WORK}
    assert {slot for slot in asked if asked.count(slot) > 1} == {Slot.PRECISION, Slot.OPTIMIZER}
    assert set(asked) == read & (BY_SLOT.keys() | {row.slot for row in questions("image")})


def test_a_thought_is_told_from_the_parts_that_were_answered() -> None:
    """The optimizer alone leaves open with what it was asked; beside the model it was not the data."""
    methods, data = thoughts_of({Slot.OPTIMIZER})
    assert (Slot.MODEL in methods, Slot.DATASET_TOKENS in data) == (True, True)
    assert thoughts_of({Slot.OPTIMIZER, Slot.MODEL}) == [methods]
    assert thoughts_of({Slot.USERS}) == []
