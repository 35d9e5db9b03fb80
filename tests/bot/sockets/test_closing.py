"""Connections are drained before they close and hang up once."""

import threading
from typing import Any

import pytest
from slack_sdk.socket_mode.builtin.connection import ConnectionState

from bot import sockets
from bot.sockets import Sockets
from tests.bot.sockets.talking import answered, app_of, ask
from tests.sandbox import RunningSandbox


class Held:
    """A handler that has begun, and does not end before it may."""

    def __init__(self) -> None:
        self.heard = 0
        self.begun, self.go_on = threading.Event(), threading.Event()

    def __call__(self) -> None:
        self.heard += 1
        self.begun.set()
        self.go_on.wait(60)


def _closing(opened: Sockets, held: Held) -> threading.Thread:
    """Begin to close once the handler has begun."""
    assert held.begun.wait(60)
    closing = threading.Thread(target=opened.close)
    closing.start()
    return closing


def _closed(closing: threading.Thread, held: Held) -> bool:
    """Let the handler go on, and tell whether closing ends."""
    held.go_on.set()
    closing.join(60)
    return not closing.is_alive()


def _opened(slack: RunningSandbox, held: Held, connections: int = 2) -> Sockets:
    opened = Sockets(app_of(slack, held), slack.app_token, connections=connections)
    opened.connect()
    return opened


def test_closing_waits_for_nothing_but_answers(
    slack: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has arrived is answered before the connections close, and nothing else is waited for."""
    monkeypatch.setattr(sockets, "DRAIN_S", 300)
    held = Held()
    opened = _opened(slack, held)
    ask(slack)
    assert _closed(_closing(opened, held), held)
    slack.sandbox.wait_for(lambda: answered(slack) == 1)


def test_closing_gives_up_on_a_handler_that_hangs(
    slack: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A handler that never ends does not keep the connections open."""
    monkeypatch.setattr(sockets, "DRAIN_S", 0.05)
    held = Held()
    opened = _opened(slack, held)
    ask(slack)
    closing = _closing(opened, held)
    slack.sandbox.wait_for(lambda: not slack.sandbox.envelopes.sockets)
    assert _closed(closing, held)


def test_what_was_not_begun_before_closing_is_left(
    slack: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waited behind a slow handler is not handled once it can no longer be answered."""
    monkeypatch.setattr(sockets, "DRAIN_S", 0.05)
    monkeypatch.setattr(sockets, "HANDLERS_EACH", 1)
    held = Held()
    opened = _opened(slack, held, connections=1)
    client = opened._sockets[0].client
    ask(slack, 3)
    with client._changed:
        assert client._changed.wait_for(lambda: client._unanswered == 3, 60)
    closing = _closing(opened, held)
    slack.sandbox.wait_for(lambda: not slack.sandbox.envelopes.sockets)
    assert _closed(closing, held)
    assert held.heard == 1


def test_closing_what_never_opened(slack: RunningSandbox) -> None:
    """Nothing is open, and nothing is waited for."""
    Sockets(app_of(slack, lambda: None), slack.app_token).close()


def test_hanging_up_twice_is_no_error(connected: Sockets) -> None:
    """A socket that is closed already is left alone, and looks open to nobody."""
    session: Any = connected._sockets[0].client.current_session
    raw = session.sock
    raw.close()
    sockets._hang_up(raw)
    assert not sockets._is_hung_up(raw)


def test_a_session_that_begins_to_receive_while_hanging_up_stops_at_once(connected: Sockets) -> None:
    """Whatever it saw before, it does not wait for ever on a connection that is closed."""
    client = connected._sockets[0].client
    goes_on: list[bool] = []

    class Beginning:
        """A session that was still open when it was looked at."""

        session_id = "beginning"

        def is_active(self) -> bool:
            client.current_session, seen = session, self
            client.hang_up()
            client.current_session = seen  # type: ignore[assignment] # as much of a session as is looked at
            return True

        def run_until_completion(self, state: ConnectionState) -> None:
            goes_on.append(not state.terminated)

        def close(self) -> None:
            """Be closed."""

    session, client.current_session = client.current_session, Beginning()  # type: ignore[assignment] # as above
    client._run_current_session()  # type: ignore[no-untyped-call] # untyped in the SDK
    client.current_session = session
    assert goes_on == [False]
