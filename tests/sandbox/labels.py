"""Controls and options as people name them: by what stands on them."""

from typing import Any

from bot.sandbox.controls import Control, controls_of
from bot.sandbox.model import Json, RefusedError


def named(blocks: list[Json], control: str, value: Any, block_id: str | None) -> tuple[str, Any, str]:
    """Return the action id, the value and the block id of a control and option named by id, value or label.

    Raises RefusedError, with what there is, where there is no such control or option.
    """
    block, element = _control(blocks, control, block_id)
    several = isinstance(value, list)
    values = [_value(element, one) for one in value] if several else _value(element, value)
    return element["action_id"], values, block["block_id"]


def _control(blocks: list[Json], wanted: str, block_id: str | None) -> Control:
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


def _value(element: Json, wanted: Any) -> Any:
    if wanted is None or "options" not in element:
        return wanted
    for option in element["options"]:
        if wanted in (option["value"], option["text"]["text"]):
            return option["value"]
    offered = ", ".join(option["text"]["text"] for option in element["options"])
    raise RefusedError(f"there is no option {wanted}; there are: {offered}")
