"""The choices of a question: buckets that end where the plan changes."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.answers import standing
from core.choosing.beliefs import Belief, beliefs_of, unanswered
from core.choosing.buckets import boundaries_of, choices_of, round_numbers, usual_numbers
from core.choosing.decision import Chosen, Decided, Fields
from core.choosing.outlook import Outlook
from core.questions import BY_SLOT
from core.workload import Slot
from tests.core.choosing.answering import HELD_AT_ONCE, LARGE, SMALL, replies, said, toy

SERVING = {"work": "serving", "model": "8B"}


def _choices(slot: Slot, outlook: Outlook, *, few: bool = True) -> tuple[Any, ...]:
    belief = unanswered(BY_SLOT[slot])
    return choices_of(belief, [at for at, _, _ in boundaries_of(belief, outlook)], few=few)


def _chosen(low: int | None, high: int | None) -> Belief:
    answers = replies({"work": "serving"}, {"concurrency": {"low": low, "high": high}})
    return next(belief for belief in beliefs_of(standing(answers)) if belief.row.slot is Slot.CONCURRENCY)


def test_a_bucket_ends_where_the_plan_changes() -> None:
    """The toy's small plan bears thirty at once, and one choice ends there."""
    outlook = toy(said(SERVING))
    belief = unanswered(BY_SLOT[Slot.CONCURRENCY])
    assert boundaries_of(belief, outlook) == [(HELD_AT_ONCE, (SMALL, None), (LARGE, None))]
    assert HELD_AT_ONCE in [choice["high"] for choice in _choices(Slot.CONCURRENCY, outlook)]


@pytest.mark.parametrize("few", [True, False])
def test_buckets_leave_no_gap(few: bool) -> None:
    """Each choice begins one above the one before; the ends are open; beside other parts there are more."""
    choices = _choices(Slot.CONCURRENCY, toy(said(SERVING)), few=few)
    assert choices[0]["low"] is None
    assert choices[-1]["high"] is None
    assert all(after["low"] == before["high"] + 1 for before, after in pairwise(choices))
    assert len(choices) == 5 if few else len(choices) > 5


def test_lengths_are_offered_as_powers_of_two() -> None:
    """A context is chosen by the sizes people know, wherever between them the plan changes."""
    choices = _choices(Slot.CONTEXT_TOKENS, toy(said(SERVING)), few=False)
    assert [choice["high"] for choice in choices] == [4_096, 8_192, 16_384, 32_768, 65_536, None]


def test_a_plan_that_changes_at_an_odd_length_leaves_the_powers_of_two() -> None:
    """Nobody knows whether texts have 6,000 or 6,500 tokens, wherever the plan may change."""
    outlook = toy(said(SERVING), _long)
    belief = unanswered(BY_SLOT[Slot.CONTEXT_TOKENS])
    assert [at for at, _, _ in boundaries_of(belief, outlook)] == [6_144]
    highs = [choice["high"] for choice in _choices(Slot.CONTEXT_TOKENS, outlook, few=False)]
    assert highs == [4_096, 8_192, 16_384, 32_768, 65_536, None]


def _long(fields: Fields) -> Decided:
    return Decided("both", LARGE if (fields.get("context_tokens") or 0) > 6_500 else SMALL, None)


def test_a_usual_number_close_to_a_change_gives_way_and_the_next_one_stays() -> None:
    """Beside the change at 30 there is no choice that ends at 25, but one at 40."""
    highs = [choice["high"] for choice in _choices(Slot.CONCURRENCY, toy(said(SERVING)), few=False)]
    assert 25 not in highs
    assert {20, 30, 40} <= set(highs)


def test_many_boundaries_leave_the_ones_that_lie_far_apart() -> None:
    """At most fifteen choices are offered, however often the plan changes."""

    def by_the_card(fields: Fields) -> Decided:
        at_once = fields.get("concurrency") or 1
        return Decided("both", Chosen("card", at_once, 1, fits=True, usd_per_hour=at_once), None)

    outlook = toy(said(SERVING), by_the_card)
    assert len(boundaries_of(unanswered(BY_SLOT[Slot.CONCURRENCY]), outlook)) > 20
    assert len(_choices(Slot.CONCURRENCY, outlook)) == 15


def test_a_chosen_range_is_parted_into_closer_ones() -> None:
    """Who chose 11 to 20 is offered closer ranges that fill it and nothing else."""
    choices = choices_of(_chosen(11, 20), [], few=False)
    assert (choices[0]["low"], choices[-1]["high"]) == (11, 20)
    assert all(after["low"] == before["high"] + 1 for before, after in pairwise(choices))
    assert all(choice["high"] <= 1.2 * choice["low"] for choice in choices)


def test_two_neighbours_can_be_told_apart() -> None:
    """A range of two numbers is offered as the two."""
    assert choices_of(_chosen(6, 7), [], few=False) == ({"low": 6, "high": 6}, {"low": 7, "high": 7})


def test_an_open_range_stays_open_when_it_is_parted() -> None:
    """Who chose more than 200 is offered numbers above, and the last choice has no end."""
    choices = choices_of(_chosen(201, None), [], few=False)
    assert choices[0]["low"] == 201
    assert choices[-1]["high"] is None
    assert len(choices) > 3


@pytest.mark.parametrize("slot", [Slot.WORK, Slot.MODEL, Slot.LATENCY, Slot.FOCUS])
def test_what_is_no_number_is_offered_as_it_stands(slot: Slot) -> None:
    """Categories are offered as the rows name them, and have no numbers at which the plan changes."""
    assert _choices(slot, toy([])) == BY_SLOT[slot].values()


def test_round_numbers_are_those_people_say() -> None:
    """Lengths go by eighths of a power of two, everything else by the second digit."""
    assert list(round_numbers(Slot.CONCURRENCY, 7, 20)) == [8, 9, *range(10, 20)]
    assert list(round_numbers(Slot.CONCURRENCY, 95, 130)) == [96, 97, 98, 99, 100, 110, 120]
    assert list(round_numbers(Slot.CONTEXT_TOKENS, 1024, 2048)) == list(range(1152, 2048, 128))


def test_usual_numbers_divide_a_wide_range() -> None:
    """Ten marks a decade, or powers of two."""
    assert list(usual_numbers(Slot.CONCURRENCY, 7, 60)) == [8, 10, 12, 15, 20, 25, 30, 40, 50]
    assert list(usual_numbers(Slot.CONTEXT_TOKENS, 2048, 16_384)) == [4_096, 8_192]


@given(st.integers(1, 10**6), st.integers(2, 10**4))
def test_round_numbers_rise_between_the_ends(low: int, width: int) -> None:
    """Whatever the ends, the numbers rise strictly and lie between them."""
    numbers = list(round_numbers(Slot.CONCURRENCY, low, low + width))
    assert all(low < number < low + width for number in numbers)
    assert all(before < after for before, after in pairwise(numbers))
