"""What can go wrong with the store, each said in one sentence that names the way out."""

import sqlite3
from typing import Final, Literal

Reason = Literal[
    "locked",
    "full",
    "read_only",
    "corrupt",
    "newer",
    "older",
    "foreign",
    "second_writer",
    "missing",
    "exists",
    "input_output",
    "network",
    "closed",
    "failed",
]

_PRIMARY: Final = 0xFF
"""SQLite keeps the kind of an error in the lowest byte of its extended code."""

_SAYINGS: Final[dict[int, tuple[Reason, str]]] = {
    sqlite3.SQLITE_BUSY: ("locked", "is locked by another program; close it and try again"),
    sqlite3.SQLITE_LOCKED: ("locked", "is locked by another program; close it and try again"),
    sqlite3.SQLITE_FULL: ("full", "cannot grow because the disk is full; nothing was saved, free some space"),
    sqlite3.SQLITE_READONLY: ("read_only", "cannot be written; make the file and its folder writable"),
    sqlite3.SQLITE_CORRUPT: ("corrupt", "is damaged; keep it aside and restore the latest backup"),
    sqlite3.SQLITE_NOTADB: ("corrupt", "is not a database; keep it aside and restore the latest backup"),
    sqlite3.SQLITE_CANTOPEN: ("missing", "cannot be opened; check that its folder exists and is writable"),
    sqlite3.SQLITE_IOERR: ("input_output", "could not be read or written; check the disk"),
}


class StoreError(Exception):
    """The store cannot do what was asked; nothing of it was saved. The text is one sentence for people."""

    def __init__(self, reason: Reason, sentence: str) -> None:
        super().__init__(sentence)
        self.reason: Reason = reason


def store_error(error: sqlite3.Error, path: str) -> StoreError:
    """Say what SQLite's error means for the database file at `path`."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & _PRIMARY
    if isinstance(error, sqlite3.DatabaseError) and str(error).startswith("database disk image"):
        code = sqlite3.SQLITE_CORRUPT
    reason, saying = _SAYINGS.get(code, ("failed", f"refused a statement: {error}"))
    return StoreError(reason, f"The database {path} {saying}.")
