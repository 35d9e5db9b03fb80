"""What Slack refuses in blocks and views: types, lengths, counts, surfaces and identifiers.

One table per kind of thing: its keys, and the rule for each value; a key that starts with "!" is required.
"""

from collections.abc import Sequence
from typing import Any

from bot.sandbox.model import Json
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

MOST_CHARACTERS = 13_200
"""Undocumented: reported by apps as the size at which a message becomes msg_blocks_too_long."""
MOST_TABLE_CHARACTERS, MOST_DATA_TABLE_CHARACTERS, MOST_MARKDOWN, MOST_CHARTS = 10_000, 20_000, 12_000, 2


def _typed(kinds: dict[str, Keys], allowed: Sequence[str] | None = None) -> Rule:
    def rule(check: Check, value: Any, at: str) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in kinds or (allowed is not None and kind not in allowed):
            check.refuse(f"unsupported type: {kind}", at)
            return
        check_keys(check, kinds[kind], value, at)
        if kinds is _ELEMENTS:
            _check_control(check, value, at)

    return rule


def _check_control(check: Check, element: Json, at: str) -> None:
    kind, action_id = element["type"], element.get("action_id")
    if kind in _MODAL_ONLY and check.surface != "modal":
        check.refuse(f"unsupported type: {kind} is for modals only", at)
    if action_id is not None and action_id in check.action_ids:
        check.refuse(f"action_id already exists: {action_id}", at)
    check.action_ids.add(str(action_id))
    for key in ("initial_option", "initial_options"):
        chosen = element.get(key)
        options = [*element.get("options", ()), *_grouped(element)]
        for one in chosen if isinstance(chosen, list) else [chosen]:
            if one is not None and one not in options:
                check.refuse(f"{key} must be one of the options", at)


def _grouped(element: Json) -> list[Any]:
    return [option for group in element.get("option_groups", ()) for option in group.get("options", ())]


def _text(most: int, *kinds: str) -> Rule:
    own = {"!text": string(most), "emoji": _flag, "verbatim": _flag}
    return _typed(dict.fromkeys(kinds or ("plain_text", "mrkdwn"), own))


def _cells(check: Check, rows: Any, at: str) -> None:
    """Count the characters in a table's cells, and hold its rows to one width."""
    cells = [cell for row in rows if isinstance(row, list) for cell in row if isinstance(cell, dict)]
    amount = sum(len(cell.get("text") or "") for cell in cells)
    if at.endswith("data"):
        if len({len(row) for row in rows if isinstance(row, list)}) > 1:
            check.refuse("rows must have the same number of cells", at)
        check.count("characters in data tables", amount, MOST_DATA_TABLE_CHARACTERS, at)
    else:
        check.count("characters in tables", amount, MOST_TABLE_CHARACTERS, at)


def _chart(check: Check, chart: Any, at: str) -> None:
    kind = chart.get("type") if isinstance(chart, dict) else None
    object_with(_PIE if kind == "pie" else _AXES)(check, chart, at)
    if kind not in ("pie", "bar", "line", "area"):
        check.refuse(f"unsupported chart: {kind}", at)
        return
    categories = (chart.get("axis_config") or {}).get("categories")
    for number, series in enumerate(chart.get("series") or ()):
        if [point.get("label") for point in series.get("data", ())] != categories:
            check.refuse("must have one point for each category, in their order", f"{at}/series/{number}")


def _markdown(check: Check, text: Any, at: str) -> None:
    check.count("characters of markdown", len(str(text)), MOST_MARKDOWN, at)


def _inline(check: Check, value: Any, at: str) -> None:
    _typed(_INLINES)(check, value, at)


