"""Modals: what a person fills in, as small functions that refuse what Slack would refuse."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from bot.blocks import (
    MOST_HINT,
    MOST_OPTIONS,
    MOST_PRIVATE,
    MOST_TYPED,
    MOST_VIEW_TITLE,
    Block,
    BlockError,
    on_surface,
    plain_text,
)


class Modal(NamedTuple):
    """A view to put on somebody's screen, in answer to a click, or in place of the one submitted."""

    view: dict[str, Any]


class FieldErrors(NamedTuple):
    """What is wrong with a submitted view: a sentence for each input's block id. The view stays open."""

    errors: Mapping[str, str]


def modal(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    private: str = "",
    submit: str | None = None,
    close: str,
) -> Modal:
    """Return a modal; without `submit` it is only read. `private` comes back with the submission."""
    if not blocks:
        raise BlockError("a modal takes at least one block")
    if len(private) > MOST_PRIVATE:
        raise BlockError(f"a modal carries {MOST_PRIVATE} characters, not {len(private)}")
    if submit is None and any(block["type"] == "input" for block in blocks):
        raise BlockError("a modal with inputs needs a button to submit it")
    view: dict[str, Any] = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(title, MOST_VIEW_TITLE),
        "close": plain_text(close, MOST_VIEW_TITLE),
        "private_metadata": private,
        "blocks": list(on_surface("modal", blocks)),
    }
    return Modal(view | ({"submit": plain_text(submit, MOST_VIEW_TITLE)} if submit else {}))


def field(block_id: str, label: str, element: Block, *, hint: str = "") -> Block:
    """One input with its label, which may stay empty; errors are shown at it by its block id."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(label, MOST_HINT),
        "element": element,
        "optional": True,
    }
    return block | ({"hint": plain_text(hint, MOST_HINT)} if hint else {})


def typed(action_id: str, initial: str = "", *, multiline: bool = False) -> Block:
    """A field to type into."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": action_id,
        "max_length": MOST_TYPED,
        "multiline": multiline,
    }
    return element | ({"initial_value": initial[:MOST_TYPED]} if initial else {})


def chosen(
    action_id: str,
    placeholder: str,
    options: Sequence[Block],
    initial: Sequence[Block] = (),
    *,
    several: bool = False,
) -> Block:
    """A menu of which one entry, or several, may be taken."""
    if not 1 <= len(options) <= MOST_OPTIONS:
        raise BlockError(f"a menu takes 1 to {MOST_OPTIONS} options, not {len(options)}")
    element: Block = {
        "type": "multi_static_select" if several else "static_select",
        "action_id": action_id,
        "placeholder": plain_text(placeholder, 150),
        "options": list(options),
    }
    if not initial:
        return element
    return element | ({"initial_options": list(initial)} if several else {"initial_option": initial[0]})


def ticks(action_id: str, options: Sequence[Block]) -> Block:
    """Boxes to tick."""
    return {"type": "checkboxes", "action_id": action_id, "options": list(options)}
