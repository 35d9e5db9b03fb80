"""Interviews, their answers, and the one write that moves a conversation on."""

import json
import logging
from collections.abc import Sequence
from typing import Any, Final

from pydantic_core import to_json
from sqlite_utils import Database

from bot.store import history, owed
from bot.store.protocol import Change, Committed, Delivery, Event, Interview, Snapshot
from core.answers import Answer

log = logging.getLogger(__name__)

FAILURES_THAT_PARK: Final = 3

_INTERVIEW = "id, team, channel, starter, status, revision, started_at, touched_at, root_ts, root_key"


class Undone(Exception):  # noqa: N818 - not an error: the change gives way, and its claim with it
    """The interview moved on; everything of this change is rolled back."""


def apply(db: Database, change: Change) -> Committed:
    """Write a change inside of the caller's transaction; raises Undone where it must be rolled back."""
    team = change.event.team
    if not claim(db, change.event, change.at):
        return "duplicate"
    if change.welcomes is not None and not _welcome(db, team, change.welcomes, change.at):
        return "duplicate"
    interview = change.interview
    if interview is not None:
        moved = not (_insert(db, interview) if interview.revision == 1 else _update(db, interview))
        if moved:
            raise Undone
        for answer in change.answers:
            _append(db, team, interview.id, answer)
    if change.record is not None:
        history.keep(db, change.record)
    owed.queue(db, team, change.outgoing, change.at)
    if change.forget is not None:
        history.forget(db, team, change.forget)
    return "applied"


def claim(db: Database, event: Event, at: int) -> bool:
    """Take the event for oneself, unless it already had its effect or was given up."""
    # `db.conn`, as for all that a unit of work writes: what sqlite-utils adds looks after transactions.
    taken = db.conn.execute(
        "INSERT INTO events (team, key, digest, state, at) VALUES (?, ?, ?, 'done', ?)"
        " ON CONFLICT (team, key) DO UPDATE SET state = 'done', error = NULL, at = excluded.at"
        " WHERE state = 'failed' AND digest = excluded.digest",
        (event.team, event.key, event.digest, at),
    )
    if taken.rowcount == 1:
        return True
    _compare(db, event)
    return False


def claimed(db: Database, event: Event) -> bool:
    """Tell whether the event already had its effect, or was given up after failing too often."""
    row = db.execute(
        "SELECT state, digest FROM events WHERE team = ? AND key = ?", (event.team, event.key)
    ).fetchone()
    if row is None or (row[0] == "failed" and row[1] == event.digest):
        return False
    _compare(db, event)
    return True


def _compare(db: Database, event: Event) -> None:
    """Log a delivery that reuses a key for another content; it is turned away like a duplicate."""
    row = db.execute(
        "SELECT digest FROM events WHERE team = ? AND key = ?", (event.team, event.key)
    ).fetchone()
    if row[0] != event.digest:
        log.warning("Turned away the event %s: its key was used before for another content.", event.key)


def fail(db: Database, event: Event, error: str, at: int) -> int:
    """Count a failure of the event; the third parks it. One that had its effect stays as it is."""
    db.execute(
        "INSERT INTO events (team, key, digest, state, failures, error, at)"
        " VALUES (?, ?, ?, 'failed', 1, ?, ?)"
        " ON CONFLICT (team, key) DO UPDATE SET failures = failures + 1, error = excluded.error,"
        " at = excluded.at, state = iif(failures + 1 >= ?, 'parked', 'failed') WHERE state <> 'done'",
        (event.team, event.key, event.digest, error, at, FAILURES_THAT_PARK),
    )
    row = db.execute(
        "SELECT failures FROM events WHERE team = ? AND key = ?", (event.team, event.key)
    ).fetchone()
    return int(row[0])


def strand(db: Database, delivery: Delivery) -> None:
    """Note that an open interview cannot go on where it is held."""
    if delivery.outgoing.method in ("post", "join"):
        db.execute(
            "UPDATE interviews SET status = 'stranded' WHERE team = ? AND id = ? AND status = 'open'",
            (delivery.team, delivery.outgoing.interview_id),
        )


def snapshot(db: Database, team: str, interview_id: str) -> Snapshot | None:
    """Return an interview with its answers, both of one moment."""
    return _snapshot(db, "team = ? AND id = ?", (team, interview_id))


def snapshot_in_thread(db: Database, team: str, channel: str, thread_ts: str) -> Snapshot | None:
    """Return the interview of that thread; where there were several, the open one, else the newest."""
    where = "team = ? AND channel = ? AND root_ts = ? ORDER BY status = 'open' DESC, started_at DESC LIMIT 1"
    return _snapshot(db, where, (team, channel, thread_ts))


def open_interviews(db: Database, team: str, starter: str) -> Sequence[Interview]:
    """Return a person's open interviews, newest first."""
    rows = db.execute(
        f"SELECT {_INTERVIEW} FROM interviews WHERE team = ? AND starter = ? AND status = 'open'"  # noqa: S608 - constant words
        " ORDER BY started_at DESC, id DESC",
        (team, starter),
    )
    return tuple(Interview(*row) for row in rows)


