"""A copy of the database that is whole, holds no secrets, and does no harm when it is put back."""

import contextlib
import sqlite3
from pathlib import Path

from sqlite_utils import Database

from bot.store.errors import StoreError, store_error
from bot.store.migrations import OWED


def write(db: Database, path: Path) -> None:
    """Copy what the reader sees now to a new file; raises StoreError.

    Rows still owed are marked as perhaps delivered: the bot looks for them in Slack before it posts them
    again, should this copy ever be put back.
    """
    if path.exists():
        raise StoreError("exists", f"The file {path} exists already; name a new one for the backup.")
    part = path.with_name(path.name + ".part")
    try:
        with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as copy:
            db.conn.backup(copy)
            copy.execute("PRAGMA secure_delete=ON")
            copy.execute(f"UPDATE outbox SET response_url = NULL, uncertain = 1 WHERE {OWED}")  # noqa: S608 - constant words
            copy.execute("PRAGMA journal_mode=DELETE")
        part.chmod(0o600)
        part.rename(path)
    except sqlite3.Error as error:
        raise store_error(error, str(path)) from error
    finally:
        part.unlink(missing_ok=True)
