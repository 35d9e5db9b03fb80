"""A store on a real file for each test of what can go wrong with it, and an outbox before a Slack."""

from tests.bot.outbox.conftest import desk, slack
from tests.bot.store.conftest import path, store

__all__ = ["desk", "path", "slack", "store"]
