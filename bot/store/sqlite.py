"""The store over one SQLite file: each method is one read on this thread's reader or one short write."""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from sqlite_utils import Database

from bot.store import backups, conversations, history, leasing, opening, owed, privacy, waiting
from bot.store.connections import Connections
from bot.store.conversations import Undone
from bot.store.migrations import OWED
from bot.store.protocol import (
    Asked,
    Change,
    Committed,
    Delivery,
    Event,
    Health,
    Interview,
    Json,
    Outgoing,
    Page,
    Record,
    Snapshot,
    Waiting,
)
from bot.store.scopes import Everywhere, Scope, Subject

EVENTS_KEPT_S: Final = 7 * 86_400
"""Slack repeats a delivery for minutes, a person a click for days."""

EVENTS_PER_PURGE: Final = 1_000
"""One purge holds the writer for milliseconds."""


class SqliteStore:
    """A `Store` in one file. Every method may raise StoreError, and then has changed nothing."""

    def __init__(self, connections: Connections, lock: int | None) -> None:
        """Take the connections and the lock that keeps other writing processes out."""
        self._connections = connections
        self._lock = lock

    def interview(self, team: str, interview_id: str) -> Snapshot | None:
        """Return an interview by id."""
        with self._connections.reading() as db:
            return conversations.snapshot(db, team, interview_id)

    def interview_in_thread(self, team: str, channel: str, thread_ts: str) -> Snapshot | None:
        """Return the interview whose root message is that thread's parent."""
        with self._connections.reading() as db:
            return conversations.snapshot_in_thread(db, team, channel, thread_ts)

    def open_interviews(self, team: str, starter: str) -> Sequence[Interview]:
        """Return a person's open interviews, newest first."""
        with self._connections.reading() as db:
            return conversations.open_interviews(db, team, starter)

    def open_in_channel(self, team: str, channel: str) -> Sequence[Interview]:
        """Return the open interviews whose thread is in a channel, oldest first."""
        with self._connections.reading() as db:
            return conversations.open_in_channel(db, team, channel)

    def idle_interviews(self, touched_before: int, limit: int) -> Sequence[Interview]:
        """Return open interviews that nobody touched since, longest silent first."""
        with self._connections.reading() as db:
            return conversations.idle_interviews(db, touched_before, limit)

    def how_many_open(self, team: str, starter: str, channel: str) -> tuple[int, int]:
        """Return how many interviews are open that a person started, and how many in a channel."""
        with self._connections.reading() as db:
            return conversations.how_many_open(db, team, starter, channel)

    def concerns(self, team: str, channel: str, thread_ts: str) -> bool:
        """Tell whether a thread is an interview's, or may turn out to be (a cheap look before reading)."""
        with self._connections.reading() as db:
            return owed.concerns(db, team, channel, thread_ts)

    def unconfirmed_roots(self, team: str, channel: str, thread_ts: str) -> bool:
        """Tell whether that thread's parent may be a root message which is not confirmed yet."""
        with self._connections.reading() as db:
            return owed.unconfirmed_roots(db, team, channel, thread_ts)

    def asked(self, team: str, interview_id: str, ts: str) -> Asked:
        """Return what the interview had asked by the moment `ts` (a message's)."""
        with self._connections.reading() as db:
            return owed.asked(db, team, interview_id, ts)

    def wait(self, event: Event, body: Json, at: int) -> None:
        """Keep a delivery until what it belongs to is confirmed."""
        with self._connections.writing() as db:
            waiting.keep(db, event, body, at)

    def waiting(self) -> Sequence[Waiting]:
        """Return the deliveries that wait, oldest first."""
        with self._connections.reading() as db:
            return waiting.kept(db)

    def release(self, event: Event) -> None:
        """Forget a delivery that waited and was handled."""
        with self._connections.writing() as db:
            waiting.release(db, event)

    def message_key(self, team: str, channel: str, ts: str) -> tuple[str, str | None] | None:
        """Return the key and the interview id of a message the bot posted there, if it did."""
        with self._connections.reading() as db:
            return owed.message_key(db, team, channel, ts)

    def channel_of(self, team: str, address: str) -> str | None:
        """Return the channel where an earlier post to this address (a person's id) went, if any did."""
        with self._connections.reading() as db:
            return owed.channel_of(db, team, address)

    def claimed(self, event: Event) -> bool:
        """Tell whether the event already had its effect, or was parked."""
        with self._connections.reading() as db:
            return conversations.claimed(db, event)

    def commit(self, change: Change) -> Committed:
        """Claim the event, check the revision, write and queue, in one short transaction."""
        try:
            with self._connections.writing() as db:
                return conversations.apply(db, change)
        except Undone:
            return "moved"

    def page(
        self,
        scope: Scope | Everywhere,
        *,
        limit: int,
        mine: bool = False,
        words: str = "",
        cursor: str | None = None,
    ) -> Page:
        """Return a page of the records this scope may see, newest first."""
        with self._connections.reading() as db:
            return history.page(db, scope, limit=limit, mine=mine, words=words, cursor=cursor)

    def record(self, scope: Scope | Everywhere, record_id: str) -> Record | None:
        """Return one record, if this scope may see it."""
        with self._connections.reading() as db:
            return history.record(db, scope, record_id)

    def due(self, now: int, limit: int) -> Sequence[Delivery]:
        """Return and lease the head row of each stream that may be sent now."""
        with self._connections.writing() as db:
            return leasing.due(db, now, limit)

    def next_due(self) -> int | None:
        """Return when the next row may be sent, or None when nothing waits."""
        with self._connections.reading() as db:
            return leasing.next_due(db)

    def sent(self, delivery: Delivery, *, channel: str | None, ts: str | None, at: int) -> None:
        """Mark a row sent; a root's timestamp and channel become its interview's."""
        with self._connections.writing() as db:
            owed.sent(db, delivery, channel, ts, at)

    def postpone(
        self, delivery: Delivery, *, until: int, error: str, uncertain: bool, attempted: bool = True
    ) -> None:
        """Try later. `uncertain`: Slack may have accepted it. Not `attempted`: it was not tried."""
        with self._connections.writing() as db:
            owed.postpone(db, delivery, until, error, uncertain=uncertain, attempted=attempted)

    def park(self, delivery: Delivery, *, error: str, at: int, instead: Sequence[Outgoing] = ()) -> None:
        """Give a row up, with the replies and updates that need it, and queue what is said instead."""
        with self._connections.writing() as db:
            owed.park(db, delivery, error, at)
            conversations.strand(db, delivery)
            owed.queue(db, delivery.team, instead, at)

    def failed(self, event: Event, error: str, at: int) -> int:
        """Count a failure to handle an event, and return how often it failed (3 parks it)."""
        with self._connections.writing() as db:
            return conversations.fail(db, event, error, at)

    def workspaces(self) -> Sequence[str]:
        """Return the ids of the workspaces of which anything is kept."""
        with self._connections.reading() as db:
            return privacy.workspaces(db)

    def export(self, subject: Subject) -> Sequence[Json]:
        """Return everything kept of the subject."""
        with self._connections.reading() as db:
            return list(privacy.export(db, subject))

    def erase(self, subject: Subject) -> int:
        """Delete everything kept of the subject, from the write-ahead log too; return how many interviews."""
        with self._connections.writing() as db:
            gone = privacy.erase(db, subject)
        self._connections.checkpoint()
        return gone

    def purge(self, before: int, limit: int) -> int:
        """Delete interviews that nobody changed since, and what hangs on them; return how many."""
        with self._connections.reading() as db:
            found = privacy.aged(db, before, limit)
        if found:
            with self._connections.writing() as db:
                privacy.purge(db, found, before)
        return len(found)

    def health(self) -> Health:
        """Return what there is to say about the store's state."""
        with self._connections.reading() as db:
            parked = db.execute("SELECT key, error FROM outbox WHERE state = 'parked' ORDER BY id")
            return Health(
                schema=_count(db, "PRAGMA user_version"),
                sqlite_version=sqlite3.sqlite_version,
                interviews_open=_count(db, "SELECT count(*) FROM interviews WHERE status = 'open'"),
                recommendations=_count(db, "SELECT count(*) FROM recommendations"),
                outbox_pending=_count(db, f"SELECT count(*) FROM outbox WHERE {OWED}"),  # noqa: S608 - constant words
                outbox_parked=tuple((str(key), str(error)) for key, error in parked),
                events_parked=_count(db, "SELECT count(*) FROM events WHERE state = 'parked'"),
            )

    def tidy(self, now: int) -> None:
        """Erase expired secrets, forget events older than a week, and fold the write-ahead log in."""
        with self._connections.writing() as db:
            owed.erase_response_urls(db, now)
            db.execute(
                "DELETE FROM events WHERE (team, key) IN"
                " (SELECT team, key FROM events WHERE at < ? AND state <> 'parked' LIMIT ?)",
                (now - EVENTS_KEPT_S, EVENTS_PER_PURGE),
            )
        self._connections.checkpoint()

    def backup(self, path: Path) -> None:
        """Write a consistent copy, without secrets, while the bot runs; refuses to overwrite a file."""
        with self._connections.reading() as db:
            backups.write(db, path)

    def close(self) -> None:
        """Close every connection and let other processes write."""
        self._connections.close()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _count(db: Database, sql: str) -> int:
    return int(db.execute(sql).fetchone()[0])


def open_store(url: str, *, read_only: bool = False) -> SqliteStore:
    """Open the store at `sqlite:///relative` or `sqlite:////absolute`, made and brought forward as needed.

    `read_only` reads beside a running bot and changes nothing. Raises StoreError with one sentence: the file
    is missing, locked, in use by another writing process, read-only, damaged, another program's, or newer.
    """
    path = opening.path_of(url)
    if read_only:
        connections = Connections(str(path), None, lambda: opening.open_reader(path))
        try:
            with connections.reading() as db:
                opening.check_readable(db, path)
        except BaseException:
            connections.close()
            raise
        return SqliteStore(connections, None)
    lock = opening.lock_out_others(path)
    try:
        connections = Connections(str(path), opening.open_writer(path), lambda: opening.open_reader(path))
        with connections.writing() as db:
            owed.recover(db)
    except BaseException:
        os.close(lock)
        raise
    return SqliteStore(connections, lock)
