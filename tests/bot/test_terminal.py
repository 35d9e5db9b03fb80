"""The recommendation in the terminal reads as it does in Slack, in plain text of a terminal's width."""

import re

import pytest

from bot.terminal import advise_in_words, terminal_width
from core.catalog.catalogue import default_catalogue

ASKED = {
    "serving": "Llama 3 8B, AWQ 4-bit, chat for 20 at once, 4k context, slow replies",
    "both": "Llama 3 70B, weekly LoRA and fp8 serving to 200 at once, both strategic",
    "nothing": "hello",
}
SAID = {name: advise_in_words(text, default_catalogue(), "2026-11-26") for name, text in ASKED.items()}


@pytest.mark.parametrize("name", SAID)
def test_no_markup_is_left(name: str) -> None:
    """Bold, italics, entities, mentions and dates of Slack do not reach the terminal."""
    outside_commands = re.sub(r"`[^`]*`", "", SAID[name])
    assert re.search(r"[*<>]|&\w+;|\b_|_\b|\u2060", outside_commands.replace("< ", "")) is None


@pytest.mark.parametrize("name", SAID)
def test_lines_fit_a_terminal(name: str) -> None:
    """No line is longer than a hundred characters."""
    assert [line for line in SAID[name].split("\n") if len(line) > 100] == []


@pytest.mark.parametrize("columns", ["80", "200", "20"])
def test_lines_are_as_long_as_the_terminal_has_room_for(
    columns: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A narrow one gets shorter lines, as far as the tables allow, a wide one none that are hard to read."""
    monkeypatch.setenv("COLUMNS", columns)
    width = {"80": 80, "200": 100, "20": 60}[columns]
    assert terminal_width() == width
    said = advise_in_words(ASKED["both"], default_catalogue(), "2026-11-26", width=width)
    assert max(map(len, said.split("\n"))) <= width


def test_in_short_it_ends_with_the_price() -> None:
    """What would change the advice, and how it is worked out, are asked for."""
    short = advise_in_words(ASKED["serving"], default_catalogue(), "2026-11-26", full=False)
    assert SAID["serving"].startswith(short)
    assert "Next step: the price" in short
    assert "What would change the advice" not in short


def test_tables_stand_in_columns() -> None:
    """Each row of the plans begins with its plan, and its figures stand under their heading."""
    lines = SAID["serving"].split("\n")
    heading = next(line for line in lines if line.startswith("Plan "))
    row = next(line for line in lines if line.startswith("1x RTX 4090  "))
    assert heading.index("GiB a card") == row.index("12.0 of 21.2")
    assert heading.index("Verdict") == row.index("Chosen")


def test_it_says_what_slack_says() -> None:
    """Headline, prices with their age, staircase, doubts and what to measure all stand in it."""
    for words in (
        "months old",
        "Cheaper: on a marketplace",
        "Plan by requests at once",
        "What would change the advice",
        "How sure this is",
        "Next step: what to measure",
        "--max-concurrency 20",
    ):
        assert words in SAID["serving"]
    assert "Asked by you" in SAID["nothing"]
    assert "recommendation" not in SAID["nothing"].lower()
