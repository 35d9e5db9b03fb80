"""A recommendation in the terminal: the same words as in Slack, as plain text."""

import html
import re
import shutil
import textwrap
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from typing import Any

from bot.messages import Message
from bot.messages.recommendation import render_recommendation
from core.advising.staircase import with_stairs
from core.answers import Answer, accepts, standing, workload_of
from core.catalog.catalogue import Catalogue
from core.match import recommend
from core.reading import read

WIDTH = 100
"""The longest line in characters, where the terminal has room for it."""
NARROWEST = 60
"""Tables need so much."""
_SENTENCE = 24
"""A column whose cells are longer holds sentences, which are wrapped."""
_GAP = "  "


def advise_in_words(
    text: str, catalogue: Catalogue, today: str, *, width: int = WIDTH, full: bool = True
) -> str:
    """Read one message and return the recommendation it allows, with what was understood and assumed.

    `today`, an ISO date, lets the age of the prices be told. Not `full`, it ends where the price is known.
    """
    heard = read(text, catalogue=catalogue)
    answers = [
        Answer(
            seq=number,
            slot=reading.slot,
            value=reading.value,
            said_by="you",
            source="text",
            text=text,
            event="terminal",
            at=0,
        )
        for number, reading in enumerate(heard.readings, 1)
        if accepts(reading.slot, reading.value)
    ]
    stands = tuple(standing(answers).values())
    advice = with_stairs(recommend(workload_of(stands), catalogue), catalogue)
    problem = heard.problem
    messages = render_recommendation(
        advice,
        catalogue,
        record_id=None,
        asker="you",
        answers=stands,
        today=today,
        unsized=problem.text if problem and problem.kind == "unsized" else None,
    )
    return "\n\n".join(in_words(message, width) for message in (messages if full else messages[:1]))


def in_words(message: Message, width: int = WIDTH) -> str:
    """Return a message as plain text, its blocks apart, in lines of so many characters."""
    return "\n\n".join(part for block in message.blocks for part in _block(block, width))


def _block(block: Mapping[str, Any], width: int) -> Iterator[str]:
    if block["type"] == "section":
        yield _plain(block["text"]["text"], width)
    elif block["type"] == "context":
        yield _plain(" ".join(element["text"] for element in block["elements"]), width)
    elif block["type"] in ("table", "data_table"):
        yield _table([[_cell(cell) for cell in row] for row in block["rows"]], width)


def terminal_width() -> int:
    """Return how long a line may be: as the terminal, as far as lines that long are easy to read."""
    return max(NARROWEST, min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns))


def _cell(cell: Mapping[str, Any]) -> str:
    return str(cell.get("text", cell.get("value", "")))


def _table(rows: list[list[str]], width: int) -> str:
    """Return rows in columns: each as wide as its cells, but those that are sentences share what is left."""
    natural = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    wide = [column for column, longest in enumerate(natural) if longest > _SENTENCE]
    left = width - sum(natural[column] for column in range(len(natural)) if column not in wide)
    share = (left - len(_GAP) * (len(natural) - 1)) // max(1, len(wide))
    widths = [share if column in wide else longest for column, longest in enumerate(natural)]
    return "\n".join(line for row in rows for line in _wrapped(row, widths))


def _wrapped(row: list[str], widths: list[int]) -> Iterator[str]:
    cells = [textwrap.wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
    for line in zip_longest(*cells, fillvalue=""):
        yield _GAP.join(part.ljust(width) for part, width in zip(line, widths, strict=True)).rstrip()


def _plain(markup: str, width: int) -> str:
    """Return Slack's markup as plain text; commands stay as they are, and on a line of their own length."""
    text = re.sub(r"<!date\^[^|>]*\|([^>]*)>", r"\1", markup)
    text = re.sub(r"<[^|>]*\|([^>]*)>", r"\1", text)
    parts = re.split(r"(`[^`\n]*`)", text)
    shown = "".join(part if part.startswith("`") else _unstyled(part) for part in parts)
    lines = html.unescape(shown.replace("\u2060", "")).split("\n")
    return "\n".join(
        textwrap.fill(line, width, subsequent_indent="  ", break_on_hyphens=False) for line in lines
    )


def _unstyled(text: str) -> str:
    return re.sub(r"(?<!\w)[*_](\S[^*_\n]*)[*_](?!\w)", r"\1", text)
