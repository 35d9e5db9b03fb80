"""Recommendations as history keeps and pages them. Every read takes a scope."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from sqlite_utils import Database

from bot.store.protocol import Page, Record, Scope
from core.answers import Answer
from core.recommendation import Recommendation

_COLUMNS: Final = (
    "id, team, channel, interview_id, asker, created_at, workload_class, tier, gpu_count, plan, fits,"
    " headline, words, core_version, catalogue_date, result, answers"
)
_TERM: Final = re.compile(r"[^\W_]+")
_LONG_NUMBER: Final = re.compile(r"\d{3,}")
_MOST_TERMS: Final = 8
_NEWEST: Final = (2**62, "")
"""Comes before every record."""


def keep(db: Database, record: Record) -> None:
    """Insert a record, or replace the one with its id in place."""
    values = {
        "id": record.id,
        "team": record.team,
        "channel": record.channel,
        "interview_id": record.interview_id,
        "asker": record.asker,
        "created_at": record.created_at,
        "workload_class": record.workload_class,
        "tier": record.tier,
        "gpu_count": record.gpu_count,
        "plan": record.plan,
        "fits": record.fits,
        "headline": record.headline,
        "words": record.words,
        "core_version": record.core_version,
        "catalogue_date": record.catalogue_date,
        "result": json.dumps(record.result.model_dump()),
        "answers": json.dumps([answer.model_dump(mode="json") for answer in record.answers]),
        "terms": " ".join([_place(record), _person(record.team, record.asker), *_indexed(record.words)]),
    }
    names = ", ".join(values)
    slots = ", ".join(f":{name}" for name in values)
    renewed = ", ".join(f"{name} = excluded.{name}" for name in values if name not in ("id", "team"))
    _unlist(db, record)
    db.execute(
        f"INSERT INTO recommendations ({names}) VALUES ({slots})"  # noqa: S608 - names are this function's own
        f" ON CONFLICT (team, id) DO UPDATE SET {renewed}",
        values,
    )
    _list(db, record)


def _unlist(db: Database, record: Record) -> None:
    # The index is kept here and not by triggers, which an untrusted schema may not use on it.
    db.execute(
        "INSERT INTO search (search, rowid, terms)"
        " SELECT 'delete', seq, terms FROM recommendations WHERE team = ? AND id = ?",
        (record.team, record.id),
    )


def _list(db: Database, record: Record) -> None:
    db.execute(
        "INSERT INTO search (rowid, terms) SELECT seq, terms FROM recommendations WHERE team = ? AND id = ?",
        (record.team, record.id),
    )


def page(
    db: Database, scope: Scope, *, limit: int, mine: bool = False, words: str = "", cursor: str | None = None
) -> Page:
    """Return a page of what the scope may see, newest first; `words` must all occur.

    A cursor that this store never gave out begins anew. A page of search goes by the order of keeping.
    """
    own = mine or scope.channel is None
    column, who = ("asker", scope.viewer) if own else ("channel", scope.channel or "")
    if words.strip():
        term = _person(scope.team, who) if own else _channel(scope.team, who)
        return _found(db, (scope.team, column, who), [term, *_asked(words)], limit, cursor)
    created_at, after = _position(cursor)
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM recommendations WHERE team = ? AND {column} = ?"  # noqa: S608 - constant words
        " AND (created_at, id) < (?, ?) ORDER BY created_at DESC, id DESC LIMIT ?",
        (scope.team, who, created_at, after, limit + 1),
    ).fetchall()
    records = tuple(_record(row) for row in rows[:limit])
    last = records[-1] if len(rows) > limit and records else None
    return Page(records, None if last is None else f"{last.created_at}.{last.id}")


def record(db: Database, scope: Scope, record_id: str) -> Record | None:
    """Return one record if it is the viewer's own or of the channel where they ask."""
    row = db.execute(
        f"SELECT {_COLUMNS} FROM recommendations WHERE team = ? AND id = ? AND (asker = ? OR channel = ?)",  # noqa: S608 - constant words
        (scope.team, record_id, scope.viewer, scope.channel),
    ).fetchone()
    return None if row is None else _record(row)


def _found(
    db: Database, place: tuple[str, str, str], terms: Sequence[str], limit: int, cursor: str | None
) -> Page:
    team, column, who = place
    # The place is a term of its own, so that the index walks only what lies in it; the columns then decide.
    rows = db.execute(
        f"SELECT {_COLUMNS}, seq FROM search CROSS JOIN recommendations ON seq = search.rowid"  # noqa: S608 - constant words
        f" WHERE search MATCH ? AND search.rowid < ? AND team = ? AND {column} = ?"
        " ORDER BY search.rowid DESC LIMIT ?",
        (" AND ".join(f'"{term}"' for term in terms), _row(cursor), team, who, limit + 1),
    ).fetchall()
    records = tuple(_record(row[:-1]) for row in rows[:limit])
    return Page(records, f"s.{rows[limit - 1][-1]}" if len(rows) > limit and records else None)


def _position(cursor: str | None) -> tuple[int, str]:
    found = re.fullmatch(r"([0-9]{1,12})\.([!-~]*)", cursor or "")
    return (int(found[1]), found[2]) if found else _NEWEST


def _row(cursor: str | None) -> int:
    found = re.fullmatch(r"s\.([0-9]{1,18})", cursor or "")
    return int(found[1]) if found else _NEWEST[0]


def _terms(words: str) -> list[str]:
    return list(dict.fromkeys(_TERM.findall(unicodedata.normalize("NFKC", words).casefold())))


def _asked(words: str) -> list[str]:
    # Without any term nothing can be found; a term that no record has says so to the index.
    return _terms(words)[:_MOST_TERMS] or ["0" * 32]


def _indexed(words: str) -> list[str]:
    # "rtx4090" is also found by "4090".
    terms = _terms(words)
    return list(dict.fromkeys([*terms, *(number for term in terms for number in _LONG_NUMBER.findall(term))]))


def _place(kept: Record) -> str:
    return _channel(kept.team, kept.channel)


def _channel(team: str, channel: str) -> str:
    return "in" + hashlib.sha256(f"{team} {channel}".encode()).hexdigest()[:24]


def _person(team: str, asker: str) -> str:
    return "by" + hashlib.sha256(f"{team} {asker}".encode()).hexdigest()[:24]


def _record(row: Sequence[Any]) -> Record:
    values = dict(zip(_COLUMNS.replace(",", "").split(), row, strict=True))
    values["fits"] = bool(values["fits"])
    values["result"] = Recommendation.model_validate_json(values["result"])
    values["answers"] = tuple(Answer.model_validate(answer) for answer in json.loads(values["answers"]))
    return Record(**values)
