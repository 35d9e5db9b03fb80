"""The Web API as Slack's own client meets it: tokens, channels, people, views and files."""

import json
import urllib.error
import urllib.request
from functools import partial
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.bot.sandbox.refusals import error_of
from tests.sandbox import RunningSandbox, Sandbox, declared, start_sandbox

ALICE, GENERAL, LAB, DATA, BUDGET = (
    "U01ALICE",
    "C01GENERAL",
    "C03MODELLAB",
    "C04DATA",
    "C05BUDGET",
)
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Form"}, "blocks": [{"type": "divider"}]}


def test_auth_says_who_the_token_is(client: WebClient) -> None:
    """auth.test names team and bot, and the header carries the granted scopes."""
    answer = client.auth_test()
    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0SANDBOX", "U0ADVISOR", "B0ADVISOR")
    assert "chat:write" in answer.headers["x-oauth-scopes"].split(",")


@pytest.mark.parametrize(
    ("token", "error"), [("xoxb-other", "invalid_auth"), ("xapp-sandbox", "not_allowed_token_type")]
)
def test_wrong_tokens_are_refused(running: RunningSandbox, token: str, error: str) -> None:
    """A foreign token and the app-level token open nothing that needs the bot's."""
    assert error_of(WebClient(token=token, base_url=running.api_url).auth_test) == error


def test_a_connection_needs_its_ticket(running: RunningSandbox) -> None:
    """Only who has just asked for a connection gets one."""
    with pytest.raises(InvalidStatus, match="403"):
        connect(f"{running.url.replace('http', 'ws', 1)}/link?ticket=other")


def test_no_token_is_not_authed(running: RunningSandbox) -> None:
    """A call without any token says so."""
    with urllib.request.urlopen(f"{running.api_url}auth.test") as answer:  # noqa: S310 - this machine only
        assert json.load(answer) == {"ok": False, "error": "not_authed"}


def test_unknown_methods_are_named(client: WebClient) -> None:
    """A method the sandbox does not have is unknown, even when the object has such an attribute."""
    found = [error_of(partial(client.api_call, name)) for name in ("pins.add", "checked.view")]
    assert found == ["unknown_method", "unknown_method"]


def test_joining_is_for_public_channels(client: WebClient, sandbox: Sandbox) -> None:
    """The bot joins a public channel visibly, once, and no other kind."""
    for _ in range(2):
        assert client.conversations_join(channel=DATA)["channel"]["is_member"] is True
    assert [one.subtype for one in sandbox.visible("alice", "#data-eng")] == ["channel_join"]
    assert error_of(lambda: client.conversations_join(channel=LAB)) == "method_not_supported_for_channel_type"


def test_reading_needs_membership(client: WebClient) -> None:
    """History needs membership, and a thread must exist."""
    assert error_of(lambda: client.conversations_history(channel=DATA)) == "not_in_channel"
    assert error_of(lambda: client.conversations_replies(channel=GENERAL, ts="1.0")) == "thread_not_found"


def test_a_dm_is_opened_for_a_person(client: WebClient) -> None:
    """The DM with the app is the one that posting to the person writes to; nobody else has one."""
    assert client.conversations_open(users=ALICE)["channel"]["id"] == "D01ALICE"
    assert error_of(lambda: client.conversations_open(users="U99")) == "channel_not_found"


def test_users_are_known(client: WebClient) -> None:
    """A user has a name; another id is not found."""
    assert client.users_info(user=ALICE)["user"]["real_name"] == "Alice"
    assert error_of(lambda: client.users_info(user="U99")) == "user_not_found"


def test_missing_scopes_are_named() -> None:
    """A method whose scope the manifest does not ask for says which is missing."""
    app = declared(scopes=frozenset({"chat:write", "commands"}))
    with start_sandbox(sandbox=Sandbox(app)) as running:
        client = WebClient(token=running.bot_token, base_url=running.api_url)
        with pytest.raises(SlackApiError) as caught:
            client.users_info(user=ALICE)
        answer = caught.value.response
        assert (answer["error"], answer["needed"], answer["provided"]) == (
            "missing_scope",
            "users:read",
            "chat:write,commands",
        )


def test_a_trigger_opens_one_modal(client: WebClient, sandbox: Sandbox, tiny: Any) -> None:
    """A trigger works once and for three seconds; an unknown one never."""
    sandbox.command("alice", "#general", "/gpu-advice")
    sandbox.command("alice", "#general", "/gpu-advice")
    spent, stale = (payload["trigger_id"] for payload in tiny.got(2))
    view = client.views_open(trigger_id=spent, view=MODAL)["view"]
    assert sandbox.workspace.modals[ALICE]["id"] == view["id"]
    again = error_of(lambda: client.views_open(trigger_id=spent, view=MODAL))
    sandbox.advance(3.1)
    late = error_of(lambda: client.views_open(trigger_id=stale, view=MODAL))
    never = error_of(lambda: client.views_open(trigger_id="1.2", view=MODAL))
    assert (again, late, never) == ("exchanged_trigger_id", "expired_trigger_id", "invalid_trigger_id")


def test_home_is_published_per_user(client: WebClient, sandbox: Sandbox) -> None:
    """A Home is the user's own; an unknown user and a wrong view are refused."""
    home = {"type": "home", "blocks": [{"type": "divider"}]}
    client.views_publish(user_id=ALICE, view=home)
    assert list(sandbox.workspace.homes) == [ALICE]
    errors = [
        error_of(lambda: client.views_publish(user_id="U99", view=home)),
        error_of(lambda: client.views_publish(user_id=ALICE, view=MODAL)),
    ]
    assert errors == ["user_not_found", "invalid_arguments"]


def test_calls_are_recorded(client: WebClient, sandbox: Sandbox) -> None:
    """Tests can read every call with its payload."""
    client.chat_postMessage(channel=GENERAL, text="hi")
    assert [(method, payload["text"]) for method, payload in sandbox.calls] == [("chat.postMessage", "hi")]


def test_a_file_is_announced_sent_and_shared_in_a_thread(client: WebClient, sandbox: Sandbox) -> None:
    """The external upload: an address, the bytes, and a message that shows the file."""
    root = client.chat_postMessage(channel=GENERAL, text="root")["ts"]
    client.files_upload_v2(filename="a.csv", title="A", content="1;2", channel=GENERAL, thread_ts=root)
    shared = sandbox.channel("#general").messages[-1]
    assert (shared.thread_ts, shared.files[0]["name"], shared.files[0]["title"]) == (root, "a.csv", "A")
    with urllib.request.urlopen(shared.files[0]["url_private"]) as answer:  # noqa: S310 - this machine only
        assert answer.read() == b"1;2"


def test_a_file_without_bytes_cannot_be_shared(client: WebClient) -> None:
    """Completing an upload that never came is refused, and so is a file that nobody announced."""
    announced = client.files_getUploadURLExternal(filename="a.csv", length=3)["file_id"]
    for file_id in (announced, "F404"):
        given = partial(client.files_completeUploadExternal, files=[{"id": file_id}], channel_id=GENERAL)
        assert error_of(given) == "file_not_found"
    address = announced_url(client).replace("files/F", "files/X")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(address, b"1")  # noqa: S310 - this machine only


def announced_url(client: WebClient) -> str:
    """Return the address that a new file's bytes go to."""
    return str(client.files_getUploadURLExternal(filename="a.csv", length=3)["upload_url"])
