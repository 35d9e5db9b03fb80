"""Rows of the failure list about clocks, leases, replicas and locks, each under its number."""

import subprocess
import sys
import threading
import time

import pytest
from slack_bolt import BoltRequest

from bot.outbox import Outbox
from bot.store.sqlite import SqliteStore
from tests.advisor import Advisor
from tests.bench.payloads import command, message
from tests.bot.outbox.conftest import Desk
from tests.bot.outbox.slack import BROKEN_AFTER, HUNG_AFTER, limited
from tests.bot.store.making import post
from tests.faults.test_database import HOLD
from tests.faults.test_rows import begun, given, later, stands


@pytest.mark.parametrize("seconds", [-86_400, -7_200, 86_400])
def test_row_24_the_clock_is_set(desk: Desk, seconds: int) -> None:
    """After a jump of the clock what waits is delivered within the longest pause, and never twice."""
    desk.now = 200_000
    desk.slack.fail("chat.postMessage", BROKEN_AFTER, limited(30))
    desk.owe(post("a", "a"), post("b", "b"))
    desk.deliver()
    desk.now += seconds
    for _ in range(3):
        desk.deliver(60)
    assert sorted(desk.slack.texts()) == ["text of a", "text of b"]


def test_row_24_a_lease_that_ends_early_is_not_taken_twice(desk: Desk) -> None:
    """While a call is out, a clock set forward does not let another worker make it again."""
    desk.owe(post("a"))
    desk.slack.fail("chat.postMessage", HUNG_AFTER)
    first = threading.Thread(target=desk.outbox.run_once)
    first.start()
    until = time.monotonic() + 60
    while not desk.slack.calls and time.monotonic() < until:
        threading.Event().wait(0.01)
    desk.now += 86_400
    desk.outbox.run_once()
    assert desk.slack.calls == ["chat.postMessage"]
    desk.slack.free.set()
    first.join()
    desk.deliver(60)
    assert desk.slack.texts() == ["text of a"]


def test_row_25_two_outboxes_never_share_a_row(desk: Desk) -> None:
    """What one worker has leased, no other is handed."""
    other: Outbox = desk.another()
    desk.owe(*(post(f"k{number}", f"s{number}") for number in range(20)))
    workers = [threading.Thread(target=one.run_once) for one in (desk.outbox, other)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    desk.deliver()
    assert sorted(desk.slack.texts()) == sorted(f"text of k{number}" for number in range(20))


def test_row_27_a_lock_that_is_held_for_long(advisor: Advisor) -> None:
    """A command that cannot be saved is answered in time with what to do; an event comes again."""
    channel, thread = begun(advisor)
    path = advisor.settings.gpu_advisor_database_url.removeprefix("sqlite:///")
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    answer = advisor.bot.app.dispatch(
        BoltRequest(mode="socket_mode", body=command("/gpu-advice", "chat with Llama 3 8B"))
    )
    assert answer.status == 200
    assert "could not save" in str(answer.body)
    said = message("20 at once", channel=channel, thread_ts=thread, ts=later(thread, 60))
    assert given(advisor, said) == 500
    other.communicate()
    assert given(advisor, said, **{"x-slack-retry-num": "1"}) == 200
    assert stands(advisor, channel, thread)["concurrency"] == 20


def test_row_27_writes_wait_less_than_slack_does(store: SqliteStore) -> None:
    """The patience of a write leaves time to acknowledge within Slack's 3 s."""
    with store._connections.writing() as db:
        assert db.execute("PRAGMA busy_timeout").fetchone()[0] <= 2_000
