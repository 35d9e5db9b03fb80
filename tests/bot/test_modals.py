"""Modals are refused where Slack would refuse them."""

import pytest

from bot.blocks import MOST_BLOCKS, MOST_PRIVATE, BlockError, bar_chart, option, section, table
from bot.modals import chosen, field, modal, typed

INPUT = field("b", "Label", typed("a"))


@pytest.mark.parametrize(
    ("blocks", "private"),
    [
        ([], ""),
        ([table([["x"]])], ""),
        ([bar_chart("T", ["a"], [("S", [1])], unit="GiB")], ""),
        ([section("x")] * (MOST_BLOCKS["modal"] + 1), ""),
        ([section("x")], "x" * (MOST_PRIVATE + 1)),
    ],
)
def test_too_much_or_too_little(blocks: list[dict[str, object]], private: str) -> None:
    """A modal needs a block, takes a hundred but no table or chart, and carries three thousand characters."""
    with pytest.raises(BlockError):
        modal("c", "Title", blocks, private=private, close="Close")


def test_inputs_need_a_button() -> None:
    """What is filled in has to be sent."""
    with pytest.raises(BlockError, match="submit"):
        modal("c", "Title", [INPUT], close="Close")


def test_a_menu_needs_entries() -> None:
    """No menu is empty."""
    with pytest.raises(BlockError, match="options"):
        chosen("a", "Choose", [])


def test_what_a_menu_holds_at_first() -> None:
    """One entry or several stand in a menu before anything is chosen."""
    one, two = option("One", "1"), option("Two", "2")
    assert chosen("a", "Choose", [one, two], [two])["initial_option"] == two
    assert chosen("a", "Choose", [one, two], [one, two], several=True)["initial_options"] == [one, two]


def test_long_labels_are_cut() -> None:
    """Slack takes titles of 24 characters."""
    view = modal("c", "T" * 30, [INPUT], submit="S" * 30, close="Close").view
    assert (len(view["title"]["text"]), len(view["submit"]["text"])) == (24, 24)
