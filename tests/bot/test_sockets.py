"""The connections to Slack: two, drained before they close, renewed when they end, patient when they must."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin.connection import ConnectionState

from bot import sockets
from bot.sockets import Sockets
from tests.sandbox import RunningSandbox, Sandbox, declared, start_sandbox
from tests.sandbox_faults import ScriptedFaults, disconnecting, server_error

COMMANDS = declared("/gpu-advice")


@pytest.fixture
def faults() -> ScriptedFaults:
    """Misbehaviour of Slack to be chosen by the test."""
    return ScriptedFaults()


@pytest.fixture
def slack(faults: ScriptedFaults) -> Iterator[RunningSandbox]:
    """A workspace that may misbehave."""
    with start_sandbox(sandbox=Sandbox(COMMANDS, faults=faults, ack_timeout_s=60)) as running:
        yield running


def app_of(slack: RunningSandbox, heard: Callable[[], None]) -> App:
    """Return an app that answers commands."""
    client = WebClient(base_url=slack.api_url, retry_handlers=[])
    app = App(
        client=client,
        authorize=lambda: AuthorizeResult(enterprise_id=None, team_id="T", bot_token="xoxb-sandbox"),
        process_before_response=True,
        request_verification_enabled=False,
    )

    def handle(ack: Ack) -> None:
        heard()
        ack("heard")

    app.command("/gpu-advice")(handle)
    return app


def answered(slack: RunningSandbox) -> int:
    """Return how many commands were answered."""
    return sum(one.text == "heard" for one in slack.sandbox.channel("#general").messages)


def ask(slack: RunningSandbox, times: int = 1) -> None:
    """Type the command."""
    for _ in range(times):
        slack.sandbox.command("alice", "#general", "/gpu-advice")


@pytest.fixture
def connected(slack: RunningSandbox) -> Iterator[Sockets]:
    """Both connections, open."""
    opened = Sockets(app_of(slack, lambda: None), slack.app_token)
    opened.connect()
    yield opened
    opened.close()


def test_two_connections_are_open(slack: RunningSandbox, connected: Sockets) -> None:
    """Deliveries come over either of two connections, from the moment `connect` returns."""
    assert len(slack.sandbox.delivery.sockets) == 2
    ask(slack, 4)
    slack.sandbox.wait_for(lambda: answered(slack) == 4)


def test_closing_waits_for_nothing_but_answers(
    slack: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What has arrived is answered before the connections close, and nothing else is waited for."""
    monkeypatch.setattr(sockets, "DRAIN_S", 300)
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        go_on.wait(60)

    opened = Sockets(app_of(slack, slow), slack.app_token)
    opened.connect()
    ask(slack)
    assert begun.wait(60)
    closing = threading.Thread(target=opened.close)
    closing.start()
    go_on.set()
    closing.join(60)
    slack.sandbox.wait_for(lambda: answered(slack) == 1)
    assert not closing.is_alive()


