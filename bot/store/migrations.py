"""The tables, as migrations that are only ever added to, and what keeps old and new code apart."""

import hashlib
import json
from typing import Any, Final

from sqlite_utils import Database, Migrations

from core.regex import regex

APPLICATION_ID: Final = 0x47505541
"""Marks the file as ours ("GPUA"), so that nobody's other database is taken for it."""

migrations = Migrations("gpu-advisor")

OWED: Final = "state IN ('pending', 'sending')"
"""What is still to be delivered; the partial indexes of the outbox are built on these very words."""


@migrations()
def m001_create_tables(db: Database) -> None:
    """Create interviews, answers, recommendations with their search, events and outbox."""
    for statement in (_INTERVIEWS, _ANSWERS, _RECOMMENDATIONS, _SEARCH, _EVENTS, _OUTBOX):
        for part in statement.split(";\n\n"):
            db.execute(part)


@migrations()
def m002_upload_files_ask_rights_and_welcome(db: Database) -> None:
    """Let the outbox upload files and ask for a person's rights; keep whom the bot has welcomed."""
    table, *indexes = _OUTBOX.replace("'publish')", "'publish', 'upload', 'permit')").split(";\n\n")
    db.execute("ALTER TABLE outbox RENAME TO outbox_before")
    db.execute(table)
    db.execute("INSERT INTO outbox SELECT * FROM outbox_before")
    db.execute("DROP TABLE outbox_before")  # its indexes go with it, and give their names back
    for index in indexes:
        db.execute(index)
    db.execute(_PEOPLE)


@migrations()
def m003_create_waiting(db: Database) -> None:
    """Create the deliveries that wait; forget rows that never had a question to settle."""
    db.execute(_WAITING)
    db.execute(r"DELETE FROM outbox WHERE state = 'parked' AND key LIKE '%:question:0:settled'")


@migrations()
def m004_search_within_a_place(db: Database) -> None:
    """Index each term once for each place it is searched in, so that no search walks what lies elsewhere."""
    db.conn.create_function("placed", 4, _placed, deterministic=True)
    db.execute("UPDATE recommendations SET terms = placed(team, channel, asker, terms)")
    db.execute("DROP TABLE search")
    db.execute(_SEARCH)
    # A search reads a whole leaf of each term: small ones keep it as cheap where the index has grown.
    db.execute("INSERT INTO search (search, rank) VALUES ('pgsz', 512)")
    db.execute("INSERT INTO search (rowid, terms) SELECT seq, terms FROM recommendations")


def _placed(team: str, channel: str, asker: str, terms: str) -> str:
    """Return terms as of the fourth migration, from those before, which began with two terms for places."""
    named = (("at", team), ("in", f"{team} {channel}"), ("by", f"{team} {asker}"))
    places = [kind + hashlib.sha256(name.encode()).hexdigest()[:12] for kind, name in named]
    return " ".join(place + term for term in terms.split()[2:] for place in places)


@migrations()
def m005_limits_and_growth_as_fields(db: Database) -> None:
    """Keep how many cards, which cards and how much growth as fields, where they were words before."""
    db.conn.create_function("fielded", 1, _fielded, deterministic=True)
    db.execute("UPDATE answers SET value = fielded(value) WHERE slot = 'conditions'")
    db.execute("UPDATE recommendations SET result = fielded(result), answers = fielded(answers)")


_MOST = regex(r"at most (\d+) (GPU|server)s?")
_WITHOUT = regex(r"no (.+)")
_GROWTH = regex(r"(\d+(?:\.\d+)?) times the load(?: (.+))?")


def _fielded(told: str) -> str:
    """Return JSON as of the fifth migration, where conditions have fields; else to the letter as it is."""
    before = json.loads(told)
    now = _with_fields(before)
    return told if now == before else json.dumps(now)


def _with_fields(value: Any) -> Any:
    """Return the conditions of an answer, or whatever holds some further down, with fields."""
    if isinstance(value, dict):
        holds = {"workload", "conditions", *(["value"] if value.get("slot") == "conditions" else [])}
        return {name: _with_fields(one) if name in holds else one for name, one in value.items()}
    if isinstance(value, list):
        return [_with_fields(one) for one in value]
    return _condition(value) if isinstance(value, str) else value


def _condition(words: str) -> Any:
    if most := _MOST.fullmatch(words):
        return {"count": int(most[1]), "of": most[2].lower()}
    if growth := _GROWTH.fullmatch(words):
        return {"factor": float(growth[1]), "when": growth[2]}
    without = _WITHOUT.fullmatch(words)
    return {"gpu": without[1]} if without else words


@migrations()
def m006_drop_figures_nobody_reads(db: Database) -> None:
    """Drop how busy plans for serving tokens are, and how many tokens each request holds."""
    db.conn.create_function("as_read", 1, _as_read, deterministic=True)
    db.execute("UPDATE recommendations SET result = as_read(result)")


_UNREAD = frozenset({"utilisation", "live_tokens_each"})


def _as_read(told: str) -> str:
    """Return JSON as of the sixth migration; to the letter as it is where it has none of the figures."""
    now = json.loads(told, object_hook=_without_unread)
    return told if now == json.loads(told) else json.dumps(now)


def _without_unread(told: dict[str, Any]) -> dict[str, Any]:
    """Return figures of serving tokens without those that nobody reads, anything else as it is."""
    if "throughput_tokens_per_s" not in told:
        return told
    return {name: value for name, value in told.items() if name not in _UNREAD}


SCHEMA: Final = 6
"""The number of the newest migration, kept in the file as user_version."""

