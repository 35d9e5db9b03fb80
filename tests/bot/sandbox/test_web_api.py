"""The Web API as Slack's own client meets it."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from tests.sandbox import RunningSandbox, Sandbox, declared, start_sandbox
from tests.sandbox.driving import NEWS

ALICE, GENERAL, LAB, DATA, BUDGET = (
    "U01ALICE",
    "C01GENERAL",
    "C03MODELLAB",
    "C04DATA",
    "C05BUDGET",
)
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "Form"}, "blocks": [{"type": "divider"}]}


def error_of(call: Callable[[], Any]) -> str:
    """Return the error code that Slack's client raises."""
    with pytest.raises(SlackApiError) as caught:
        call()
    return str(caught.value.response["error"])


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


def test_posting_threads_and_metadata_come_back(client: WebClient) -> None:
    """A thread and its metadata are read back as they were posted, root first."""
    root = client.chat_postMessage(channel=GENERAL, text="root")
    told = {"event_type": "question", "event_payload": {"slot": "work"}}
    client.chat_postMessage(channel=GENERAL, text="reply", thread_ts=root["ts"], metadata=told)
    with_it = client.conversations_replies(channel=GENERAL, ts=root["ts"], include_all_metadata=True)
    without = client.conversations_replies(channel=GENERAL, ts=root["ts"])
    assert [one["text"] for one in with_it["messages"]] == ["root", "reply"]
    assert with_it["messages"][1]["metadata"] == told
    assert "metadata" not in without["messages"][1]
    assert [one["thread_ts"] for one in with_it["messages"]] == [root["ts"]] * 2


def test_history_pages_newest_first(client: WebClient) -> None:
    """History comes newest first, in pages, without thread replies."""
    stamps = [client.chat_postMessage(channel=GENERAL, text=str(number))["ts"] for number in range(3)]
    client.chat_postMessage(channel=GENERAL, text="reply", thread_ts=stamps[0])
    first = client.conversations_history(channel=GENERAL, limit=2)
    cursor = first["response_metadata"]["next_cursor"]
    second = client.conversations_history(channel=GENERAL, limit=2, cursor=cursor)
    pages = [[one["text"] for one in page["messages"]] for page in (first, second)]
    assert (pages, first["has_more"], second["has_more"]) == ([["2", "1"], ["0"]], True, False)
    bounded = client.conversations_history(channel=GENERAL, oldest=stamps[1])
    assert [one["text"] for one in bounded["messages"]] == ["2", "1"]


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        (DATA, "not_in_channel"),
        (BUDGET, "channel_not_found"),
        ("D04ALICEBOB", "channel_not_found"),
        ("C99", "channel_not_found"),
    ],
)
def test_places_where_the_bot_cannot_post(client: WebClient, channel: str, error: str) -> None:
    """Each place where the bot cannot post has Slack's own error."""
    assert error_of(lambda: client.chat_postMessage(channel=channel, text="hi")) == error


def test_closed_channels(client: WebClient, sandbox: Sandbox) -> None:
    """In an archived channel nothing is posted or changed; a read-only one takes no posts."""
    ts = client.chat_postMessage(channel=GENERAL, text="hi")["ts"]
    sandbox.api.archived |= {GENERAL, DATA}
    errors = [
        error_of(lambda: client.chat_postMessage(channel=NEWS, text="hi")),
        error_of(lambda: client.chat_postMessage(channel=GENERAL, text="hi")),
        error_of(lambda: client.chat_update(channel=GENERAL, ts=ts, text="ho")),
        error_of(lambda: client.conversations_join(channel=DATA)),
    ]
    assert errors == ["restricted_action_read_only_channel", "is_archived", "is_archived", "is_archived"]


def test_posting_to_a_user_opens_the_dm(client: WebClient, sandbox: Sandbox) -> None:
    """A user's id as channel is the DM with that user."""
    assert client.chat_postMessage(channel=ALICE, text="hi")["channel"] == sandbox.channel("dm").id


