"""The first three lines, and the root that shows them: they stand alone, and there are few of them."""

import html
import re
import textwrap

import pytest

from bot.blocks import Block
from bot.messages.headline import headline, render_headline
from tests.bot.messages.cases import CASES
from tests.bot.messages.every import every_message
from tests.bot.messages.heard import TODAY

LAPTOP = 120
"""Characters in a line of a channel on a laptop."""
ROOTS = {name: made[0] for name, made in every_message("Llama 3 8B") if name.startswith("root")}


def lines_of(block: Block) -> int:
    """Return how many lines a block takes on a laptop."""
    if block["type"] not in ("section", "context"):
        return 1
    text = block["text"]["text"] if "text" in block else " ".join(one["text"] for one in block["elements"])
    shown = re.sub(r"<@\w+>", "@Alice", html.unescape(text)).replace("*", "")
    return sum(len(textwrap.wrap(line, LAPTOP)) for line in shown.split("\n"))


@pytest.mark.parametrize("name", ROOTS)
def test_the_root_stays_under_ten_lines(name: str) -> None:
    """However the interview ended, its root is read at a glance: lines of text and the row of buttons."""
    assert sum(lines_of(block) for block in ROOTS[name].blocks) < 10


@pytest.mark.parametrize("name", CASES)
def test_three_lines_stand_alone(name: str) -> None:
    """What to rent, why with a figure, and what it costs with its date: three lines, and the notification."""
    what, why, cost = render_headline(CASES[name], TODAY).split("\n")
    assert "VPS" in what
    assert re.search(r"\d", why)
    assert re.search(r"USD [\d,]+ to [\d,]+ a (month|run)", cost)
    assert "prices of 24 May 2026, 6 months old" in cost
    assert ROOTS[f"root_done_{name}"].text == f"{what}\n{why}\n{cost}"


def test_no_fit_is_said_first() -> None:
    """Where nothing fits, the first words say so; of two sides, they say which one."""
    assert render_headline(CASES["nothing_fits"]).startswith("*Nothing meets every target*, nearest 32x")
    assert render_headline(CASES["one_side_fits"]).startswith("*Nothing meets every target of serving*")
    assert headline(CASES["nothing_fits"]).startswith("Nothing fits; nearest: 32x H100")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("one_stack", "Nothing had to be assumed."),
        ("unclear", "3 values are assumed, none close to a change."),
        ("not_certain", "Assumes 4k context; above *6.3k context*: 2x RTX 4090 VPS (24 GB)."),
        (
            "nothing_comes_close",
            "Assumes first word within 0.2 s; first word wanted sooner than *0.13 s*: nothing fits.",
        ),
        ("tight", "Tight: it holds as expected, but not if all goes badly."),
        ("over_budget", "Over the budget of USD 200 a month; *8 at once* instead of 20 at once would stay"),
        ("over_budget_no_way", "Over the budget of EUR 20 to 50 a month."),
        ("nothing_fits", "It would fit with *900 at once* instead of 5,000 at once."),
        ("nothing_helps", "No single change would make it fit."),
    ],
)
def test_the_third_line_ends_with_how_sure_it_is(name: str, words: str) -> None:
    """What stands against the advice comes before what was assumed, and that before "nothing assumed"."""
    assert words in render_headline(CASES[name], TODAY).split("\n")[2]


def test_without_a_day_the_age_is_not_told() -> None:
    """Where it is not known when somebody reads, the date of the prices stands alone."""
    assert "(prices of 24 May 2026)." in render_headline(CASES["one_stack"])
