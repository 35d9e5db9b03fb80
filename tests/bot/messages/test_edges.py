"""Break points in words: rounded, and never to the figure in force unless that is where the plan changes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.messages.edges import break_point
from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.workload import Slot, Workload
from tests.bot.messages.making import flip


@pytest.mark.parametrize(
    ("slot", "direction", "now", "at", "words"),
    [
        (Slot.USERS, "above", 500, 738, "above *730 users*"),
        (Slot.USERS, "above", 500, 503, "above *503 users*"),
        (Slot.USERS, "above", 500, 500, "above *500 users*"),
        (Slot.USERS, "above", 505, 507, "above *507 users*"),
        (Slot.USERS, "above", 10_000, 10_015, "just above *10,000 users*"),
        (Slot.USERS, "below", 500, 497, "below *497 users*"),
        (Slot.USERS, "below", 500, 492, "below *492 users*"),
        (Slot.USERS, "below", 500, 204, "below *210 users*"),
        (Slot.USERS, "above", None, 503, "above *500 users*"),
        (Slot.CONTEXT_TOKENS, "above", 4_096, 4_110, "above *4.1k context*"),
        (Slot.LATENCY, "below", 2.0, {"first_token_s": 1.97}, "first word any sooner than *2 s*"),
        (Slot.LATENCY, "below", 2.0, {"first_token_s": 1.7}, "first word in under *1.7 s*"),
        (Slot.LATENCY, "above", 2.0, {"total_s": 2.03}, "whole answer may take any more than *2 s*"),
        (
            Slot.LATENCY,
            "above",
            10.0,
            {"tokens_per_s_each": 10.2},
            "any more than *10 tokens/s* each",
        ),
        (
            Slot.LATENCY,
            "below",
            10.0,
            {"tokens_per_s_each": 9.95},
            "any less than *10 tokens/s* each is enough",
        ),
        (Slot.DEADLINE, "below", 24.0, {"hours": 23.8}, "all of it within any less than *24 h*"),
        (Slot.REQUEST_RATE, "above", 4.0, {"per_s": 4.04}, "just above *4 requests/s*"),
        (Slot.PRECISION, "becomes", None, "fp8", "with *fp8*"),
    ],
)
def test_a_break_point_is_never_the_figure_in_force(
    slot: Slot, direction: Any, now: float | None, at: Any, words: str
) -> None:
    """Unless the plan changes right there; it takes another digit, or is said to be just beyond."""
    assert break_point(flip(slot, direction, at, "h100", 8, now=now), None) == words


@given(st.integers(1, 10_000), st.floats(1, 16))
def test_what_is_told_lies_where_the_plan_still_stands(now: int, factor: float) -> None:
    """Whoever stays within what is told keeps the plan, however it is rounded."""
    at = int(now * factor)
    told = break_point(flip(Slot.USERS, "above", at, "h100", 8, now=now), None)
    figure = int(told.split("*")[1].split(" ")[0].replace(",", ""))
    assert now <= figure <= at


def test_a_flip_tells_the_figure_in_force() -> None:
    """It is what the break point is held against."""
    found = recommend(
        Workload.model_validate({"work": "serving", "model": "8B", "users": 500}), default_catalogue()
    )
    assert {flip.now for flip in found.flips if flip.slot is Slot.USERS} == {500}
    assert {flip.now for flip in found.flips if flip.direction == "becomes"} == {None}
