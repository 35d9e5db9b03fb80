"""What time itself does happens once, whoever sweeps, and stops for nobody."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot import timers
from bot.conversation import silence
from bot.conversation.turn import Turn
from bot.desk import Desk
from bot.store.errors import StoreError
from bot.store.protocol import Snapshot
from bot.timers import CLOSE_AFTER_S, NUDGE_AFTER_S, SWEEP_EVERY_S, Timers
from tests.advisor import Advisor


def begin(advisor: Advisor, number: int = 1) -> list[str]:
    """Begin interviews, each in a channel of its own; returns the channels."""
    return [advisor.begin() for _ in range(number)]


def told(advisor: Advisor, channel: str, words: str) -> int:
    """Return how many of the bot's messages in a channel hold these words."""
    return sum(words in one.text for one in advisor.sandbox.channel(channel).messages)


def done_once(advisor: Advisor, silent_s: int, words: str) -> None:
    """Assert that sweeps of several replicas at the same moment leave one message with these words."""
    (channel,) = begin(advisor)
    advisor.now += silent_s + 1
    replicas = [Timers(advisor.bot.conversation.desk) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        done = sum(pool.map(lambda one: one.sweep(advisor.now), replicas))
    advisor.settle()
    assert done == 1
    assert told(advisor, channel, words) == 1


def test_two_replicas_nudge_once(advisor: Advisor) -> None:
    """Sweeps of several replicas at the same moment leave one reminder."""
    done_once(advisor, NUDGE_AFTER_S, "one question still waits")


def test_two_replicas_close_once(advisor: Advisor) -> None:
    """Sweeps of several replicas at the same moment leave one end."""
    done_once(advisor, CLOSE_AFTER_S, "Nobody answered for a week, so I stop asking")


def test_who_answers_in_the_meantime_is_not_reminded(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reply between the look at the silent and the reminder wins."""
    (channel,) = begin(advisor)
    desk = advisor.bot.conversation.desk
    advisor.now += NUDGE_AFTER_S + 1
    silent = desk.store.idle_interviews(advisor.now, 10)
    root = advisor.sandbox.channel(channel).messages[0]
    advisor.sandbox.say("bob", channel, "20", root.ts)
    advisor.settle()
    monkeypatch.setattr(desk.store, "idle_interviews", lambda *_: silent)
    assert Timers(desk).sweep(advisor.now) == 0
    advisor.settle()
    assert told(advisor, channel, "still waits") == 0


def test_one_interview_that_fails_does_not_stop_the_others(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be handled is given up after three failures; the others are reminded."""
    channels = begin(advisor, 2)
    nudge, first = silence.nudge, advisor.store.idle_interviews(advisor.now + 1, 1)[0].id

    def failing(desk: Desk, snapshot: Snapshot) -> Turn | None:
        if snapshot.interview.id == first:
            raise RuntimeError("poison")
        return nudge(desk, snapshot)

    monkeypatch.setattr(silence, "nudge", failing)
    advisor.now += NUDGE_AFTER_S + 1
    assert [advisor.bot.timers.sweep(advisor.now) for _ in range(4)] == [1, 0, 0, 0]
    advisor.settle()
    assert sorted(told(advisor, channel, "still waits") for channel in channels) == [0, 1]
    assert advisor.store.health().events_parked == 1


def test_a_store_that_fails_is_no_fault_of_an_interview(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the store is full nothing is given up; the sweep comes again."""
    begin(advisor)
    advisor.now += NUDGE_AFTER_S + 1

    def full(*_: object) -> None:
        raise StoreError("full", "The disk is full.")

    with monkeypatch.context() as broken:
        broken.setattr(advisor.store, "commit", full)
        with pytest.raises(StoreError):
            advisor.bot.timers.sweep(advisor.now)
    assert advisor.bot.timers.sweep(advisor.now) == 1


def test_where_there_is_no_thread_nobody_is_reminded(advisor: Advisor) -> None:
    """An interview whose root never reached Slack is neither reminded nor advised on; it just ends."""
    channel = advisor.new_channel("never-posted")
    advisor.sandbox.command("alice", channel, "/gpu-advice chat with Llama 3 8B")
    advisor.acknowledged()
    advisor.now += NUDGE_AFTER_S + 1
    assert advisor.bot.timers.sweep(advisor.now) == 0
    advisor.now += CLOSE_AFTER_S
    assert advisor.bot.timers.sweep(advisor.now) == 1
    assert advisor.store.idle_interviews(advisor.now, 10) == ()


def test_a_sweep_does_a_little_at_a_time(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one sweep leaves the next one takes."""
    begin(advisor, 3)
    monkeypatch.setattr(timers, "PER_SWEEP", 2)
    advisor.now += NUDGE_AFTER_S + 1
    assert [advisor.bot.timers.sweep(advisor.now) for _ in range(3)] == [2, 1, 0]


def test_the_chore_sweeps_no_oftener_than_needed(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Called every minute, it looks every ten; a clock that was set back does not stop it."""
    swept: list[int] = []
    monkeypatch.setattr(advisor.bot.timers, "sweep", swept.append)
    for now in (0, 60, SWEEP_EVERY_S - 1, SWEEP_EVERY_S, SWEEP_EVERY_S - 30):
        advisor.bot.timers.chore(now)
    assert swept == [0, SWEEP_EVERY_S, SWEEP_EVERY_S - 30]
