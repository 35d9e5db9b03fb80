"""What is kept of a person, a channel and a workspace can be told and deleted, and ages."""

from pathlib import Path
from typing import Any

import pytest

from bot.app import build_app
from bot.retention import DAY_S, retention
from bot.settings import Settings
from bot.store.protocol import Change
from bot.store.scopes import Scope, Subject
from bot.store.sqlite import SqliteStore
from core.catalog.catalogue import default_catalogue
from core.workload import Slot
from tests.bot.store.making import (
    ALICE,
    BOB,
    CHANNEL,
    TEAM,
    answer,
    event,
    ids,
    interview,
    post,
    record,
    root,
)

NUMBERS = iter(range(1_000))


def keep(
    store: SqliteStore,
    number: str,
    *,
    team: str = TEAM,
    channel: str = CHANNEL,
    starter: str = ALICE,
    at: int = 100,
    **more: Any,
) -> None:
    """Keep an interview that Alice and Bob took part in, with its recommendation and messages."""
    said = (
        answer(1, text=f"alice-words-{number}"),
        answer(2, Slot.LATENCY, {"first_token_s": 1.0}, said_by=BOB, text=f"bob-words-{number}"),
    )
    kept = record(
        f"r{number}",
        team=team,
        channel=channel,
        interview_id=number,
        asker=starter,
        answers=said,
        words=f"canary{number}",
        created_at=at,
    )
    store.commit(
        Change(
            event(f"e{next(NUMBERS)}", team=team),
            at,
            interview(number, team=team, channel=channel, starter=starter, touched_at=at, **more),
            answers=said,
            record=kept,
            outgoing=(root(number, channel=channel), post(f"{number}:dm", number, channel=starter)),
        )
    )


def rows(store: SqliteStore, subject: Subject, table: str = "") -> list[dict[str, Any]]:
    """Return what is told of a subject."""
    return [row for row in store.export(subject) if table in ("", row["table"])]


def traces(path: Path, words: str) -> list[str]:
    """Return the files in which some words still stand."""
    files = [file for file in path.parent.iterdir() if file.is_file()]
    return [file.name for file in files if words.encode() in file.read_bytes()]


def test_of_a_person_only_their_own_is_told(store: SqliteStore) -> None:
    """An export for a person holds what they started, said and asked, and nobody else's words."""
    keep(store, "i1")
    keep(store, "i2", starter=BOB)
    keep(store, "i3", team="T2")
    told = rows(store, Subject(TEAM, "user", BOB))
    assert [row["id"] for row in told if row["table"] == "interviews"] == ["i2"]
    assert [row["text"] for row in told if row["table"] == "answers"] == ["bob-words-i1", "bob-words-i2"]
    assert [row["id"] for row in told if row["table"] == "recommendations"] == ["ri2"]
    assert "alice-words" not in str(told)


def test_of_a_channel_and_a_workspace_everything_is_told(store: SqliteStore) -> None:
    """Whole interviews with every answer, and nothing of elsewhere."""
    keep(store, "i1")
    keep(store, "i2", channel="C2")
    keep(store, "i3", team="T2")
    assert {
        row.get("interview_id", row.get("id")) for row in rows(store, Subject(TEAM, "channel", "C2"))
    } == {"i2"}
    assert len(rows(store, Subject(TEAM, "channel", "C2"), "answers")) == 2
    assert [row["id"] for row in rows(store, Subject(TEAM), "interviews")] == ["i1", "i2"]
    assert store.workspaces() == [TEAM, "T2"]
    assert rows(store, Subject(TEAM), "answers")[0]["value"] == 20
    assert rows(store, Subject(TEAM), "recommendations")[0]["result"]["model_name"] == "Llama 3 8B"