_INTERVIEWS = """
CREATE TABLE interviews (
  team TEXT NOT NULL,
  id TEXT NOT NULL,
  channel TEXT NOT NULL,
  starter TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'done', 'stopped', 'expired', 'stranded')),
  revision INTEGER NOT NULL CHECK (revision > 0),
  started_at INTEGER NOT NULL,
  touched_at INTEGER NOT NULL,
  root_ts TEXT,
  root_key TEXT NOT NULL,
  PRIMARY KEY (team, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX interviews_by_thread ON interviews (team, channel, root_ts) WHERE root_ts IS NOT NULL;

CREATE INDEX interviews_open ON interviews (team, starter, started_at DESC, id DESC) WHERE status = 'open';

CREATE INDEX interviews_idle ON interviews (touched_at) WHERE status = 'open'
"""

_ANSWERS = """
CREATE TABLE answers (
  team TEXT NOT NULL,
  interview_id TEXT NOT NULL,
  seq INTEGER NOT NULL,
  slot TEXT NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  said_by TEXT NOT NULL,
  source TEXT NOT NULL,
  text TEXT NOT NULL,
  event TEXT NOT NULL,
  message_ts TEXT,
  at INTEGER NOT NULL,
  supersedes INTEGER,
  PRIMARY KEY (team, interview_id, seq),
  FOREIGN KEY (team, interview_id) REFERENCES interviews (team, id)
) STRICT, WITHOUT ROWID
"""

_RECOMMENDATIONS = """
CREATE TABLE recommendations (
  seq INTEGER PRIMARY KEY,
  team TEXT NOT NULL,
  id TEXT NOT NULL,
  channel TEXT NOT NULL,
  interview_id TEXT NOT NULL,
  asker TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  workload_class TEXT NOT NULL,
  tier TEXT NOT NULL,
  gpu_count INTEGER NOT NULL,
  plan TEXT NOT NULL,
  fits INTEGER NOT NULL CHECK (fits IN (0, 1)),
  headline TEXT NOT NULL,
  words TEXT NOT NULL,
  terms TEXT NOT NULL,
  core_version TEXT NOT NULL,
  catalogue_date TEXT NOT NULL,
  result TEXT NOT NULL,
  answers TEXT NOT NULL,
  UNIQUE (team, id)
) STRICT;

CREATE INDEX recommendations_by_channel ON recommendations (team, channel, created_at DESC, id DESC);

CREATE INDEX recommendations_by_asker ON recommendations (team, asker, created_at DESC, id DESC)
"""

_SEARCH = """
CREATE VIRTUAL TABLE search USING fts5
  (terms, content='recommendations', content_rowid='seq', detail='none', tokenize='ascii')
"""

_EVENTS = """
CREATE TABLE events (
  team TEXT NOT NULL,
  key TEXT NOT NULL,
  digest TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('done', 'failed', 'parked')),
  failures INTEGER NOT NULL DEFAULT 0,
  error TEXT,
  at INTEGER NOT NULL,
  PRIMARY KEY (team, key)
) STRICT, WITHOUT ROWID;

CREATE INDEX events_by_age ON events (at);

CREATE INDEX events_parked ON events (at) WHERE state = 'parked'
"""

_OUTBOX = f"""
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY,
  team TEXT NOT NULL,
  key TEXT NOT NULL,
  stream TEXT NOT NULL,
  method TEXT NOT NULL CHECK (method IN ('post', 'update', 'ephemeral', 'respond', 'join', 'publish')),
  state TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'parked')),
  due_at INTEGER,
  attempts INTEGER NOT NULL DEFAULT 0,
  uncertain INTEGER NOT NULL DEFAULT 0 CHECK (uncertain IN (0, 1)),
  created_at INTEGER NOT NULL,
  finished_at INTEGER,
  channel TEXT,
  user TEXT,
  refers_to TEXT,
  thread_ts TEXT,
  target_ts TEXT,
  interview_id TEXT,
  response_url TEXT,
  metadata TEXT,
  body TEXT,
  sent_channel TEXT,
  sent_ts TEXT,
  error TEXT,
  UNIQUE (team, key)
) STRICT;

CREATE INDEX outbox_due ON outbox (due_at, id) WHERE {OWED} AND due_at IS NOT NULL;

CREATE INDEX outbox_streams ON outbox (team, stream, id) WHERE {OWED};

CREATE INDEX outbox_unconfirmed ON outbox (team, channel) WHERE {OWED} AND method = 'post';

CREATE INDEX outbox_references ON outbox (team, refers_to) WHERE {OWED} AND refers_to IS NOT NULL;

CREATE INDEX outbox_messages ON outbox (team, sent_channel, sent_ts)
  WHERE method = 'post' AND sent_ts IS NOT NULL;

CREATE INDEX outbox_addresses ON outbox (team, channel) WHERE method = 'post' AND sent_ts IS NOT NULL;

CREATE INDEX outbox_parked ON outbox (id) WHERE state = 'parked';

CREATE INDEX outbox_response_urls ON outbox (created_at) WHERE response_url IS NOT NULL
"""

_PEOPLE = """
CREATE TABLE people (
  team TEXT NOT NULL,
  id TEXT NOT NULL,
  welcomed_at INTEGER NOT NULL,
  PRIMARY KEY (team, id)
) STRICT, WITHOUT ROWID
"""

_WAITING = """
CREATE TABLE waiting (
  team TEXT NOT NULL,
  key TEXT NOT NULL,
  digest TEXT NOT NULL,
  body TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (team, key)
) STRICT, WITHOUT ROWID
"""
