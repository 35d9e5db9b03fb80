"""A store, a Slack that misbehaves as told, and an outbox between them whose time stands still."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from bot.outbox import Outbox
from bot.store.protocol import Outgoing
from bot.store.sqlite import SqliteStore, open_store
from tests.bot.outbox import slack as fake
from tests.bot.store.making import owing


@dataclass
class Desk:
    """Everything a test of the outbox needs, with its own clock."""

    store: SqliteStore
    slack: fake.Slack
    now: int = 1000
    refused: list[tuple[str, str]] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    instead: dict[str, Outgoing] = field(default_factory=dict)
    timeout_s: int = 30
    _owed: int = 0
    _outbox: Outbox | None = None

    @property
    def outbox(self) -> Outbox:
        """The outbox, made at its first use."""
        if self._outbox is None:
            self._outbox = self.another()
        return self._outbox

    def another(self, **changed: Any) -> Outbox:
        """Make an outbox with the test's clock, and with what follows as told."""

        def on_refused(delivery: Any, error: str) -> list[Outgoing]:
            self.refused.append((delivery.outgoing.key, error))
            found = self.instead.get(delivery.outgoing.key)
            return [found] if found else []

        def on_arrived(delivery: Any) -> None:
            self.confirmed.append(delivery.outgoing.key)

        followed = {"refused": on_refused, "arrived": on_arrived, "settled": lambda _delivery: None}
        following = SimpleNamespace(**{name: changed.pop(name, usual) for name, usual in followed.items()})
        given: dict[str, Any] = {"clock": lambda: self.now, "chance": lambda: 0.0}
        client = self.slack.client(self.timeout_s)
        return Outbox(self.store, lambda _team: client, following=lambda: following, **(given | changed))

    def owe(self, *outgoing: Outgoing) -> None:
        """Queue rows."""
        self._owed += 1
        self.store.commit(owing(f"owed {self._owed}", *outgoing, at=self.now))

    def deliver(self, seconds: int = 0) -> None:
        """Let time pass, and deliver until nothing is due."""
        self.now += seconds
        while self.outbox.run_once():
            pass

    def restart(self) -> None:
        """End the process as a power cut would, and start again on the same file."""
        path = self.store._connections.path
        self.store.close()
        self.store = open_store(f"sqlite:///{path}")
        self._outbox = None


@pytest.fixture
def slack() -> Iterator[fake.Slack]:
    """A workspace over real HTTP."""
    with fake.running() as workspace:
        yield workspace


@pytest.fixture
def desk(slack: fake.Slack, tmp_path: Path) -> Iterator[Desk]:
    """A store and an outbox that delivers to that workspace."""
    made = Desk(open_store(f"sqlite:///{tmp_path / 'gpu-advisor.db'}"), slack)
    yield made
    made.store.close()
