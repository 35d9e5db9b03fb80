"""What is owed to Slack is handed out in the order of its stream, and nothing of it is forgotten."""

from typing import Any

import pytest

from bot.store.leasing import LEASE_S
from bot.store.protocol import Change, Outgoing
from bot.store.sqlite import SqliteStore, open_store
from tests.bot.store.making import (
    ALICE,
    CHANNEL,
    TEAM,
    event,
    interview,
    keys,
    one,
    owing,
    post,
    root,
)


def send(store: SqliteStore, ts: str, now: int = 100, channel: str = CHANNEL) -> str:
    """Deliver the one row that is due, and return its key."""
    delivery = one(store.due(now, 9))
    store.sent(delivery, channel=channel, ts=ts, at=now)
    return delivery.outgoing.key


def test_a_row_is_handed_out_as_it_was_queued(store: SqliteStore) -> None:
    """Every field of what is owed comes back, and the references resolved."""
    row = Outgoing(
        key="k",
        stream="s",
        method="respond",
        text="hello",
        blocks=({"type": "divider"},),
        channel=CHANNEL,
        user=ALICE,
        metadata={"event_type": "x", "event_payload": {"kind": "y"}},
        thread_ts="1.1",
        response_url="https://hooks.slack.com/actions/secret",
        interview_id="i1",
        view={"type": "home", "blocks": []},
        replace=True,
    )
    store.commit(owing("e", row, at=77))
    delivery = one(store.due(100, 9))
    assert delivery.outgoing == row
    assert (delivery.team, delivery.attempts, delivery.uncertain, delivery.created_at) == (TEAM, 0, False, 77)
    assert delivery.thread_ts == "1.1"


def test_only_the_head_of_a_stream_is_handed_out(store: SqliteStore) -> None:
    """A row waits until the one before it in its stream is done; other streams do not wait."""
    store.commit(owing("e", post("a1", "a"), post("a2", "a"), post("b1", "b")))
    due = store.due(100, 9)
    assert keys(due) == ["a1", "b1"]
    assert store.due(100, 9) == []
    store.sent(due[0], channel=CHANNEL, ts="1.1", at=100)
    assert keys(store.due(100, 9)) == ["a2"]


def test_streams_of_two_workspaces_are_strangers(store: SqliteStore) -> None:
    """A stream's name in another workspace is another stream."""
    store.commit(owing("e", post("a", "s")))
    store.commit(owing("e", post("a", "s"), team="T2"))
    assert [delivery.team for delivery in store.due(100, 9)] == [TEAM, "T2"]


def test_no_more_rows_than_asked_for_are_leased(store: SqliteStore) -> None:
    """The limit holds, and the rest is handed out next time."""
    store.commit(owing("e", *(post(f"k{number}", f"s{number}") for number in range(3))))
    assert keys(store.due(100, 2)) == ["k0", "k1"]
    assert keys(store.due(100, 2)) == ["k2"]


def test_the_same_key_is_owed_once(store: SqliteStore) -> None:
    """A key that is queued or was sent already is not queued again."""
    store.commit(owing("e1", post("a")))
    store.commit(owing("e2", post("a", text="again")))
    assert one(store.due(100, 9)).outgoing.text == "text of a"
    assert store.health().outbox_pending == 1


def test_a_reply_waits_for_its_root_and_learns_where_it_stands(store: SqliteStore) -> None:
    """A reply in another stream is not due until its root is confirmed, and then has its thread."""
    store.commit(owing("e", post("root", "a"), post("reply", "b", thread_of="root", channel=ALICE)))
    assert send(store, "7.1", channel="D1") == "root"
    reply = one(store.due(100, 9))
    assert (reply.thread_ts, reply.target_channel, reply.target_ts) == ("7.1", "D1", None)


def test_an_update_learns_its_target(store: SqliteStore) -> None:
    """An update has the channel, the timestamp and the metadata of the message it replaces."""
    metadata = {"event_type": "x", "event_payload": {"key": "question"}}
    store.commit(
        owing("e", post("question", metadata=metadata), post("settled", method="update", target="question"))
    )
    send(store, "7.1")
    update = one(store.due(100, 9))
    assert (update.target_channel, update.target_ts, update.thread_ts) == (CHANNEL, "7.1", None)
    assert update.target_metadata == metadata


def test_a_reference_may_be_a_timestamp(store: SqliteStore) -> None:
    """Thread and target given as timestamps need no other row."""
    store.commit(
        owing("e", post("reply", "a", thread_ts="5.5"), post("update", "b", method="update", target_ts="6.6"))
    )
    reply, update = store.due(100, 9)
    assert (reply.thread_ts, update.target_ts) == ("5.5", "6.6")


