"""Slack refuses, limits and loses: every message arrives once, in the order of its thread."""

from itertools import pairwise

import pytest

from bot.outbox import MOST_ATTEMPTS
from bot.store.protocol import Outgoing
from tests.bot.outbox import slack as fake
from tests.bot.outbox.conftest import Desk
from tests.bot.outbox.slack import (
    BROKEN,
    Fault,
    limited,
    refusal,
)
from tests.bot.store.making import ALICE, CHANNEL, TEAM, post
from tests.faults.delivering import WHOLE, conversation, delivered

HOUR = 3600


def test_killed_between_commit_and_post(desk: Desk) -> None:
    """What was owed when the process died is posted once after the restart."""
    conversation(desk)
    desk.restart()
    desk.deliver()
    desk.restart()
    desk.deliver(HOUR)
    assert delivered(desk) == WHOLE


@pytest.mark.parametrize("already", [0, 1, 2])
def test_killed_between_post_and_sent_mark(desk: Desk, already: int) -> None:
    """A post that Slack accepted before the process died is found by its key and not repeated."""
    conversation(desk)
    for _ in range(already):
        desk.outbox.run_once(limit=1)
    (delivery,) = desk.store.due(desk.now, 1)
    desk.slack.take(
        "chat.postMessage",
        {
            "text": delivery.outgoing.text,
            "channel": CHANNEL,
            "metadata": {"event_payload": {"key": delivery.outgoing.key}},
        }
        | ({"thread_ts": delivery.thread_ts} if delivery.thread_ts else {}),
    )
    desk.restart()
    desk.deliver()
    assert delivered(desk) == WHOLE
    found = desk.store.interview_in_thread(TEAM, CHANNEL, "1000.000100")
    assert found is not None


@pytest.mark.parametrize("already", [0, 1, 2])
def test_killed_before_the_post_left(desk: Desk, already: int) -> None:
    """A row that was under way but never reached Slack is posted after the restart."""
    conversation(desk)
    for _ in range(already):
        desk.outbox.run_once(limit=1)
    desk.store.due(desk.now, 1)
    desk.restart()
    desk.deliver()
    assert delivered(desk) == WHOLE


@pytest.mark.parametrize("seconds", [0, 1, 30])
def test_rate_limited(desk: Desk, seconds: int) -> None:
    """The named wait is kept to the second, without a call in between, and the order stays."""
    conversation(desk)
    desk.slack.fail("chat.postMessage", limited(seconds), limited(seconds))
    desk.deliver()
    for _ in range(2 if seconds else 0):
        calls = len(desk.slack.calls)
        desk.deliver(seconds - 1)
        assert len(desk.slack.calls) == calls
        desk.deliver(1)
    assert delivered(desk) == WHOLE
    assert desk.slack.calls == ["chat.postMessage"] * 5


def test_rate_limited_without_a_time(desk: Desk) -> None:
    """A limit that names no time is waited out for half a minute, by header or by error code alike."""
    desk.owe(post("a"))
    desk.slack.fail("chat.postMessage", Fault(429, "slow down"), refusal("message_limit_exceeded"))
    for seconds in (0, 29, 1, 29):
        desk.deliver(seconds)
        assert desk.slack.messages == []
    desk.deliver(1)
    assert desk.slack.texts() == ["text of a"]


def test_a_limit_holds_its_method_and_channel_and_nothing_else(desk: Desk) -> None:
    """Other channels and methods go on; another thread of the limited channel waits without a call."""
    desk.slack.fail("chat.postMessage", limited(30))
    desk.owe(
        post("a", "a"),
        post("b", "b"),
        post("c", "c", channel="C2"),
        post("d", "d", method="ephemeral", user=ALICE),
    )
    desk.deliver()
    assert desk.slack.texts() == ["text of c"]
    assert len(desk.slack.ephemerals) == 1
    assert desk.slack.calls == ["chat.postMessage", "chat.postMessage", "chat.postEphemeral"]
    desk.deliver(30)
    assert desk.slack.texts() == ["text of c", "text of a", "text of b"]


def test_pauses_grow_and_end(desk: Desk) -> None:
    """While Slack is down the calls get rarer, and after hours the row is given up and shown."""
    desk.slack.fail("chat.update", *[BROKEN] * 100)
    desk.owe(post("u", method="update", target_ts="5.5"))
    called_at: list[int] = []
    while not desk.store.health().outbox_parked:
        before = len(desk.slack.calls)
        desk.deliver(1)
        if len(desk.slack.calls) > before:
            called_at.append(desk.now)
    pauses = [later - earlier for earlier, later in pairwise(called_at)]
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256] + [300] * (MOST_ATTEMPTS - 10)
    assert desk.store.health().outbox_parked == (("u", "http_500"),)
    assert desk.refused == []


def test_chance_spreads_the_pauses(desk: Desk) -> None:
    """With the highest chance a pause is twice as long as with the lowest."""
    outbox = desk.another(chance=lambda: 0.999)
    desk.slack.fail("chat.update", BROKEN)
    desk.owe(post("u", method="update", target_ts="5.5"))
    outbox.run_once()
    assert desk.store.next_due() == desk.now + 2


@pytest.mark.parametrize(
    "error",
    [
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "account_inactive",
        "token_revoked",
        "msg_too_long",
        "thread_not_found",
        "restricted_action_read_only_channel",
        "cannot_reply_to_message",
        "invalid_auth",
        "missing_scope",
        "no_text",
    ],
)
def test_permanent_errors(desk: Desk, error: str) -> None:
    """A refusal is not repeated: the row and its replies are parked and shown, and another word is said."""
    desk.slack.fail("chat.postMessage", refusal(error))
    desk.instead["i1:root"] = post("instead", "private", channel=ALICE)
    conversation(desk)
    for seconds in (0, HOUR):
        desk.deliver(seconds)
    assert desk.refused == [("i1:root", error)]
    assert [message["channel"] for message in desk.slack.messages] == ["D1"]
    assert desk.store.health().outbox_parked == (
        ("i1:root", error),
        ("q1", "needs i1:root, which was not delivered"),
        ("q2", "needs i1:root, which was not delivered"),
    )


def test_a_callback_that_breaks_does_not_keep_a_row(desk: Desk) -> None:
    """Where no other word can be found, the refused row is parked all the same."""

    def broken(*_: object) -> list[Outgoing]:
        raise ZeroDivisionError

    desk.slack.fail("chat.postMessage", refusal("is_archived"))
    desk.owe(post("a"))
    assert desk.another(refused=broken).run_once() == 1
    assert desk.store.health().outbox_parked == (("a", "is_archived"),)


def test_a_reply_to_a_deleted_root_is_taken_back(desk: Desk) -> None:
    """Slack puts a reply without its root into the channel; it is deleted and counts as refused."""
    stray = fake.Fault(
        body='{"ok": true, "channel": "C1", "ts": "9.9", "message": {"ts": "9.9", "text": "text of a"}}'
    )
    desk.slack.messages.append({"channel": CHANNEL, "ts": "9.9", "text": "text of a"})
    desk.slack.fail("chat.postMessage", stray)
    desk.owe(post("a", thread_ts="5.5"))
    desk.deliver()
    assert (desk.slack.messages, desk.refused) == ([], [("a", "thread_not_found")])
