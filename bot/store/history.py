"""Recommendations as history keeps and pages them. Every read takes a scope."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from sqlite_utils import Database

from bot.store.protocol import Page, Record
from bot.store.scopes import Everywhere, Scope
from core.answers import Answer
from core.regex import regex

_COLUMNS: Final = (
    "id, team, channel, interview_id, asker, created_at, workload_class, tier, gpu_count, plan, fits,"
    " headline, words, core_version, catalogue_date, result, answers"
)
_TERM: Final = regex(r"[^\W_]+")
_LONG_NUMBER: Final = regex(r"\d{3,}")
_MOST_TERMS: Final = 8
_NEWEST: Final = 2**62
"""Later than every record."""


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
        "terms": index_terms(record.team, record.channel, record.asker, record.words),
    }
    names = ", ".join(values)
    slots = ", ".join(f":{name}" for name in values)
    renewed = ", ".join(f"{name} = excluded.{name}" for name in values if name not in ("id", "team"))
    _unlist(db, record.team, record.id)
    db.execute(
        f"INSERT INTO recommendations ({names}) VALUES ({slots})"  # noqa: S608 - names are this function's own
        f" ON CONFLICT (team, id) DO UPDATE SET {renewed}",
        values,
    )
    _list(db, record)


def forget(db: Database, team: str, record_id: str) -> None:
    """Delete a record with the interview and the answers behind it, and what search knows of it.

    Of the messages in Slack only those rows stay that an update still has to find, and nothing they say.
    """
    row = db.execute(
        "SELECT interview_id FROM recommendations WHERE team = ? AND id = ?", (team, record_id)
    ).fetchone()
    if row is None:
        return
    _unlist(db, team, record_id)
    db.execute("DELETE FROM recommendations WHERE team = ? AND id = ?", (team, record_id))
    db.execute("DELETE FROM answers WHERE team = ? AND interview_id = ?", (team, row[0]))
    db.execute(
        "DELETE FROM outbox WHERE team = ? AND interview_id = ? AND key NOT IN"
        " (SELECT refers_to FROM outbox WHERE team = ? AND refers_to IS NOT NULL AND finished_at IS NULL)",
        (team, row[0], team),
    )
    db.execute(
        "UPDATE outbox SET metadata = NULL, interview_id = NULL WHERE team = ? AND interview_id = ?",
        (team, row[0]),
    )
    db.execute("DELETE FROM interviews WHERE team = ? AND id = ?", (team, row[0]))


def _unlist(db: Database, team: str, record_id: str) -> None:
    # The index is kept here and not by triggers, which an untrusted schema may not use on it.
    db.execute(
        "INSERT INTO search (search, rowid, terms)"
        " SELECT 'delete', seq, terms FROM recommendations WHERE team = ? AND id = ?",
        (team, record_id),
    )


def _list(db: Database, record: Record) -> None:
    db.execute(
        "INSERT INTO search (rowid, terms) SELECT seq, terms FROM recommendations WHERE team = ? AND id = ?",
        (record.team, record.id),
    )


def page(
    db: Database,
    scope: Scope | Everywhere,
    *,
    limit: int,
    mine: bool = False,
    words: str = "",
    cursor: str | None = None,
) -> Page:
    """Return a page of what the scope may see, newest first; `words` must all occur.

    A cursor that this store never gave out begins anew. A page of search goes by the order of keeping.
    """
    where, within, place = _place(scope, mine=mine)
    if not words.strip():
        return _walk(db, _BY_TIME, "recommendations", where, within, limit, cursor)
    # Each term is one of its place, so that the index walks only what lies there; the columns then decide.
    match = " AND ".join(f'"{place}{term}"' for term in _asked(words))
    tables = "search CROSS JOIN recommendations ON seq = search.rowid"
    return _walk(db, _BY_KEEPING, tables, f"search MATCH ? AND {where}", (match, *within), limit, cursor)


def record(db: Database, scope: Scope | Everywhere, record_id: str) -> Record | None:
    """Return one record if it is the viewer's own or of the channel where they ask."""
    select = f"SELECT {_COLUMNS} FROM recommendations WHERE team = ? AND id = ?"  # noqa: S608 - constant words
    if isinstance(scope, Everywhere):
        row = db.execute(select, (scope.team, record_id)).fetchone()
    else:
        seen = (scope.team, record_id, scope.viewer, scope.channel)
        row = db.execute(f"{select} AND (asker = ? OR channel = ?)", seen).fetchone()
    return None if row is None else _record(row)


