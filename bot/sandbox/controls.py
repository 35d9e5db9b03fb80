"""The controls in blocks: how to find one, what it holds in `state.values`, and the views they stand in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.model import APP, BOT, TEAM, Json, RefusedError

Control = tuple[Json, Json]
HOLDS = {
    "button": "value",
    "plain_text_input": "value",
    "overflow": "selected_option",
    "static_select": "selected_option",
    "multi_static_select": "selected_options",
    "checkboxes": "selected_options",
    "conversations_select": "selected_conversation",
}
"""Each control that the app uses, and where it holds what was typed or chosen."""
_STATELESS = ("button", "overflow")


def controls_of(blocks: list[Json]) -> Iterator[Control]:
    """Yield every (block, control)."""
    for block in blocks:
        for element in (*block.get("elements", ()), block.get("accessory"), block.get("element")):
            if element and "action_id" in element:
                yield block, element


def find_control(blocks: list[Json], action_id: str, block_id: str | None) -> Control:
    """Find a control by its action_id, and by its block's id where that is given."""
    for block, element in controls_of(blocks):
        if element["action_id"] == action_id and block_id in (None, block["block_id"]):
            return block, element
    raise RefusedError(f"there is no control {action_id}")


def chosen(element: Json, value: Any) -> Json:
    """Return what the control holds once this was typed or chosen: of options, their values."""
    kind, key = element["type"], HOLDS[element["type"]]
    if kind == "button":
        return {"type": kind, key: element.get("value")}
    if key == "selected_options":
        return {"type": kind, key: [_option(element, one) for one in value or ()]}
    if key == "selected_option" and value is not None:
        return {"type": kind, key: _option(element, value)}
    return {"type": kind, key: value or None}


def state_of(blocks: list[Json], values: Json) -> Json:
    """Return `state.values`: what was typed and chosen, and for the rest what the blocks began with."""
    found: Json = {}
    for block, element in controls_of(blocks):
        if element["type"] not in _STATELESS:
            own = values.get(block["block_id"], {}).get(element["action_id"])
            found.setdefault(block["block_id"], {})[element["action_id"]] = own or _initial(element)
    return found


def _initial(element: Json) -> Json:
    key = HOLDS[element["type"]]
    initial = "initial_value" if key == "value" else key.replace("selected", "initial")
    return {"type": element["type"], key: element.get(initial, [] if key == "selected_options" else None)}


def _option(element: Json, value: str) -> Json:
    for option in element["options"]:
        if option["value"] == value:
            return dict(option)
    raise RefusedError(f"there is no option {value}")


@dataclass(slots=True)
class View:
    """A modal on one user's screen, or the user's App Home; `values` is what the user has filled in."""

    id: str
    user: str
    content: Json
    hash: str
    values: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def slack(self) -> Json:
        """Return the view as payloads and the views.* methods carry it."""
        own = {"id": self.id, "team_id": TEAM, "app_id": APP, "bot_id": BOT, "hash": self.hash}
        state = {"values": state_of(self.content["blocks"], self.values)}
        return {"private_metadata": ""} | self.content | own | {"state": state}
