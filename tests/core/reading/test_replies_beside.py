"""Replies that tell something beside, or under, the question that is open."""

import pytest

from core.reading import read
from core.workload import Slot


@pytest.mark.parametrize(
    "text",
    [
        "no hurry",
        "no rush",
        "there's no hurry at all",
        "it may run overnight",
        "overnight",
        "batch is fine",
        "offline is ok",
    ],
)
def test_who_may_wait_until_the_morning_is_in_no_hurry(text: str) -> None:
    """Asked what is fast enough, a night is no time that an answer may take."""
    heard = {one.slot: one.value for one in read(text, Slot.LATENCY).readings}
    assert heard[Slot.LATENCY] == {"batch": True}
    assert Slot.DEADLINE not in heard


def test_no_hurry_is_the_nearest_of_the_choices_about_the_team() -> None:
    """Who takes work in batches puts throughput before response time."""
    heard = {one.slot: one.value for one in read("batch is fine", Slot.FOCUS).readings}
    assert heard == {Slot.WORK: "serving", Slot.FOCUS: ["T4"], Slot.LATENCY: {"batch": True}}


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("2 pages in, half a page out", (1_000, 250)),
        ("answers like one paragraph", (None, 120)),
        ("summaries are 2 sentences", (None, 50)),
        ("replies are just a sentence", (None, 25)),
        ("contracts are 30 pages", (15_000, None)),
        ("each mail is about 150 words", (200, None)),
        ("they're around 300 words", (400, None)),
        ("reviews are 3 sentences", (75, None)),
        ("short texts, like 100 tokens", (100, None)),
    ],
)
def test_lengths_are_told_in_pages_paragraphs_and_sentences(
    text: str, lengths: tuple[int | None, int | None]
) -> None:
    """What goes in and what comes out are heard under any question about a length."""
    heard = {one.slot: one.value for one in read(text, Slot.CONTEXT_TOKENS).readings}
    assert (heard.get(Slot.PROMPT_TOKENS), heard.get(Slot.OUTPUT_TOKENS)) == lengths


@pytest.mark.parametrize("text", ["1200 employees", "about 300 staff", "200 members"])
def test_all_who_belong_to_it_are_not_those_at_once(text: str) -> None:
    """Who tells how many there are, where it was asked how many come at once, has told of all."""
    heard = {one.slot for one in read(text, Slot.CONCURRENCY).readings}
    assert heard - {Slot.WORK} == {Slot.USERS}


def test_how_often_is_heard_where_it_is_asked_how_a_model_is_trained() -> None:
    """Who trains may tell it beside, with how long a run may take."""
    heard = {one.slot: one.value for one in read("once a quarter, overnight", Slot.METHOD).readings}
    assert heard == {Slot.CADENCE: "quarterly", Slot.DEADLINE: {"hours": 10.0}}
