"""Where replies reach the bot: Slack delivers a message only with the scope for its kind of conversation."""

from collections.abc import Collection
from typing import Final

KINDS: Final = {
    "channels:history": "public channels",
    "groups:history": "private channels",
    "im:history": "direct messages",
    "mpim:history": "group DMs",
}
"""What each scope lets the bot hear."""

_DIRECT: Final = ("im:history",)
_BY_PREFIX: Final = {
    "C": ("channels:history", "groups:history"),  # the id does not tell a private channel from a public one
    "G": ("groups:history", "mpim:history"),
    "D": _DIRECT,
    "U": _DIRECT,
    "W": _DIRECT,
}


def is_direct(channel: str) -> bool:
    """Tell whether a conversation is one person's DM with the bot, where nobody else answers."""
    return _BY_PREFIX.get(channel[:1]) is _DIRECT


def unheard(channel: str, granted: Collection[str]) -> tuple[str, ...]:
    """Return the scopes without which replies in this channel, or in this person's DM, may not arrive.

    Nothing granted at all means that it is not known, and so none.
    """
    if not granted:
        return ()
    return tuple(scope for scope in _BY_PREFIX.get(channel[:1], ()) if scope not in granted)
