"""Stopping leaves nothing behind: no thread, no connection to the database, no word of alarm."""

import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.app import Bot, build_app
from bot.signals import stopping
from bot.store import opening
from bot.store.errors import StoreError
from bot.store.sqlite import SqliteStore, open_store
from core.catalog.catalogue import default_catalogue
from tests.advisor import settings_of
from tests.sandbox import RunningSandbox, start_sandbox


@pytest.fixture
def slack() -> Iterator[RunningSandbox]:
    """A local workspace."""
    with start_sandbox() as running:
        yield running


def built(slack: RunningSandbox, path: Path) -> tuple[Bot, SqliteStore]:
    """Return a bot that has not started, and its store."""
    settings = settings_of(slack, path)
    store = open_store(settings.gpu_advisor_database_url)
    return build_app(settings, store, default_catalogue()), store


def in_thread(work: Callable[[], object]) -> threading.Thread:
    """Start something beside the test."""
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_a_bot_that_stops_at_once_leaves_no_thread_behind(slack: RunningSandbox, tmp_path: Path) -> None:
    """However soon it is stopped, every thread of the bot has ended by then."""
    before = set(threading.enumerate())
    bot, store = built(slack, tmp_path / "advisor.db")
    bot.start()
    bot.stop()
    left = {one.name for one in set(threading.enumerate()) - before if not one.name.startswith("AnyIO")}
    store.close()
    assert left == set()


def test_a_store_that_fails_while_warming_up_stops_nothing(
    slack: RunningSandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What cannot be read at the start is a line in the log, and no thread's sudden end."""
    bot, store = built(slack, tmp_path / "advisor.db")

    def failing() -> None:
        raise StoreError("locked", "The database is locked.")

    monkeypatch.setattr(bot.conversation, "warm_up", failing)
    bot.start()
    bot.stop()
    store.close()
    assert "could not warm up: The database is locked." in caplog.text


def test_a_closed_store_opens_no_connection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread that comes too late, with a reader or without, is told that the store is closed."""
    store = open_store(f"sqlite:///{tmp_path / 'advisor.db'}")
    store.next_due()
    store.close()
    opened: list[object] = []
    monkeypatch.setattr(opening, "open_reader", opened.append)
    said: list[str] = []

    def late(use: Callable[[], object]) -> None:
        with pytest.raises(StoreError) as caught:
            use()
        said.append(caught.value.reason)

    late(store.next_due)
    late(lambda: store.tidy(1))
    in_thread(lambda: late(store.next_due)).join(60)
    assert (said, opened) == (["closed"] * 3, [])


def test_a_signal_waits_until_it_is_waited_for() -> None:
    """However early or often the program is asked to stop, it stops once and in order."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    with stopping() as stop_asked:
        signal.raise_signal(signal.SIGTERM)
        assert stop_asked() == signal.SIGTERM
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGTERM)
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before