@pytest.mark.parametrize(
    ("content", "error"),
    [
        ({}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": [{"type": "nonsense"}]}, "invalid_blocks"),
        ({"text": "x", "metadata": {"event_type": "a"}}, "invalid_metadata_format"),
        (
            {"text": "x", "metadata": {"event_type": "a", "event_payload": {"b": "c" * 17_000}}},
            "metadata_too_large",
        ),
    ],
)
def test_content_that_slack_refuses(client: WebClient, content: dict[str, Any], error: str) -> None:
    """Empty, overlong and malformed messages have Slack's own errors."""
    assert error_of(lambda: client.api_call("chat.postMessage", json={"channel": GENERAL} | content)) == error


def test_blocks_that_are_no_list_are_refused(client: WebClient) -> None:
    """Blocks must be a list."""
    payload = {"channel": GENERAL, "text": "x", "blocks": {"type": "divider"}}
    assert error_of(lambda: client.api_call("chat.postMessage", json=payload)) == "invalid_blocks_format"


def test_refused_blocks_say_where(client: WebClient) -> None:
    """The refusal of blocks points at the place that is wrong."""
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel=GENERAL, text="x", blocks=[{"type": "header"}])
    assert caught.value.response["response_metadata"]["messages"] == [
        "[ERROR] missing required field: text [json-pointer:/blocks/0]"
    ]


def test_two_tables_have_an_error_of_their_own(client: WebClient) -> None:
    """A second table in a message is Slack's only_one_table_allowed."""
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
    assert (
        error_of(lambda: client.chat_postMessage(channel=GENERAL, text="x", blocks=[table, table]))
        == "invalid_attachments"
    )


def test_updates_replace_text_and_blocks_and_keep_metadata(client: WebClient, sandbox: Sandbox) -> None:
    """An update without blocks removes them; metadata stays unless it is given."""
    told = {"event_type": "question", "event_payload": {}}
    ts = client.chat_postMessage(channel=GENERAL, text="a", blocks=[{"type": "divider"}], metadata=told)["ts"]
    client.chat_update(channel=GENERAL, ts=ts, text="b")
    message = sandbox.channel("#general").messages[0]
    assert (message.text, message.blocks, message.metadata) == ("b", [], told)


def test_only_own_messages_change(client: WebClient, sandbox: Sandbox) -> None:
    """People's messages, ephemeral ones and those that are gone cannot be changed."""
    theirs = sandbox.say("alice", "#general", "hi").ts
    ephemeral = client.chat_postEphemeral(channel=GENERAL, user=ALICE, text="psst")["message_ts"]
    errors = [
        error_of(lambda: client.chat_update(channel=GENERAL, ts=theirs, text="b")),
        error_of(lambda: client.chat_delete(channel=GENERAL, ts=theirs)),
        error_of(lambda: client.chat_update(channel=GENERAL, ts=ephemeral, text="b")),
        error_of(lambda: client.chat_delete(channel=GENERAL, ts="1.0")),
    ]
    assert errors == ["cant_update_message", "cant_delete_message", "message_not_found", "message_not_found"]


def test_a_deleted_root_with_replies_leaves_a_tombstone(client: WebClient, sandbox: Sandbox) -> None:
    """A thread outlives its root; a lone message is gone, and a reply to it stands beside."""
    root, lone = (client.chat_postMessage(channel=GENERAL, text=text)["ts"] for text in ("root", "lone"))
    client.chat_postMessage(channel=GENERAL, text="reply", thread_ts=root)
    for ts in (root, lone):
        client.chat_delete(channel=GENERAL, ts=ts)
    assert [one.subtype for one in sandbox.channel("#general").messages] == ["tombstone", None]
    assert "thread_ts" not in client.chat_postMessage(channel=GENERAL, text="late", thread_ts=lone)["message"]


def test_replies_to_replies_are_refused(client: WebClient) -> None:
    """Only a root can be replied to."""
    root = client.chat_postMessage(channel=GENERAL, text="root")["ts"]
    reply = client.chat_postMessage(channel=GENERAL, text="reply", thread_ts=root)
    late = error_of(lambda: client.chat_postMessage(channel=GENERAL, text="x", thread_ts=reply["ts"]))
    assert late == "cannot_reply_to_message"


def test_ephemeral_messages_are_seen_by_one(client: WebClient, sandbox: Sandbox) -> None:
    """Only the one user sees it; someone outside the channel cannot be shown it."""
    client.chat_postEphemeral(channel=LAB, user=ALICE, text="psst")
    seen = [[one.text for one in sandbox.visible(user, "#model-lab")] for user in ("alice", "bob")]
    assert seen == [["psst"], []]
    outside = error_of(lambda: client.chat_postEphemeral(channel=LAB, user="U03CHEN", text="x"))
    assert outside == "user_not_in_channel"


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
