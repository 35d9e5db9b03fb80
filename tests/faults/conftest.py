"""A store on a real file for each test of what can go wrong with it, and an outbox before a Slack."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.store.sqlite import SqliteStore, open_store
from tests.bot.outbox.conftest import desk, slack

__all__ = ["desk", "path", "slack", "store"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the test's database lies."""
    return tmp_path / "gpu-advisor.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteStore]:
    """An open, empty store."""
    opened = open_store(f"sqlite:///{path}")
    yield opened
    opened.close()
