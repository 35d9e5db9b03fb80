"""What Slack refuses in blocks and views: types, lengths, counts, surfaces and identifiers."""

from typing import Any

from bot.sandbox.model import Json
from tests.block_kit.elements import (
    ACCESSORIES,
    ACTIONS,
    ELEMENTS,
    INPUTS,
    MOST_MARKDOWN,
    RICH_TEXT,
    flag,
    text_object,
    typed,
    whole,
)
from tests.block_kit.rules import (
    Check,
    Keys,
    Rule,
    both,
    check_keys,
    many,
    needs_one,
    object_with,
    of_type,
    one_of,
    string,
)
from tests.block_kit.tables import CELLS, RAW_TEXT, check_chart, column_or_none, count_cells, rows_of_cells

MOST_CHARACTERS = 13_200
"""Undocumented: reported by apps as the size at which a message becomes msg_blocks_too_long."""
MOST_CHARTS = 2


def _markdown(check: Check, text: Any, at: str) -> None:
    check.count("characters of markdown", len(str(text)), MOST_MARKDOWN, at)


def _block_within(check: Check, value: Any, at: str) -> None:
    _block(check, value, at)


_BLOCKS: dict[str, tuple[str, Keys]] = {
    "section": (
        "message modal home",
        {
            "text": text_object(3000),
            "fields": many(text_object(2000), 1, 10),
            "accessory": typed(ELEMENTS, ACCESSORIES),
            "expand": flag,
        },
    ),
    "header": ("message modal home", {"!text": text_object(150, "plain_text"), "level": whole}),
    "divider": ("message modal home", {}),
    "context": (
        "message modal home",
        {
            "!elements": many(
                typed(
                    {
                        "mrkdwn": RAW_TEXT | {"verbatim": flag},
                        "plain_text": RAW_TEXT | {"emoji": flag},
                        "image": ELEMENTS["image"],
                    }
                ),
                1,
                10,
            )
        },
    ),
    "actions": ("message modal home", {"!elements": many(typed(ELEMENTS, ACTIONS), 1, 25)}),
    "input": (
        "message modal home",
        {
            "!label": text_object(2000, "plain_text"),
            "hint": text_object(2000, "plain_text"),
            "!element": typed(ELEMENTS, INPUTS),
            "optional": flag,
            "dispatch_action": flag,
        },
    ),
    "image": ("message modal home", ELEMENTS["image"] | {"title": text_object(2000, "plain_text")}),
    "rich_text": ("message modal home", RICH_TEXT),
    "markdown": ("message", {"!text": both(string(MOST_MARKDOWN), _markdown)}),
    "table": (
        "message home",
        {"!rows": both(rows_of_cells, count_cells), "column_settings": many(column_or_none, 1, 20)},
    ),
    "data_table": (
        "message home",
        {
            "!caption": string(255),
            "!rows": both(many(many(typed(CELLS), 1, 20), 2, 201), count_cells),
            "page_size": whole,
            "row_header_column_index": whole,
        },
    ),
    "data_visualization": ("message home", {"!title": string(50), "!chart": check_chart}),
    "card": (
        "message modal home",
        {
            "title": text_object(150),
            "subtitle": text_object(150),
            "body": text_object(200),
            "subtext": text_object(200),
            "hero_image": object_with(ELEMENTS["image"]),
            "icon": object_with(ELEMENTS["image"]),
            "slack_icon": of_type(dict, "an object"),
            "actions": many(typed(ELEMENTS, ["button"]), 1, 3),
        },
    ),
    "alert": (
        "modal",
        {"!text": text_object(200), "level": one_of("default", "info", "warning", "error", "success")},
    ),
    "container": (
        "message home",
        {
            "title": text_object(150, "plain_text"),
            "rich_text_title": of_type(dict, "an object"),
            "!child_blocks": many(_block_within, 1, 10),
            "is_collapsible": flag,
            "default_collapsed": flag,
            "width": one_of("narrow", "standard", "wide", "full"),
        },
    ),
}
_ALSO: dict[str, Rule] = {
    "section": needs_one("text", "fields"),
    "card": needs_one("hero_image", "title", "actions", "body"),
    "container": needs_one("title", "rich_text_title"),
    "image": needs_one("image_url", "slack_file"),
}
_IN_CONTAINERS = (
    "actions",
    "context",
    "divider",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "table",
)


def _block(check: Check, block: Any, at: str) -> None:
    kind = block.get("type") if isinstance(block, dict) else None
    surfaces, keys = _BLOCKS.get(str(kind), ("", {}))
    inside = "/child_blocks/" in at
    if check.surface not in surfaces.split() or (inside and kind not in _IN_CONTAINERS):
        check.refuse(f"unsupported type: {kind}", at)
        return
    check.action_ids = set()
    check_keys(check, {"block_id": string(255)} | keys, block, at)
    if kind in _ALSO:
        _ALSO[str(kind)](check, block, at)
    block_id = block.get("block_id")
    if block_id is not None and block_id in check.block_ids:
        check.refuse(f"block_id already exists: {block_id}", at)
    check.block_ids.add(str(block_id))
    if kind in ("table", "data_table") and check.amounts.setdefault("tables", 0):
        check.problems.append("only_one_table_allowed")
    if kind in ("table", "data_table"):
        check.amounts["tables"] = 1
    if kind == "data_visualization":
        check.count("charts", 1, MOST_CHARTS, at)


def check_blocks(blocks: list[Json], surface: str) -> list[str]:
    """Return what Slack would refuse about the blocks of a message, modal or home."""
    check = Check(surface)
    many(_block, 0, 50 if surface == "message" else 100)(check, blocks, "/blocks")
    if surface == "message" and _characters(blocks) > MOST_CHARACTERS:
        check.problems.append("msg_blocks_too_long")
    return check.problems


def _characters(value: Any) -> int:
    """Count the characters of all texts within."""
    if isinstance(value, list):
        return sum(_characters(item) for item in value)
    if not isinstance(value, dict):
        return 0
    own = value.get("text")
    return (len(own) if isinstance(own, str) else 0) + sum(_characters(item) for item in value.values())


_VIEW: Keys = {
    "!blocks": of_type(list, "an array"),
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
_MODAL: Keys = _VIEW | {
    "!title": text_object(24, "plain_text"),
    "submit": text_object(24, "plain_text"),
    "close": text_object(24, "plain_text"),
    "clear_on_close": flag,
    "notify_on_close": flag,
    "submit_disabled": flag,
}


def check_view(view: Json, kind: str) -> list[str]:
    """Return what Slack would refuse about a modal or a home."""
    check = Check(kind)
    if not isinstance(view, dict) or view.get("type") != kind:
        check.refuse(f"must be of type {kind}", "/view/type")
        return check.problems
    check_keys(check, _MODAL if kind == "modal" else _VIEW, view, "/view")
    blocks = view.get("blocks")
    if not isinstance(blocks, list):
        return check.problems
    has_input = any(isinstance(block, dict) and block.get("type") == "input" for block in blocks)
    if kind == "modal" and has_input and "submit" not in view:
        check.refuse("a modal with inputs needs a submit", "/view")
    return check.problems + check_blocks(blocks, kind)
