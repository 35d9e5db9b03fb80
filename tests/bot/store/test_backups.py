"""A backup is whole, taken while the bot runs, without secrets, and harmless when it is put back."""

import sqlite3
from pathlib import Path

import pytest

from bot.store.errors import StoreError
from bot.store.protocol import Change, Scope
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
