"""The controls in blocks: how to find one, and what it holds in `state.values`."""

from collections.abc import Iterator
from typing import Any

from bot.sandbox.model import Json, RefusedError

Control = tuple[Json, Json]
_STATELESS = ("button", "overflow", "image")


def controls_of(blocks: list[Json]) -> Iterator[Control]:
    """Yield every (block, control), those in containers and cards included."""
    for block in blocks:
        within = [*block.get("elements", ()), block.get("accessory"), block.get("element")]
        within += block.get("actions", ())
        for element in within:
            if isinstance(element, dict) and "action_id" in element:
                yield block, element
        yield from controls_of(block.get("child_blocks", []))


def find_control(blocks: list[Json], wanted: str, block_id: str | None = None) -> Control:
    """Find a control by its action_id, its value, its label or its placeholder."""
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


def state_value(element: Json, value: Any) -> Json:
    """Return what the control holds once this was chosen or typed."""
    kind = element["type"]
    if kind == "button":
        return {"type": kind} | ({"value": element["value"]} if "value" in element else {})
    if kind in ("overflow", "static_select", "radio_buttons"):
        return {"type": kind, "selected_option": _option(element, value)}
    if kind in ("multi_static_select", "checkboxes"):
        return {"type": kind, "selected_options": [_option(element, one) for one in value or ()]}
    if kind.endswith("_select"):
        return {"type": kind, f"selected_{kind.removesuffix('s_select')}": value}
    return {"type": kind, "value": value or None}


def with_initial_values(blocks: list[Json], values: Json) -> Json:
    """Return `state.values`: what was chosen, and for the rest what the blocks began with."""
    found: Json = {}
    for block, element in controls_of(blocks):
        if element["type"] not in _STATELESS:
            own = values.get(block["block_id"], {}).get(element["action_id"])
            found.setdefault(block["block_id"], {})[element["action_id"]] = own or _initial(element)
    return found


def _initial(element: Json) -> Json:
    kind = element["type"]
    if kind in ("multi_static_select", "checkboxes"):
        return {"type": kind, "selected_options": element.get("initial_options", [])}
    if kind in ("static_select", "radio_buttons"):
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind.endswith("_select"):
        name = kind.removesuffix("s_select")
        return {"type": kind, f"selected_{name}": element.get(f"initial_{name}")}
    return {"type": kind, "value": element.get("initial_value")}


def _option(element: Json, wanted: Any) -> Json | None:
    if wanted is None:
        return None
    options = [*element.get("options", ())]
    options += [option for group in element.get("option_groups", ()) for option in group["options"]]
    for option in options:
        if wanted in (option["value"], option["text"]["text"]):
            return dict(option)
    offered = ", ".join(option["text"]["text"] for option in options)
    raise RefusedError(f"there is no option {wanted}; there are: {offered}")
