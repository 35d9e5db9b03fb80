"""A record that is deleted leaves nothing of itself, and a person is remembered to have been welcomed."""

from bot.store.protocol import Change
from bot.store.scopes import Scope
from bot.store.sqlite import SqliteStore
from tests.bot.store.making import (
    ALICE,
    CHANNEL,
    TEAM,
    answer,
    event,
    ids,
    interview,
    one,
    post,
    record,
    root,
)

HERE = Scope(TEAM, ALICE, CHANNEL)


def test_a_deleted_record_is_gone_with_its_answers(store: SqliteStore) -> None:
    """Deleting takes the record, its interview, its answers and its words in the index; others stay."""
    kept = record("a")._replace(interview_id="i1")
    owed = (root(), post("i1:said", "i1", thread_of="i1:root", interview_id="i1"))
    store.commit(Change(event("1"), 1, interview(), answers=(answer(1),), record=kept, outgoing=owed))
    for _ in owed:
        delivery = one(store.due(9, 9))
        store.sent(delivery, channel=CHANNEL, ts=f"{delivery.id}.0", at=9)
    store.commit(Change(event("keep b"), 1, record=record("b")))
    last = post("bye", "i1", method="update", target="i1:root")
    assert store.commit(Change(event("2"), 2, forget="a", outgoing=(last,))) == "applied"
    assert one(store.due(9, 9)).target_ts == "1.0"
    assert left_in_outbox(store) == [("i1:root", None, None), ("bye", None, None)]
    assert store.commit(Change(event("3"), 3, forget="a")) == "applied"
    assert (store.record(HERE, "a"), store.interview(TEAM, "i1")) == (None, None)
    assert [ids(store.page(HERE, limit=9, words=words)) for words in ("", "llama")] == [["b"], ["b"]]
    assert count(store, "answers") == 0


def left_in_outbox(store: SqliteStore) -> list[tuple[str, str | None, str | None]]:
    """Return key, metadata and interview of every row of the outbox."""
    with store._connections.reading() as db:
        rows = db.execute("SELECT key, metadata, interview_id FROM outbox ORDER BY id").fetchall()
    return [(row[0], row[1], row[2]) for row in rows]


def test_a_person_is_welcomed_once(store: SqliteStore) -> None:
    """The second welcome of the same person in a workspace is a duplicate, and owes nothing."""
    for number, (team, expected) in enumerate([(TEAM, "applied"), (TEAM, "duplicate"), ("T2", "applied")]):
        change = Change(event(f"{number}", team=team), 1, welcomes=ALICE, outgoing=(post(f"hi{number}"),))
        assert store.commit(change) == expected
    assert (count(store, "people"), count(store, "outbox")) == (2, 2)


def count(store: SqliteStore, table: str) -> int:
    """Return how many rows a table has."""
    with store._connections.reading() as db:
        return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - the tests' own names