def test_a_postponed_row_comes_back_at_its_time_and_keeps_its_place(store: SqliteStore) -> None:
    """A row tried later stays ahead of its stream, and knows that it may have arrived."""
    store.commit(owing("e", post("a"), post("b")))
    store.postpone(one(store.due(100, 9)), until=130, error="http_500", uncertain=True)
    assert store.next_due() == 130
    assert store.due(129, 9) == []
    again = one(store.due(130, 9))
    assert (again.outgoing.key, again.attempts, again.uncertain) == ("a", 1, True)


def test_a_row_that_was_not_tried_is_not_counted_as_an_attempt(store: SqliteStore) -> None:
    """Waiting for a rate limit takes no attempt away."""
    store.commit(owing("e", post("a")))
    store.postpone(one(store.due(100, 9)), until=130, error="ratelimited", uncertain=False, attempted=False)
    again = one(store.due(130, 9))
    assert (again.attempts, again.uncertain) == (0, False)


def test_a_lease_that_nobody_ended_is_an_uncertain_row(store: SqliteStore) -> None:
    """A row whose sender never came back is handed out again, as perhaps delivered."""
    store.commit(owing("e", post("a")))
    store.due(100, 9)
    assert store.due(100 + LEASE_S - 1, 9) == []
    again = one(store.due(100 + LEASE_S, 9))
    assert (again.attempts, again.uncertain) == (1, True)


def test_after_a_restart_a_row_under_way_is_uncertain_at_once(store: SqliteStore) -> None:
    """A process that died while sending leaves a row that the next one looks up first."""
    store.commit(owing("e", post("a"), post("b")))
    store.due(100, 9)
    store.close()
    again = open_store(f"sqlite:///{store._connections.path}")
    delivery = one(again.due(100, 9))
    assert (delivery.outgoing.key, delivery.uncertain) == ("a", True)
    again.close()


def test_what_ends_late_changes_nothing(store: SqliteStore) -> None:
    """A row that is done stays done, whatever an old lease says afterwards."""
    store.commit(owing("e", post("a")))
    delivery = one(store.due(100, 9))
    store.sent(delivery, channel=CHANNEL, ts="7.1", at=101)
    store.sent(delivery, channel=CHANNEL, ts="8.1", at=102)
    store.postpone(delivery, until=103, error="x", uncertain=True)
    store.park(delivery, error="x", at=103)
    assert store.message_key(TEAM, CHANNEL, "7.1") == ("a", None)
    assert (store.due(999, 9), store.health().outbox_parked) == ([], ())


def test_giving_up_a_message_takes_along_what_needs_it(store: SqliteStore) -> None:
    """Replies and updates of a refused message are parked with it; the rest of the stream goes on."""
    store.commit(
        owing(
            "e",
            post("root"),
            post("reply", thread_of="root"),
            post("settled", method="update", target="reply"),
            post("free"),
            post("elsewhere", "other", thread_of="root"),
        )
    )
    store.park(one(store.due(100, 9)), error="is_archived", at=101, instead=(post("instead", "private"),))
    assert keys(store.due(101, 9)) == ["free", "instead"]
    assert store.health().outbox_parked == (
        ("root", "is_archived"),
        ("reply", "needs root, which was not delivered"),
        ("settled", "needs reply, which was not delivered"),
        ("elsewhere", "needs root, which was not delivered"),
    )


@pytest.mark.parametrize("reference", [{"thread_of": "root"}, {"method": "update", "target": "root"}])
def test_what_needs_a_parked_message_is_parked_at_once(store: SqliteStore, reference: dict[str, Any]) -> None:
    """A reply queued after its root was given up does not block the stream."""
    store.commit(owing("e1", post("root")))
    store.park(one(store.due(100, 9)), error="is_archived", at=101)
    store.commit(owing("e2", post("late", **reference), post("free")))
    assert keys(store.due(101, 9)) == ["free"]
    assert store.health().outbox_parked[1] == ("late", "needs root, which was not delivered")


def test_what_needs_a_message_that_never_was_is_parked(store: SqliteStore) -> None:
    """A reference to nothing is visible instead of waiting forever."""
    store.commit(owing("e", post("late", thread_of="nothing")))
    assert store.health().outbox_parked == (("late", "needs nothing, which was not delivered"),)


