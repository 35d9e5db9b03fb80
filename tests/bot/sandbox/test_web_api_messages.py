"""Messages over the Web API: posted, read, changed, taken away, refused."""

from typing import Any

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.bot.sandbox.refusals import error_of
from tests.sandbox import Sandbox
from tests.sandbox.driving import NEWS

ALICE, GENERAL, LAB, DATA, BUDGET = (
    "U01ALICE",
    "C01GENERAL",
    "C03MODELLAB",
    "C04DATA",
    "C05BUDGET",
)


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
