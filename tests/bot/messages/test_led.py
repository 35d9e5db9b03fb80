"""Controls that carry something of their own wherever they stand."""

import pytest

from bot.blocks import BlockError, actions, button, option, section, select
from bot.messages.led import MOST_HEAD, led, roomy


def test_a_head_comes_before_what_every_control_carries() -> None:
    """Buttons and options are led; texts, and what was drawn before, stay as they are."""
    drawn = roomy(
        [section("Which?"), actions(button("8B", "a:0", "|8"), select("More", "a", [option("70B", "|70")]))]
    )
    text, row = led("i1|3", drawn)
    tapped, menu = row["elements"]
    assert text == section("Which?")
    assert (tapped["value"], menu["options"][0]["value"]) == ("i1|3|8", "i1|3|70")
    assert drawn[1]["elements"][0]["value"] == "|8"


@pytest.mark.parametrize(
    "control",
    [
        button("Long", "a", "x" * (2_001 - MOST_HEAD)),
        select("Long", "a", [option("Long", "x" * (151 - MOST_HEAD))]),
    ],
)
def test_what_leaves_no_room_is_refused(control: dict[str, object]) -> None:
    """A control that could not carry the longest head is refused when it is drawn."""
    with pytest.raises(BlockError, match="too little room"):
        roomy([actions(control)])


def test_the_longest_head_is_as_long_as_was_left_room_for() -> None:
    """A head beyond that is refused."""
    drawn = roomy([actions(button("Long", "a", "x" * (2_000 - MOST_HEAD)))])
    assert len(led("i" * MOST_HEAD, drawn)[0]["elements"][0]["value"]) == 2_000
    with pytest.raises(BlockError, match="a head may hold 60 characters, not 61"):
        led("i" * (MOST_HEAD + 1), drawn)
