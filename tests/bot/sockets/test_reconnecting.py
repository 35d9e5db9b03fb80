"""The connections to Slack: two, renewed when they end, patient when they must."""

import time

import pytest

from bot import sockets
from bot.sockets import Sockets
from tests.bot.sockets.talking import answered, app_of, ask
from tests.sandbox import RunningSandbox
from tests.sandbox_faults import ScriptedFaults, disconnecting, server_error


def test_two_connections_are_open(slack: RunningSandbox, connected: Sockets) -> None:
    """Deliveries come over either of two connections, from the moment `connect` returns."""
    assert len(slack.sandbox.envelopes.sockets) == 2
    ask(slack, 4)
    slack.sandbox.wait_for(lambda: answered(slack) == 4)


@pytest.mark.parametrize("reason", ["refresh_requested", "warning", "link_disabled", "too_many_websockets"])
def test_row_13_slack_asks_to_reconnect(
    slack: RunningSandbox, connected: Sockets, faults: ScriptedFaults, reason: str
) -> None:
    """After each "disconnect" the connection is renewed, and no delivery is lost."""
    before, open_now = set(slack.sandbox.envelopes.sockets), slack.sandbox.envelopes.sockets
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
    before = list(slack.sandbox.envelopes.sockets)
    for one in opened._sockets:
        assert one.client.current_session is not None
        assert one.client.current_session.sock is not None
        sockets._hang_up(one.client.current_session.sock)
    slack.sandbox.wait_for(lambda: len(set(slack.sandbox.envelopes.sockets) - set(before)) == 2, 60)
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
    (before,) = slack.sandbox.envelopes.sockets
    session = opened._sockets[0].client.current_session
    assert session is not None
    assert session.sock is not None
    sockets._hang_up(session.sock)
    slack.sandbox.wait_for(lambda: set(slack.sandbox.envelopes.sockets) - {before}, 60)
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


@pytest.mark.parametrize(
    ("frame", "kind"),
    [('{"envelope_id": "1"}', "delivery"), ('{"type": "hello"}', "hello"), ("pong", "noise")],
)
def test_frames_are_told_apart(frame: str, kind: str) -> None:
    """Only deliveries have to be answered."""
    assert sockets._kind(frame) == kind
