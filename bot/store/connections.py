"""The connections to one SQLite file: a single writer behind a lock, and a reader for each thread."""

import contextlib
import logging
import sqlite3
import threading
from collections.abc import Callable, Iterator
from typing import Final

from sqlite_utils import Database

from bot.store.errors import StoreError, store_error

log = logging.getLogger(__name__)

PATIENCE_S: Final = 2.0
"""How long a write waits for another: Slack wants commands and clicks acknowledged within 3 s."""

PRAGMAS: Final = (
    f"busy_timeout={PATIENCE_S * 1000:.0f}",
    "journal_mode=WAL",
    "synchronous=FULL",  # an acknowledged event must survive a power cut, not only a killed process
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "temp_store=MEMORY",
    "journal_size_limit=67108864",
    "wal_autocheckpoint=0",  # the writer checkpoints under its own lock
    "cell_size_check=ON",
    "secure_delete=ON",  # an erased response_url leaves no trace in the file
)
READER_PRAGMAS: Final = (
    f"busy_timeout={PATIENCE_S * 1000:.0f}",
    "trusted_schema=OFF",
    "temp_store=MEMORY",
    "query_only=ON",
)

COMMITS_PER_CHECKPOINT: Final = 256
"""A commit writes some ten pages of 4 KiB, so the write-ahead log stays near 10 MiB."""


def connect(uri: str, pragmas: tuple[str, ...], *, timeout_s: float = PATIENCE_S) -> Database:
    """Open the file at a `file:` address. Transactions are ours alone (`isolation_level=None`)."""
    connection = sqlite3.connect(
        uri, uri=True, timeout=timeout_s, isolation_level=None, check_same_thread=False, cached_statements=256
    )
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")
    return Database(connection, strict=True, execute_plugins=False)  # what else is installed stays out of it


class Connections:
    """Hands out the writer, one thread at a time, and to each thread a reader of its own."""

    def __init__(self, path: str, writer: Database | None, open_reader: Callable[[], Database]) -> None:
        """Take the writer (None: reading only) and the way to open one more reader."""
        self.path = path
        self._writer = writer
        self._open_reader = open_reader
        self._lock = threading.RLock()
        self._local = threading.local()
        self._readers: dict[threading.Thread, Database] = {}
        self._keeping = threading.Lock()
        self._closed = False
        self._commits = 0

    @contextlib.contextmanager
    def writing(self) -> Iterator[Database]:
        """Hold the writer in one transaction: kept when the block ends, undone when it raises.

        Raises StoreError for what SQLite refuses, a locked, full, read-only or damaged file among others.
        """
        if not self._lock.acquire(timeout=PATIENCE_S):
            raise StoreError("locked", f"The database {self.path} is busy with another write; try again.")
        try:
            writer = self._writable()
            begin(writer)
            try:
                yield writer
                writer.conn.execute("COMMIT")
            except BaseException:
                undo(writer)
                raise
            self._commits += 1
            if self._commits % COMMITS_PER_CHECKPOINT == 0:
                self._fold(writer)
        except sqlite3.Error as error:
            raise self._said(error) from error
        finally:
            self._lock.release()

    def _fold(self, writer: Database) -> None:
        """Bring the write-ahead log into the file; a failure is no failure of what was committed."""
        try:
            writer.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
        except sqlite3.Error:
            log.exception("The write-ahead log of %s could not be folded in, and grows.", self.path)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Database]:
        """Lend this thread's reader; raises StoreError as `writing` does."""
        try:
            yield self._reader()
        except sqlite3.Error as error:
            raise self._said(error) from error

    def checkpoint(self) -> None:
        """Bring the write-ahead log into the file and empty it, as far as readers let it."""
        with self._lock:
            try:
                self._writable().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            except sqlite3.Error as error:
                raise self._said(error) from error

    def close(self) -> None:
        """Close every connection, and open none any more; the last one folds the write-ahead log in."""
        with self._lock, self._keeping:
            self._closed = True
            for reader in self._readers.values():
                reader.close()
            if self._writer is not None:
                self._writer.close()

    def _writable(self) -> Database:
        if self._writer is None:
            raise StoreError("read_only", f"The database {self.path} was opened for reading only.")
        return self._writer

    def _reader(self) -> Database:
        reader: Database | None = getattr(self._local, "reader", None)
        if reader is None:
            reader = self._local.reader = self._another()
        return reader

    def _another(self) -> Database:
        """Open one more reader, to be closed with the others or once its thread has ended."""
        with self._keeping:
            if self._closed:
                raise self._over()
            for thread in [thread for thread in self._readers if not thread.is_alive()]:
                self._readers.pop(thread).close()
            reader = self._readers[threading.current_thread()] = self._open_reader()
        return reader

    def _said(self, error: sqlite3.Error) -> StoreError:
        return self._over() if self._closed else store_error(error, self.path)

    def _over(self) -> StoreError:
        return StoreError("closed", f"The database {self.path} is closed, as the program stops.")


def begin(db: Database) -> None:
    """Start a transaction that holds the write lock from its first moment.

    A deferred one would fail at once when it comes to write after somebody else did.
    """
    if db.conn.in_transaction:
        undo(db)
    db.conn.execute("BEGIN IMMEDIATE")  # what sqlite-utils adds is for those who leave transactions to it


def undo(db: Database) -> None:
    """Roll back what is open, if SQLite has not done so already."""
    with contextlib.suppress(sqlite3.Error):
        if db.conn.in_transaction:
            db.execute("ROLLBACK")
