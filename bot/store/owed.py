"""The outbox's rows: what is owed to Slack, in which order, and what became of it.

Only the head of a stream carries a `due_at`; a row behind it gets one when it becomes the head.
"""

import json
from collections.abc import Collection, Sequence
from operator import attrgetter
from typing import Final

from pydantic_core import to_json
from sqlite_utils import Database

from bot.store.migrations import OWED
from bot.store.protocol import Asked, Delivery, Outgoing

RESPONSE_URL_S: Final = 1800
"""Slack takes a response_url for 30 minutes."""

_BODY: Final = ("text", "blocks", "view", "file", "replace")
"""What is said, kept as JSON until it is sent."""
_said: Final = attrgetter(*_BODY)

CLOCKS_DIFFER_S: Final = 86_400
"""How far this machine's clock may be from Slack's before a message in doubt is no longer found."""


def queue(db: Database, team: str, outgoing: Sequence[Outgoing], at: int) -> None:
    """Append rows to their streams. A key that is there already is not owed twice."""
    fresh: set[str] = set()
    for row in outgoing:
        if _insert(db, team, row, at, fresh) and row.method == "post":
            fresh.add(row.key)


def sent(db: Database, delivery: Delivery, channel: str | None, ts: str | None, at: int) -> None:
    """Mark a row sent and let the next one of its stream go."""
    done = db.execute(
        "UPDATE outbox SET state = 'sent', due_at = NULL, uncertain = 0, finished_at = ?, sent_channel = ?,"
        " sent_ts = ?, response_url = NULL, body = NULL, error = NULL WHERE id = ? AND state = 'sending'",
        (at, channel, ts, delivery.id),
    )
    if done.rowcount == 0:
        return
    row = delivery.outgoing
    if row.interview_id is not None:
        db.execute(
            "UPDATE interviews SET root_ts = ?, channel = coalesce(?, channel) WHERE team = ? AND id = ?"
            " AND root_key = ? AND root_ts IS NULL",
            (row.thread_ts or ts, channel, delivery.team, row.interview_id, row.key),
        )
    _promote(db, delivery.team, row.stream, at)


def postpone(
    db: Database, delivery: Delivery, until: int, error: str, *, uncertain: bool, attempted: bool
) -> None:
    """Give the lease back; the row stays the head of its stream."""
    db.execute(
        "UPDATE outbox SET state = 'pending', due_at = ?, error = ?, uncertain = ?, attempts = attempts - ?"
        " WHERE id = ? AND state = 'sending'",
        (until, error, uncertain, not attempted, delivery.id),
    )


def park(db: Database, delivery: Delivery, error: str, at: int) -> None:
    """Give a row up, and with it the replies and updates that need its message."""
    for key, stream, reason in _lost(db, delivery, error):
        db.execute(
            "UPDATE outbox SET state = 'parked', due_at = NULL, finished_at = ?, response_url = NULL,"  # noqa: S608 - constant words
            f" error = ? WHERE team = ? AND key = ? AND {OWED}",
            (at, reason, delivery.team, key),
        )
        _promote(db, delivery.team, stream, at)


def recover(db: Database) -> None:
    """After a restart: what was being sent when the last process ended may have reached Slack."""
    db.execute("UPDATE outbox SET state = 'pending', uncertain = 1, due_at = 0 WHERE state = 'sending'")


def unconfirmed_roots(db: Database, team: str, channel: str, thread_ts: str) -> bool:
    """Tell whether that thread may be under a root that was perhaps posted; a DM's is owed to a person."""
    values = {"team": team, "channel": channel, "thread": thread_ts}
    return bool(db.execute(f"SELECT {_unconfirmed(channel)}", values).fetchone()[0])


def concerns(db: Database, team: str, channel: str, thread_ts: str) -> bool:
    """Tell whether an interview is held in that thread, or its root may be there, unconfirmed."""
    row = db.execute(
        "SELECT EXISTS (SELECT 1 FROM interviews"  # noqa: S608 - constant words
        f" WHERE team = :team AND channel = :channel AND root_ts = :thread) OR {_unconfirmed(channel)}",
        {"team": team, "channel": channel, "thread": thread_ts},
    ).fetchone()
    return bool(row[0])


def _unconfirmed(channel: str) -> str:
    people = " OR channel GLOB '[UW]*'" if channel.startswith("D") else ""
    return (
        f"EXISTS (SELECT 1 FROM outbox WHERE team = :team AND {OWED} AND method = 'post'"  # noqa: S608 - constant words
        f" AND (channel = :channel{people}) AND (state = 'sending' OR uncertain) AND interview_id IS NOT NULL"
        " AND refers_to IS NULL AND thread_ts IS NULL"
        f" AND created_at - {CLOCKS_DIFFER_S} <= CAST(:thread AS INTEGER))"
    )


