"""Controls that are drawn once, and carry something of their own wherever they stand."""

from collections.abc import Iterator, Sequence

from bot.blocks import MOST_OPTION_VALUE, MOST_VALUE, Block, BlockError

MOST_HEAD = 60
"""Characters that may come before what a control carries."""


def roomy(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return blocks if any head may come before what their controls carry; raise BlockError if not."""
    for control in _controls(blocks):
        for one in control.get("options", (control,)):
            most = MOST_OPTION_VALUE if "options" in control else MOST_VALUE
            if len(one["value"]) > most - MOST_HEAD:
                raise BlockError(
                    f"{one['value']} leaves too little room for a head of {MOST_HEAD} characters"
                )
    return tuple(blocks)


def led(head: str, blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return roomy blocks with `head` before what each of their buttons and options carries."""
    if len(head) > MOST_HEAD:
        raise BlockError(f"a head may hold {MOST_HEAD} characters, not {len(head)}")
    return tuple(
        block | {"elements": [_led(head, control) for control in block["elements"]]}
        if block["type"] == "actions"
        else block
        for block in blocks
    )


def _controls(blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        if block["type"] == "actions":
            yield from block["elements"]


def _led(head: str, control: Block) -> Block:
    if "options" in control:
        return control | {"options": [one | {"value": head + one["value"]} for one in control["options"]]}
    return control | {"value": head + control["value"]}
