"""What can come of a call to Slack: sent, refused, or unknown; and the two ways to be told "not now"."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.error import URLError

from slack_sdk.errors import SlackApiError
from slack_sdk.webhook import WebhookResponse

from core.regex import regex

_TRANSIENT: Final = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
_BUSY: Final = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})
_CODE: Final = regex(r"[a-z][a-z_]*")
_RETRY_AFTER_S: Final = 30
"""Where Slack says "later" without saying when."""


@dataclass(frozen=True, slots=True)
class Sent:
    """Slack accepted it; a message has a channel and a timestamp."""

    channel: str | None = None
    ts: str | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Slack will not take it, however often it is asked."""

    error: str


@dataclass(frozen=True, slots=True)
class Limited:
    """Slack did not look at it, and names the seconds to wait."""

    after_s: int


@dataclass(frozen=True, slots=True)
class Unreached:
    """No connection came about: Slack never saw it."""

    error: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """Slack may have accepted it: a server error, a timeout, a dropped connection, a page instead of JSON."""

    error: str


Outcome = Sent | Refused | Limited | Unreached | Unknown
"""No tuples: those are equal where they hold the same, of whatever kind they are."""


def outcome_of_error(error: Exception) -> Outcome:
    """Say what an exception of the Web API's client means."""
    if isinstance(error, SlackApiError):
        return _outcome_of_answer(error)
    cause = error.reason if isinstance(error, URLError) else error
    if isinstance(cause, ConnectionRefusedError | socket.gaierror):
        return Unreached(type(cause).__name__)
    return Unknown(type(cause).__name__)


def outcome_of_response(response: WebhookResponse) -> Outcome:
    """Say what the answer of a response_url means."""
    if response.status_code == 200 and not response.body.lstrip().startswith("<"):
        return Sent()
    if response.status_code == 429:
        return Limited(_seconds(response.headers))
    if response.status_code >= 500 or response.status_code == 200:
        return Unknown(f"http_{response.status_code}")
    return Refused(f"http_{response.status_code}")


def _outcome_of_answer(error: SlackApiError) -> Outcome:
    response: Any = error.response
    code = response.get("error") or ""
    if response.status_code == 429 or code in _BUSY:
        return Limited(_seconds(response.headers))
    if response.status_code >= 500:
        return Unknown(f"http_{response.status_code}")
    if code in _TRANSIENT or not _CODE.fullmatch(code):
        return Unknown(code if _CODE.fullmatch(code) else "not_an_answer")
    return Refused(code)


def _seconds(headers: Mapping[str, str]) -> int:
    found = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return int(found) if found.isascii() and found.isdigit() else _RETRY_AFTER_S
