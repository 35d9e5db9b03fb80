"""A recommendation in the terminal: the same words as in Slack, as plain text."""

import html
import re
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from bot.messages import Message
from bot.messages.recommendation import render_recommendation
from core.answers import Answer, accepts, standing, workload_of
from core.catalog.catalogue import Catalogue
from core.match import recommend
from core.reading import read

_WIDTH = 100


def advise_in_words(text: str, catalogue: Catalogue, today: str) -> str:
    """Read one message and return the recommendation it allows, with what was understood and assumed."""
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
        for number, reading in enumerate(read(text).readings, 1)
        if accepts(reading.slot, reading.value)
    ]
    stands = tuple(standing(answers).values())
    advice = recommend(workload_of(stands), catalogue)
    people = {answer.slot: "you" for answer in stands}
    messages = render_recommendation(
        advice, record_id="-", asker="you", people=people, answers=stands, today=today
    )
    return "\n\n".join("\n\n".join(_lines(message)) for message in messages)


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
    """Return rows as blocks of "heading: cell", since sentences do not fit into terminal columns."""
    heading, *body = rows
    return "\n\n".join(
        "\n".join(
            textwrap.fill(
                f"{name}: {cell}", _WIDTH, initial_indent="  " if at else "", subsequent_indent="      "
            )
            for at, (name, cell) in enumerate(zip(heading, row, strict=True))
        )
        for row in body
    )


def _plain(markup: str) -> str:
    """Return Slack's markup as plain text."""
    text = re.sub(r"<!date\^[^|>]*\|([^>]*)>", r"\1", markup)
    text = re.sub(r"<[^|>]*\|([^>]*)>", r"\1", text)
    text = re.sub(r"(?<!\w)[*_`](\S[^*_`\n]*)[*_`](?!\w)", r"\1", text)
    lines = html.unescape(text).split("\n")
    return "\n".join(textwrap.fill(line, _WIDTH, subsequent_indent="  ") for line in lines)
