"""The workers deliver by themselves: woken by what is new, patient where nothing is, stopped cleanly."""

import logging
import threading
from collections.abc import Callable

import pytest

from bot.outbox import IDLE_S, MOST_ATTEMPTS, TIDY_EVERY_S, Outbox
from bot.store.errors import StoreError
from bot.store.leasing import LEASE_S
from tests.bot.outbox.conftest import Desk
from tests.bot.outbox.slack import HUNG_AFTER, limited
from tests.bot.store.making import event, one, owing, post


class Watched:
    """An outbox whose confirmations can be waited for."""

    def __init__(self, desk: Desk, expected: int, **changed: object) -> None:
        self._seen: list[str] = []
        self._expected = expected
        self._all = threading.Event()
        self.outbox = desk.another(settled=lambda delivery: self._confirmed(delivery.outgoing.key), **changed)

    def _confirmed(self, key: str) -> None:
        self._seen.append(key)
        if len(self._seen) == self._expected:
            self._all.set()

    def wait(self) -> list[str]:
        """Return the keys in the order of their confirmation, once all came."""
        assert self._all.wait(60)
        return self._seen


def run(outbox: Outbox, work: Callable[[], object]) -> object:
    """Do something while the workers run, and stop them."""
    outbox.start()
    try:
        return work()
    finally:
        outbox.stop()


def test_workers_deliver_what_was_there_and_what_comes(desk: Desk) -> None:
    """Rows owed before the start and rows announced later arrive, each stream in order."""
    watched = Watched(desk, 20)
    desk.owe(*(post(f"{stream}{number}", stream) for stream in "ab" for number in range(5)))

    def more() -> list[str]:
        desk.owe(*(post(f"{stream}{number}", stream) for stream in "ac" for number in range(5, 10)))
        watched.outbox.wake()
        return watched.wait()

    run(watched.outbox, more)
    for stream in "abc":
        mine = [text for text in desk.slack.texts() if text.startswith(f"text of {stream}")]
        assert mine == sorted(mine)
    assert len(desk.slack.messages) == 20


def test_a_hanging_call_holds_up_only_its_stream(desk: Desk) -> None:
    """While one worker waits for Slack, the others deliver."""
    desk.slack.fail("chat.update", HUNG_AFTER)
    watched = Watched(desk, 3)
    desk.owe(post("hung", "h", method="update", target_ts="5.5"), *(post(f"k{n}", f"s{n}") for n in range(3)))

    def meanwhile() -> None:
        watched.wait()
        desk.slack.free.set()

    run(watched.outbox, meanwhile)
    assert sorted(desk.slack.texts()) == ["text of k0", "text of k1", "text of k2"]


def test_stopping_waits_for_what_is_under_way(desk: Desk) -> None:
    """A call that has begun is finished and recorded before the outbox has stopped."""
    begun, go_on = threading.Event(), threading.Event()

    def chance() -> float:
        begun.set()
        assert go_on.wait(60)
        return 0.0

    desk.slack.base_url = "http://127.0.0.1:9"
    outbox = desk.another(chance=chance)
    desk.owe(post("a"))
    outbox.start()
    assert begun.wait(60)
    stopping = threading.Thread(target=outbox.stop)
    stopping.start()
    go_on.set()
    stopping.join(60)
    assert desk.store.next_due() == desk.now + 1


def test_stopping_an_outbox_that_never_started(desk: Desk) -> None:
    """There is nothing to wait for."""
    desk.outbox.stop()
    assert desk.outbox.run_once() == 0


def test_a_worker_survives_a_broken_store(
    desk: Desk, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An error of the store is logged, and the worker goes on when it is woken."""
    watched = Watched(desk, 1, workers=1)
    stumbled = threading.Event()
    due = desk.store.due
    troubles = [StoreError("locked", "The database is locked.")]

    def once(now: int, limit: int) -> object:
        if troubles:
            stumbled.set()
            raise troubles.pop()
        return due(now, limit)

    monkeypatch.setattr(desk.store, "due", once)
    desk.owe(post("a"))

    def recover() -> list[str]:
        assert stumbled.wait(60)
        watched.outbox.wake()
        return watched.wait()

    with caplog.at_level(logging.ERROR):
        assert run(watched.outbox, recover) == ["a"]
    assert caplog.messages == ["The outbox stumbled, and goes on."]


def test_idle_workers_wait_for_the_next_row(desk: Desk) -> None:
    """The pause ends when the next row is due, at most after a minute, and is never a busy loop."""
    assert desk.outbox._pause() == IDLE_S
    desk.slack.fail("chat.postMessage", limited(30))
    desk.owe(post("a"))
    assert desk.outbox._pause() == 0.05
    desk.deliver()
    assert desk.outbox._pause() == 30
    desk.slack.fail("chat.postMessage", limited(500))
    desk.deliver(30)
    assert desk.outbox._pause() == IDLE_S


def test_an_idle_outbox_tidies_now_and_then(desk: Desk) -> None:
    """Expired secrets are erased while nothing else is to be done, about once a minute."""
    desk.owe(post("a", method="respond", response_url="https://hooks.slack.com/x"))
    desk.now += 1799
    desk.outbox._tidy()
    desk.now += TIDY_EVERY_S - 1
    desk.outbox._tidy()
    kept = one(desk.store.due(desk.now, 9))
    assert kept.outgoing.response_url == "https://hooks.slack.com/x"
    desk.store.postpone(kept, until=desk.now, error="x", uncertain=False)
    desk.now += 1
    desk.outbox._tidy()
    assert one(desk.store.due(desk.now, 9)).outgoing.response_url is None


def test_a_worker_tidies(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The running outbox tidies without being asked."""
    tidied = threading.Event()
    desk.store.commit(owing("old", at=1))
    desk.now += 8 * 86_400
    outbox = desk.another(workers=1)
    tidy = outbox._tidy

    def told() -> None:
        tidy()
        tidied.set()

    monkeypatch.setattr(outbox, "_tidy", told)
    run(outbox, lambda: tidied.wait(60))
    assert not desk.store.claimed(event("old"))


def test_a_call_that_outlasts_everything_ends_quietly(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A worker whose call hangs longer than `stop` waits finds the store closed, and says nothing of it."""
    caplog.set_level(logging.INFO)
    monkeypatch.setattr("bot.outbox.PATIENCE_S", 0.01)
    hanging, go_on = threading.Event(), threading.Event()

    def slow_client(_team: str) -> None:
        hanging.set()
        go_on.wait()

    outbox = desk.another(workers=1)
    monkeypatch.setattr(outbox, "_client_of", slow_client)
    desk.owe(post("late"))
    outbox.start()
    assert hanging.wait(60)
    outbox.stop()
    desk.store.close()
    go_on.set()
    (worker,) = outbox._threads
    worker.join(60)
    assert (worker.is_alive(), "stumbled" in caplog.text) == (False, False)


def test_what_can_never_follow_keeps_no_row_for_ever(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """Where what follows from a row fails every time, the row comes again for long, and is then let go."""

    def broken(_delivery: object) -> None:
        raise RuntimeError("what follows is broken")

    outbox = desk.another(arrived=broken)
    desk.owe(post("a"))
    for _ in range(MOST_ATTEMPTS - 1):
        with pytest.raises(RuntimeError):
            outbox.run_once()
        desk.now += LEASE_S + 1
    outbox.run_once()
    assert "Nothing could follow from a." in caplog.text
    assert (desk.slack.texts(), desk.store.health().outbox_pending) == (["text of a"], 0)
