"""A team's own size stands behind those who use what it makes, and runs are counted like anything else."""

import pytest

from core.reading import read
from core.workload import Slot


@pytest.mark.parametrize(
    ("text", "users"),
    [
        ("we're a 6 person startup, 300 lawyers use it", 300),
        ("we're a team of 6, 300 lawyers use it", 300),
        ("300 lawyers use what our 6-person legal tech company makes", 300),
        ("a 6-person team", 6),
        ("We are 1.000 Nutzer in total", 1_000),
        ("we are 12.", 12),
    ],
)
def test_who_uses_it_counts_before_who_makes_it(text: str, users: int) -> None:
    """The size of a team counts where no other people are told of."""
    assert {one.slot: one.value for one in read(text).readings}[Slot.USERS] == users


@pytest.mark.parametrize(
    ("text", "often"),
    [
        ("2x fine-tunes/wk, Qwen2.5-14B", "2 times a week"),
        ("fine-tune 2x/week", "2 times a week"),
        ("3 training runs a month", "3 times a month"),
        ("LoRA, 2 runs per week", "2 times a week"),
        ("fine-tune Llama 3 8B, 200 users a day", None),
        ("500 requests a week, and we fine-tune it", None),
    ],
)
def test_runs_are_counted(text: str, often: str | None) -> None:
    """A run is what is counted as one, or so many times; people and requests are none."""
    assert {one.slot: one.value for one in read(text).readings}.get(Slot.CADENCE) == often


@pytest.mark.parametrize("text", ["Antwort ca. 300 Token", "300 Token Antwort", "Antworten von 300 Token"])
def test_an_answer_s_length_is_read_in_german(text: str) -> None:
    """One answer is told of as well as several."""
    assert {one.slot: one.value for one in read(text).readings}[Slot.OUTPUT_TOKENS] == 300


@pytest.mark.parametrize(
    ("text", "a_day"),
    [
        ("300 pics a day, each shouldn't take longer than 15s", 300),
        ("300 pics a day, each must be there within 15s", 300),
        ("60 tickets a day each with 2 pages", 60),
        ("200 users, 20 requests a day each", 4_000),
    ],
)
def test_each_of_them_is_not_each_person(text: str, a_day: int) -> None:
    """What each of so many takes or has says nothing of how many each person brings."""
    rate = {one.slot: one.value for one in read(text).readings}[Slot.REQUEST_RATE]
    assert rate["daily"]["amount"] == a_day
