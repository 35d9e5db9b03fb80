"""A file that a released version left behind is brought forward, with everything in it."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.store.errors import StoreError
from bot.store.history import index_terms
from bot.store.migrations import SCHEMA
from bot.store.protocol import Change
from bot.store.scopes import Everywhere, Scope
from bot.store.sqlite import SqliteStore, open_store
from core.answers import standing, workload_of
from core.catalog.catalogue import default_catalogue
from core.conditions import conditions_of
from core.interview import Question, next_question
from core.match import recommend
from core.workload import Slot, Workload
from tests.bot.store.making import answer, event, interview, recommendation, record

RELEASED = sorted((Path(__file__).parent / "released").glob("*.sqlite"))
TEAM, ALICE, PLATFORM = "T0SANDBOX", "U01ALICE", "C02MLPLATFORM"


@pytest.fixture(params=RELEASED, ids=lambda path: path.stem)
def left(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy of what a release left: five interviews (two advised, one stopped, two open), messages owed."""
    return Path(shutil.copy(request.param, tmp_path / "gpu-advisor.db"))


def opened(path: Path, *, read_only: bool = False) -> SqliteStore:
    """Open the file."""
    return open_store(f"sqlite:///{path}", read_only=read_only)


def rows(path: Path, table: str) -> list[tuple[object, ...]]:
    """Return a table's rows, without what is derived for search, and what was advised."""
    raw = sqlite3.connect(path)
    columns = [column[1] for column in raw.execute(f"PRAGMA table_info({table})")]
    kept = [column for column in columns if column not in ("terms", "result")]
    found = raw.execute(f"SELECT {', '.join(kept)} FROM {table} ORDER BY 1, 2, 3").fetchall()  # noqa: S608 - names of this test
    raw.close()
    return found


def test_nothing_said_is_lost(left: Path) -> None:
    """Interviews, answers, whom was advised and events are the same before and after."""
    tables = ("interviews", "answers", "recommendations", "events")
    before = [rows(left, table) for table in tables]
    opened(left).close()
    assert [rows(left, table) for table in tables] == before
    assert all(before)


def advised(path: Path) -> list[Any]:
    """Return the recommendations as they are kept."""
    raw = sqlite3.connect(path)
    found = [json.loads(told) for (told,) in raw.execute("SELECT result FROM recommendations ORDER BY seq")]
    raw.close()
    return found


def plans_within(told: Any) -> Iterator[dict[str, Any]]:
    """Yield every plan of a recommendation, wherever it stands."""
    if isinstance(told, dict) and "engine" in told:
        yield told
    elif isinstance(told, dict | list):
        for one in told.values() if isinstance(told, dict) else told:
            yield from plans_within(one)


def test_what_was_advised_stands(left: Path) -> None:
    """Every plan is the same before and after, but for figures of serving tokens that nobody reads."""
    before = advised(left)
    for plan in plans_within(before):
        for figure in ("utilisation", "live_tokens_each"):
            (plan["serving"] or {}).pop(figure, None)
    opened(left).close()
    assert advised(left) == before
    assert before


def test_open_interviews_go_on(left: Path) -> None:
    """Every answer is read, and today's core knows how each interview goes on."""
    store = opened(left)
    for number in range(1, 6):
        snapshot = store.interview(TEAM, f"interview{number}")
        assert snapshot is not None
        assert snapshot.answers
        assert next_question(snapshot.answers, default_catalogue())
        if snapshot.interview.status == "open":
            assert isinstance(next_question(snapshot.answers, default_catalogue()), Question)
    store.close()


def test_recommendations_are_shown_and_can_be_computed_again(left: Path) -> None:
    """History reads every record, finds it by its words, and today's core advises on the same answers."""
    store = opened(left)
    scope = Scope(TEAM, ALICE, PLATFORM)
    (record,) = store.page(scope, limit=9).records
    assert (record.id, record.tier, record.fits) == ("interview1", "h100", True)
    assert store.page(scope, limit=9, words="llama").records == (record,)
    workload = workload_of(standing(record.answers).values())
    assert workload == record.result.workload
    assert recommend(workload, default_catalogue()).serving is not None
    store.close()


def test_search_is_that_of_a_new_file(left: Path) -> None:
    """Every record is listed by the terms under which it would be kept today, and found in each scope."""
    store = opened(left)
    raw = sqlite3.connect(left)
    kept = raw.execute("SELECT team, channel, asker, words, terms FROM recommendations").fetchall()
    raw.close()
    assert kept
    for team, channel, asker, words, terms in kept:
        assert terms == index_terms(team, channel, asker, words)
        for scope in (Scope(team, asker, channel), Scope(team, asker, None), Everywhere(team)):
            assert store.page(scope, limit=9, words=words.split()[0]).records
    store.close()


def test_what_was_owed_is_still_owed(left: Path) -> None:
    """Messages that waited when the release ended are delivered by its successor, and nothing is invented."""
    store = opened(left)
    assert [delivery.outgoing.key for delivery in store.due(2_000_000_000, 9)] == ["interview5:root"]
    assert {key for key, _ in store.health().outbox_parked} == {"interview4:root", "interview4:question:1"}
    store.close()


