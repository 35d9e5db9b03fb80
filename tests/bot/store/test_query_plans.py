"""Every statement behind a page and a limit walks an index."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.store.scopes import Scope
from bot.store.sqlite import SqliteStore
from tests.bot.store.making import (
    ALICE,
    CHANNEL,
    TEAM,
)


@pytest.mark.parametrize("scope", [Scope(TEAM, ALICE, CHANNEL), Scope(TEAM, ALICE, None)])
@pytest.mark.parametrize("words", ["", "llama h100"])
@pytest.mark.parametrize("cursor", [None, "5.a", "s.5", ">5.a", ">s.5"])
def test_no_page_scans_or_sorts(store: SqliteStore, scope: Scope, words: str, cursor: str | None) -> None:
    """Every statement behind a page and a record walks an index in its own order."""
    plans = plans_of(store, lambda: store.page(scope, limit=5, words=words, cursor=cursor))
    plans += plans_of(store, lambda: store.record(scope, "a"))
    # SQLite calls every look-up in a full-text index a scan of a virtual table.
    allowed = ("SEARCH ", "MULTI-INDEX OR", "INDEX ", "SCAN search VIRTUAL TABLE INDEX")
    assert [plan for plan in plans if not plan.startswith(allowed)] == []
    assert len(plans) >= 2


def test_the_limits_read_that_person_and_that_channel_only(store: SqliteStore) -> None:
    """However many interviews the workspace has had, those that count are found by an index."""
    plans = plans_of(store, lambda: store.how_many_open("T1", "U1", "C1"))
    assert [plan for plan in plans if plan.startswith("SEARCH")] == [
        "SEARCH interviews USING INDEX interviews_open (team=? AND starter=?)",
        "SEARCH interviews USING INDEX interviews_by_thread (team=? AND channel=? AND root_ts>?)",
    ]
    assert not any(plan.startswith("SCAN interviews") for plan in plans)


def test_those_open_in_a_channel_are_read_in_the_order_of_its_threads(store: SqliteStore) -> None:
    """They are found by an index and need no sorting."""
    plans = plans_of(store, lambda: store.open_in_channel("T1", "C1"))
    assert plans == [
        "SEARCH interviews USING INDEX interviews_by_thread (team=? AND channel=? AND root_ts>?)"
    ]


def plans_of(store: SqliteStore, read: Callable[[], object]) -> list[str]:
    """Return the lines of the query plan of every statement that `read` runs."""
    statements: list[tuple[str, Any]] = []
    with store._connections.reading() as db:
        with db.tracer(lambda sql, parameters: statements.append((sql, parameters))):
            read()
        return [
            str(row[3])
            for sql, parameters in statements
            for row in db.conn.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        ]
