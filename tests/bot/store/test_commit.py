"""One step of a conversation is applied whole, once, and only on the state it was decided on."""

import logging
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.store.protocol import Change, Snapshot
from bot.store.scopes import Scope
from bot.store.sqlite import SqliteStore, open_store
from core.workload import Slot
from tests.bot.store.making import (
    ALICE,
    BOB,
    CHANNEL,
    TEAM,
    answer,
    event,
    interview,
    keys,
    one,
    owing,
    post,
    record,
    root,
)


def start(store: SqliteStore, number: str = "i1", **changed: Any) -> None:
    """Begin an interview and owe its root."""
    begun = interview(number, **changed)
    assert store.commit(Change(event(f"start {number}"), 100, begun, outgoing=(root(number),))) == "applied"


def step(store: SqliteStore, revision: int, key: str = "step", **changed: Any) -> str:
    """Answer the interview at a revision."""
    stepped = interview(revision=revision, touched_at=100 + revision, **changed)
    return store.commit(Change(event(key), 100 + revision, stepped, answers=(answer(revision),)))


def test_a_step_is_read_back_whole(store: SqliteStore) -> None:
    """An interview comes back with its answers in the order they were given."""
    start(store)
    given_answers = (
        answer(1, Slot.LATENCY, {"first_token_s": 1.0}, text="1 s", message_ts="5.000100", supersedes=None),
        answer(2, Slot.FOCUS, ["I1", "T2"], said_by=BOB, kind="value", source="button"),
        answer(3, Slot.MODEL, None, kind="retracted", supersedes=1),
    )
    stepped = interview(revision=2, touched_at=200)
    store.commit(Change(event("step"), 200, stepped, answers=given_answers))
    assert store.interview(TEAM, "i1") == Snapshot(stepped, given_answers)


