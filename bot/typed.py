"""What people type, as words: without Slack's markup, and sound enough to be stored and sent."""

import html
import re
from typing import Final

from core.regex import regex

_CONTROLS: Final = regex(r"[\x00-\x08\x0b-\x1f]")
MOST_CHARACTERS: Final = 3_000
"""How much of a message is read."""


def plain(text: str) -> str:
    """Return a Slack message's words: mentions as "@...", links as their labels, entities resolved."""
    said = re.sub(r"<@[^<>|]*(?:\|([^<>]*))?>", lambda found: f"@{found[1] or 'someone'}", clean(text))
    said = re.sub(r"<[^<>|]*\|([^<>]*)>", r"\1", said)
    said = re.sub(r"<([^<>]*)>", r"\1", said)
    return html.unescape(said).strip()


def clean(text: str) -> str:
    """Return text that can be stored and sent: without lone surrogates and control characters."""
    sound = text[:MOST_CHARACTERS].encode("utf-8", "replace").decode("utf-8")
    return _CONTROLS.sub("", sound)
