"""The Block Kit we use, as small functions that cut what is too long and refuse what Slack would refuse.

The one place that knows Slack's limits: of each block, and of each surface in `on_surface`. What is filled in
on modals is made in `bot.modals`, within the limits that stand here.
"""

import re
from collections.abc import Iterable, Sequence
from typing import Any, Literal, TypeVar

Block = dict[str, Any]
Surface = Literal["message", "modal", "home"]
T = TypeVar("T", bound=Sequence[Any])

MOST_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
NOT_IN_MODALS = ("table", "data_visualization")
MOST_CHARACTERS = 13_000
"""Slack refuses a message somewhere above this many characters over all its blocks, without saying where."""
MOST_TEXT = 3_000
MOST_LABEL = 75
MOST_FALLBACK = 4_000
MOST_CELL_CHARACTERS = 10_000
MOST_OPTIONS = 100
MOST_VALUE, MOST_OPTION_VALUE = 2_000, 150
MOST_TYPED = 3_000
MOST_HINT = 2_000
MOST_VIEW_TITLE = 24
MOST_PRIVATE = 3_000
"""Characters that a view carries for the app, unseen."""


class BlockError(ValueError):
    """Raised for a block or a message that Slack would refuse."""


def cut(text: str, limit: int) -> str:
    """Shorten text to `limit` code points with an ellipsis; a half entity or mention goes with the rest."""
    if len(text) <= limit:
        return text
    kept = re.sub(r"(&[a-z]{0,4}|<[^<>]*)$", "", text[: limit - 1])
    return kept.rstrip() + "…"


def mrkdwn(text: str, limit: int = MOST_TEXT) -> Block:
    """Text in Slack's markup."""
    return {"type": "mrkdwn", "text": _some(cut(text, limit))}


def plain_text(text: str, limit: int = MOST_LABEL) -> Block:
    """Text without markup, for labels."""
    return {"type": "plain_text", "text": _some(cut(text, limit)), "emoji": False}


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain_text(text, 150)}


def section(text: str, accessory: Block | None = None) -> Block:
    """A paragraph, shown whole, with at most one control beside it."""
    block = {"type": "section", "text": mrkdwn(text), "expand": True}
    return block if accessory is None else block | {"accessory": accessory}


def context(*lines: str) -> Block:
    """Small print, at most ten pieces."""
    return {"type": "context", "elements": _between(1, 10, [mrkdwn(line, 2_000) for line in lines], "texts")}


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def actions(*elements: Block) -> Block:
    """A row of controls with different action ids."""
    _different([element["action_id"] for element in elements], "action ids")
    return {"type": "actions", "elements": _between(1, 25, list(elements), "controls")}


def button(label: str, action_id: str, value: str, *, style: str | None = None) -> Block:
    """A button. `style` is primary or danger."""
    block: Block = {
        "type": "button",
        "text": plain_text(label),
        "action_id": _at_most(255, action_id, "action id"),
        "value": _at_most(MOST_VALUE, value, "button value"),
    }
    return block | ({"style": style} if style else {})


def link(label: str, action_id: str, url: str) -> Block:
    """A button that opens an address; the bot is told of the click as of any other."""
    return {
        "type": "button",
        "text": plain_text(label),
        "action_id": _at_most(255, action_id, "action id"),
        "url": _at_most(3_000, url, "address"),
    }


def confirmation(title: str, text: str, confirm: str, deny: str) -> Block:
    """The question asked before a click counts."""
    return {
        "title": plain_text(title, 100),
        "text": plain_text(text, 300),
        "confirm": plain_text(confirm, 30),
        "deny": plain_text(deny, 30),
    }


def option(label: str, value: str) -> Block:
    """One entry of a menu."""
    return {"text": plain_text(label), "value": _at_most(MOST_OPTION_VALUE, value, "option value")}


def select(placeholder: str, action_id: str, options: Sequence[Block], *, several: bool = False) -> Block:
    """A menu of which one entry, or several, may be taken."""
    return {
        "type": "multi_static_select" if several else "static_select",
        "action_id": _at_most(255, action_id, "action id"),
        "placeholder": plain_text(placeholder, 150),
        "options": _options(options, 100),
    }


