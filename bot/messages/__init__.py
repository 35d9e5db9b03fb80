"""Results into Block Kit: structure here, words in the templates. Import each message from its own module."""

from bot.messages.message import Message

__all__ = ["Message"]
