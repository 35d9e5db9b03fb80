"""A copy of the database that is whole, holds no secrets, and does no harm when it is put back."""

import contextlib
import os
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
        # Created by hand, so that only its owner may read it from its first byte on.
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise _refusal(part, error) from error
    try:
        with contextlib.closing(sqlite3.connect(part, isolation_level=None)) as copy:
            db.conn.backup(copy)
            copy.execute("PRAGMA secure_delete=ON")
            copy.execute(f"UPDATE outbox SET response_url = NULL, uncertain = 1 WHERE {OWED}")  # noqa: S608 - constant words
            copy.execute("PRAGMA journal_mode=DELETE")
        os.link(part, path)  # unlike a rename, it never takes the place of a file made meanwhile
    except OSError as error:
        raise _refusal(path, error) from error
    except sqlite3.Error as error:
        raise store_error(error, str(path)) from error
    finally:
        part.unlink(missing_ok=True)


def _refusal(path: Path, error: OSError) -> StoreError:
    match error:
        case FileExistsError():
            return StoreError("exists", f"The file {path} exists already; name a new one for the backup.")
        case FileNotFoundError():
            return StoreError("missing", f"The folder {path.parent} does not exist; create it first.")
    return StoreError("read_only", f"The file {path} cannot be written ({error.strerror}).")
