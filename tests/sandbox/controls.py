"""Controls in blocks as people use them: found by what stands on them, and what they hold then."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.model import Json, RefusedError

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


class Inputs:
    """What one person has typed and chosen in one message or view."""

    def __init__(self) -> None:
        self._held: dict[tuple[str, str], Json] = {}

    def act(self, blocks: list[Json], control: str, value: Any, block_id: str | None) -> Json | None:
        """Choose or type; return the action that the app is told of, if it wants to know.

        Control and options are named by id, value or label. Inputs in `input` blocks are only filled, unless
        they say `dispatch_action`. Raises RefusedError, with what there is, where there is no such thing.
        """
        block, element = _found(blocks, control, block_id)
        held = _chosen(element, value)
        if element["type"] not in _STATELESS:
            self._held[block["block_id"], element["action_id"]] = held
        if block["type"] == "input" and not block.get("dispatch_action"):
            return None
        named = {key: element[key] for key in ("action_id", "text", "placeholder") if key in element}
        return named | held | {"block_id": block["block_id"]}

    def values(self, blocks: list[Json]) -> Json:
        """Return `state.values`: what was typed and chosen, and for the rest what the blocks began with."""
        found: Json = {}
        for block, element in controls_of(blocks):
            if element["type"] not in _STATELESS:
                place = block["block_id"], element["action_id"]
                found.setdefault(place[0], {})[place[1]] = self._held.get(place) or _begun(element)
        return found


def controls_of(blocks: list[Json]) -> Iterator[Control]:
    """Yield every (block, control)."""
    for block in blocks:
        for element in (*block.get("elements", ()), block.get("accessory"), block.get("element")):
            if element and "action_id" in element:
                yield block, element


def _found(blocks: list[Json], wanted: str, block_id: str | None) -> Control:
    found = [pair for pair in controls_of(blocks) if block_id in (None, pair[0]["block_id"])]
    for names_of in (_identifiers, _labels):
        for block, element in found:
            if wanted in names_of(block, element):
                return block, element
    offered = ", ".join(f"{element['action_id']} ({_labels(block, element)})" for block, element in found)
    raise RefusedError(f"there is no control {wanted}; there are: {offered or 'none'}")


def _identifiers(_block: Json, element: Json) -> list[Any]:
    return [element["action_id"], element.get("value")]


def _labels(block: Json, element: Json) -> list[Any]:
    texts = [element.get("text"), element.get("placeholder"), block.get("label")]
    return [text["text"] for text in texts if isinstance(text, dict)]


def _chosen(element: Json, value: Any) -> Json:
    kind, key = element["type"], HOLDS[element["type"]]
    if kind == "button":
        return {"type": kind, key: element.get("value")}
    if key == "selected_options":
        return {"type": kind, key: [_option(element, one) for one in value or ()]}
    if key == "selected_option" and value is not None:
        return {"type": kind, key: _option(element, value)}
    return {"type": kind, key: value or None}


def _begun(element: Json) -> Json:
    key = HOLDS[element["type"]]
    initial = "initial_value" if key == "value" else key.replace("selected", "initial")
    return {"type": element["type"], key: element.get(initial, [] if key == "selected_options" else None)}


def _option(element: Json, wanted: str) -> Json:
    for option in element["options"]:
        if wanted in (option["value"], option["text"]["text"]):
            return dict(option)
    offered = ", ".join(option["text"]["text"] for option in element["options"])
    raise RefusedError(f"there is no option {wanted}; there are: {offered}")
