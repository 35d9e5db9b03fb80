"""What a correction after the recommendation did to it."""

from collections.abc import Sequence

from bot.blocks import section
from bot.messages.message import Message
from bot.messages.understood import understood
from bot.words import say
from core.answers import Answer


def render_changed(answers: Sequence[Answer], *, before: str, now: str) -> Message:
    """Say what was changed, and that the recommendation above is updated or stays as it was."""
    said = [answer for answer in answers if answer.kind in ("value", "unknown")]
    part = "same" if before == now else "other"
    words = say("changed", part, known=understood(said) if said else None, before=before, now=now)
    return Message.of(words, section(words))
