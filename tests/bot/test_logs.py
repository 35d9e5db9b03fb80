"""Nothing secret reaches the log, in whatever sentence or traceback it stands."""

import logging
import sys
import threading
from collections.abc import Iterator

import pytest
from cryptography.fernet import Fernet

from bot import logs
from bot.logs import RedactingFormatter

CANARIES = (
    "xoxb-123-456-canaryABC",
    "xoxp-123-canary",
    "xoxe.xoxb-1-canary",
    "xoxe-1-canary",
    "xapp-1-A1-2-canary",
    "https://hooks.slack.com/commands/T1/2/canary",
    "https://hooks.slack.com/actions/T1/2/canary",
    "http://127.0.0.1:8080/response/canary_-x",
    "wss://wss-primary.slack.com/link/?ticket=canary-1&app_id=2",
    "Authorization: Bearer canary.secret",
    "{'Authorization': 'Basic Y2FuYXJ5OmNhbmFyeQ=='}",
    "client_secret=canary&code=canary2&state=canary3",
    "v0=" + "ca" * 32,
    "hf_canaryCANARY0123456789",
    Fernet(Fernet.generate_key()).encrypt(b"canary").decode(),
)
SECRETS = ("signing-canary", "shape-free-canary-key")


@pytest.fixture
def _as_before() -> Iterator[None]:
    """Leave logging as it was."""
    root = logging.getLogger()
    kept = root.handlers[:], root.level, sys.excepthook, threading.excepthook
    yield
    root.handlers[:], root.level, sys.excepthook, threading.excepthook = kept


def formatted(message: str, *arguments: object) -> str:
    """Return a record as it is written."""
    record = logging.LogRecord("x", logging.INFO, "f", 1, message, arguments, None)
    return RedactingFormatter(SECRETS).format(record)


@pytest.mark.parametrize("text", [*CANARIES, *SECRETS], ids=lambda text: text[:8])
def test_secrets_are_hidden(text: str) -> None:
    """Every kind of secret is hidden, in the middle of a sentence and as an argument."""
    for line in (formatted(f"before {text} after"), formatted("before %s after", text)):
        assert "canary" not in line.lower()
        assert "Y2FuYXJ5" not in line
        assert "caca" not in line
        assert "gAAAAA" not in line
        assert ("before" in line, "after" in line) == (True, True)


@pytest.mark.parametrize(
    "text", ["1x RTX 4090", "see https://slack.com/help", "xox", "code 7", "v0=1", "a b"]
)
def test_everything_else_stays(text: str) -> None:
    """What is no secret is written as it is."""
    assert formatted(text).endswith(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\n2026 CRITICAL forged: line", "a\\n2026 CRITICAL forged: line"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("a\r\nb", "a\\r\\nb"),
    ],
)
def test_no_line_can_be_forged(text: str, line: str) -> None:
    """What somebody typed cannot begin a line of its own, nor steer a terminal."""
    assert formatted("%s", text).endswith(f": {line}")


@pytest.mark.usefixtures("_as_before")
def test_tracebacks_are_hidden_too(capsys: pytest.CaptureFixture[str]) -> None:
    """A secret in an exception is hidden, whether it was logged, ends the process or ends a thread."""
    logs.set_up(SECRETS)

    def broken() -> None:
        raise RuntimeError("with xoxb-1-canary and signing-canary")

    try:
        broken()
    except RuntimeError as error:
        logging.getLogger("y").exception("failed")
        sys.excepthook(type(error), error, error.__traceback__)
    thread = threading.Thread(target=broken)
    thread.start()
    thread.join()
    said = capsys.readouterr().err
    assert said.count("Traceback") == 3
    assert "canary" not in said
    assert "a thread was stopped by an error" in said
