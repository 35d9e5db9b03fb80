"""A whole run with the log wide open: no secret in the log, the database or its backup, and no chatter."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path
from threading import Semaphore

import pytest

from bot.incoming import Incoming
from bot.logs import RedactingFormatter
from tests.advisor import Advisor

CHATTER = ("the weather chatter", "lunch chatter", "thread chatter", "private chatter")


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any library logs, as the bot would write it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(RedactingFormatter(("xoxb-sandbox", "xapp-sandbox")))
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


@pytest.fixture
def advisor(tmp_path: Path, log: io.StringIO) -> Iterator[Advisor]:
    """A bot of its own, built while the log is open."""
    with Advisor(tmp_path) as running:
        yield running


def whole_run(advisor: Advisor) -> str:
    """Hold interviews wherever they can be held, with refusals, private messages and history."""
    sandbox, channel = advisor.sandbox, advisor.begin("Llama 3 8B chat for 20 at once")
    root = sandbox.channel(channel).messages[0]
    for words in ("4k context", "why?", "just answer", "what if 500 at once?"):
        sandbox.say("bob", channel, words, root.ts)
        advisor.settle()
    for place in ("#budget", "#data-eng", "Alice and Bob", "dm"):
        sandbox.command("alice", place, "/gpu-advice Llama 3 8B chat for 20 at once")
        advisor.settle()
    private = next(
        one for one in reversed(sandbox.channel("#data-eng").messages) if one.visible_to and one.blocks
    )
    sandbox.act("alice", private.channel, private.ts, "Join Here")
    advisor.settle()
    sandbox.command("alice", channel, "/gpu-history")
    advisor.settle()
    return channel


def secrets_of(advisor: Advisor) -> list[str]:
    """Return every secret of the run: the tokens, and each address given for private answers."""
    return ["xoxb-sandbox", "xapp-sandbox", *addresses_of(advisor)]


def addresses_of(advisor: Advisor) -> list[str]:
    """Return what makes each response_url secret; the other passes are triggers of modals."""
    return [key for key, held in advisor.sandbox.api.passes.items() if not isinstance(held, str)]


def test_no_secret_is_written_anywhere(advisor: Advisor, log: io.StringIO, tmp_path: Path) -> None:
    """Tokens and response_urls stand neither in the log, nor in the database and its backup once used."""
    whole_run(advisor)
    secrets = secrets_of(advisor)
    assert len(secrets) > 6
    advisor.store.tidy(advisor.now + 1_801)
    advisor.store.backup(tmp_path / "backup.db")
    written = log.getvalue()
    assert len(written) > 10_000
    for secret in secrets:
        assert secret not in written
        for file in tmp_path.iterdir():
            assert secret.encode() not in file.read_bytes(), file.name


def test_a_backup_holds_no_secret_even_while_answers_are_owed(advisor: Advisor, tmp_path: Path) -> None:
    """A response_url that is still needed is kept out of the copy."""
    advisor.sandbox.command("alice", "#budget", "/gpu-advice Llama 3 8B")
    advisor.acknowledged()
    advisor.store.backup(tmp_path / "backup.db")
    (secret,) = addresses_of(advisor)
    assert secret.encode() not in (tmp_path / "backup.db").read_bytes()
    assert any(secret.encode() in file.read_bytes() for file in tmp_path.iterdir())


def test_chatter_leaves_no_trace(advisor: Advisor, log: io.StringIO, tmp_path: Path) -> None:
    """What people say to each other, in channels, threads and the interview's own thread, is not stored."""
    channel = whole_run(advisor)
    sandbox = advisor.sandbox
    root = sandbox.channel(channel).messages[0]
    talk = sandbox.say("bob", channel, CHATTER[0])
    sandbox.say("chen", channel, CHATTER[1], talk.ts)
    sandbox.say("chen", channel, f"nice, thanks for {CHATTER[2]}", root.ts)
    sandbox.say("alice", "#model-lab", CHATTER[3])
    advisor.settle()
    sandbox.edit("bob", channel, talk.ts, f"{CHATTER[0]}, edited")
    sandbox.delete("bob", channel, talk.ts)
    advisor.settle()
    advisor.store.tidy(advisor.now)
    for file in tmp_path.iterdir():
        for words in (*CHATTER, "chatter"):
            assert words.encode() not in file.read_bytes(), f"{words} in {file.name}"


def test_a_failure_keeps_no_words(advisor: Advisor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An event that fails is noted by its kind of error, without what was said."""
    channel = whole_run(advisor)
    root = advisor.sandbox.channel(channel).messages[0]

    def broken(*_: object) -> None:
        raise ValueError("could not read: secret chatter")

    noted, count = Semaphore(0), advisor.bot.conversation.failed

    def counted(incoming: Incoming, error: Exception) -> int:
        failures = count(incoming, error)
        noted.release()
        return failures

    with monkeypatch.context() as patched:
        patched.setattr(advisor.bot.conversation, "handle", broken)
        patched.setattr(advisor.bot.conversation, "failed", counted)
        advisor.sandbox.say("bob", channel, "secret chatter", root.ts)
        assert noted.acquire(timeout=60)
    everything = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"ValueError" in everything
    assert b"secret chatter" not in everything