def open_in_channel(db: Database, team: str, channel: str) -> Sequence[Interview]:
    """Return the open interviews whose thread is in a channel, oldest first."""
    rows = db.execute(
        f"SELECT {_INTERVIEW} FROM interviews INDEXED BY interviews_by_thread"  # noqa: S608 - constant words
        " WHERE team = ? AND channel = ? AND root_ts IS NOT NULL AND status = 'open' ORDER BY root_ts",
        (team, channel),
    )
    return tuple(Interview(*row) for row in rows)


def how_many_open(db: Database, team: str, starter: str, channel: str) -> tuple[int, int]:
    """Return how many interviews are open that a person started, and how many in a channel, if confirmed."""
    # Without being told its indexes, SQLite reads the whole workspace.
    mine, here = db.execute(
        "SELECT (SELECT count(*) FROM interviews INDEXED BY interviews_open"
        " WHERE team = :team AND starter = :starter AND status = 'open'),"
        " (SELECT count(*) FROM interviews INDEXED BY interviews_by_thread"
        " WHERE team = :team AND channel = :channel AND root_ts IS NOT NULL AND status = 'open')",
        {"team": team, "starter": starter, "channel": channel},
    ).fetchone()
    return int(mine), int(here)


def idle_interviews(db: Database, touched_before: int, limit: int) -> Sequence[Interview]:
    """Return open interviews of every team that nobody touched since, longest silent first."""
    rows = db.execute(
        f"SELECT {_INTERVIEW} FROM interviews WHERE status = 'open' AND touched_at < ?"  # noqa: S608 - constant words
        " ORDER BY touched_at LIMIT ?",
        (touched_before, limit),
    )
    return tuple(Interview(*row) for row in rows)


def _snapshot(db: Database, where: str, parameters: tuple[str, ...]) -> Snapshot | None:
    # Both reads see one moment: a newer list of answers under an older revision would be decided on wrongly.
    db.execute("BEGIN")
    try:
        row = db.execute(f"SELECT {_INTERVIEW} FROM interviews WHERE {where}", parameters).fetchone()  # noqa: S608 - constant words
        if row is None:
            return None
        interview = Interview(*row)
        answers = db.execute(
            "SELECT seq, slot, kind, value, said_by, source, text, event, message_ts, at, supersedes"
            " FROM answers WHERE team = ? AND interview_id = ? ORDER BY seq",
            (interview.team, interview.id),
        ).fetchall()
    finally:
        db.execute("COMMIT")
    return Snapshot(interview, tuple(_answer(row) for row in answers))


def _insert(db: Database, interview: Interview) -> bool:
    written = db.conn.execute(
        "INSERT INTO interviews (team, id, channel, starter, status, revision, started_at, touched_at,"
        " root_ts, root_key) VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?)"
        " ON CONFLICT (team, id) DO NOTHING",
        (
            interview.team,
            interview.id,
            interview.channel,
            interview.starter,
            interview.status,
            interview.started_at,
            interview.touched_at,
            interview.root_ts,
            interview.root_key,
        ),
    )
    return written.rowcount == 1


def _update(db: Database, interview: Interview) -> bool:
    # The root may have been confirmed after the snapshot was taken, in a channel that only Slack's answer
    # told (a person's DM). A change that still hangs on that root does not undo it; one with a new root does.
    written = db.conn.execute(
        "UPDATE interviews SET status = :status, revision = :revision, touched_at = :touched_at,"
        " root_ts = iif(root_key = :root_key, coalesce(root_ts, :root_ts), :root_ts),"
        " channel = iif(root_key = :root_key, channel, :channel), root_key = :root_key"
        " WHERE team = :team AND id = :id AND revision = :revision - 1",
        {
            "status": interview.status,
            "revision": interview.revision,
            "touched_at": interview.touched_at,
            "root_ts": interview.root_ts,
            "root_key": interview.root_key,
            "channel": interview.channel,
            "team": interview.team,
            "id": interview.id,
        },
    )
    return written.rowcount == 1


def _welcome(db: Database, team: str, person: str, at: int) -> bool:
    """Note that a person is welcomed; False where that happened before."""
    written = db.execute(
        "INSERT INTO people (team, id, welcomed_at) VALUES (?, ?, ?) ON CONFLICT (team, id) DO NOTHING",
        (team, person, at),
    )
    return written.rowcount == 1


def _append(db: Database, team: str, interview_id: str, answer: Answer) -> None:
    db.conn.execute(
        "INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            team,
            interview_id,
            answer.seq,
            answer.slot.value,
            answer.kind,
            to_json(answer.value, inf_nan_mode="constants").decode(),
            answer.said_by,
            answer.source,
            answer.text,
            answer.event,
            answer.message_ts,
            answer.at,
            answer.supersedes,
        ),
    )


def _answer(row: tuple[Any, ...]) -> Answer:
    seq, slot, kind, value, said_by, source, text, event, message_ts, at, supersedes = row
    return Answer(
        seq=seq,
        slot=slot,
        kind=kind,
        value=json.loads(value),
        said_by=said_by,
        source=source,
        text=text,
        event=event,
        message_ts=message_ts,
        at=at,
        supersedes=supersedes,
    )
