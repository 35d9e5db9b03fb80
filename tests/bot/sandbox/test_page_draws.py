"""The page draws all that the bot sends."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import bot.sandbox
from tests.bot.messages.every import every_message, every_view

SCRIPT = (Path(bot.sandbox.__file__).parent / "page" / "blocks.js").read_text(encoding="utf-8")
PLACES_OF_CONTROLS = ("elements", "accessory", "element")


def _drawn(table: str) -> set[str]:
    """Return the words in one of the page's tables of what it can draw."""
    body = re.search(rf"const {table} = {{\n(.*?)\n}};", SCRIPT, re.DOTALL)
    assert body is not None
    return set(re.findall(r"\w+", body[1]))


def _sent() -> Iterator[dict[str, Any]]:
    for _, messages in every_message("Llama 3 8B"):
        for message in messages:
            yield from message.blocks
    for _, view in every_view("Llama 3 8B"):
        yield from view["blocks"]


def _controls(block: dict[str, Any]) -> Iterator[str]:
    within = [block.get(place) for place in PLACES_OF_CONTROLS]
    for part in within:
        for element in part if isinstance(part, list) else [part]:
            if isinstance(element, dict) and "action_id" in element:
                yield element["type"]


def test_every_block_that_is_sent_is_drawn() -> None:
    """No message or view holds a block that the page does not know."""
    assert {block["type"] for block in _sent()} <= _drawn("BLOCKS")


def test_every_control_that_is_sent_is_drawn() -> None:
    """No message or view holds a control that the page does not know."""
    assert {kind for block in _sent() for kind in _controls(block)} <= _drawn("ELEMENTS")