def asked(db: Database, team: str, interview_id: str, ts: str) -> Asked:
    """Return the newest question posted by the moment `ts`, and whether one more may be out."""
    rows = db.execute(
        f"SELECT sent_ts, metadata, {OWED} AND (state = 'sending' OR uncertain) FROM outbox"  # noqa: S608 - constant words
        " WHERE team = ? AND key > ? AND key < ? AND method = 'post'",
        (team, f"{interview_id}:question:", f"{interview_id}:question;"),
    ).fetchall()
    posted = max((row for row in rows if row[0] is not None and row[0] <= ts), default=None)
    return Asked(json.loads(posted[1]) if posted and posted[1] else None, any(row[2] for row in rows))


def message_key(db: Database, team: str, channel: str, ts: str) -> tuple[str, str | None] | None:
    """Return the key and the interview of the row that posted a message."""
    row = db.execute(
        "SELECT key, interview_id FROM outbox"
        " WHERE team = ? AND sent_channel = ? AND sent_ts = ? AND method = 'post'",
        (team, channel, ts),
    ).fetchone()
    return None if row is None else (str(row[0]), row[1])


def channel_of(db: Database, team: str, address: str) -> str | None:
    """Return the channel that an earlier post to this address (a person) went to."""
    row = db.execute(
        "SELECT sent_channel FROM outbox WHERE team = ? AND channel = ? AND method = 'post'"
        " AND sent_ts IS NOT NULL LIMIT 1",
        (team, address),
    ).fetchone()
    return None if row is None else str(row[0])


def erase_response_urls(db: Database, now: int) -> None:
    """Erase the secrets that Slack no longer takes."""
    db.execute(
        "UPDATE outbox SET response_url = NULL WHERE response_url IS NOT NULL AND created_at <= ?",
        (now - RESPONSE_URL_S,),
    )


def _insert(db: Database, team: str, row: Outgoing, at: int, fresh: Collection[str]) -> bool:
    """Append a row to its stream; tell whether it is new, and can be delivered.

    It may go at once where it is the head, and what it needs is not lost. `fresh` are posts made just before.
    """
    refers_to = row.target or row.thread_of
    state = "pending"
    if refers_to is not None and refers_to not in fresh:
        refers_to, state = _referred(db, team, refers_to)
    lost = state == "parked"
    written = db.conn.execute(
        "INSERT INTO outbox (team, key, stream, method, state, due_at, created_at, finished_at, channel,"  # noqa: S608 - constant words
        " user, refers_to, thread_ts, target_ts, interview_id, response_url, metadata, body, error)"
        " VALUES (:team, :key, :stream, :method, :state,"
        f" iif(:lost OR EXISTS (SELECT 1 FROM outbox WHERE team = :team AND stream = :stream AND {OWED}),"
        " NULL, :at), :at, :finished_at, :channel, :user, :refers_to, :thread_ts, :target_ts, :interview_id,"
        " :response_url, :metadata, :body, :error) ON CONFLICT (team, key) DO NOTHING",
        {
            "team": team,
            "key": row.key,
            "stream": row.stream,
            "method": row.method,
            "state": "parked" if lost else "pending",
            "lost": lost,
            "at": at,
            "finished_at": at if lost else None,
            "channel": row.channel,
            "user": row.user,
            "refers_to": refers_to,
            "thread_ts": row.thread_ts,
            "target_ts": row.target_ts,
            "interview_id": row.interview_id,
            "response_url": None if lost else row.response_url,
            "metadata": None if row.metadata is None else to_json(row.metadata).decode(),
            "body": to_json(dict(zip(_BODY, _said(row), strict=True))).decode(),
            "error": f"needs {refers_to}, which was not delivered" if lost else None,
        },
    )
    return written.rowcount == 1 and not lost


def _referred(db: Database, team: str, key: str) -> tuple[str, str]:
    """Return the key of the post that is meant, and its state: an update means the message it updates.

    So a message has one key for good, and what follows a refused update still finds it.
    """
    row = db.conn.execute(
        "SELECT p.key, p.state FROM outbox o JOIN outbox p ON p.team = o.team"
        " AND p.key = iif(o.method = 'update', coalesce(o.refers_to, o.key), o.key)"
        " WHERE o.team = ? AND o.key = ?",
        (team, key),
    ).fetchone()
    return (key, "parked") if row is None else (str(row[0]), str(row[1]))


def _promote(db: Database, team: str, stream: str, at: int) -> None:
    db.execute(
        "UPDATE outbox SET due_at = ? WHERE due_at IS NULL AND id ="  # noqa: S608 - constant words
        f" (SELECT min(id) FROM outbox WHERE team = ? AND stream = ? AND {OWED})",
        (at, team, stream),
    )


def _lost(db: Database, delivery: Delivery, error: str) -> list[tuple[str, str, str]]:
    lost = [(delivery.outgoing.key, delivery.outgoing.stream, error)]
    for key, _, _ in lost:  # grows while it is walked: a reply's own update is lost with the reply
        rows = db.execute(
            f"SELECT key, stream FROM outbox WHERE team = ? AND refers_to = ? AND {OWED}",  # noqa: S608 - constant words
            (delivery.team, key),
        )
        lost.extend((str(row[0]), str(row[1]), f"needs {key}, which was not delivered") for row in rows)
    return lost
