"""Opening a SQLite store: where it lies, who else has it, whether it is whole, and which schema it has."""

import contextlib
import fcntl
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from sqlite_utils import Database

from bot.store import backups, disks
from bot.store.connections import PRAGMAS, READER_PRAGMAS, begin, connect, undo
from bot.store.errors import StoreError, store_error
from bot.store.migrations import APPLICATION_ID, SCHEMA, migrations

SCHEME = "sqlite:///"


def path_of(url: str) -> Path:
    """Return the file that `sqlite:///relative` or `sqlite:////absolute` names; raises StoreError."""
    if not url.startswith(SCHEME) or url == SCHEME:
        raise StoreError("missing", f"The database address {url} is not of the form sqlite:///path.")
    return Path(url.removeprefix(SCHEME))


def lock_out_others(path: Path) -> int:
    """Keep a second writing process from the file; return the lock to close with it. Raises StoreError."""
    _check_disk(path)
    lock = path.with_name(path.name + ".lock")
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except FileNotFoundError:
        raise StoreError("missing", f"The folder {path.parent} does not exist; create it first.") from None
    except OSError as error:
        saying = error.strerror or "unknown error"
        raise StoreError("read_only", f"The folder {path.parent} cannot be written ({saying}).") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise StoreError(
            "second_writer", f"The database {path} is in use by another GPU Advisor; stop that one first."
        ) from None
    return descriptor


def open_writer(path: Path) -> Database:
    """Open or create the file for writing, whole and on today's schema; raises StoreError."""
    with _told(path):
        # Created by hand, so that only its owner may read it.
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
        db = connect(_address(path, "rw"), ())
        try:
            _check_whole(db, path)
            _check_ours(db, path)
            for pragma in PRAGMAS:
                db.execute(f"PRAGMA {pragma}").fetchall()
            _migrate(db, path)
        except BaseException:
            db.close()
            raise
        return db


def open_reader(path: Path) -> Database:
    """Open the file for reading beside a writing process, or where nothing can be written."""
    with _told(path):
        address = _address(path, "ro")
        if not _has_shared_memory(address):
            # Nothing can be written beside the file, as on a read-only disk: then nobody writes it, either.
            address += "&immutable=1"
        return connect(address, READER_PRAGMAS)


def _has_shared_memory(address: str) -> bool:
    try:
        with contextlib.closing(connect(address, ())) as db:
            db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError as error:
        return error.sqlite_errorcode != sqlite3.SQLITE_CANTOPEN
    return True


def check_readable(db: Database, path: Path) -> None:
    """Refuse a file that is damaged, not ours, or of another schema; raises StoreError."""
    with _told(path):
        _check_whole(db, path)
        _check_ours(db, path)
        if _number(db, "user_version") < SCHEMA:
            raise StoreError(
                "older",
                f"The database {path} is of an older version; start the bot once to renew it.",
            )


def _migrate(db: Database, path: Path) -> None:
    version = _number(db, "user_version")
    if version == SCHEMA:
        return
    if version:
        _keep_copy(db, path, version)
    begin(db)
    try:
        migrations.apply(db)
        db.execute(f"PRAGMA user_version={SCHEMA}")
        db.execute(f"PRAGMA application_id={APPLICATION_ID}")
        db.execute("COMMIT")
    except BaseException:
        undo(db)
        raise


def _keep_copy(db: Database, path: Path, version: int) -> None:
    """Keep the file as it was before; one kept already, by an attempt that broke off, is as good."""
    copy = path.with_name(f"{path.name}.v{version}.bak")
    if not copy.exists():
        backups.write(db, copy)


def _check_disk(path: Path) -> None:
    """Refuse a disk that several machines share, where the write-ahead log does not work."""
    kind = disks.kind_of(path)
    if kind in disks.SHARED:
        raise StoreError(
            "network",
            f"The database {path} would lie on a network disk ({kind}), where SQLite can lose data; "
            "name a file on a disk of this machine.",
        )


def _check_whole(db: Database, path: Path) -> None:
    found = [row[0] for row in db.execute("PRAGMA quick_check(1)")]
    if found != ["ok"]:
        raise StoreError(
            "corrupt", f"The database {path} is damaged; keep it aside and restore the latest backup."
        )


def _check_ours(db: Database, path: Path) -> None:
    version = _number(db, "user_version")
    tables = _one(db, "SELECT count(*) FROM sqlite_master")
    if _number(db, "application_id") != APPLICATION_ID and (version or tables):
        raise StoreError("foreign", f"The database {path} belongs to another program; name another file.")
    if version > SCHEMA:
        raise StoreError(
            "newer", f"The database {path} was written by a newer GPU Advisor; run that version or restore."
        )


def _number(db: Database, pragma: str) -> int:
    return _one(db, f"PRAGMA {pragma}")


def _one(db: Database, sql: str) -> int:
    return int(db.execute(sql).fetchone()[0])


def _address(path: Path, mode: str) -> str:
    return f"file:{quote(str(path.absolute()))}?mode={mode}"


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise store_error(error, str(path)) from error