def test_next_due_is_none_when_nothing_waits(store: SqliteStore) -> None:
    """An empty outbox has no next time, and a row behind an unconfirmed root does not count."""
    assert store.next_due() is None
    store.commit(owing("e", post("root", "a"), post("reply", "b", thread_of="root"), at=100))
    assert store.next_due() == 100
    store.due(100, 9)
    assert store.next_due() == 100 + LEASE_S


def test_a_message_is_recognised_by_its_place(store: SqliteStore) -> None:
    """A message the bot posted leads to its key and interview; an update of it does not take its place."""
    store.commit(
        Change(
            event("e"),
            100,
            interview(),
            outgoing=(root(), post("u", "i1", method="update", target="i1:root")),
        )
    )
    assert [send(store, "7.1"), send(store, "7.1")] == ["i1:root", "u"]
    assert store.message_key(TEAM, CHANNEL, "7.1") == ("i1:root", "i1")
    assert store.message_key(TEAM, CHANNEL, "7.2") is None
    assert store.message_key("T2", CHANNEL, "7.1") is None


def test_the_channel_of_a_person_is_known_after_the_first_post(store: SqliteStore) -> None:
    """A person's DM has the channel that Slack named when something was posted there."""
    assert store.channel_of(TEAM, ALICE) is None
    store.commit(owing("e", post("a", channel=ALICE)))
    send(store, "7.1", channel="D1")
    assert store.channel_of(TEAM, ALICE) == "D1"


def test_a_root_under_way_is_unconfirmed_until_slack_answers(store: SqliteStore) -> None:
    """A root counts as unconfirmed while it is being sent or may have been, and not before or after."""
    store.commit(Change(event("e"), 100, interview(), outgoing=(root(),)))
    assert not store.unconfirmed_roots(TEAM, CHANNEL, "100.1")
    delivery = one(store.due(100, 9))
    assert store.unconfirmed_roots(TEAM, CHANNEL, "100.1")
    assert not store.unconfirmed_roots(TEAM, "C2", "100.1")
    assert not store.unconfirmed_roots("T2", CHANNEL, "100.1")
    store.postpone(delivery, until=110, error="timeout", uncertain=True)
    assert store.unconfirmed_roots(TEAM, CHANNEL, "100.1")
    store.sent(one(store.due(110, 9)), channel=CHANNEL, ts="7.1", at=110)
    assert not store.unconfirmed_roots(TEAM, CHANNEL, "100.1")


def test_a_root_addressed_to_a_person_may_stand_in_any_dm(store: SqliteStore) -> None:
    """Before Slack names the DM, a root for a person counts for every DM and for no channel."""
    store.commit(Change(event("e"), 100, interview(channel=ALICE), outgoing=(root(channel=ALICE),)))
    store.due(100, 9)
    assert store.unconfirmed_roots(TEAM, "D1", "100.1")
    assert not store.unconfirmed_roots(TEAM, CHANNEL, "100.1")


def test_replies_are_never_unconfirmed_roots(store: SqliteStore) -> None:
    """A reply under way keeps nobody waiting."""
    store.commit(owing("e", post("a", thread_ts="5.5", interview_id="i1")))
    store.due(100, 9)
    assert not store.unconfirmed_roots(TEAM, CHANNEL, "100.1")


@pytest.mark.parametrize("end", ["sent", "parked", "tidied"])
def test_a_response_url_is_erased(store: SqliteStore, end: str) -> None:
    """The secret leaves the file once it was used, once its row is given up, and after 30 minutes."""
    secret = "https://hooks.slack.com/actions/T1/secret-canary"
    store.commit(owing("e", post("a", method="respond", response_url=secret)))
    if end == "tidied":
        store.tidy(100 + 1799)
        assert one(store.due(100, 9)).outgoing.response_url == secret
        store.tidy(100 + 1800)
        assert one(store.due(9999, 9)).outgoing.response_url is None
    else:
        delivery = one(store.due(100, 9))
        if end == "sent":
            store.sent(delivery, channel=None, ts=None, at=100)
        else:
            store.park(delivery, error="x", at=100)
        store.tidy(101)
    store.close()
    path = store._connections.path
    with open(path, "rb") as file:  # noqa: PTH123 - the raw bytes of the file are what is asked about
        assert b"secret-canary" not in file.read()


def test_events_are_forgotten_after_a_week(store: SqliteStore) -> None:
    """An event older than seven days is forgotten, a parked one is kept to be seen."""
    store.commit(owing("old", at=100))
    store.commit(owing("new", at=101))
    for at in (1, 2, 3):
        store.failed(event("poison"), "boom", at)
    store.tidy(100 + 7 * 86_400 + 1)
    assert [store.claimed(event(key)) for key in ("old", "new", "poison")] == [False, True, True]
