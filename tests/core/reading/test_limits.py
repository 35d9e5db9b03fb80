"""How many cards or servers there may be, which cannot be had, and how much the load will grow."""

import pytest

from core.conditions import Condition, Growth, Without, held
from core.reading import read
from core.workload import Slot
from tests.core.test_conditions import gpus, servers


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("at most 2 GPUs", (gpus(2),)),
        ("no more than four cards", (gpus(4),)),
        ("2 GPUs max", (gpus(2),)),
        ("only 2 cards allowed", (gpus(2),)),
        ("it has to fit on a single GPU", (gpus(1),)),
        ("we have room for only 4 cards", (gpus(4),)),
        ("max one server", (servers(1),)),
        ("limited to 2 machines", (servers(2),)),
        ("no H100 available", (Without(gpu="H100"),)),
        ("we can't get H100s", (Without(gpu="H100"),)),
        ("H100s are sold out", (Without(gpu="H100"),)),
        ("without A100s please", (Without(gpu="A100"),)),
        ("no rtx 4090", (Without(gpu="RTX 4090"),)),
        ("we expect 10x in a year", (Growth(factor=10, when="in a year"),)),
        ("traffic will double by summer", (Growth(factor=2, when="by summer"),)),
        ("we expect to grow 5x within 6 months", (Growth(factor=5, when="within 6 months"),)),
        ("we'll triple next year", (Growth(factor=3, when="next year"),)),
        ("the load should double every year", (Growth(factor=2, when="every year"),)),
        ("we'll double the team next year", (Growth(factor=2, when="next year"),)),
        ("10x the users in a year", (Growth(factor=10, when="in a year"),)),
        ("at most 2 GPUs, no H100", (gpus(2), Without(gpu="H100"))),
    ],
)
def test_what_is_limited_and_what_grows(text: str, conditions: tuple[Condition, ...]) -> None:
    """Each way to say it is heard."""
    assert [one.value for one in read(text).readings if one.slot is Slot.CONDITIONS] == [held(conditions)]


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
