"""What is written to the log, with every secret taken out."""

import logging
import sys
import threading
from collections.abc import Iterable
from types import TracebackType
from typing import Any, Final

from core.regex import regex

_HIDDEN: Final = "[secret]"
_SHAPES: Final = regex(
    r"xox[a-z]?[.-][\w.-]+"
    r"|xapp-[\w-]+"
    r"|(?<=hooks\.slack\.com/)[\w/%.-]+"
    r"|(?<=/response/)[\w-]+"
    r"|(?<=ticket=)[\w-]+"
    r"|(?i:(?<=bearer )|(?<=basic ))[\w.+/=~-]+"
    r"|gAAAAA[\w=-]{20,}"
    r"|(?i:(?<=client_secret=)|(?<=code=)|(?<=state=)|(?<=token=))[^\s&'\"]+"
    r"|hf_[A-Za-z0-9]{16,}"
    r"|v0=[0-9a-f]{64}"
)
"""Tokens, response_urls, tickets of sockets, Authorization, encrypted tokens, OAuth, signatures."""


_CONTROLS: Final = regex("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class RedactingFormatter(logging.Formatter):
    """Formats a record, its traceback included, and hides every secret in it."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """Take the secrets that have no shape to know them by."""
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self._secrets = tuple(sorted({one for one in secrets if len(one) > 3}, key=len, reverse=True))

    def format(self, record: logging.LogRecord) -> str:
        """Return the line without secrets."""
        return self.redacted(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's own name
        """Return the line, with what could forge another line or move a terminal's cursor made visible."""
        record.message = _CONTROLS.sub(lambda found: repr(found[0])[1:-1], record.message)
        return super().formatMessage(record)

    def redacted(self, text: str) -> str:
        """Return a text without secrets."""
        for one in self._secrets:
            text = text.replace(one, _HIDDEN)
        return _SHAPES.sub(_HIDDEN, text)


def set_up(secrets: Iterable[str] = ()) -> None:
    """Send the log to standard error without secrets, errors that nobody caught included."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(RedactingFormatter(secrets))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def _uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    logging.getLogger("gpu-advisor").critical("stopped by an error", exc_info=(kind, error, trace))


def _uncaught_in_thread(raised: Any) -> None:
    found = (raised.exc_type, raised.exc_value, raised.exc_traceback)
    logging.getLogger("gpu-advisor").critical("a thread was stopped by an error", exc_info=found)
