"""A running sandbox, and a tiny app connected to it by Slack's own client."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from tests.sandbox import RunningSandbox, Sandbox, start_sandbox

Json = dict[str, Any]
SILENCE: Json = {"silence": True}


class TinyApp:
    """Acknowledges everything, with the answer a test chose; SILENCE never acknowledges."""

    def __init__(self, running: RunningSandbox) -> None:
        """Connect, and wait until the sandbox has the socket."""
        self.seen: list[SocketModeRequest] = []
        self.answer: Callable[[SocketModeRequest], Json | None] = lambda _request: None
        self._sandbox = running.sandbox
        web_client = WebClient(token=running.bot_token, base_url=running.api_url)
        self._socket = SocketModeClient(app_token=running.app_token, web_client=web_client)
        self._socket.socket_mode_request_listeners.append(self._listen)
        self._socket.connect()
        self._sandbox.wait_for(lambda: self._sandbox.envelopes.sockets)

    def _listen(self, client: Any, request: SocketModeRequest) -> None:
        answer = self.answer(request)
        with self._sandbox.workspace.lock:
            self.seen.append(request)
            self._sandbox.workspace.changed()
        if answer is not SILENCE:
            client.send_socket_mode_response(SocketModeResponse(request.envelope_id, answer))

    def got(self, count: int) -> list[Json]:
        """Wait for so many deliveries, and return their payloads."""
        self._sandbox.wait_for(lambda: len(self.seen) >= count)
        return [request.payload for request in self.seen]

    def events(self, kind: str) -> list[Json]:
        """Return the events of a type so far."""
        payloads = [request.payload for request in self.seen if request.type == "events_api"]
        return [payload["event"] for payload in payloads if payload["event"]["type"] == kind]

    def leave(self) -> threading.Thread:
        """Close the socket, in a thread of its own: Slack's client takes a second for it."""
        self._socket.auto_reconnect_enabled = False
        leaving = threading.Thread(target=self._socket.close)
        leaving.start()
        return leaving


@pytest.fixture(scope="session")
def leaving() -> Iterator[list[threading.Thread]]:
    """The apps that are leaving; all have left when the tests end."""
    threads: list[threading.Thread] = []
    yield threads
    for thread in threads:
        thread.join()


@pytest.fixture
def running() -> Iterator[RunningSandbox]:
    """A sandbox on a free port."""
    with start_sandbox(sandbox=Sandbox()) as running:
        yield running


@pytest.fixture
def sandbox(running: RunningSandbox) -> Sandbox:
    """The sandbox that runs."""
    return running.sandbox


@pytest.fixture
def client(running: RunningSandbox) -> WebClient:
    """Slack's own client with the bot's token, without retries."""
    return WebClient(token=running.bot_token, base_url=running.api_url, retry_handlers=[])


@pytest.fixture
def tiny(running: RunningSandbox, leaving: list[threading.Thread]) -> Iterator[TinyApp]:
    """A connected app."""
    app = TinyApp(running)
    yield app
    leaving.append(app.leave())