@settings(max_examples=60, deadline=None)
@given(
    value=st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text() | st.floats(allow_nan=False),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=6,
    )
)
def test_every_json_value_is_read_back_as_it_was(
    value: object, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever JSON an answer holds comes back equal, with the same types."""
    path = tmp_path_factory.mktemp("json") / "x.db"
    store = open_store(f"sqlite:///{path}")
    kept = answer(1, Slot.MODEL, value)
    store.commit(Change(event("start"), 100, interview(), answers=(kept,)))
    found = store.interview(TEAM, "i1")
    store.close()
    assert found is not None
    assert repr(found.answers) == repr((kept,))


def test_a_repeated_delivery_has_no_second_effect(store: SqliteStore) -> None:
    """The same event twice is applied once."""
    start(store)
    assert [step(store, 2), step(store, 3)] == ["applied", "duplicate"]
    found = store.interview(TEAM, "i1")
    assert found is not None
    assert (found.interview.revision, len(found.answers)) == (2, 1)


def test_a_key_used_again_for_another_content_is_turned_away(
    store: SqliteStore, caplog: pytest.LogCaptureFixture
) -> None:
    """A delivery that reuses a key with another body changes nothing and is logged."""
    store.commit(owing("k", post("a")))
    other = owing("k", post("b"))._replace(event=event("k", digest="other"))
    with caplog.at_level(logging.WARNING):
        assert (store.commit(other), store.claimed(other.event)) == ("duplicate", True)
    assert caplog.messages == [
        "Turned away the event k: its key was used before for another content.",
        "Turned away the event k: its key was used before for another content.",
    ]
    assert keys(store.due(100, 9)) == ["a"]


def test_the_same_key_of_another_workspace_is_another_event(store: SqliteStore) -> None:
    """Events of two workspaces never take each other's place."""
    assert store.commit(owing("k", post("a"))) == "applied"
    assert store.commit(owing("k", post("a"), team="T2")) == "applied"
    assert [delivery.team for delivery in store.due(100, 9)] == [TEAM, "T2"]


def test_a_step_decided_on_an_older_state_gives_way(store: SqliteStore) -> None:
    """Where the revision moved on, nothing is written and the event may be decided again."""
    start(store)
    step(store, 2, "first")
    late = Change(event("second"), 102, interview(revision=2), (answer(2),), record(), (post("late", "x"),))
    assert store.commit(late) == "moved"
    assert not store.claimed(late.event)
    found = store.interview(TEAM, "i1")
    assert found is not None
    assert [given.seq for given in found.answers] == [2]
    assert store.record(Scope(TEAM, ALICE, CHANNEL), "r1") is None
    assert keys(store.due(200, 9)) == ["i1:root"]
    assert step(store, 3, "second") == "applied"


def test_two_new_interviews_with_one_id_cannot_both_begin(store: SqliteStore) -> None:
    """The second interview of an id is told that the state moved."""
    start(store)
    assert store.commit(Change(event("other"), 100, interview(starter=BOB))) == "moved"


def test_an_interview_of_another_workspace_is_never_touched(store: SqliteStore) -> None:
    """The same interview id in another workspace is not found, and not changed."""
    start(store)
    assert store.interview("T2", "i1") is None
    assert store.commit(Change(event("e", team="T2"), 100, interview(team="T2", revision=2))) == "moved"


def test_claimed_tells_what_had_its_effect(store: SqliteStore) -> None:
    """An event is claimed once it is committed."""
    assert not store.claimed(event("k"))
    store.commit(owing("k"))
    assert store.claimed(event("k"))


def test_an_event_that_fails_three_times_is_parked(store: SqliteStore) -> None:
    """A failing event may come again twice; the third failure ends it, and the store shows it."""
    poison = event("poison")
    assert store.failed(poison, "boom", 100) == 1
    assert not store.claimed(poison)
    assert store.failed(poison, "boom", 101) == 2
    assert store.failed(poison, "boom", 102) == 3
    assert store.claimed(poison)
    assert store.commit(owing("poison", post("a"))) == "duplicate"
    assert store.health().events_parked == 1


def test_an_event_that_failed_may_still_succeed(store: SqliteStore) -> None:
    """A retry after a failure is applied, and failures reported later do not undo that."""
    store.failed(event("k"), "boom", 100)
    assert store.commit(owing("k", post("a"))) == "applied"
    assert store.failed(event("k"), "boom", 101) == 1
    assert store.claimed(event("k"))


def test_a_confirmed_root_gives_the_interview_its_thread(store: SqliteStore) -> None:
    """The root's timestamp makes replies in its thread find the interview."""
    start(store)
    store.sent(one(store.due(100, 1)), channel=CHANNEL, ts="7.000100", at=101)
    found = store.interview_in_thread(TEAM, CHANNEL, "7.000100")
    assert found is not None
    assert found.interview == interview(root_ts="7.000100")
    assert store.interview_in_thread(TEAM, CHANNEL, "8.0") is None
    assert store.interview_in_thread("T2", CHANNEL, "7.000100") is None


def test_a_step_decided_before_the_root_was_confirmed_keeps_it(store: SqliteStore) -> None:
    """A root in a DM is confirmed in a channel only Slack knew; a step that did not know it keeps it."""
    start(store, channel=ALICE)
    store.sent(one(store.due(100, 1)), channel="D1", ts="7.1", at=101)
    assert step(store, 2, channel=ALICE) == "applied"
    found = store.interview_in_thread(TEAM, "D1", "7.1")
    assert found is not None
    assert (found.interview.revision, found.interview.channel) == (2, "D1")


def test_an_interview_that_moves_waits_for_its_new_root(store: SqliteStore) -> None:
    """With a new root key the interview leaves its old thread, and the new root opens the new one."""
    start(store)
    store.sent(one(store.due(100, 1)), channel=CHANNEL, ts="7.1", at=101)
    moved = interview(revision=2, channel=ALICE, root_key="i1:root:2")
    again = root(channel=ALICE)
    store.commit(Change(event("move"), 102, moved, outgoing=(again._replace(key="i1:root:2"),)))
    assert store.interview_in_thread(TEAM, CHANNEL, "7.1") is None
    store.sent(one(store.due(103, 1)), channel="D1", ts="9.1", at=103)
    found = store.interview_in_thread(TEAM, "D1", "9.1")
    assert found is not None
    assert found.interview.revision == 2


def test_a_root_inside_of_a_thread_keeps_that_thread(store: SqliteStore) -> None:
    """An interview that began in somebody's thread belongs to that thread, not to its own message."""
    begun = interview(root_ts="5.5")
    store.commit(Change(event("start"), 100, begun, outgoing=(root(thread_ts="5.5"),)))
    store.sent(one(store.due(100, 1)), channel=CHANNEL, ts="7.1", at=101)
    found = store.interview_in_thread(TEAM, CHANNEL, "5.5")
    assert found is not None
    assert found.interview == begun


def test_of_several_interviews_in_a_thread_the_open_one_counts(store: SqliteStore) -> None:
    """A thread that holds a finished and an open interview leads to the open one."""
    for number, status, started_at in (("a", "done", 1), ("b", "open", 2), ("c", "stopped", 3)):
        made = interview(number, status=status, started_at=started_at, root_ts="5.5")
        store.commit(Change(event(number), 100, made))
    found = store.interview_in_thread(TEAM, CHANNEL, "5.5")
    assert found is not None
    assert found.interview.id == "b"


def test_open_interviews_are_listed_for_their_starter(store: SqliteStore) -> None:
    """A person's open interviews come newest first, and nobody else's."""
    for number, changed in (
        ("old", {"started_at": 1}),
        ("new", {"started_at": 9}),
        ("done", {"status": "done"}),
        ("other", {"starter": BOB}),
    ):
        store.commit(Change(event(number), 100, interview(number, **changed)))
    assert [found.id for found in store.open_interviews(TEAM, ALICE)] == ["new", "old"]
    assert store.open_interviews("T2", ALICE) == ()


def test_idle_interviews_are_the_longest_silent_first(store: SqliteStore) -> None:
    """Only open interviews that nobody touched since the given time are idle."""
    for number, changed in (
        ("a", {"touched_at": 20}),
        ("b", {"touched_at": 10}),
        ("c", {"touched_at": 30}),
        ("d", {"touched_at": 5, "status": "done"}),
    ):
        store.commit(Change(event(number), 100, interview(number, **changed)))
    assert [found.id for found in store.idle_interviews(30, 9)] == ["b", "a"]
    assert [found.id for found in store.idle_interviews(30, 1)] == ["b"]


def test_a_recommendation_is_read_back_as_it_was_kept(store: SqliteStore) -> None:
    """Every field of a record survives, unbounded figures included; a later version takes its place."""
    scope = Scope(TEAM, ALICE, CHANNEL)
    store.commit(Change(event("start"), 100, interview(), record=record()))
    assert store.record(scope, "r1") == record()
    newer = record(tier="a100-80", fits=False, words="other words")
    store.commit(Change(event("change"), 101, interview(revision=2), record=newer))
    assert store.record(scope, "r1") == newer
    assert store.health().recommendations == 1


def test_what_was_committed_is_there_after_a_restart(store: SqliteStore) -> None:
    """A closed and reopened store has the interview, its answers and what it owes."""
    start(store)
    step(store, 2)
    before = store.interview(TEAM, "i1")
    store.close()
    again = open_store(f"sqlite:///{store._connections.path}")
    assert again.interview(TEAM, "i1") == before
    assert keys(again.due(200, 9)) == ["i1:root"]
    again.close()
