"""The words of messages as plain files: compared on every run, written anew with UPDATE_SNAPSHOTS=1."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from bot.messages import Message

_FOLDER = Path(__file__).parent / "snapshots"


def assert_words(name: str, texts: Iterable[str]) -> None:
    """Assert that messages or views read as they did when somebody last looked at them."""
    now = "\n========\n".join(texts) + "\n"
    kept = _FOLDER / f"{name}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        kept.write_text(now, encoding="utf-8")
    assert kept.read_text(encoding="utf-8") == now


def words(message: Message) -> str:
    """Return a message as a reader meets it: the notification, then each block."""
    return "\n".join(
        [f"notification: {message.text}", *(line for block in message.blocks for line in _block(block))]
    )


def view_words(view: dict[str, Any]) -> str:
    """Return a modal or a Home as a reader meets it."""
    title = f"[{view['type']}{': ' + view['title']['text'] if 'title' in view else ''}]"
    return "\n".join([title, *(line for block in view["blocks"] for line in _block(block))])


def _block(block: dict[str, Any]) -> list[str]:
    if block["type"] == "table":
        return ["[table]", *(" | ".join(cell["text"] for cell in row) for row in block["rows"])]
    if block["type"] == "data_visualization":
        return [f"[chart: {block['title']}]"]
    if block["type"] == "rich_text":
        lines = block["elements"][0]["elements"][0]["text"].split("\n")
        return ["[text]", *(line[:60] for line in lines[:2]), f"[{len(lines)} lines]"]
    if block["type"] == "divider":
        return ["----"]
    if block["type"] == "header":
        return [f"# {block['text']['text']}"]
    if block["type"] == "input":
        hint = [f"({block['hint']['text']})"] if "hint" in block else []
        return [f"{block['label']['text']}: [{_control(block['element'])}]", *hint]
    if block["type"] == "actions":
        return [f"[{' | '.join(_control(control) for control in block['elements'])}]"]
    if block["type"] == "context":
        return [f"({element['text']})" for element in block["elements"]]
    accessory = [f"[{_control(block['accessory'])}]"] if "accessory" in block else []
    return [*block["text"]["text"].split("\n"), *accessory]


def _control(control: dict[str, Any]) -> str:
    if control["type"] == "button":
        return f"{control['text']['text']}"
    label = control.get("placeholder", {}).get("text", "more")
    if "options" not in control:
        return f"{label}: {control.get('initial_value', '')}".strip()
    return f"{label}: {' / '.join(option['text']['text'] for option in control['options'])}"
