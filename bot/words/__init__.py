"""The words of the bot: templates, and values as people say them."""

from bot.words.environment import Safe, person, say, say_plain
from bot.words.plans import rented, short
from bot.words.questions import words_of
from bot.words.values import named, value

__all__ = ["Safe", "named", "person", "rented", "say", "say_plain", "short", "value", "words_of"]
