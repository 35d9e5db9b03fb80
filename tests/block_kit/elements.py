"""What Slack refuses inside of blocks: texts, rich text, and the controls people touch.

One table per kind of thing: its keys, and the rule for each value; a key that starts with "!" is required.
"""

from collections.abc import Sequence
from typing import Any

from bot.sandbox.model import Json
from tests.block_kit.rules import (
    Check,
    Keys,
    Rule,
    check_keys,
    many,
    object_with,
    of_type,
    one_of,
    string,
)

MOST_MARKDOWN = 12_000


def typed(kinds: dict[str, Keys], allowed: Sequence[str] | None = None) -> Rule:
    def rule(check: Check, value: Any, at: str) -> None:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind not in kinds or (allowed is not None and kind not in allowed):
            check.refuse(f"unsupported type: {kind}", at)
            return
        check_keys(check, kinds[kind], value, at)
        if kinds is ELEMENTS:
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


def text_object(most: int, *kinds: str) -> Rule:
    own = {"!text": string(most), "emoji": flag, "verbatim": flag}
    return typed(dict.fromkeys(kinds or ("plain_text", "mrkdwn"), own))


def _inline(check: Check, value: Any, at: str) -> None:
    typed(_INLINES)(check, value, at)


flag = of_type(bool, "a boolean")
whole = of_type(int, "an integer")
number = of_type((int, float), "a number")
_plain75, _style = (
    text_object(75, "plain_text"),
    object_with(dict.fromkeys(("bold", "italic", "strike", "code"), flag)),
)
_INLINES: dict[str, Keys] = {
    "text": {"!text": string(MOST_MARKDOWN), "style": _style},
    "link": {"!url": string(3000), "text": string(3000), "style": _style, "unsafe": flag},
    "emoji": {"!name": string(100), "unicode": string(100), "style": _style},
    "user": {"!user_id": string(20), "style": _style},
    "channel": {"!channel_id": string(20), "style": _style},
    "broadcast": {"!range": one_of("here", "channel", "everyone"), "style": _style},
    "date": {"!timestamp": whole, "!format": string(255), "fallback": string(255), "url": string(3000)},
}
_line = {"!elements": many(_inline, 0, 1000)}
_RICH: dict[str, Keys] = {
    "rich_text_section": _line,
    "rich_text_quote": _line | {"border": whole},
    "rich_text_preformatted": _line | {"border": whole, "language": string(50)},
    "rich_text_list": {
        "!elements": many(typed({"rich_text_section": _line}), 1, 1000),
        "!style": one_of("bullet", "ordered"),
        "indent": whole,
        "offset": whole,
        "border": whole,
    },
}
RICH_TEXT = {"!elements": many(typed(_RICH), 1, 1000)}
_confirm = object_with(
    {
        "!title": text_object(100, "plain_text"),
        "!text": text_object(300),
        "!confirm": text_object(30, "plain_text"),
        "!deny": text_object(30, "plain_text"),
        "style": one_of("primary", "danger"),
    }
)
_option_keys = {"!text": _plain75, "!value": string(150), "description": _plain75}
_option = object_with(_option_keys)
_rich_option = object_with(_option_keys | {"!text": text_object(75), "description": text_object(75)})
_link_option = object_with(_option_keys | {"url": string(3000)})
_group = object_with({"!label": _plain75, "!options": many(_option, 1, 100)})
_control: Keys = {"action_id": string(255), "confirm": _confirm, "focus_on_load": flag}
_menu: Keys = _control | {"placeholder": text_object(150, "plain_text")}
_options: Keys = {"options": many(_option, 1, 100, "value"), "option_groups": many(_group, 1, 100)}
_several: Keys = {"max_selected_items": whole}
_ids = many(string(20), 1, 100)
_placed: Keys = {
    "default_to_current_conversation": flag,
    "response_url_enabled": flag,
    "filter": of_type(dict, "an object"),
    "initial_conversation": string(20),
}
_typed_in: Keys = {
    "action_id": string(255),
    "focus_on_load": flag,
    "placeholder": text_object(150, "plain_text"),
    "dispatch_action_config": of_type(dict, "an object"),
}
ELEMENTS: dict[str, Keys] = {
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
        "multiline": flag,
        "min_length": whole,
        "max_length": whole,
    },
    "number_input": _typed_in
    | {
        "!is_decimal_allowed": flag,
        "initial_value": string(100),
        "min_value": string(100),
        "max_value": string(100),
    },
    "image": {"image_url": string(3000), "slack_file": of_type(dict, "an object"), "!alt_text": string(2000)},
}
_MODAL_ONLY = ("number_input", "email_text_input", "url_text_input", "file_input")
ACCESSORIES = [kind for kind in ELEMENTS if not kind.endswith("input")]
ACTIONS = [kind for kind in ELEMENTS if kind not in ("image", "plain_text_input", "number_input")]
INPUTS = [kind for kind in ELEMENTS if kind not in ("button", "overflow", "image")]
