"""Over HTTP only what Slack signed is listened to, and nothing larger than Slack sends."""

import json
import socket
import time
from urllib.parse import urlencode, urlsplit

import pytest

from bot.app import Address, build_app
from bot.http import MOST_BYTES, HttpServer
from bot.settings import Settings, SettingsError
from bot.store.errors import StoreError
from bot.store.sqlite import SqliteStore
from core.catalog.catalogue import default_catalogue
from tests.bot.http.conftest import SECRET, Web
from tests.several import SeveralSlack

HELP = urlencode(
    {"team_id": "T1", "channel_id": "C1", "user_id": "U1", "command": "/gpu-advice", "text": "help"}
)


def test_a_signed_command_is_answered(one: Web) -> None:
    """A command travels from Slack's request to the private answer in the acknowledgement."""
    answer = one.command("help")
    assert answer["response_type"] == "ephemeral"
    assert "serving" in answer["text"]


def test_a_whole_start_of_an_interview(one: Web) -> None:
    """A command, what is posted for it, and a reply in the thread, all over HTTP."""
    assert one.command("Llama 3 8B chat for 20 at once") == ""
    one.deliver()
    (_, root), *_ = posted = one.slack.made("chat.postMessage")
    assert {token for token, _ in posted} == {"xoxb-one"}
    thread = next(given["thread_ts"] for _, given in posted if "thread_ts" in given)
    reply = {"type": "message", "channel": "C1", "channel_type": "channel", "user": "U2", "text": "4k"}
    assert one.event({**reply, "ts": "1800000000.000100", "thread_ts": thread})[0] == 200
    one.deliver()
    assert root["channel"] == "C1"
    assert "4k context" in str(one.slack.made("chat.postMessage")[-1])


def test_urls_are_verified_once(one: Web) -> None:
    """Slack's challenge when the address is set up is answered, if it is signed."""
    body = json.dumps({"type": "url_verification", "challenge": "abc"})
    assert one.slacks(body, content_type="application/json") == (200, json.dumps({"challenge": "abc"}))


@pytest.mark.parametrize(
    ("secret", "age_s"),
    [("another secret", 0), (SECRET, 301), (SECRET, -301), (SECRET, 86_400)],
    ids=["wrong secret", "too old", "from the future", "a day old"],
)
def test_what_slack_did_not_sign_now_is_refused(one: Web, secret: str, age_s: int) -> None:
    """A wrong signature and one of another time are refused, and nothing happens."""
    status, _ = one.slacks(HELP, secret=secret, at=time.time() - age_s)
    assert status == 401


def test_unsigned_and_altered_requests_are_refused(one: Web) -> None:
    """Without a signature, or with another body than was signed, nothing is listened to."""
    assert one.request("POST", "/slack/events", HELP.encode())[0] == 401
    stamp = str(int(time.time()))
    headers = {"x-slack-request-timestamp": stamp, "x-slack-signature": "v0=" + "0" * 64}
    assert one.request("POST", "/slack/events", HELP.encode(), headers)[0] == 401


def test_a_replayed_request_has_no_second_effect(one: Web) -> None:
    """Whoever sends the same signed request again within its five minutes changes nothing."""
    body = urlencode(
        {
            "team_id": "T1",
            "channel_id": "C1",
            "user_id": "U1",
            "command": "/gpu-advice",
            "text": "Llama 3 8B",
            "trigger_id": "t.1",
        }
    )
    at = time.time()
    for _ in range(3):
        assert one.slacks(body, at=at)[0] == 200
    one.deliver()
    roots = [given for _, given in one.slack.made("chat.postMessage") if "thread_ts" not in given]
    assert len(roots) == 1


def test_a_large_body_is_refused(one: Web) -> None:
    """A body over the limit is refused before it is verified, also one whose length was not announced."""
    body = b"x" * (MOST_BYTES + 1)
    assert one.request("POST", "/slack/events", body)[0] == 413
    assert isinstance(one.bot.line, HttpServer)
    address = urlsplit(one.bot.line.url)
    with socket.create_connection((str(address.hostname), int(address.port or 0)), timeout=60) as raw:
        raw.sendall(
            b"POST /slack/events HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n"
        )
        raw.sendall(b"%x\r\n" % len(body) + body + b"\r\n0\r\n\r\n")
        assert raw.recv(65_536).startswith(b"HTTP/1.1 413")


def test_the_largest_body_is_still_read(one: Web) -> None:
    """A body just at the limit is Slack's to send; unsigned it is refused for that."""
    assert one.request("POST", "/slack/events", b"x" * MOST_BYTES)[0] == 401


def test_bytes_that_are_no_text_are_refused(one: Web) -> None:
    """What cannot be text gets a plain refusal."""
    assert one.request("POST", "/slack/events", b"\xff\xfe")[:2] == (400, "This is no request of Slack's.")


def test_other_addresses_do_not_exist(one: Web) -> None:
    """With one workspace there is nothing to install, and nothing else to see."""
    for method, path in (
        ("GET", "/slack/install"),
        ("GET", "/slack/oauth_redirect"),
        ("GET", "/"),
        ("GET", "/docs"),
    ):
        assert one.request(method, path)[0] == 404
    assert one.request("GET", "/slack/events")[0] == 405


def test_health_follows_the_store(one: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """The health check says whether the database can be read, and no more."""
    assert one.request("GET", "/healthz")[:2] == (200, "ok")

    def broken(_: SqliteStore) -> int | None:
        raise StoreError("locked", "The database /secret/place is locked.")

    monkeypatch.setattr(SqliteStore, "next_due", broken)
    assert one.request("GET", "/healthz")[:2] == (503, "the database cannot be read")


def test_it_does_not_tell_what_it_runs_on(one: Web) -> None:
    """No header names the server."""
    assert one.request("GET", "/healthz")[2].getheader("server") is None


def test_a_port_in_use_is_told(one: Web) -> None:
    """A taken port is one sentence."""
    assert isinstance(one.bot.line, HttpServer)
    port = int(urlsplit(one.bot.line.url).port or 0)
    server = HttpServer(one.bot.line._application, "127.0.0.1", port)
    with pytest.raises(OSError, match="cannot listen on"):
        server.connect()
    server.close()


def test_http_without_a_secret_is_not_built(one: Web, slack: SeveralSlack) -> None:
    """Whoever builds the bot for HTTP without a signing secret is refused."""
    settings = Settings.model_validate({"slack_bot_token": "xoxb-one", "slack_api_url": slack.base_url})
    with pytest.raises(SettingsError):
        build_app(settings, one.store, default_catalogue(), listen=Address("127.0.0.1", 0))


def test_slack_having_trouble_loses_no_event(one: Web) -> None:
    """Where Slack cannot say who the bot is, an event is refused, so that Slack sends it again."""
    one.slack.refusals["auth.test"] = "internal_error"
    event = {"type": "message", "channel": "C1", "user": "U1", "text": "hi", "ts": "1.1"}
    assert one.event(event)[0] == 500
    del one.slack.refusals["auth.test"]
    assert one.event(event)[0] == 200
