"""A recommendation in the terminal: the same words as in Slack, as plain text."""

import html
import re
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

_WIDTH = 100
_SENTENCE = 24
"""A column whose cells are longer holds sentences, which are wrapped."""
_GAP = "  "


def advise_in_words(text: str, catalogue: Catalogue, today: str) -> str:
    """Read one message and return the recommendation it allows, with what was understood and assumed.

    `today`, an ISO date, lets the age of the prices be told.
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
    return "\n\n".join(in_words(message) for message in messages)


def in_words(message: Message) -> str:
    """Return a message as plain text, its blocks apart."""
    return "\n\n".join(_lines(message))


def _lines(message: Message) -> Iterator[str]:
    for block in message.blocks:
        yield from _block(block)


def _block(block: Mapping[str, Any]) -> Iterator[str]:
    if block["type"] == "section":
        yield _plain(block["text"]["text"])
    elif block["type"] == "context":
        yield _plain(" ".join(element["text"] for element in block["elements"]))
    elif block["type"] in ("table", "data_table"):
        yield _table([[_cell(cell) for cell in row] for row in block["rows"]])


def _cell(cell: Mapping[str, Any]) -> str:
    return str(cell.get("text", cell.get("value", "")))


def _table(rows: list[list[str]]) -> str:
    """Return rows in columns: each as wide as its cells, but those that are sentences share what is left."""
    natural = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    wide = [column for column, width in enumerate(natural) if width > _SENTENCE]
    left = _WIDTH - sum(natural[column] for column in range(len(natural)) if column not in wide)
    share = (left - len(_GAP) * (len(natural) - 1)) // max(1, len(wide))
    widths = [share if column in wide else width for column, width in enumerate(natural)]
    return "\n".join(line for row in rows for line in _wrapped(row, widths))


def _wrapped(row: list[str], widths: list[int]) -> Iterator[str]:
    cells = [textwrap.wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
    for line in zip_longest(*cells, fillvalue=""):
        yield _GAP.join(part.ljust(width) for part, width in zip(line, widths, strict=True)).rstrip()


def _plain(markup: str) -> str:
    """Return Slack's markup as plain text; commands stay as they are, and on a line of their own length."""
    text = re.sub(r"<!date\^[^|>]*\|([^>]*)>", r"\1", markup)
    text = re.sub(r"<[^|>]*\|([^>]*)>", r"\1", text)
    parts = re.split(r"(`[^`\n]*`)", text)
    shown = "".join(part if part.startswith("`") else _unstyled(part) for part in parts)
    lines = html.unescape(shown.replace("\u2060", "")).split("\n")
    return "\n".join(
        textwrap.fill(line, _WIDTH, subsequent_indent="  ", break_on_hyphens=False) for line in lines
    )


def _unstyled(text: str) -> str:
    return re.sub(r"(?<!\w)[*_](\S[^*_\n]*)[*_](?!\w)", r"\1", text)
