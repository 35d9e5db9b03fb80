"""`gpu-advisor history`: what whoever runs the bot sees of past recommendations."""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.__main__ import main
from bot.store.protocol import Change, Record
from bot.store.scopes import Everywhere
from bot.store.sqlite import SqliteStore, open_store
from tests.bot.store.making import ALICE, BOB, TEAM, event, ids, record


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SqliteStore]:
    """A store that is open for writing, as it is while the bot runs."""
    url = f"sqlite:///{tmp_path / 'advisor.db'}"
    monkeypatch.setenv("GPU_ADVISOR_DATABASE_URL", url)
    opened = open_store(url)
    yield opened
    opened.close()


def keep(store: SqliteStore, *records: Record) -> None:
    """Keep records."""
    for kept in records:
        store.commit(Change(event(f"{kept.team}{kept.id}", team=kept.team), kept.created_at, record=kept))


def history(*arguments: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(main, ["history", *arguments])


def listed(*arguments: str) -> list[str]:
    """Return the ids in a list."""
    return [line.split()[0] for line in history("list", *arguments).output.splitlines()]


def test_everything_of_a_workspace_is_listed(store: SqliteStore) -> None:
    """Newest first, from every channel, with the day, the asker, the place and the advice."""
    keep(store, record("aaaa", created_at=86_400), record("bbbb", created_at=90_000, channel="C2", asker=BOB))
    assert history("list").output.splitlines() == [
        f"bbbb  1970-01-02  {BOB}  C2  1x RTX 4090 VPS",
        f"aaaa  1970-01-02  {ALICE}  C1  1x RTX 4090 VPS",
    ]


def test_a_list_is_narrowed(store: SqliteStore) -> None:
    """By channel, by person, by words, and by number."""
    keep(
        store,
        record("aaaa", created_at=1),
        record("bbbb", created_at=2, channel="C2", asker=BOB),
        record("cccc", created_at=3, words="mixtral"),
    )
    assert listed("--channel", "C2") == ["bbbb"]
    assert listed("--user", ALICE) == ["cccc", "aaaa"]
    assert listed("--search", "llama") == ["bbbb", "aaaa"]
    assert listed("--limit", "1") == ["cccc"]
    assert history("list", "--search", "nothing").output == "No recommendation was found.\n"


def test_more_than_a_page_is_listed_and_exported(store: SqliteStore) -> None:
    """Lists and exports follow the pages of the store."""
    keep(store, *(record(f"r{number:03}", created_at=number) for number in range(130)))
    assert len(listed("--limit", "120")) == 120
    assert len(json.loads(history("export", "json").output)["recommendations"]) == 130


def test_one_is_shown_with_its_answers(store: SqliteStore) -> None:
    """What was advised, from which answers, and what today would say, as plain text."""
    keep(store, record("aaaa"))
    shown = history("show", "aaaa")
    assert shown.exit_code == 0
    assert "The answers behind it: 20 at once" in shown.output
    assert "Today" in shown.output
    assert "*" not in shown.output


def test_an_export_is_a_table(store: SqliteStore) -> None:
    """One line each, under the names of the columns; a single one by its id."""
    keep(store, record("aaaa"), record("bbbb", created_at=101))
    rows = list(csv.DictReader(io.StringIO(history("export", "csv").output)))
    assert [row["id"] for row in rows] == ["bbbb", "aaaa"]
    assert json.loads(history("export", "json", "aaaa").output)["recommendations"][0]["result"]["model_name"]


def test_what_is_not_there_is_told(store: SqliteStore) -> None:
    """An id nobody has, and a format nobody knows, end in one sentence."""
    keep(store, record("aaaa"))
    for arguments in (("show", "zzzz"), ("export", "md", "zzzz")):
        done = history(*arguments)
        assert (done.exit_code, "There is no recommendation zzzz" in done.output) == (1, True)
    assert history("export", "pdf").exit_code == 2
    assert "not both" in history("list", "--channel", "C1", "--user", "U1").output


def test_workspaces_are_kept_apart(store: SqliteStore) -> None:
    """With several workspaces one has to be named, and only that one is read."""
    keep(store, record("aaaa"), record("bbbb", team="T2"))
    assert "add --workspace" in history("list").output
    assert listed("--workspace", "T2") == ["bbbb"]
    assert history("show", "aaaa", "--workspace", "T2").exit_code == 1


def test_nothing_is_changed(store: SqliteStore) -> None:
    """It reads beside a running bot, and an empty database is no error."""
    assert history("list").output == "No recommendation was found.\n"
    keep(store, record("aaaa"))
    assert listed() == ["aaaa"]
    keep(store, record("bbbb", created_at=200))
    assert listed() == ["bbbb", "aaaa"]
    assert ids(store.page(Everywhere(TEAM), limit=9)) == ["bbbb", "aaaa"]
