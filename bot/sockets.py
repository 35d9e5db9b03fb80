"""The Socket Mode connections to Slack: two of them, drained before they close, patient where Slack is not.

A connection is lost every few hours, when Slack renews it. Commands and clicks are never sent again, so a
second connection is open meanwhile.
"""

import contextlib
import json
import logging
import socket
import threading
import time
from typing import Any, Final

from slack_bolt import App
from slack_bolt.adapter.socket_mode.builtin import SocketModeHandler
from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode.builtin.client import SocketModeClient
from slack_sdk.socket_mode.builtin.connection import ConnectionState

log = logging.getLogger(__name__)

CONNECTIONS: Final = 2
HANDLERS_EACH: Final = 5
PING_S: Final = 3.0
HELLO_S: Final = 10.0
DRAIN_S: Final = 2.0
CALM_S: Final = 30.0
"""A connection that lasted this long was a good one: the next may be opened at once."""
LONGEST_PAUSE_S: Final = 60.0


class Sockets:
    """Socket Mode: every connection of one app, opened and closed together."""

    where = "connected to Slack"

    def __init__(self, app: App, app_token: str, connections: int = CONNECTIONS) -> None:
        """Prepare the connections; nothing is opened yet."""
        self._sockets = [_Socket(app, app_token) for _ in range(connections)]

    def connect(self) -> None:
        """Connect, and wait until Slack has greeted every connection; raises OSError where it does not."""
        for one in self._sockets:
            one.client.connect()
        for one in self._sockets:
            one.client.greeted()

    def close(self) -> None:
        """Answer what has arrived, for at most DRAIN_S, and close."""
        until = time.monotonic() + DRAIN_S
        for one in self._sockets:
            one.client.drain(until)
        for one in self._sockets:
            one.client.hang_up()
        for one in self._sockets:
            one.client.close()


class _Socket(SocketModeHandler):
    client: "_Client"

    def __init__(self, app: App, app_token: str) -> None:
        # Bolt's own constructor would make a client of the kind that is improved upon here.
        self.app = app
        self.client = _Client(
            app_token=app_token,
            logger=app.logger,
            web_client=app.client,
            ping_interval=PING_S,
            concurrency=HANDLERS_EACH,
        )
        self.client.socket_mode_request_listeners.append(self.handle)  # type: ignore[arg-type] # Bolt narrows it


class _Over(ConnectionState):
    """The state of a client that hung up: whoever sets out to receive once more stops at once.

    Slack's client marks a session as going on when it begins to receive. Where that came just after hanging
    up, it would wait for ever on a connection that is closed.
    """

    def __setattr__(self, name: str, value: object) -> None:
        super().__setattr__(name, True)


class _Client(SocketModeClient):
    """Slack's client, which knows what it has not answered, pauses between attempts, and closes at once."""

    def __init__(self, **settings: Any) -> None:
        self._changed = threading.Condition()
        self._unanswered = 0
        self._hello = False
        self._stopping = threading.Event()
        self._opened_at = time.monotonic()
        self._short_lived = 0
        self._state, self._over = ConnectionState(), _Over()  # type: ignore[no-untyped-call] # untyped in the SDK
        super().__init__(**settings)

    @property
    def current_session_state(self) -> ConnectionState:
        """The state of the session that receives."""
        return self._over if self._stopping.is_set() else self._state

    @current_session_state.setter
    def current_session_state(self, state: ConnectionState) -> None:
        self._state = state

    def greeted(self) -> None:
        """Wait for Slack's "hello", after which deliveries come; raises OSError without one."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._hello, HELLO_S):
                raise OSError("Slack did not greet the Socket Mode connection")

    def drain(self, until: float) -> None:
        """Wait until everything that has arrived is answered, or until that moment of the monotonic clock."""
        with self._changed:
            self._changed.wait_for(lambda: not self._unanswered, max(until - time.monotonic(), 0))

    def hang_up(self) -> None:
        """Take nothing more in. Without this, Slack's own close waits seconds for something to arrive."""
        self._stopping.set()
        self.closed = True
        self.auto_reconnect_enabled = False
        self._state.terminated = True
        raw = self.current_session.sock if self.current_session is not None else None
        if raw is not None:
            _hang_up(raw)
        self.message_queue.put(None)

    def close(self) -> None:
        """Close once the reader, stopped by hanging up, is done: both at once close one socket twice."""
        if self.closed and self.current_session_runner.is_alive():
            self.current_session_runner.shutdown()  # type: ignore[no-untyped-call] # untyped in the SDK
        super().close()

    def disconnect(self) -> None:
        """Close the connection, unless its own reader did so a moment ago."""
        with contextlib.suppress(AttributeError):
            super().disconnect()

    def enqueue_message(self, message: str) -> None:
        """Note what has arrived."""
        kind = _kind(message)
        with self._changed:
            if kind == "hello":
                self._hello = True
            elif kind == "delivery":
                self._unanswered += 1
            self._changed.notify_all()
        super().enqueue_message(message)

    def run_message_listeners(self, message: dict[str, Any], raw_message: str) -> None:
        """Handle one delivery and answer it; what can no longer be answered is left, and comes again."""
        try:
            if not self._stopping.is_set():
                super().run_message_listeners(message, raw_message)
        finally:
            if _kind(raw_message) == "delivery":
                with self._changed:
                    self._unanswered -= 1
                    self._changed.notify_all()

    def send_message(self, message: str) -> None:
        """Answer; where the connection ended meanwhile, one line says so: what was decided is stored."""
        try:
            super().send_message(message)
        except (SlackClientNotConnectedError, AttributeError):  # the second where there is no session at all
            log.warning(
                "The connection to Slack ended before a delivery was answered; nothing is lost by it."
            )

    def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Connect anew, after a pause that grows while connections do not last."""
        self._stopping.wait(self._pause())
        if not self._stopping.is_set():
            super().connect_to_new_endpoint(force=force)
            self._opened_at = time.monotonic()

    def _on_error(self, error: Exception) -> None:
        if not self._stopping.is_set():  # whatever comes of hanging up is no news
            super()._on_error(error)

    def _pause(self) -> float:
        lasted = time.monotonic() - self._opened_at
        self._short_lived = self._short_lived + 1 if lasted < CALM_S else 0
        if self._short_lived > 3:
            log.error(
                "Slack closes the connection again and again. At most ten may be open: "
                "is another copy of the app running?"
            )
        return min(2.0**self._short_lived - 1, LONGEST_PAUSE_S)

    def _monitor_current_session(self) -> None:
        session = self.current_session
        if session is not None and session.sock is not None and _is_hung_up(session.sock):
            self.disconnect()  # Slack's client would go on reading nothing, as fast as it can
        super()._monitor_current_session()  # type: ignore[no-untyped-call] # untyped in the SDK


def _kind(message: str) -> str:
    if '"envelope_id"' in message:
        return "delivery"
    try:
        return str(json.loads(message).get("type"))
    except ValueError:
        return "noise"


def _hang_up(raw: socket.socket) -> None:
    try:
        raw.shutdown(socket.SHUT_RDWR)
    except OSError:
        log.debug("the connection was closed already")


def _is_hung_up(raw: socket.socket) -> bool:
    """Tell whether the other side has closed; looks at the plain socket, below TLS."""
    try:
        return socket.socket.recv(raw, 1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except OSError:
        return False