def test_the_file_is_whole_and_a_copy_is_kept(left: Path) -> None:
    """The file passes SQLite's own checks, and the one before stands beside it, for its owner only."""
    before = [rows(left, table) for table in ("interviews", "outbox")]
    opened(left).close()
    raw = sqlite3.connect(left)
    assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    assert raw.execute("PRAGMA user_version").fetchone() == (SCHEMA,)
    raw.close()
    (copy,) = left.parent.glob("*.bak")
    assert copy.stat().st_mode & 0o077 == 0
    assert rows(copy, "interviews") == before[0]
    assert len(rows(copy, "outbox")) == len(before[1])


def test_the_schema_is_that_of_a_new_file(left: Path, tmp_path: Path) -> None:
    """However a file came to its schema, it is the same one."""
    opened(left).close()
    opened(tmp_path / "new.db").close()

    def shape(path: Path) -> list[tuple[object, ...]]:
        raw = sqlite3.connect(path)
        found = raw.execute("SELECT type, name, tbl_name FROM sqlite_master ORDER BY 1, 2").fetchall()
        columns = [
            (name, *column)
            for kind, name, _ in found
            if kind == "table"
            for column in raw.execute(f"PRAGMA table_info({name})")
        ]
        raw.close()
        return found + columns

    assert shape(left) == shape(tmp_path / "new.db")


def test_a_reader_asks_for_the_bot_to_be_started(left: Path) -> None:
    """A command that only reads changes nothing, and says what brings the file forward."""
    before = left.read_bytes()
    with pytest.raises(StoreError) as caught:
        opened(left, read_only=True)
    assert caught.value.reason == "older"
    assert left.read_bytes() == before


WORDS = ["eu", "at most 2 GPUs", "at most 1 server", "no H100", "10 times the load in a year"]
FIELDS = [
    "eu",
    {"count": 2, "of": "gpu"},
    {"count": 1, "of": "server"},
    {"gpu": "H100"},
    {"factor": 10.0, "when": "in a year"},
]


def as_in_0_9(path: Path) -> None:
    """Keep an interview and a recommendation, and write their conditions as 0.9.0 did."""
    workload = Workload.model_validate({"work": "serving", "conditions": FIELDS})
    told = answer(1, Slot.CONDITIONS, FIELDS)
    kept = record(result=recommendation().model_copy(update={"workload": workload}), answers=(told,))
    store = opened(path)
    store.commit(Change(event=event("e"), at=1, interview=interview(), answers=(told,), record=kept))
    store.close()
    raw = sqlite3.connect(path)
    raw.execute("UPDATE answers SET value = ?", (json.dumps(WORDS),))
    raw.execute(
        "UPDATE recommendations"
        " SET answers = replace(answers, :now, :before), result = replace(result, :now, :before)",
        {"now": json.dumps(FIELDS), "before": json.dumps(WORDS)},
    )
    taken_back(raw, 4)
    raw.commit()
    raw.close()


def taken_back(raw: sqlite3.Connection, schema: int) -> None:
    """Let every migration of a file after this one be still to come."""
    raw.execute("DELETE FROM _sqlite_migrations WHERE name > ?", (f"m{schema + 1:03}",))
    raw.execute(f"PRAGMA user_version = {schema}")


def test_limits_and_growth_in_words_become_fields(tmp_path: Path) -> None:
    """What 0.9.0 kept of limits and growth in words is read as the same conditions."""
    as_in_0_9(tmp_path / "gpu-advisor.db")
    store = opened(tmp_path / "gpu-advisor.db")
    snapshot, kept = store.interview("T1", "i1"), store.record(Everywhere("T1"), "r1")
    store.close()
    assert snapshot is not None
    assert kept is not None
    assert [one.value for one in (*snapshot.answers, *kept.answers)] == [FIELDS, FIELDS]
    assert kept.result.workload.conditions == conditions_of(FIELDS)


def test_figures_that_nobody_reads_are_dropped(tmp_path: Path) -> None:
    """What 0.10.0 kept of how busy a plan is goes for models that write; for speech a message tells it."""
    path, figures = tmp_path / "gpu-advisor.db", {"utilisation": 1.0, "live_tokens_each": 1_300}
    works: list[dict[str, Any]] = [
        {"work": "serving", "model": "8B"},
        {"work": "serving", "model": "openai/whisper-large-v3", "request_rate": {"per_s": 5}},
    ]
    advice = [recommend(Workload.model_validate(work), default_catalogue()) for work in works]
    store = opened(path)
    for number, result in enumerate(advice, 1):
        kept = record(f"r{number}", interview_id=f"i{number}", result=result)
        told = interview(f"i{number}")
        store.commit(Change(event=event(f"e{number}"), at=1, interview=told, record=kept))
    store.close()
    before = advised(path)
    for plan in plans_within(before):
        if plan["serving"]:
            plan["serving"] |= figures
    raw = sqlite3.connect(path)
    for number, result in enumerate(before, 1):
        kept_as = (json.dumps(result), f"r{number}")
        raw.execute("UPDATE recommendations SET result = ? WHERE id = ?", kept_as)
    taken_back(raw, 5)
    raw.commit()
    raw.close()
    store = opened(path)
    found = [store.record(Everywhere("T1"), f"r{number}") for number in (1, 2)]
    store.close()
    assert [one and one.result for one in found] == advice
