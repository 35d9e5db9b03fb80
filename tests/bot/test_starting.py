"""How the bot starts: connected first, its rooms beside that, and nobody who asks at once is forgotten."""

import gc
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import Bot, build_app
from bot.later import Later
from bot.manifest import read_manifest
from bot.memory import long_lived
from bot.store.sqlite import SqliteStore, open_store
from core.catalog.catalogue import default_catalogue
from tests.advisor import PATIENCE_S, settings_of
from tests.sandbox import RunningSandbox, Sandbox, start_sandbox


@pytest.fixture
def slack() -> Iterator[RunningSandbox]:
    """A local workspace that waits for as long as a busy machine takes."""
    sandbox = Sandbox(read_manifest(), ack_timeout_s=PATIENCE_S)
    with start_sandbox(sandbox=sandbox) as running:
        yield running


@pytest.fixture
def built(slack: RunningSandbox, tmp_path: Path) -> Iterator[tuple[Bot, SqliteStore]]:
    """A bot that has not started, and its store."""
    settings = settings_of(slack, tmp_path / "advisor.db")
    store = open_store(settings.gpu_advisor_database_url)
    yield build_app(settings, store, default_catalogue()), store
    store.close()


def test_many_who_ask_at_once_get_the_same() -> None:
    """What is made later is made once, and whoever asks meanwhile waits for it."""
    asked, made = threading.Barrier(5), list[object]()

    def make() -> object:
        made.append(object())
        return made[-1]

    later, got = Later(make), list[object]()

    def ask() -> None:
        asked.wait(60)
        got.append(later())

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(made), got) == (1, made * 5)


def test_what_could_not_be_made_is_tried_again() -> None:
    """A failure is told to who asked, and does not stay."""
    outcomes = iter([ValueError("not yet"), None])

    def make() -> str:
        failure = next(outcomes)
        if failure is not None:
            raise failure
        return "made"

    later = Later(make)
    with pytest.raises(ValueError, match="not yet"):
        later()
    assert later() == "made"


def test_a_command_given_before_anything_is_furnished_is_answered(
    slack: RunningSandbox, built: tuple[Bot, SqliteStore]
) -> None:
    """Whoever is faster than the rooms waits for them, and begins an interview like anybody."""
    bot, store = built
    bot.connect()
    slack.sandbox.command("alice", "#general", "/gpu-advice")
    slack.sandbox.wait_for(slack.sandbox.idle, PATIENCE_S)
    begun = store.open_interviews("T0SANDBOX", "U01ALICE")
    bot.disconnect()
    assert [one.revision for one in begun] == [1]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_bot_whose_rooms_cannot_be_furnished_does_not_start(
    built: tuple[Bot, SqliteStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would be connected, and answer nothing."""

    def broken(*_: object, **__: object) -> None:
        raise ImportError("a file of the installation is missing")

    monkeypatch.setattr("bot.rooms.Rooms", broken)
    bot, _ = built
    with pytest.raises(ImportError, match="a file of the installation is missing"):
        bot.start()
    bot.disconnect()


def test_garbage_is_collected_again_whatever_happened() -> None:
    """What was put together is never walked again; what comes later is collected, after errors too."""
    before, frozen = gc.get_threshold(), gc.get_freeze_count()
    try:
        with long_lived():
            inside = gc.isenabled()
        kept = gc.get_freeze_count() > frozen
        with pytest.raises(KeyError), long_lived():
            raise KeyError
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
    assert (inside, kept, gc.isenabled()) == (False, True, True)
