"""What is kept of a person, a channel or a workspace: told, deleted on request, and deleted with age."""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlite_utils import Database

from bot.store.protocol import Json
from bot.store.scopes import Subject

SOMEONE: Final = "someone"
"""Stands for a person whose words were deleted from an interview that others also took part in."""

_MINE: Final = {
    "workspace": "team = :team",
    "channel": "team = :team AND channel = :id",
    "user": "team = :team AND {person} = :id",
}


def workspaces(db: Database) -> list[str]:
    """Return the ids of the workspaces of which anything is kept."""
    rows = db.execute(
        "SELECT team FROM interviews UNION SELECT team FROM recommendations UNION SELECT team FROM outbox"
    )
    return sorted(str(row[0]) for row in rows)


def export(db: Database, subject: Subject) -> Iterator[Json]:
    """Yield everything kept of the subject; of a person, none of what others said."""
    given = {"team": subject.team, "id": subject.id}
    own = " AND said_by = :id" if subject.kind == "user" else ""
    for row in _rows(db, f"SELECT * FROM interviews WHERE {_where(subject, 'starter')}", given):  # noqa: S608 - constant words
        yield {"table": "interviews", **row}
    if subject.kind == "user":
        where = "team = :team AND said_by = :id"
    else:
        where = (
            f"team = :team AND interview_id IN (SELECT id FROM interviews WHERE {_where(subject, 'starter')})"  # noqa: S608 - constant words
        )
    for row in _rows(db, f"SELECT * FROM answers WHERE {where} ORDER BY interview_id, seq", given):  # noqa: S608 - constant words
        yield {"table": "answers", **row, "value": json.loads(row["value"])}
    if subject.kind != "channel":
        where = _MINE[subject.kind].format(person="id")
        for row in _rows(db, f"SELECT * FROM people WHERE {where}", given):  # noqa: S608 - constant words
            yield {"table": "people", **row}
    for row in _rows(db, f"SELECT * FROM recommendations WHERE {_where(subject, 'asker')}", given):  # noqa: S608 - constant words
        said = [one for one in json.loads(row["answers"]) if not own or one["said_by"] == subject.id]
        kept = {name: value for name, value in row.items() if name not in ("seq", "terms", "words")}
        yield {"table": "recommendations", **kept, "result": json.loads(row["result"]), "answers": said}


def erase(db: Database, subject: Subject) -> int:
    """Delete what is kept of the subject inside of the caller's transaction; return how many interviews.

    In interviews of others a person's words and name go, and the value that the team works with stays.
    """
    given = {"team": subject.team, "id": subject.id}
    found = db.execute(f"SELECT id FROM interviews WHERE {_where(subject, 'starter')}", given)  # noqa: S608 - constant words
    gone = [str(row[0]) for row in found]
    _forget(db, [(subject.team, one) for one in gone])
    left = db.execute(f"SELECT interview_id FROM recommendations WHERE {_where(subject, 'asker')}", given)  # noqa: S608 - constant words
    _forget(db, [(subject.team, str(row[0])) for row in left.fetchall()])
    if subject.kind == "workspace":
        for table in ("outbox", "events", "people", "waiting"):
            db.execute(f"DELETE FROM {table} WHERE team = :team", given)  # noqa: S608 - constant words
    else:
        field = "$.channel" if subject.kind == "channel" else "$.user"
        db.execute(
            "DELETE FROM waiting WHERE team = :team AND json_extract(body, :field) = :id",
            {**given, "field": field},
        )
    if subject.kind == "channel":
        db.execute("DELETE FROM outbox WHERE team = :team AND (channel = :id OR sent_channel = :id)", given)
    if subject.kind == "user":
        db.execute("DELETE FROM outbox WHERE team = :team AND (channel = :id OR user = :id)", given)
        db.execute("DELETE FROM people WHERE team = :team AND id = :id", given)
        _unname(db, given)
    # Deleted rows stay in the index's older parts until these are merged.
    db.execute("INSERT INTO search (search) VALUES ('optimize')")
    return len(gone)


def aged(db: Database, before: int, limit: int) -> list[tuple[str, str]]:
    """Return team and id of interviews that nobody changed since."""
    rows = db.execute("SELECT team, id FROM interviews WHERE touched_at < ? LIMIT ?", (before, limit))
    return [(str(row[0]), str(row[1])) for row in rows]


def purge(db: Database, interviews: Sequence[tuple[str, str]], before: int) -> None:
    """Delete interviews with all that hangs on them, and private messages of that age."""
    _forget(db, interviews)
    db.execute("DELETE FROM outbox WHERE interview_id IS NULL AND finished_at < ?", (before,))
    db.execute("INSERT INTO search (search, rank) VALUES ('merge', 200)")


def _forget(db: Database, interviews: Sequence[tuple[str, str]]) -> None:
    for one in interviews:
        db.execute(
            "INSERT INTO search (search, rowid, terms)"
            " SELECT 'delete', seq, terms FROM recommendations WHERE team = ? AND interview_id = ?",
            one,
        )
        for table in ("recommendations", "answers", "outbox"):
            db.execute(f"DELETE FROM {table} WHERE team = ? AND interview_id = ?", one)  # noqa: S608 - constant words
        db.execute("DELETE FROM interviews WHERE team = ? AND id = ?", one)


def _unname(db: Database, given: Json) -> None:
    named = {**given, "someone": SOMEONE}
    touched = db.execute(
        "SELECT DISTINCT interview_id FROM answers WHERE team = :team AND said_by = :id", given
    )
    for row in touched.fetchall():
        kept = _rows(
            db,
            "SELECT id, answers FROM recommendations WHERE team = :team AND interview_id = :interview",
            {"team": given["team"], "interview": row[0]},
        )
        for record in kept:
            said = [_unnamed(one, given["id"]) for one in json.loads(record["answers"])]
            db.execute(
                "UPDATE recommendations SET answers = :answers WHERE team = :team AND id = :record",
                {"answers": json.dumps(said), "team": given["team"], "record": record["id"]},
            )
    db.execute(
        "UPDATE answers SET said_by = :someone, text = '', message_ts = NULL"
        " WHERE team = :team AND said_by = :id",
        named,
    )


def _unnamed(answer: Json, person: str) -> Json:
    if answer["said_by"] != person:
        return answer
    return {**answer, "said_by": SOMEONE, "text": "", "message_ts": None}


def _where(subject: Subject, person: str) -> str:
    return _MINE[subject.kind].format(person=person)


def _rows(db: Database, sql: str, given: Json) -> list[Json]:
    found = db.execute(sql, given)
    names = [column[0] for column in found.description]
    return [dict[str, Any](zip(names, row, strict=True)) for row in found.fetchall()]
