"""A backup is whole, taken while the bot runs, without secrets, and harmless when it is put back."""

import itertools
import sqlite3
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.__main__ import main
from bot.store.errors import StoreError
from bot.store.protocol import Change
from bot.store.scopes import Scope
from bot.store.sqlite import SqliteStore, open_store
from tests.bot.store.making import ALICE, CHANNEL, TEAM, answer, event, interview, owing, post, record


def test_a_backup_opens_as_a_store_with_everything_in_it(store: SqliteStore, tmp_path: Path) -> None:
    """What was committed before the backup is in it, what came after is not."""
    store.commit(Change(event("e"), 100, interview(), (answer(1),), record()))
    reader = open_store(f"sqlite:///{store._connections.path}", read_only=True)
    reader.backup(tmp_path / "copy.db")
    reader.close()
    store.commit(Change(event("f"), 101, interview("i2")))
    copy = open_store(f"sqlite:///{tmp_path / 'copy.db'}")
    assert copy.interview(TEAM, "i1") == store.interview(TEAM, "i1")
    assert copy.record(Scope(TEAM, ALICE, CHANNEL), "r1") == record()
    assert copy.interview(TEAM, "i2") is None
    copy.close()


def test_a_backup_holds_no_response_url(store: SqliteStore, tmp_path: Path) -> None:
    """The secret of a row that still waits is in none of the copy's bytes."""
    secret = "https://hooks.slack.com/actions/secret-canary"
    store.commit(owing("e", post("a", method="respond", response_url=secret)))
    store.backup(tmp_path / "copy.db")
    assert b"secret-canary" not in (tmp_path / "copy.db").read_bytes()
    assert sorted(file.name for file in tmp_path.glob("copy*")) == ["copy.db"]
    (delivery,) = store.due(100, 9)
    assert delivery.outgoing.response_url == secret


def test_what_a_backup_owes_may_have_been_delivered_since(store: SqliteStore, tmp_path: Path) -> None:
    """Rows of a backup are looked up in Slack before they are posted again."""
    store.commit(owing("e", post("a")))
    store.backup(tmp_path / "copy.db")
    copy = open_store(f"sqlite:///{tmp_path / 'copy.db'}")
    assert [delivery.uncertain for delivery in copy.due(100, 9)] == [True]
    copy.close()


def test_a_backup_overwrites_nothing(store: SqliteStore, tmp_path: Path) -> None:
    """A file that is there already stays as it is."""
    (tmp_path / "copy.db").write_text("precious")
    with pytest.raises(StoreError) as caught:
        store.backup(tmp_path / "copy.db")
    assert (caught.value.reason, (tmp_path / "copy.db").read_text()) == ("exists", "precious")


def test_a_backup_into_a_missing_folder_is_explained(store: SqliteStore, tmp_path: Path) -> None:
    """A folder that does not exist is a clear error, and the store goes on."""
    with pytest.raises(StoreError) as caught:
        store.backup(tmp_path / "nowhere" / "copy.db")
    assert caught.value.reason == "missing"
    assert store.commit(owing("e")) == "applied"


def test_a_backup_is_sound(store: SqliteStore, tmp_path: Path) -> None:
    """SQLite finds nothing wrong with the copy."""
    store.commit(owing("e", *(post(f"k{number}") for number in range(50))))
    store.backup(tmp_path / "copy.db")
    copy = sqlite3.connect(tmp_path / "copy.db")
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert copy.execute("PRAGMA foreign_key_check").fetchall() == []
    copy.close()


def test_a_backup_into_a_folder_that_may_not_be_written(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the copy cannot be made, the system's reason is passed on."""

    def refused(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("bot.store.backups.os.open", refused)
    with pytest.raises(StoreError) as caught:
        store.backup(tmp_path / "copy.db")
    assert (caught.value.reason, "Permission denied" in str(caught.value)) == ("read_only", True)


def test_a_file_that_appears_meanwhile_is_kept(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that somebody else makes while the copy is written is not overwritten either."""
    path = tmp_path / "copy.db"
    monkeypatch.setattr(Path, "exists", lambda _: False)
    path.write_text("precious")
    with pytest.raises(StoreError) as caught:
        store.backup(path)
    assert (caught.value.reason, path.read_text()) == ("exists", "precious")
    assert sorted(file.name for file in tmp_path.glob("copy*")) == ["copy.db"]


def test_a_backup_that_breaks_leaves_nothing(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where SQLite fails while copying, it is explained, and no half of a copy stays."""

    def broken(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    assert store.health().recommendations == 0
    monkeypatch.setattr("bot.store.backups.sqlite3.connect", broken)
    with pytest.raises(StoreError):
        store.backup(tmp_path / "copy.db")
    assert list(tmp_path.glob("copy*")) == []


def test_the_command_copies_while_the_bot_runs(
    store: SqliteStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`gpu-advisor backup FILE` says what it copied, and refuses to do so twice to the same file."""
    store.commit(Change(event("e"), 100, interview(), (answer(1),), record()))
    monkeypatch.setenv("GPU_ADVISOR_DATABASE_URL", f"sqlite:///{store._connections.path}")
    done = CliRunner().invoke(main, ["backup", str(tmp_path / "copy.db")])
    assert (done.exit_code, "1 recommendations, 1 open interviews" in done.output) == (0, True)
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0
    again = CliRunner().invoke(main, ["backup", str(tmp_path / "copy.db")])
    assert (again.exit_code, "exists already" in again.output) == (1, True)


def test_backups_taken_while_writing_are_consistent(store: SqliteStore, tmp_path: Path) -> None:
    """In every copy made during writes, each interview has exactly the answers of its revision."""
    stop = threading.Event()

    def write() -> None:
        for number in itertools.count():
            if stop.is_set():
                return
            begun = interview(f"i{number}")
            store.commit(Change(event(f"a{number}"), 100, begun))
            stepped = begun._replace(revision=2)
            store.commit(Change(event(f"b{number}"), 100, stepped, (answer(1), answer(2))))

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            store.backup(tmp_path / f"{number}.db")
    finally:
        stop.set()
        writer.join()
    for number in range(5):
        copy = sqlite3.connect(tmp_path / f"{number}.db")
        torn = copy.execute(
            "SELECT id FROM interviews i WHERE (revision - 1) * 2 <>"
            " (SELECT count(*) FROM answers a WHERE a.interview_id = i.id)"
        ).fetchall()
        assert torn == []
        copy.close()