_flag = of_type(bool, "a boolean")
_whole = of_type(int, "an integer")
_number = of_type((int, float), "a number")
_plain75, _style = (
    _text(75, "plain_text"),
    object_with(dict.fromkeys(("bold", "italic", "strike", "code"), _flag)),
)
_INLINES: dict[str, Keys] = {
    "text": {"!text": string(MOST_MARKDOWN), "style": _style},
    "link": {"!url": string(3000), "text": string(3000), "style": _style, "unsafe": _flag},
    "emoji": {"!name": string(100), "unicode": string(100), "style": _style},
    "user": {"!user_id": string(20), "style": _style},
    "channel": {"!channel_id": string(20), "style": _style},
    "broadcast": {"!range": one_of("here", "channel", "everyone"), "style": _style},
    "date": {"!timestamp": _whole, "!format": string(255), "fallback": string(255), "url": string(3000)},
}
_line = {"!elements": many(_inline, 0, 1000)}
_RICH: dict[str, Keys] = {
    "rich_text_section": _line,
    "rich_text_quote": _line | {"border": _whole},
    "rich_text_preformatted": _line | {"border": _whole, "language": string(50)},
    "rich_text_list": {
        "!elements": many(_typed({"rich_text_section": _line}), 1, 1000),
        "!style": one_of("bullet", "ordered"),
        "indent": _whole,
        "offset": _whole,
        "border": _whole,
    },
}
_rich_text = {"!elements": many(_typed(_RICH), 1, 1000)}
_confirm = object_with(
    {
        "!title": _text(100, "plain_text"),
        "!text": _text(300),
        "!confirm": _text(30, "plain_text"),
        "!deny": _text(30, "plain_text"),
        "style": one_of("primary", "danger"),
    }
)
_option_keys = {"!text": _plain75, "!value": string(150), "description": _plain75}
_option = object_with(_option_keys)
_rich_option = object_with(_option_keys | {"!text": _text(75), "description": _text(75)})
_link_option = object_with(_option_keys | {"url": string(3000)})
_group = object_with({"!label": _plain75, "!options": many(_option, 1, 100)})
_control: Keys = {"action_id": string(255), "confirm": _confirm, "focus_on_load": _flag}
_menu: Keys = _control | {"placeholder": _text(150, "plain_text")}
_options: Keys = {"options": many(_option, 1, 100, "value"), "option_groups": many(_group, 1, 100)}
_several: Keys = {"max_selected_items": _whole}
_ids = many(string(20), 1, 100)
_placed: Keys = {
    "default_to_current_conversation": _flag,
    "response_url_enabled": _flag,
    "filter": of_type(dict, "an object"),
    "initial_conversation": string(20),
}
_typed_in: Keys = {
    "action_id": string(255),
    "focus_on_load": _flag,
    "placeholder": _text(150, "plain_text"),
    "dispatch_action_config": of_type(dict, "an object"),
}
_ELEMENTS: dict[str, Keys] = {
    "button": _control
    | {
        "!text": _plain75,
        "value": string(2000),
        "url": string(3000),
        "style": one_of("primary", "danger"),
        "accessibility_label": string(75),
    },
    "static_select": _menu | _options | {"initial_option": of_type(dict, "an object")},
    "multi_static_select": _menu | _options | _several | {"initial_options": of_type(list, "an array")},
    "conversations_select": _menu | _placed,
    "users_select": _menu | {"initial_user": string(20)},
    "multi_users_select": _menu | _several | {"initial_users": _ids},
    "overflow": _control | {"!options": many(_link_option, 1, 5, "value")},
    "checkboxes": _control
    | {"!options": many(_rich_option, 1, 10, "value"), "initial_options": of_type(list, "an array")},
    "radio_buttons": _control
    | {"!options": many(_rich_option, 1, 10, "value"), "initial_option": of_type(dict, "an object")},
    "plain_text_input": _typed_in
    | {
        "initial_value": string(3000, 0),
        "multiline": _flag,
        "min_length": _whole,
        "max_length": _whole,
    },
    "number_input": _typed_in
    | {
        "!is_decimal_allowed": _flag,
        "initial_value": string(100),
        "min_value": string(100),
        "max_value": string(100),
    },
    "image": {"image_url": string(3000), "slack_file": of_type(dict, "an object"), "!alt_text": string(2000)},
}
_MODAL_ONLY = ("number_input", "email_text_input", "url_text_input", "file_input")
_ACCESSORIES = [kind for kind in _ELEMENTS if not kind.endswith("input")]
_ACTIONS = [kind for kind in _ELEMENTS if kind not in ("image", "plain_text_input", "number_input")]
_INPUTS = [kind for kind in _ELEMENTS if kind not in ("button", "overflow", "image")]
_raw_text: Keys = {"!text": string(MOST_TABLE_CHARACTERS)}
_CELLS: dict[str, Keys] = {
    "raw_text": _raw_text,
    "raw_number": {"!value": _number, "text": string(MOST_TABLE_CHARACTERS)},
    "rich_text": _rich_text,
}
_rows = many(many(_typed(_CELLS), 1, 20), 1, 100)
_column = object_with({"align": one_of("left", "center", "right"), "is_wrapped": _flag})
_point = object_with({"!label": string(20), "!value": _number})
_series = object_with({"!name": string(20), "!data": many(_point, 1, 20)})
_axis = object_with(
    {"!categories": many(string(20), 1, 20), "x_label": string(50, 0), "y_label": string(50, 0)}
)
_PIE: Keys = {"!segments": many(_point, 1, 12)}
_AXES: Keys = {"!series": many(_series, 1, 12, "name"), "!axis_config": _axis}


