"""Deliveries that were acknowledged before anybody could tell what they belong to."""

import json
from collections.abc import Sequence

from sqlite_utils import Database

from bot.store.protocol import Event, Json, Waiting


def keep(db: Database, event: Event, body: Json, at: int) -> None:
    """Keep a delivery; the same one again changes nothing."""
    db.execute(
        "INSERT INTO waiting (team, key, digest, body, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (team, key) DO NOTHING",
        (event.team, event.key, event.digest, json.dumps(body), at),
    )


def kept(db: Database) -> Sequence[Waiting]:
    """Return every delivery that waits, oldest first."""
    rows = db.execute("SELECT team, key, digest, body FROM waiting ORDER BY at, key")
    return tuple(Waiting(Event(team, key, digest), json.loads(body)) for team, key, digest, body in rows)


def release(db: Database, event: Event) -> None:
    """Forget a delivery that was handled."""
    db.execute("DELETE FROM waiting WHERE team = ? AND key = ?", (event.team, event.key))
