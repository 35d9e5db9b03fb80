"""Whichever statement of a unit of work fails, the state is the one before or after, never between."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from bot.store.errors import StoreError
from bot.store.protocol import Change
from bot.store.scopes import Subject
from bot.store.sqlite import SqliteStore, open_store
from tests.bot.store.making import answer, event, interview, one, owing, post, record, root


class FailingConnection:
    """Stands for a connection, and raises at the k-th statement it is given."""

    def __init__(self, connection: sqlite3.Connection, fail_at: int, *, even_rollback: bool) -> None:
        self._connection = connection
        self._left = fail_at
        self._even_rollback = even_rollback

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        """Run the statement, unless its turn to fail has come."""
        if sql == "ROLLBACK":
            if self._even_rollback and self._left <= 0:
                self._even_rollback = False
                raise sqlite3.OperationalError("disk I/O error")
            return self._connection.execute(sql)
        self._left -= 1
        if self._left == 0:
            raise sqlite3.OperationalError("disk I/O error")
        return self._connection.execute(sql, *parameters)

    @property
    def in_transaction(self) -> bool:
        """Tell whether a transaction is open."""
        return self._connection.in_transaction

    @property
    def failed(self) -> bool:
        """Tell whether the turn to fail has come."""
        return self._left <= 0


def begun(path: Path) -> SqliteStore:
    """Return a store with an interview whose root was sent, and a question that is under way."""
    store = open_store(f"sqlite:///{path}")
    started = Change(event("start"), 100, interview(), record=record(words="old"), outgoing=(root(),))
    store.commit(started)
    store.sent(one(store.due(100, 9)), channel="C1", ts="7.1", at=100)
    store.commit(owing("ask", post("question"), post("settled", method="update", target="question")))
    store.due(100, 1)
    store.wait(event("waits"), {"text": "20"}, 100)
    return store


def step(store: SqliteStore) -> object:
    """Take one whole step: claim, revision, answers, record, and three rows owed."""
    return store.commit(
        Change(
            event("step"),
            101,
            interview(revision=2),
            (answer(1), answer(2)),
            record(words="new"),
            (
                post("next", "i1"),
                post("more", "i1", thread_of="next"),
                post("lost", "i1", thread_of="nobody"),
            ),
        )
    )


def under_way(store: SqliteStore) -> Any:
    """Return the delivery that `begun` left under way."""
    store._connections._writable().execute("UPDATE outbox SET due_at = 0 WHERE state = 'sending'")
    return one(store.due(101, 1))


WORK: dict[str, Callable[[SqliteStore, Any], object]] = {
    "commit": lambda store, _: step(store),
    "due": lambda store, _: store.due(10_000, 9),
    "sent": lambda store, delivery: store.sent(delivery, channel="C1", ts="8.1", at=102),
    "postpone": lambda store, delivery: store.postpone(delivery, until=200, error="x", uncertain=True),
    "park": lambda store, delivery: store.park(delivery, error="x", at=102, instead=(post("instead", "z"),)),
    "failed": lambda store, _: store.failed(event("poison"), "boom", 101),
    "tidy": lambda store, _: store.tidy(10**7),
    "wait": lambda store, _: store.wait(event("late"), {"text": "20"}, 101),
    "release": lambda store, _: store.release(event("waits")),
    "erase": lambda store, _: store.erase(Subject("T1")),
}


STATEMENTS = {
    "commit": 12,
    "due": 4,
    "sent": 4,
    "postpone": 3,
    "park": 6,
    "failed": 4,
    "tidy": 5,
    "wait": 3,
    "release": 3,
    "erase": 9,
}
"""How many statements each unit of work runs, BEGIN and COMMIT among them, at the least."""


def dump(store: SqliteStore) -> list[str]:
    """Return everything there is in the file, as text, but for when it was made."""
    with store._connections.reading() as db:
        return [line for line in db.conn.iterdump() if "_sqlite_migrations" not in line]


@pytest.mark.parametrize("even_rollback", [False, True])
@pytest.mark.parametrize("work", WORK)
def test_a_failing_statement_leaves_the_state_before_or_after(
    tmp_path: Path, work: str, even_rollback: bool
) -> None:
    """For every statement of every unit of work: its failure is reported and undone whole."""
    sibling = begun(tmp_path / "sibling.db")
    WORK[work](sibling, under_way(sibling))
    after = dump(sibling)
    sibling.close()
    at_statement, failed = 0, True
    while failed:
        at_statement += 1
        store = begun(tmp_path / f"{at_statement}.db")
        delivery = under_way(store)
        before = dump(store)
        writer = store._connections._writer
        assert writer is not None
        connection = writer.conn
        failing = FailingConnection(connection, at_statement, even_rollback=even_rollback)
        writer.conn = cast("sqlite3.Connection", failing)
        try:
            WORK[work](store, delivery)
        except StoreError:
            failed = True
            writer.conn = connection
            # The next unit of work begins anew, even where the rollback itself had failed.
            store.commit(owing("probe"))
            writer.execute("DELETE FROM events WHERE key = 'probe'")
            # Folding the write-ahead log in comes after the commit, and changes nothing.
            assert dump(store) == before or (work in ("tidy", "erase") and dump(store) == after)
        else:
            failed = False
            writer.conn = connection
            assert dump(store) == after
        store.close()
    assert at_statement > STATEMENTS[work]
