"""The choices of a question: buckets that end where the plan changes."""

from itertools import pairwise

import pytest

from core.choosing.buckets import choices_of, flips_along, round_numbers
from core.choosing.outcome import Fields, Outcome, Pick
from core.choosing.outlook import Outlook
from core.questions import BY_SLOT
from core.workload import Slot
from tests.core.choosing.answering import HELD_AT_ONCE, LARGE, SMALL, said, toy

SERVING = {"work": "serving", "model": "8B"}


def test_a_bucket_ends_where_the_plan_changes() -> None:
    """The toy's small plan bears thirty at once, and one choice ends there."""
    row = BY_SLOT[Slot.CONCURRENCY]
    outlook = toy(said(SERVING))
    assert flips_along(row, outlook) == [(HELD_AT_ONCE, (SMALL, None), (LARGE, None))]
    assert HELD_AT_ONCE in [choice["high"] for choice in choices_of(row, outlook)]


def test_buckets_leave_no_gap() -> None:
    """Each choice begins one above the one before; the ends are open."""
    choices = choices_of(BY_SLOT[Slot.CONCURRENCY], toy(said(SERVING)))
    assert choices[0]["low"] is None
    assert choices[-1]["high"] is None
    assert all(after["low"] == before["high"] + 1 for before, after in pairwise(choices))


def test_without_flips_usual_values_part_the_choices() -> None:
    """A number that changes no plan is still offered in ranges."""
    choices = choices_of(BY_SLOT[Slot.OUTPUT_TOKENS], toy(said(SERVING)))
    assert [choice["high"] for choice in choices] == [100, 300, None]


def test_many_flips_leave_the_ones_that_part_most_teams() -> None:
    """At most five choices are offered, however often the plan changes."""

    def by_the_hundredth(fields: Fields) -> Outcome:
        at_once = fields.get("concurrency") or 1
        return Outcome("both", Pick("card", at_once, 1, fits=True, usd_per_hour=at_once), None)

    outlook = Outlook(toy(said(SERVING)).stands, by_the_hundredth)
    row = BY_SLOT[Slot.CONCURRENCY]
    assert len(flips_along(row, outlook)) == 6
    assert len(choices_of(row, outlook)) == 5


@pytest.mark.parametrize("slot", [Slot.WORK, Slot.MODEL, Slot.LATENCY, Slot.FOCUS])
def test_what_is_no_number_is_offered_as_it_stands(slot: Slot) -> None:
    """Categories are offered as the rows name them."""
    assert choices_of(BY_SLOT[slot], toy([])) == BY_SLOT[slot].values()


def test_round_numbers_are_those_people_say() -> None:
    """Lengths go by powers of two, everything else by tens."""
    assert list(round_numbers(Slot.CONCURRENCY, 30)) == [1, 2, 3, 4, 5, 6, 8, 10, 20, 30]
    assert list(round_numbers(Slot.CONTEXT_TOKENS, 16)) == [2, 3, 4, 6, 8, 12, 16]
