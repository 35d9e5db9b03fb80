"""The lines of a chat in which somebody fills in a form."""

import re
from typing import Any

from tests.sandbox import Sandbox
from tests.transcripts.checks import ChatError, has, same

FORM = re.compile(
    r"(?P<who>alice|bob|chen) (?:(?P<verb>sends the form|empties|fills in)"
    r"|(?P<seen>sees at|sees in|sees the fields|sees the words|sees no form))"
    r"(?: (?P<field>\w+))?(?:: (?P<words>.+))?"
)
BESIDE = frozenset({"more", "now"})
"""The fields at the end of every form."""


def play_form(sandbox: Sandbox, line: re.Match[str]) -> None:
    """Do or check what one line says; raises ChatError where it does not hold."""
    who, field, words = line["who"], line["field"], line["words"] or ""
    match line["verb"] or line["seen"]:
        case "fills in":
            sandbox.act_in_view(who, "held", _value(sandbox, who, field, words), block_id=field)
        case "empties":
            sandbox.act_in_view(who, "held", None, block_id=field)
        case "sends the form":
            sandbox.submit(who)
        case "sees at":
            has(words, str(sandbox.workspace.errors[sandbox.user(who).id].get(field)))
        case "sees in":
            has(words, str(_element(sandbox, who, field)))
        case "sees the fields":
            same(words.split(), [name for name in _fields(sandbox, who) if name not in BESIDE])
        case "sees the words":
            has(words, str(_view(sandbox, who)["blocks"]))
        case _:
            same(None, sandbox.workspace.modals.get(sandbox.user(who).id))


def _value(sandbox: Sandbox, who: str, field: str, words: str) -> str | list[str]:
    several = _element(sandbox, who, field)["type"] in ("multi_static_select", "checkboxes")
    return [one.strip() for one in words.split(";")] if several else words


def _element(sandbox: Sandbox, who: str, field: str) -> dict[str, object]:
    fields = _fields(sandbox, who)
    if field not in fields:
        raise ChatError(f"the form has no field {field}, but {list(fields)}")
    return fields[field]


def _fields(sandbox: Sandbox, who: str) -> dict[str, dict[str, object]]:
    blocks = _view(sandbox, who)["blocks"]
    return {block["block_id"]: block["element"] for block in blocks if block["type"] == "input"}


def _view(sandbox: Sandbox, who: str) -> dict[str, Any]:
    view = sandbox.workspace.modals.get(sandbox.user(who).id)
    if view is None:
        raise ChatError("there is no form on the screen")
    return view
