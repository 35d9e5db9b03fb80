"""Leasing the outbox's rows to who sends them.

A leased row is `sending`, and its `due_at` is when the lease ends: if nobody finished it by then, it may have
reached Slack.
"""

import json
from typing import Final, NamedTuple

from sqlite_utils import Database

from bot.store.migrations import OWED
from bot.store.protocol import Delivery, Json, Outgoing, SlackCall

LEASE_S: Final = 120
"""Longer than any attempt takes: a few calls of at most 10 s each."""

FARTHEST_S: Final = 3_600
"""Nothing is put off for longer; a row that waits for a later time was put off before the clock was set."""

_READY: Final = (
    "(o.refers_to IS NULL OR EXISTS (SELECT 1 FROM outbox r"
    " WHERE r.team = o.team AND r.key = o.refers_to AND r.state = 'sent'))"
)


class _Due(NamedTuple):
    """A row that may be sent, and what was sent of the one it refers to."""

    id: int
    team: str
    key: str
    stream: str
    method: SlackCall
    channel: str | None
    user: str | None
    refers_to: str | None
    thread_ts: str | None
    target_ts: str | None
    interview_id: str | None
    response_url: str | None
    metadata: str | None
    body: str
    attempts: int
    uncertain: int
    created_at: int
    sent_channel: str | None
    sent_ts: str | None
    sent_metadata: str | None


def due(db: Database, now: int, limit: int) -> list[Delivery]:
    """Lease the heads that may be sent now, longest due first."""
    found = db.execute(
        "SELECT o.id, o.team, o.key, o.stream, o.method, o.channel, o.user, o.refers_to,"  # noqa: S608 - constant words
        " o.thread_ts, o.target_ts, o.interview_id, o.response_url, o.metadata, o.body, o.attempts,"
        " o.uncertain OR o.state = 'sending', o.created_at, r.sent_channel, r.sent_ts, r.metadata"
        " FROM outbox o LEFT JOIN outbox r ON r.team = o.team AND r.key = o.refers_to"
        f" WHERE o.{OWED} AND o.due_at IS NOT NULL AND (o.due_at <= ? OR o.due_at > ?) AND {_READY}"
        " ORDER BY o.due_at, o.id LIMIT ?",
        (now, now + FARTHEST_S, limit),
    ).fetchall()
    rows = [_Due(*row) for row in found]
    for row in rows:
        db.execute(
            "UPDATE outbox SET state = 'sending', attempts = attempts + 1, uncertain = ?, due_at = ?"
            " WHERE id = ?",
            (row.uncertain, now + LEASE_S, row.id),
        )
    return [_delivery(row) for row in rows]


def next_due(db: Database) -> int | None:
    """Return when the next head may be sent."""
    row = db.execute(
        f"SELECT o.due_at FROM outbox o WHERE o.{OWED} AND o.due_at IS NOT NULL AND {_READY}"  # noqa: S608 - constant words
        " ORDER BY o.due_at, o.id LIMIT 1"
    ).fetchone()
    return None if row is None else int(row[0])


def _delivery(row: _Due) -> Delivery:
    body: Json = json.loads(row.body)
    target = row.refers_to if row.method == "update" else None
    outgoing = Outgoing(
        key=row.key,
        stream=row.stream,
        method=row.method,
        text=body["text"],
        blocks=tuple(body["blocks"]),
        channel=row.channel,
        user=row.user,
        metadata=_json(row.metadata),
        thread_of=None if target else row.refers_to,
        thread_ts=row.thread_ts,
        target=target,
        target_ts=row.target_ts,
        response_url=row.response_url,
        interview_id=row.interview_id,
        view=body["view"],
        file=body.get("file"),
        replace=body["replace"],
    )
    return Delivery(
        id=row.id,
        team=row.team,
        outgoing=outgoing,
        attempts=row.attempts,
        uncertain=bool(row.uncertain),
        created_at=row.created_at,
        thread_ts=row.thread_ts or (None if target else row.sent_ts),
        target_channel=row.sent_channel,
        target_ts=row.target_ts or (row.sent_ts if target else None),
        target_metadata=_json(row.sent_metadata),
    )


def _json(text: str | None) -> Json | None:
    return None if text is None else json.loads(text)
