"""The words of the bot: templates, and values as people say them."""

from bot.words.environment import Safe, person, say, say_plain
from bot.words.values import value

__all__ = ["Safe", "person", "say", "say_plain", "value"]
