"""What makes a private message answerable: a field to type in, and the ways to go on elsewhere."""

from collections.abc import Sequence

from bot.blocks import MOST_TYPED, Block, actions
from bot.messages.message import Message
from bot.words import say_plain

SAY = "say:"
"""How the id of the field begins; the interview follows."""


def render_aside(message: Message, control: str, ways: Sequence[Block]) -> Message:
    """Return the message with a field below it, and buttons that lead elsewhere."""
    return Message.of(message.text, *message.blocks, _field(control), actions(*ways) if ways else None)


def _field(control: str) -> Block:
    return {
        "type": "input",
        "dispatch_action": True,
        "optional": True,
        "label": {"type": "plain_text", "text": say_plain("notices", "aside_label"), "emoji": False},
        "element": {
            "type": "plain_text_input",
            "action_id": f"{SAY}{control}",
            "max_length": MOST_TYPED,
            "placeholder": {
                "type": "plain_text",
                "text": say_plain("notices", "aside_placeholder"),
                "emoji": False,
            },
            "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]},
        },
    }