def _block_within(check: Check, value: Any, at: str) -> None:
    _block(check, value, at)


def _column_or_none(check: Check, value: Any, at: str) -> None:
    if value is not None:
        _column(check, value, at)


_BLOCKS: dict[str, tuple[str, Keys]] = {
    "section": (
        "message modal home",
        {
            "text": _text(3000),
            "fields": many(_text(2000), 1, 10),
            "accessory": _typed(_ELEMENTS, _ACCESSORIES),
            "expand": _flag,
        },
    ),
    "header": ("message modal home", {"!text": _text(150, "plain_text"), "level": _whole}),
    "divider": ("message modal home", {}),
    "context": (
        "message modal home",
        {
            "!elements": many(
                _typed(
                    {
                        "mrkdwn": _raw_text | {"verbatim": _flag},
                        "plain_text": _raw_text | {"emoji": _flag},
                        "image": _ELEMENTS["image"],
                    }
                ),
                1,
                10,
            )
        },
    ),
    "actions": ("message modal home", {"!elements": many(_typed(_ELEMENTS, _ACTIONS), 1, 25)}),
    "input": (
        "message modal home",
        {
            "!label": _text(2000, "plain_text"),
            "hint": _text(2000, "plain_text"),
            "!element": _typed(_ELEMENTS, _INPUTS),
            "optional": _flag,
            "dispatch_action": _flag,
        },
    ),
    "image": ("message modal home", _ELEMENTS["image"] | {"title": _text(2000, "plain_text")}),
    "rich_text": ("message modal home", _rich_text),
    "markdown": ("message", {"!text": both(string(MOST_MARKDOWN), _markdown)}),
    "table": (
        "message home",
        {"!rows": both(_rows, _cells), "column_settings": many(_column_or_none, 1, 20)},
    ),
    "data_table": (
        "message home",
        {
            "!caption": string(255),
            "!rows": both(many(many(_typed(_CELLS), 1, 20), 2, 201), _cells),
            "page_size": _whole,
            "row_header_column_index": _whole,
        },
    ),
    "data_visualization": ("message home", {"!title": string(50), "!chart": _chart}),
    "card": (
        "message modal home",
        {
            "title": _text(150),
            "subtitle": _text(150),
            "body": _text(200),
            "subtext": _text(200),
            "hero_image": object_with(_ELEMENTS["image"]),
            "icon": object_with(_ELEMENTS["image"]),
            "slack_icon": of_type(dict, "an object"),
            "actions": many(_typed(_ELEMENTS, ["button"]), 1, 3),
        },
    ),
    "alert": (
        "modal",
        {"!text": _text(200), "level": one_of("default", "info", "warning", "error", "success")},
    ),
    "container": (
        "message home",
        {
            "title": _text(150, "plain_text"),
            "rich_text_title": of_type(dict, "an object"),
            "!child_blocks": many(_block_within, 1, 10),
            "is_collapsible": _flag,
            "default_collapsed": _flag,
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
    "!title": _text(24, "plain_text"),
    "submit": _text(24, "plain_text"),
    "close": _text(24, "plain_text"),
    "clear_on_close": _flag,
    "notify_on_close": _flag,
    "submit_disabled": _flag,
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
