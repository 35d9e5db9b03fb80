"""How many cards or servers there may be, which cannot be had, and how much the load will grow."""

import pytest

from core.reading import read
from core.workload import Slot


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("at most 2 GPUs", ["at most 2 GPUs"]),
        ("no more than four cards", ["at most 4 GPUs"]),
        ("2 GPUs max", ["at most 2 GPUs"]),
        ("only 2 cards allowed", ["at most 2 GPUs"]),
        ("it has to fit on a single GPU", ["at most 1 GPU"]),
        ("we have room for only 4 cards", ["at most 4 GPUs"]),
        ("max one server", ["at most 1 server"]),
        ("limited to 2 machines", ["at most 2 servers"]),
        ("no H100 available", ["no H100"]),
        ("we can't get H100s", ["no H100"]),
        ("H100s are sold out", ["no H100"]),
        ("without A100s please", ["no A100"]),
        ("no rtx 4090", ["no RTX 4090"]),
        ("we expect 10x in a year", ["10 times the load in a year"]),
        ("traffic will double by summer", ["2 times the load by summer"]),
        ("we expect to grow 5x within 6 months", ["5 times the load within 6 months"]),
        ("we'll triple next year", ["3 times the load next year"]),
        ("the load should double every year", ["2 times the load every year"]),
        ("we'll double the team next year", ["2 times the load next year"]),
        ("10x the users in a year", ["10 times the load in a year"]),
        ("at most 2 GPUs, no H100", ["at most 2 GPUs", "no H100"]),
    ],
)
def test_what_is_limited_and_what_grows(text: str, conditions: list[str]) -> None:
    """Each way to say it is heard, and held in words that can be read again."""
    told = {one.slot: one.value for one in read(text).readings}
    assert told[Slot.CONDITIONS] == conditions
    again = {one.slot: one.value for one in read(", ".join(conditions)).readings}
    assert again.get(Slot.CONDITIONS, conditions) == conditions


@pytest.mark.parametrize(
    "text",
    [
        "we have only 2 GPUs",
        "at most 0 GPUs",
        "what if 10x the users?",
        "we expect 1x in a year",
        "replies are 2x slower in winter",
        "4x H100",
        "we have no GPUs yet",
        "2x4090 at most 8k context",
    ],
)
def test_what_limits_nothing(text: str) -> None:
    """Cards that a team has, a supposition and other figures are no conditions."""
    assert Slot.CONDITIONS not in {one.slot for one in read(text).readings}