def test_deleting_a_channel_leaves_the_others(store: SqliteStore, path: Path) -> None:
    """Interviews, answers, recommendations and messages of the channel go, from the files too."""
    keep(store, "i1")
    keep(store, "i2", channel="C2")
    assert store.erase(Subject(TEAM, "channel", "C2")) == 1
    assert rows(store, Subject(TEAM, "channel", "C2")) == []
    assert len(rows(store, Subject(TEAM, "channel", CHANNEL))) == 4
    assert traces(path, "canaryi2") == traces(path, "alice-words-i2") == []
    assert traces(path, "canaryi1") != []
    assert ids(store.page(Scope(TEAM, ALICE, CHANNEL), limit=9, words="canaryi1")) == ["ri1"]


def test_deleting_a_person_keeps_the_teams_figures(store: SqliteStore, path: Path) -> None:
    """What they started goes; in interviews of others the value stays, without words and name."""
    keep(store, "i1")
    keep(store, "i2", starter=BOB)
    assert store.erase(Subject(TEAM, "user", BOB)) == 1
    assert rows(store, Subject(TEAM, "user", BOB)) == []
    snapshot = store.interview(TEAM, "i1")
    assert snapshot is not None
    assert [(one.said_by, one.text) for one in snapshot.answers] == [
        (ALICE, "alice-words-i1"),
        ("someone", ""),
    ]
    kept = store.record(Scope(TEAM, ALICE, None), "ri1")
    assert kept is not None
    assert [one.said_by for one in kept.answers] == [ALICE, "someone"]
    assert traces(path, "bob-words") == []


def test_deleting_a_workspace_leaves_nothing_of_it(store: SqliteStore, path: Path) -> None:
    """Nothing of one workspace stays, and nothing of the other goes, though all their ids are the same."""
    keep(store, "i1")
    before = rows(store, Subject(TEAM))
    keep(store, "i1", team="T2")
    assert store.erase(Subject("T2")) == 1
    assert store.workspaces() == [TEAM]
    assert rows(store, Subject(TEAM)) == before
    assert rows(store, Subject("T2")) == []
    assert traces(path, "T2") == []


def test_what_nobody_touches_ages(store: SqliteStore, path: Path) -> None:
    """After so many days interviews go with all that hangs on them; younger ones stay."""
    keep(store, "i1", at=100)
    keep(store, "i2", at=100 + 10 * DAY_S)
    (sweep,) = retention(store, 30)
    assert sweep(100 + 30 * DAY_S) == 0
    assert sweep(101 + 30 * DAY_S) == 1
    assert [row["id"] for row in rows(store, Subject(TEAM), "interviews")] == ["i2"]
    store.tidy(101 + 30 * DAY_S)
    assert traces(path, "alice-words-i1") == []


def test_without_a_setting_everything_is_kept(store: SqliteStore) -> None:
    """History has no age unless somebody sets one."""
    assert retention(store, None) == ()


def test_the_outbox_sweeps(store: SqliteStore) -> None:
    """The running bot deletes what is too old by itself."""
    keep(store, "i1", at=100)
    settings = Settings.model_validate(
        {
            "slack_bot_token": "xoxb-1",
            "slack_app_token": "xapp-1",
            "slack_api_url": "http://127.0.0.1:9/api/",
            "gpu_advisor_retention_days": 1,
        }
    )
    bot = build_app(settings, store, default_catalogue(), clock=lambda: 100 + 2 * DAY_S)
    bot.outbox._tidy()
    assert rows(store, Subject(TEAM)) == []


@pytest.mark.parametrize("status", ["open", "done", "stopped", "expired", "stranded"])
def test_open_interviews_of_a_person_and_of_a_channel_are_counted(store: SqliteStore, status: Any) -> None:
    """Only those count that are open, here, in this workspace."""
    made = interview("i1", root_ts="1.0", status=status)
    store.commit(Change(event("a"), 100, made))
    store.commit(Change(event("b", team="T2"), 100, made._replace(team="T2")))
    assert store.how_many_open(TEAM, BOB, CHANNEL) == (0, status == "open")
    assert store.how_many_open(TEAM, ALICE, "C2") == (status == "open", 0)
    assert store.how_many_open(TEAM, BOB, "C2") == (0, 0)
    assert [one.id for one in store.open_in_channel(TEAM, CHANNEL)] == ["i1"] * (status == "open")
    assert store.open_in_channel(TEAM, "C2") == ()