def channel_select(placeholder: str, action_id: str, *, here: bool = False) -> Block:
    """A menu of channels; `here` begins with the one that is open."""
    block: Block = {
        "type": "conversations_select",
        "action_id": _at_most(255, action_id, "action id"),
        "placeholder": plain_text(placeholder, 150),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    return block | ({"default_to_current_conversation": True} if here else {})


def preformatted(text: str) -> Block:
    """Text shown letter by letter, as in a terminal; nothing in it is markup."""
    inner = {"type": "text", "text": _at_most(MOST_TEXT, text, "preformatted text")}
    return {"type": "rich_text", "elements": [{"type": "rich_text_preformatted", "elements": [inner]}]}


def overflow(action_id: str, options: Sequence[Block]) -> Block:
    """The menu behind three dots, for what is seldom wanted."""
    return {
        "type": "overflow",
        "action_id": _at_most(255, action_id, "action id"),
        "options": _options(options, 5),
    }


def table(rows: Sequence[Sequence[str]], *, right: Iterable[int] = ()) -> Block:
    """A table of plain text whose first row is its heading; columns in `right` are aligned to the right."""
    widths = {len(row) for row in rows}
    if len(widths) != 1:
        raise BlockError("a table needs rows of one length")
    _between(1, 100, rows, "rows")
    _between(1, 20, rows[0], "columns")
    aligned = frozenset(right)
    return {
        "type": "table",
        "column_settings": [
            {"align": "right", "is_wrapped": True} if column in aligned else {"is_wrapped": True}
            for column in range(len(rows[0]))
        ],
        "rows": [[{"type": "raw_text", "text": _some(cut(cell, 300))} for cell in row] for row in rows],
    }


def bar_chart(
    title: str, categories: Sequence[str], series: Sequence[tuple[str, Sequence[float]]], *, unit: str
) -> Block:
    """Bars grouped by category, one bar of each series in each group."""
    labels = [cut(label, 20) for label in _between(1, 20, categories, "categories")]
    _different(labels, "categories")
    _different([name for name, _ in series], "series")
    if any(len(values) != len(labels) for _, values in series):
        raise BlockError("every series of a chart needs one value for each category")
    return {
        "type": "data_visualization",
        "title": cut(title, 50),
        "chart": {
            "type": "bar",
            "series": [
                {
                    "name": _at_most(20, name, "series name"),
                    "data": [
                        {"label": label, "value": value} for label, value in zip(labels, values, strict=True)
                    ],
                }
                for name, values in _between(1, 12, series, "series")
            ],
            "axis_config": {"categories": labels, "y_label": cut(unit, 50)},
        },
    }


def checked(text: str, blocks: Sequence[Block]) -> tuple[str, tuple[Block, ...]]:
    """Return a whole message, its text cut, if Slack would take it; raise BlockError if it would not."""
    _some(text.strip())
    _between(1, MOST_BLOCKS["message"], blocks, "blocks")
    return cut(text, MOST_FALLBACK), on_surface("message", blocks)


def home(blocks: Sequence[Block]) -> Block:
    """The bot's Home tab, as one person sees it."""
    return {"type": "home", "blocks": list(on_surface("home", blocks))}


def on_surface(surface: Surface, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks if that surface takes them all together; raise BlockError if it does not."""
    _between(0, MOST_BLOCKS[surface], blocks, "blocks")
    kinds = [block["type"] for block in blocks]
    if surface == "modal" and any(kind in NOT_IN_MODALS for kind in kinds):
        raise BlockError("tables and charts may not stand in a modal")
    if kinds.count("table") > 1:
        raise BlockError("only one table may stand in a message")
    if kinds.count("data_visualization") > 2:
        raise BlockError("only two charts may stand in a message")
    _different([block["block_id"] for block in blocks if "block_id" in block], "block ids")
    cells = _length([block["rows"] for block in blocks if "rows" in block])
    if cells > MOST_CELL_CHARACTERS:
        raise BlockError(f"a message's tables may hold {MOST_CELL_CHARACTERS} characters, not {cells}")
    if surface == "message" and (length := _length(list(blocks))) > MOST_CHARACTERS:
        raise BlockError(f"a message may hold {MOST_CHARACTERS} characters, not {length}")
    return tuple(blocks)


def _length(node: Any) -> int:
    length, left = 0, [node]
    while left:
        node = left.pop()
        if isinstance(node, list):
            left += node
        elif isinstance(node, dict):
            left += [part for part in node.values() if isinstance(part, (dict, list))]
            text = node.get("text")
            length += len(text) if isinstance(text, str) else 0
    return length


def _options(options: Sequence[Block], most: int) -> list[Block]:
    _different([entry["value"] for entry in options], "option values")
    return list(_between(1, most, options, "options"))


def _some(text: str) -> str:
    if not text:
        raise BlockError("a text needs at least one character")
    return text


def _at_most(most: int, text: str, what: str) -> str:
    if not 1 <= len(text) <= most:
        raise BlockError(f"the {what} needs 1 to {most} characters, not {len(text)}")
    return text


def _between(least: int, most: int, things: T, what: str) -> T:
    if not least <= len(things) <= most:
        raise BlockError(f"{least} to {most} {what} are allowed, not {len(things)}")
    return things


def _different(things: Sequence[str], what: str) -> None:
    if len(set(things)) != len(things):
        raise BlockError(f"the {what} must differ")
