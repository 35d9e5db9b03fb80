"""A store opens only a file that is whole, ours, of a schema we know, and written by nobody else."""

import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlite_utils import Database

from bot.store import opening
from bot.store.connections import PRAGMAS, connect
from bot.store.errors import StoreError
from bot.store.migrations import (
    APPLICATION_ID,
    SCHEMA,
    m001_create_tables,
    m002_upload_files_ask_rights_and_welcome,
    migrations,
)
from bot.store.protocol import Change
from bot.store.scopes import Scope
from bot.store.sqlite import SqliteStore, open_store
from tests.bot.store.making import ALICE, CHANNEL, TEAM, event, interview, keys, owing, post, record


def refusal(url: str, *, read_only: bool = False) -> StoreError:
    """Return why the store does not open."""
    with pytest.raises(StoreError) as caught:
        open_store(url, read_only=read_only)
    return caught.value


def url(path: Path) -> str:
    """Return the address of a file."""
    return f"sqlite:///{path}"


@pytest.mark.parametrize("address", ["sqlite:///", "postgresql://x", "x.db", ""])
def test_an_address_of_another_form_is_refused(address: str) -> None:
    """Only sqlite:///path names a store."""
    assert refusal(address).reason == "missing"


def test_a_relative_address_lies_beside_the_working_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three slashes name a file relative to where the bot was started, odd characters included."""
    monkeypatch.chdir(tmp_path)
    open_store("sqlite:///a b?#%.db").close()
    assert (tmp_path / "a b?#%.db").stat().st_size > 0


def test_a_new_file_is_readable_by_its_owner_only(store: SqliteStore, path: Path) -> None:
    """History is nobody else's business on the machine."""
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_connection_is_as_durable_and_strict_as_promised(store: SqliteStore) -> None:
    """Write-ahead log, full synchronisation, foreign keys, no trusted schema, our own checkpoints."""
    with store._connections.writing() as db:
        asked = {pragma.partition("=")[0] for pragma in PRAGMAS}
        found = {name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in asked}
    assert found == {
        "busy_timeout": 2000,
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "trusted_schema": 0,
        "temp_store": 2,
        "journal_size_limit": 67108864,
        "wal_autocheckpoint": 0,
        "cell_size_check": 1,
        "secure_delete": 1,
    }


def test_every_table_is_strict(store: SqliteStore) -> None:
    """No column takes a value of another type."""
    with store._connections.reading() as db:
        lax = db.execute(
            "SELECT name FROM pragma_table_list WHERE schema = 'main' AND NOT strict"
            " AND type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE '\\_%' ESCAPE '\\'"
        ).fetchall()
    assert lax == []


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A path whose folder does not exist says so."""
    found = refusal(url(tmp_path / "nowhere" / "x.db"))
    assert (found.reason, str(found)) == (
        "missing",
        f"The folder {tmp_path / 'nowhere'} does not exist; create it first.",
    )


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    """A folder cannot be opened as a database."""
    (tmp_path / "x.db").mkdir()
    assert refusal(url(tmp_path / "x.db")).reason == "missing"


def test_a_lock_that_cannot_be_made_is_explained(tmp_path: Path) -> None:
    """Where the lock file cannot be opened for writing, the folder is named."""
    (tmp_path / "x.db.lock").mkdir()
    assert refusal(url(tmp_path / "x.db")).reason == "read_only"


def test_a_second_writer_in_this_process_is_refused(store: SqliteStore, path: Path) -> None:
    """Two stores cannot write one file."""
    found = refusal(url(path))
    assert (found.reason, str(found)) == (
        "second_writer",
        f"The database {path} is in use by another GPU Advisor; stop that one first.",
    )


def test_a_second_writing_process_is_refused(store: SqliteStore, path: Path) -> None:
    """Another process on the same file gets the same refusal."""
    program = "import sys; from bot.store.sqlite import open_store; open_store(sys.argv[1])"
    done = subprocess.run(
        [sys.executable, "-c", program, url(path)], capture_output=True, text=True, check=False
    )
    assert "StoreError: The database" in done.stderr
    assert "is in use by another GPU Advisor" in done.stderr


def test_a_closed_store_lets_the_next_one_in(store: SqliteStore, path: Path) -> None:
    """Closing frees the file, and may be repeated."""
    store.close()
    store.close()
    open_store(url(path)).close()


def test_another_programs_database_is_refused(path: Path) -> None:
    """A database with tables of its own is not taken for ours, and stays as it is."""
    theirs = sqlite3.connect(path)
    theirs.execute("CREATE TABLE notes (text)")
    theirs.close()
    before = path.read_bytes()
    assert refusal(url(path)).reason == "foreign"
    assert path.read_bytes() == before


def test_a_reader_beside_the_bot_sees_what_is_committed(store: SqliteStore, path: Path) -> None:
    """A store opened for reading works while another writes, and writes nothing itself."""
    reader = open_store(url(path), read_only=True)
    store.commit(Change(event("e"), 100, interview(), record=record()))
    assert reader.record(Scope(TEAM, ALICE, CHANNEL), "r1") == record()
    with pytest.raises(StoreError) as caught:
        reader.commit(owing("f"))
    assert caught.value.reason == "read_only"
    reader.close()


def test_a_reader_needs_a_file(path: Path) -> None:
    """Nothing is created for a store opened for reading."""
    assert refusal(url(path), read_only=True).reason == "missing"
    assert not path.exists()


def test_an_older_file_is_not_read_before_the_bot_renewed_it(store: SqliteStore, path: Path) -> None:
    """A reader never migrates; it says what brings the file forward."""
    store.close()
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA user_version=0")
    raw.close()
    assert refusal(url(path), read_only=True).reason == "older"


def test_a_file_that_nothing_may_be_written_beside_is_read(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a read-only disk, where SQLite cannot make its shared memory, a finished file is still readable."""
    store.commit(Change(event("e"), 100, interview(), record=record()))
    store.close()

    def on_a_read_only_disk(address: str, pragmas: tuple[str, ...]) -> Database:
        return connect(address if "immutable" in address else "file:/nowhere?mode=ro", pragmas)

    monkeypatch.setattr(opening, "connect", on_a_read_only_disk)
    reader = open_store(url(path), read_only=True)
    assert reader.record(Scope(TEAM, ALICE, CHANNEL), "r1") == record()
    reader.close()


