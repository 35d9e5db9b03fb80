"""The block types: what they cut, and what they refuse because Slack would."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import blocks
from bot.blocks import BlockError
from tests.block_kit import check_blocks, check_view


def options(number: int) -> list[blocks.Block]:
    """Return so many different options."""
    return [blocks.option(f"Option {index}", str(index)) for index in range(number)]


@given(st.text(max_size=60), st.integers(min_value=1, max_value=60))
def test_cut_keeps_the_limit(text: str, limit: int) -> None:
    """A cut text is within its limit, and one that was within it stays as it was."""
    shortened = blocks.cut(text, limit)
    assert len(shortened) <= limit
    assert len(text) > limit or shortened == text


def test_cut_ends_in_an_ellipsis() -> None:
    """What was cut off is marked."""
    assert blocks.cut("one two three", 8) == "one two…"


@pytest.mark.parametrize("text", ["ab &lt;tag", "ab &amp;tag", "ab <@U01ALICE>", "ab <!date^1^{date}|x>"])
def test_cut_leaves_no_half_entity(text: str) -> None:
    """A cut through an entity or a mention takes all of it away."""
    assert {blocks.cut(text, limit) for limit in range(5, 8)} == {"ab…"}


def test_long_texts_are_cut() -> None:
    """Texts and labels longer than Slack takes are cut, and the message is accepted."""
    long = "x" * 5_000
    message = blocks.checked(
        long,
        [
            blocks.header(long),
            blocks.section(long),
            blocks.context(long),
            blocks.actions(
                blocks.button(long, "a", "1"), blocks.select(long, "b", [blocks.option(long, "2")])
            ),
        ],
    )
    assert check_blocks(list(message[1]), "message") == []
    assert len(message[0]) == blocks.MOST_FALLBACK


def test_every_block_is_accepted() -> None:
    """Each block type, at its simplest, is one that Slack takes."""
    asked = blocks.confirmation("Share it?", "All will see it.", "Share", "Not now")
    every = [
        blocks.header("Heading"),
        blocks.section("Text", blocks.button("Show", "show", "r1", style="danger")),
        blocks.context("One", "Two"),
        blocks.divider(),
        blocks.actions(
            blocks.button("Yes", "yes", "1", style="primary"),
            blocks.select("Choose", "one", options(100)),
            blocks.select("Choose", "several", options(2), several=True),
            blocks.channel_select("Where?", "where") | {"confirm": asked},
            blocks.overflow("more", options(5)),
        ),
        blocks.table([["Plan", "USD"], ["1x H100", "1,500"]], right=[1]),
        blocks.bar_chart("Memory", ["now", "then"], [("Needed", [1.0, 2.0]), ("Usable", [3, 4])], unit="GiB"),
    ]
    assert check_blocks(list(blocks.checked("All", every)[1]), "message") == []


def test_a_home_is_accepted() -> None:
    """A Home may hold charts, and more blocks than a message."""
    charts = [blocks.bar_chart("T", ["a"], [("S", [1])], unit="GiB")]
    view = blocks.home([*[blocks.section("Hello")] * 90, *charts])
    assert check_view(view, "home") == []


REFUSED: dict[str, Callable[[], Any]] = {
    "empty text": lambda: blocks.section(""),
    "no context": blocks.context,
    "eleven contexts": lambda: blocks.context(*"abcdefghijk"),
    "no controls": blocks.actions,
    "one action id twice": lambda: blocks.actions(*[blocks.button("A", "same", "1")] * 2),
    "long action id": lambda: blocks.button("A", "a" * 256, "1"),
    "long button value": lambda: blocks.button("A", "a", "1" * 2_001),
    "long option value": lambda: blocks.option("A", "1" * 151),
    "empty option value": lambda: blocks.option("A", ""),
    "no options": lambda: blocks.select("Choose", "a", []),
    "too many options": lambda: blocks.select("Choose", "a", options(101)),
    "one option value twice": lambda: blocks.select("Choose", "a", options(1) * 2),
    "six overflow options": lambda: blocks.overflow("a", options(6)),
    "uneven rows": lambda: blocks.table([["a", "b"], ["c"]]),
    "no rows": lambda: blocks.table([]),
    "empty cell": lambda: blocks.table([[""]]),
    "too many rows": lambda: blocks.table([["a"]] * 101),
    "too many columns": lambda: blocks.table([["a"] * 21]),
    "one category twice": lambda: blocks.bar_chart("T", ["a", "a"], [("S", [1, 2])], unit="GiB"),
    "one series twice": lambda: blocks.bar_chart("T", ["a"], [("S", [1]), ("S", [2])], unit="GiB"),
    "missing value": lambda: blocks.bar_chart("T", ["a", "b"], [("S", [1])], unit="GiB"),
    "no series": lambda: blocks.bar_chart("T", ["a"], [], unit="GiB"),
    "no gist": lambda: blocks.checked("  ", [blocks.divider()]),
    "no blocks": lambda: blocks.checked("a", []),
    "too many blocks": lambda: blocks.checked("a", [blocks.divider()] * 51),
    "too many blocks at home": lambda: blocks.home([blocks.divider()] * 101),
    "one block id twice": lambda: blocks.home([{"type": "divider", "block_id": "b"}] * 2),
    "two tables": lambda: blocks.checked("a", [blocks.table([["a"]])] * 2),
    "three charts": lambda: blocks.checked("a", [blocks.bar_chart("T", ["a"], [("S", [1])], unit="GiB")] * 3),
    "too much in cells": lambda: blocks.checked("a", [blocks.table([["x" * 300]] * 34)]),
    "too much in all": lambda: blocks.checked("a", [blocks.section("x" * 3_000)] * 5),
}


@pytest.mark.parametrize("what", REFUSED)
def test_refused(what: str) -> None:
    """What Slack would refuse is refused before it is sent."""
    with pytest.raises(BlockError):
        REFUSED[what]()
