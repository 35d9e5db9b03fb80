"""A locked, full, read-only, damaged, older or newer database: one clear sentence, no damage, reads go on."""

import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from bot.store.errors import Reason, StoreError
from bot.store.migrations import SCHEMA
from bot.store.protocol import Change
from bot.store.scopes import Scope
from bot.store.sqlite import SqliteStore, open_store
from tests.bot.store.making import ALICE, CHANNEL, TEAM, event, interview, keys, owing, post, record

HOLD = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.read()
"""


def refused(store: SqliteStore, key: str) -> StoreError:
    """Return why a change is not committed."""
    with pytest.raises(StoreError) as caught:
        store.commit(owing(key, post(key, text="x" * 100_000)))
    return caught.value


def opening_refused(path: Path, *, read_only: bool = False) -> Reason:
    """Return why the file does not open."""
    with pytest.raises(StoreError) as caught:
        open_store(f"sqlite:///{path}", read_only=read_only)
    assert str(path) in str(caught.value)
    return caught.value.reason


def test_database_locked_by_another_process(store: SqliteStore, path: Path) -> None:
    """A lock held elsewhere is an error after the patience ends, reads go on, and the retry succeeds."""
    store.commit(Change(event("e"), 100, interview()))
    store._connections._writable().conn.execute("PRAGMA busy_timeout=20")
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    error = refused(store, "late")
    assert store.interview(TEAM, "i1") is not None
    other.communicate()
    assert (error.reason, str(error)) == (
        "locked",
        f"The database {path} is locked by another program; close it and try again.",
    )
    assert not store.claimed(event("late"))
    assert store.commit(owing("late")) == "applied"


def test_disk_full(store: SqliteStore) -> None:
    """A change that does not fit is rolled back whole, what was there can be read, and room helps."""
    store.commit(Change(event("e"), 100, interview(), record=record()))
    with store._connections.reading() as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]
    writer = store._connections._writer
    assert writer is not None
    writer.execute(f"PRAGMA max_page_count={pages + 2}").fetchall()
    error = refused(store, "big")
    assert (error.reason, "nothing was saved" in str(error)) == ("full", True)
    assert not writer.conn.in_transaction
    assert not store.claimed(event("big"))
    assert store.record(Scope(TEAM, ALICE, CHANNEL), "r1") == record()
    assert writer.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    writer.execute("PRAGMA max_page_count=1073741823").fetchall()
    assert store.commit(owing("big", post("a"))) == "applied"


def test_database_read_only(store: SqliteStore, path: Path) -> None:
    """Where nothing can be written, writing says so and reading goes on."""
    store.commit(Change(event("e"), 100, interview()))
    writer = store._connections._writer
    assert writer is not None
    writer.execute("PRAGMA query_only=ON")
    error = refused(store, "f")
    assert (error.reason, str(error)) == (
        "read_only",
        f"The database {path} cannot be written; make the file and its folder writable.",
    )
    assert store.interview(TEAM, "i1") is not None
    writer.execute("PRAGMA query_only=OFF")


@pytest.mark.parametrize("read_only", [False, True])
def test_not_a_database(path: Path, read_only: bool) -> None:
    """A file of something else is refused and left as it is."""
    path.write_bytes(b"something else entirely" * 500)
    assert opening_refused(path, read_only=read_only) == "corrupt"
    assert path.read_bytes() == b"something else entirely" * 500


@pytest.mark.parametrize("read_only", [False, True])
def test_damaged_first_page(store: SqliteStore, path: Path, read_only: bool) -> None:
    """A file whose header is overwritten is refused, and nothing is created anew in its place."""
    store.commit(owing("e", post("a")))
    store.close()
    content = path.read_bytes()
    path.write_bytes(b"\xff" * 100 + content[100:])
    assert opening_refused(path, read_only=read_only) == "corrupt"
    assert path.read_bytes()[100:] == content[100:]


@pytest.mark.parametrize("read_only", [False, True])
def test_damaged_inner_page(store: SqliteStore, path: Path, read_only: bool) -> None:
    """A file with a damaged page in its middle is refused before anything is written to it."""
    store.commit(owing("e", *(post(f"k{number}", text="x" * 400) for number in range(200))))
    store.close()
    content = bytearray(path.read_bytes())
    middle = len(content) // 2 // 4096 * 4096
    content[middle : middle + 4096] = b"\xff" * 4096
    path.write_bytes(content)
    assert opening_refused(path, read_only=read_only) == "corrupt"


def test_damage_while_running(store: SqliteStore, path: Path) -> None:
    """Damage met by a read is a clear error, not a crash."""
    store.commit(owing("e", *(post(f"k{number}", text="x" * 400) for number in range(200))))
    store.tidy(100)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(StoreError) as caught:
        store.interview(TEAM, "i1")
    assert caught.value.reason == "corrupt"


@pytest.mark.parametrize("read_only", [False, True])
def test_newer_schema(store: SqliteStore, path: Path, read_only: bool) -> None:
    """A file of a newer version is refused, and not touched."""
    store.close()
    raw = sqlite3.connect(path)
    raw.execute(f"PRAGMA user_version={SCHEMA + 1}")
    raw.close()
    before = path.read_bytes()
    assert opening_refused(path, read_only=read_only) == "newer"
    assert path.read_bytes() == before


def test_a_database_that_broke_half_way_through_its_creation(path: Path) -> None:
    """An empty file, as a process killed at its first start leaves it, is taken up."""
    path.touch()
    store = open_store(f"sqlite:///{path}")
    assert store.commit(owing("e", post("a"))) == "applied"
    assert keys(store.due(100, 9)) == ["a"]
    store.close()


def test_another_thread_that_writes_for_long(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that waits too long behind another one says so in time for Slack, and may be repeated."""
    monkeypatch.setattr("bot.store.connections.PATIENCE_S", 0.01)
    held, go_on = threading.Event(), threading.Event()

    def hold() -> None:
        with store._connections.writing():
            held.set()
            go_on.wait(60)

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(60)
    error = refused(store, "late")
    go_on.set()
    other.join()
    assert (error.reason, "busy with another write" in str(error)) == ("locked", True)
    assert store.commit(owing("late")) == "applied"


def test_a_log_that_cannot_be_folded_in_is_no_failure_of_a_commit(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What was committed counts as committed, whatever becomes of the checkpoint after it."""
    monkeypatch.setattr("bot.store.connections.COMMITS_PER_CHECKPOINT", 1)
    writer = store._connections._writer
    assert writer is not None
    execute = writer.execute

    def failing(sql: str, *given: Any) -> Any:
        if "wal_checkpoint" in sql:
            raise sqlite3.OperationalError("disk I/O error")
        return execute(sql, *given)

    monkeypatch.setattr(writer, "execute", failing)
    assert store.commit(owing("e", post("a"))) == "applied"
    assert "could not be folded in" in caplog.text
    assert keys(store.due(100, 9)) == ["a"]