def test_a_migration_keeps_a_copy_of_the_file_before(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bringing an older file forward first copies it, then applies what is new in one transaction."""
    store.commit(owing("e", post("a")))
    store.close()
    monkeypatch.setattr(opening, "SCHEMA", SCHEMA + 1)
    monkeypatch.setattr(migrations, "_migrations", list(migrations._migrations))
    migrations(name="m002_try")(lambda db: db.execute("CREATE TABLE tried (x TEXT) STRICT"))
    again = open_store(url(path))
    assert (again.health().schema, keys(again.due(100, 9))) == (SCHEMA + 1, ["a"])
    again.close()
    copy = sqlite3.connect(path.with_name(f"{path.name}.v{SCHEMA}.bak"))
    tables = [row[0] for row in copy.execute("SELECT name FROM sqlite_master WHERE name = 'tried'")]
    assert (tables, copy.execute("PRAGMA user_version").fetchone()[0]) == ([], SCHEMA)
    copy.close()


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A migration that breaks half-way is rolled back whole, and the next start tries again."""
    store.close()
    monkeypatch.setattr(opening, "SCHEMA", SCHEMA + 1)
    monkeypatch.setattr(migrations, "_migrations", list(migrations._migrations))

    def broken(db: Database) -> None:
        db.execute("CREATE TABLE tried (x TEXT) STRICT")
        db.execute("SELECT broken")

    migrations(name="m002_try")(broken)
    assert refusal(url(path)).reason == "failed"
    monkeypatch.undo()
    again = open_store(url(path))
    assert again.health().schema == SCHEMA
    with again._connections.reading() as db:
        assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'tried'").fetchone()[0] == 0
        assert db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    again.close()


def test_health_counts_what_there_is(store: SqliteStore) -> None:
    """The figures of `check` are those of the file."""
    store.commit(Change(event("e"), 100, interview(), record=record(), outgoing=(post("a"), post("b"))))
    found = store.health()
    assert (found.schema, found.sqlite_version) == (SCHEMA, sqlite3.sqlite_version)
    assert (found.interviews_open, found.recommendations, found.outbox_pending) == (1, 1, 2)
    assert (found.outbox_parked, found.events_parked) == ((), 0)


def test_what_was_owed_before_files_could_be_sent_is_still_owed(tmp_path: Path) -> None:
    """The table of the outbox made anew keeps its rows, and takes files and questions about rights."""
    db = connect(f"file:{tmp_path / 'old.db'}?mode=rwc", ())
    m001_create_tables(db)
    db.execute(
        "INSERT INTO outbox (team, key, stream, method, state, created_at) VALUES ('T', 'k', 's', ?, ?, 1)",
        ("post", "pending"),
    )
    m002_upload_files_ask_rights_and_welcome(db)
    db.execute(
        "INSERT INTO outbox (team, key, stream, method, state, created_at) VALUES ('T', 'f', 's', ?, ?, 1)",
        ("upload", "pending"),
    )
    found = db.execute(
        "SELECT key FROM outbox INDEXED BY outbox_streams WHERE state IN ('pending', 'sending')"
    )
    assert [row[0] for row in found] == ["k", "f"]
    db.close()