def test_closing_gives_up_on_a_handler_that_hangs(
    slack: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A handler that never ends does not keep the connections open."""
    monkeypatch.setattr(sockets, "DRAIN_S", 0.05)
    begun, go_on = threading.Event(), threading.Event()

    def hang() -> None:
        begun.set()
        go_on.wait(60)

    opened = Sockets(app_of(slack, hang), slack.app_token)
    opened.connect()
    ask(slack)
    assert begun.wait(60)
    closing = threading.Thread(target=opened.close)
    closing.start()
    slack.sandbox.wait_for(lambda: not slack.sandbox.delivery.sockets)
    go_on.set()
    closing.join(60)
    assert not closing.is_alive()


def test_what_was_not_begun_before_closing_is_left(
    slack: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What waited behind a slow handler is not handled once it can no longer be answered."""
    monkeypatch.setattr(sockets, "DRAIN_S", 0.05)
    monkeypatch.setattr(sockets, "HANDLERS_EACH", 1)
    heard: list[bool] = []
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        heard.append(True)
        begun.set()
        go_on.wait(60)

    opened = Sockets(app_of(slack, slow), slack.app_token, connections=1)
    opened.connect()
    client = opened._sockets[0].client
    ask(slack, 3)
    assert begun.wait(60)
    with client._changed:
        assert client._changed.wait_for(lambda: client._unanswered == 3, 60)
    closing = threading.Thread(target=opened.close)
    closing.start()
    slack.sandbox.wait_for(lambda: not slack.sandbox.delivery.sockets)
    go_on.set()
    closing.join(60)
    assert not closing.is_alive()
    assert len(heard) == 1


@pytest.mark.parametrize("reason", ["refresh_requested", "warning", "link_disabled", "too_many_websockets"])
def test_row_13_slack_asks_to_reconnect(
    slack: RunningSandbox, connected: Sockets, faults: ScriptedFaults, reason: str
) -> None:
    """After each "disconnect" the connection is renewed, and no delivery is lost."""
    before, open_now = set(slack.sandbox.delivery.sockets), slack.sandbox.delivery.sockets
    faults.deliver = disconnecting(1, reason)
    ask(slack)
    slack.sandbox.wait_for(lambda: answered(slack) == 1)
    faults.deliver = None
    slack.sandbox.wait_for(lambda: len(open_now) == 2 and set(open_now) != before, 60)
    ask(slack, 4)
    slack.sandbox.wait_for(lambda: answered(slack) == 5)


def test_a_connection_that_ends_without_a_word_is_noticed(
    slack: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the other side hangs up, the connection is opened anew, and soon."""
    monkeypatch.setattr(sockets, "PING_S", 0.05)
    opened = Sockets(app_of(slack, lambda: None), slack.app_token)
    opened.connect()
    before = list(slack.sandbox.delivery.sockets)
    for one in opened._sockets:
        assert one.client.current_session is not None
        assert one.client.current_session.sock is not None
        sockets._hang_up(one.client.current_session.sock)
    slack.sandbox.wait_for(lambda: len(set(slack.sandbox.delivery.sockets) - set(before)) == 2, 60)
    ask(slack, 2)
    slack.sandbox.wait_for(lambda: answered(slack) == 2)
    opened.close()


@pytest.mark.parametrize("replaced", [False, True])
def test_an_answer_that_comes_too_late_is_one_line_in_the_log(
    slack: RunningSandbox, caplog: pytest.LogCaptureFixture, replaced: bool
) -> None:
    """Where the connection ended while a delivery was handled, that is told without a traceback."""

    def cut() -> None:
        assert session is not None
        assert session.sock is not None
        sockets._hang_up(session.sock)
        if replaced:
            client.current_session = None

    opened = Sockets(app_of(slack, cut), slack.app_token, connections=1)
    client = opened._sockets[0].client
    opened.connect()
    session, client.auto_reconnect_enabled = client.current_session, False
    ask(slack)
    slack.sandbox.wait_for(lambda: "ended before a delivery was answered" in caplog.text)
    client.current_session = session
    opened.close()
    assert not [one for one in caplog.records if one.name == "slack" and one.exc_info]
    assert answered(slack) == 0


def test_row_14_too_many_connections(
    slack: RunningSandbox, connected: Sockets, caplog: pytest.LogCaptureFixture
) -> None:
    """A connection that keeps being closed is opened ever more slowly, and the log says why it may be."""
    client = connected._sockets[0].client
    assert [client._pause() for _ in range(8)] == [1, 3, 7, 15, 31, 60, 60, 60]
    assert "is another copy of the app running?" in caplog.text
    client._opened_at = time.monotonic() - sockets.CALM_S - 1
    assert client._pause() == 0


def test_slack_that_gives_out_no_address_is_asked_again(
    slack: RunningSandbox, faults: ScriptedFaults, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While addresses are refused, the client keeps asking, and comes back."""
    monkeypatch.setattr(sockets, "PING_S", 0.05)
    monkeypatch.setattr(sockets, "CALM_S", 0)
    opened = Sockets(app_of(slack, lambda: None), slack.app_token, connections=1)
    opened.connect()
    faults.fail("apps.connections.open", *[server_error()] * 3)
    (before,) = slack.sandbox.delivery.sockets
    session = opened._sockets[0].client.current_session
    assert session is not None
    assert session.sock is not None
    sockets._hang_up(session.sock)
    slack.sandbox.wait_for(lambda: set(slack.sandbox.delivery.sockets) - {before}, 60)
    ask(slack)
    slack.sandbox.wait_for(lambda: answered(slack) == 1)
    opened.close()


def test_a_connection_without_a_greeting_is_no_connection(
    slack: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nobody greets the connection, `connect` says so."""
    monkeypatch.setattr(sockets, "HELLO_S", 0.05)
    monkeypatch.setattr(sockets, "_kind", lambda _: "noise")
    opened = Sockets(app_of(slack, lambda: None), slack.app_token)
    with pytest.raises(OSError, match="did not greet"):
        opened.connect()
    opened.close()


def test_closing_what_never_opened(slack: RunningSandbox) -> None:
    """Nothing is open, and nothing is waited for."""
    Sockets(app_of(slack, lambda: None), slack.app_token).close()


@pytest.mark.parametrize(
    ("frame", "kind"),
    [('{"envelope_id": "1"}', "delivery"), ('{"type": "hello"}', "hello"), ("pong", "noise")],
)
def test_frames_are_told_apart(frame: str, kind: str) -> None:
    """Only deliveries have to be answered."""
    assert sockets._kind(frame) == kind


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