def _place(scope: Scope | Everywhere, *, mine: bool) -> tuple[str, tuple[str, ...], str]:
    """Return where a scope may look: a condition, its parameters, and how the index's terms begin there."""
    if isinstance(scope, Everywhere):
        return "team = ?", (scope.team,), _prefix("at", scope.team)
    if mine or scope.channel is None:
        person = (scope.team, scope.viewer)
        return "team = ? AND asker = ?", person, _prefix("by", *person)
    channel = (scope.team, scope.channel)
    return "team = ? AND channel = ?", channel, _prefix("in", *channel)


class _Order(NamedTuple):
    """What a list is walked by, and how a place in it is written as a cursor."""

    columns: tuple[str, ...]
    pattern: re.Pattern[str]

    def position(self, cursor: str | None) -> tuple[object, ...]:
        """Return where a cursor stands; one that was never given out stands before the newest."""
        found = self.pattern.fullmatch((cursor or "").removeprefix(_NEWER))
        if found is None:
            return (_NEWEST, "")[: len(self.columns)]
        return (int(found[1]), *found.groups()[1:])


_NEWER: Final = ">"
_BY_TIME: Final = _Order(("created_at", "id"), regex(r"([0-9]{1,12})\.([!-~]*)"))
_BY_KEEPING: Final = _Order(("search.rowid",), regex(r"s\.([0-9]{1,18})"))


def _walk(
    db: Database,
    order: _Order,
    tables: str,
    where: str,
    parameters: tuple[str, ...],
    limit: int,
    cursor: str | None,
) -> Page:
    newer = (cursor or "").startswith(_NEWER)
    compare, direction = (">", "ASC") if newer else ("<", "DESC")
    position = order.position(cursor)
    rows = db.execute(
        f"SELECT {_COLUMNS}, seq FROM {tables} WHERE {where}"  # noqa: S608 - constant words
        f" AND ({', '.join(order.columns)}) {compare} ({', '.join('?' for _ in position)})"
        f" ORDER BY {', '.join(f'{column} {direction}' for column in order.columns)} LIMIT ?",
        (*parameters, *position, limit + 1),
    ).fetchall()
    if newer and len(rows) <= limit:
        return _walk(db, order, tables, where, parameters, limit, None)
    shown = rows[:limit][::-1] if newer else rows[:limit]
    cursors = [_cursor(order, row) for row in shown]
    return Page(
        records=tuple(_record(row[:-1]) for row in shown),
        older=cursors[-1] if newer or len(rows) > limit else None,
        newer=_NEWER + cursors[0] if shown and position[0] != _NEWEST else None,
    )


def _cursor(order: _Order, row: Sequence[Any]) -> str:
    values = dict(zip([*_COLUMNS.replace(",", "").split(), "seq"], row, strict=True))
    return f"s.{values['seq']}" if order is _BY_KEEPING else f"{values['created_at']}.{values['id']}"


def _terms(words: str) -> list[str]:
    return list(dict.fromkeys(_TERM.findall(unicodedata.normalize("NFKC", words).casefold())))


def _asked(words: str) -> list[str]:
    # Without any term nothing can be found; a term that no record has says so to the index.
    return _terms(words)[:_MOST_TERMS] or ["0" * 32]


def _indexed(words: str) -> list[str]:
    # "rtx4090" is also found by "4090".
    terms = _terms(words)
    return list(dict.fromkeys([*terms, *(number for term in terms for number in _LONG_NUMBER.findall(term))]))


def index_terms(team: str, channel: str, asker: str, words: str) -> str:
    """Return what the index knows a record by: each of its terms, once for each place it is searched in."""
    places = (_prefix("at", team), _prefix("in", team, channel), _prefix("by", team, asker))
    return " ".join(place + term for term in _indexed(words) for place in places)


def _prefix(kind: str, *place: str) -> str:
    # Every prefix is of one length, so that no word can imitate a term of another place.
    return kind + hashlib.sha256(" ".join(place).encode()).hexdigest()[:12]


def _record(row: Sequence[Any]) -> Record:
    from core.recommendation import Recommendation  # noqa: PLC0415 - many models, needed once there is one

    values = dict(zip(_COLUMNS.replace(",", "").split(), row, strict=True))
    values["fits"] = bool(values["fits"])
    values["result"] = Recommendation.model_validate_json(values["result"])
    values["answers"] = tuple(Answer.model_validate(answer) for answer in json.loads(values["answers"]))
    return Record(**values)
