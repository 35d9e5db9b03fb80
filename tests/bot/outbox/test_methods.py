"""Each kind of row reaches Slack as the call that Slack expects."""

import logging

import pytest

from tests.bot.outbox.conftest import Desk
from tests.bot.outbox.slack import DROPPED, HTML, Fault, limited, refusal
from tests.bot.store.making import ALICE, CHANNEL, TEAM, post

DIVIDER = {"type": "divider"}


def test_a_post_carries_its_key_and_unfurls_nothing(desk: Desk) -> None:
    """A message is posted with its blocks, its metadata and key, and without previews of links."""
    metadata = {"event_type": "gpu_advice_question", "event_payload": {"slot": "model"}}
    desk.owe(post("a", blocks=(DIVIDER,), metadata=metadata, thread_ts="5.5"))
    desk.deliver()
    (message,) = desk.slack.messages
    assert message == {
        "channel": CHANNEL,
        "text": "text of a",
        "blocks": [DIVIDER],
        "metadata": {"event_type": "gpu_advice_question", "event_payload": {"slot": "model", "key": "a"}},
        "thread_ts": "5.5",
        "unfurl_links": False,
        "unfurl_media": False,
        "ts": "1000.000100",
    }
    assert desk.store.message_key(TEAM, CHANNEL, "1000.000100") == ("a", None)
    assert desk.confirmed == ["a"]


def test_a_post_without_metadata_still_carries_its_key(desk: Desk) -> None:
    """Every post can be found again by its key."""
    desk.owe(post("a"))
    desk.deliver()
    assert desk.slack.messages[0]["metadata"] == {
        "event_type": "gpu_advice_message",
        "event_payload": {"key": "a"},
    }


def test_replies_follow_their_root_into_the_dm_that_slack_opened(desk: Desk) -> None:
    """A root for a person opens a DM; its replies go to that channel and thread."""
    desk.owe(post("root", channel=ALICE), post("reply", channel=ALICE, thread_of="root"))
    desk.deliver()
    root, reply = desk.slack.messages
    assert (root["channel"], reply["channel"], reply["thread_ts"]) == ("D1", "D1", root["ts"])


def test_an_update_replaces_its_target_and_keeps_its_key(desk: Desk) -> None:
    """The message stays the one known by its key; without new metadata it keeps the old."""
    metadata = {"event_type": "gpu_advice_message", "event_payload": {"kind": "root"}}
    desk.owe(
        post("root", metadata=metadata, blocks=(DIVIDER,)),
        post("u", method="update", target="root", text="newer"),
        post("v", method="update", target="root", text="newest", metadata={"event_type": "x"}),
    )
    assert desk.outbox.run_once() == 1
    assert desk.outbox.run_once() == 1
    (message,) = desk.slack.messages
    assert (message["text"], message["blocks"]) == ("newer", [])
    assert message["metadata"]["event_payload"] == {"kind": "root", "key": "root"}
    desk.deliver()
    assert message["metadata"] == {"event_type": "x", "event_payload": {"key": "root"}}


def test_a_message_that_goes_on_in_its_place_keeps_the_key_it_was_posted_under(desk: Desk) -> None:
    """However often a question goes on and whichever row it is known by, the public key never changes."""
    asked = {"event_type": "gpu_advice_question", "event_payload": {"slot": "concurrency"}}
    desk.owe(post("q1", metadata=asked))
    shown = []
    for key, target, metadata in (("q2", "q1", asked), ("q3", "q2", asked), ("settled", "q3", None)):
        desk.owe(post(key, method="update", target=target, text=key, metadata=metadata))
        desk.deliver()
        (message,) = desk.slack.messages
        shown.append((message["text"], message["metadata"]["event_payload"]))
    public = {"slot": "concurrency", "key": "q1"}
    assert shown == [("q2", public), ("q3", public), ("settled", public)]


def test_an_update_that_is_refused_does_not_take_the_next_along(desk: Desk) -> None:
    """What goes on after a refused update still finds the message."""
    desk.owe(post("q1"), post("q2", method="update", target="q1"))
    desk.slack.fail("chat.update", refusal("cant_update_message"))
    desk.deliver()
    desk.owe(post("q3", method="update", target="q2", text="newest"))
    desk.deliver()
    assert [message["text"] for message in desk.slack.messages] == ["newest"]
    assert [key for key, _ in desk.store.health().outbox_parked] == ["q2"]


def test_an_update_of_a_timestamp_needs_no_key(desk: Desk) -> None:
    """A message that the outbox did not post is updated without touching its metadata."""
    desk.slack.messages.append({"channel": CHANNEL, "ts": "5.5", "text": "old"})
    desk.owe(post("u", method="update", target_ts="5.5", text="new"))
    desk.deliver()
    assert desk.slack.messages == [{"channel": CHANNEL, "ts": "5.5", "text": "new", "blocks": []}]


def test_a_private_word_goes_to_one_member(desk: Desk) -> None:
    """Without a response_url, an ephemeral message is posted to the person in the channel."""
    desk.owe(post("a", method="ephemeral", user=ALICE, thread_ts="5.5"))
    desk.deliver()
    assert desk.slack.ephemerals == [
        {"channel": CHANNEL, "user": ALICE, "thread_ts": "5.5", "text": "text of a", "blocks": []}
    ]


@pytest.mark.parametrize("method", ["ephemeral", "respond"])
def test_a_fresh_response_url_is_used_once(desk: Desk, method: str) -> None:
    """A private word goes through the response_url where there is one."""
    url = f"{desk.slack.base_url}/response/1"
    desk.owe(post("a", method=method, user=ALICE, response_url=url, thread_ts="5.5"))
    desk.deliver(1799)
    assert desk.slack.responses == [
        {
            "path": "/response/1",
            "text": "text of a",
            "blocks": [],
            "thread_ts": "5.5",
            "response_type": "ephemeral",
            "replace_original": False,
        }
    ]
    assert desk.slack.ephemerals == []


def test_an_answer_may_take_the_place_of_what_was_clicked(desk: Desk) -> None:
    """A row that replaces says so, and names no thread."""
    url = f"{desk.slack.base_url}/response/1"
    desk.owe(post("a", method="respond", response_url=url, thread_ts="5.5", replace=True))
    desk.deliver()
    (said,) = desk.slack.responses
    assert (said["replace_original"], "thread_ts" in said) == (True, False)


@pytest.mark.parametrize("address", [CHANNEL, ALICE])
def test_an_old_response_url_is_not_used(desk: Desk, address: str) -> None:
    """After 30 minutes the word goes to the person in the channel, or to their DM."""
    url = f"{desk.slack.base_url}/response/1"
    desk.owe(post("a", method="respond", user=ALICE, channel=address, response_url=url))
    desk.deliver(1800)
    found = desk.slack.ephemerals if address == CHANNEL else desk.slack.messages
    assert (desk.slack.responses, [said["text"] for said in found]) == ([], ["text of a"])


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/actions/canary",
        "http://hooks.slack.com/actions/canary",
        "https://hooks.slack.com.evil.example/canary",
        "https://hooks.slack.com@evil.example/canary",
        "https://hooks.slack.com:8443/canary",
        "file:///etc/passwd#canary",
    ],
)
def test_a_response_url_elsewhere_is_never_called(
    desk: Desk, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Only Slack's own addresses are called; the word takes the other way, and the address is not logged."""
    desk.owe(post("a", method="respond", user=ALICE, response_url=address))
    desk.deliver()
    assert (len(desk.slack.ephemerals), desk.slack.responses) == (1, [])
    assert "canary" not in caplog.text
    assert caplog.messages == ["A response_url of a points elsewhere and was not used."]


def test_slacks_own_response_url_is_allowed(desk: Desk) -> None:
    """An https address of hooks.slack.com is called."""
    from bot.outbox.calls import _is_slacks

    assert _is_slacks("https://hooks.slack.com/actions/T1/2/3", "https://slack.com/api/")


def test_neither_tokens_nor_response_urls_are_logged(desk: Desk, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever goes wrong, secrets stay out of our logs."""
    url = f"{desk.slack.base_url}/response/canary"
    desk.slack.fail("/response/canary", DROPPED, Fault(404, "expired_url"), HTML)
    with caplog.at_level(logging.DEBUG):
        desk.owe(*(post(f"k{n}", f"s{n}", method="respond", user=ALICE, response_url=url) for n in range(4)))
        desk.deliver()
    ours = [record.getMessage() for record in caplog.records if record.name.startswith(("bot", "response"))]
    assert ours
    assert [line for line in ours if "canary" in line] == []


def test_joining_and_publishing(desk: Desk) -> None:
    """A join and a Home reach Slack."""
    view = {"type": "home", "blocks": []}
    desk.owe(post("j", method="join"), post("h", method="publish", user=ALICE, view=view))
    desk.deliver()
    assert (desk.slack.joined, desk.slack.views) == ([CHANNEL], {ALICE: view})


@pytest.mark.parametrize("error", ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"])
def test_ill_formed_blocks_are_sent_as_plain_text_once(
    desk: Desk, error: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Where Slack finds the blocks ill-formed, the text arrives alone and the reason is logged."""
    details = {"messages": ["[ERROR] no more than 50 items [json-pointer:/blocks]"]}
    desk.slack.fail("chat.postMessage", refusal(error, response_metadata=details))
    with caplog.at_level(logging.INFO):
        desk.owe(post("a", blocks=(DIVIDER,)))
        desk.deliver()
    assert [(message["text"], message["blocks"]) for message in desk.slack.messages] == [("text of a", [])]
    assert f"Slack said {error} ['[ERROR] no more than 50 items [json-pointer:/blocks]']" in caplog.messages
    assert desk.refused == []


def test_text_that_is_refused_as_well_is_given_up(desk: Desk) -> None:
    """The plain text is tried once, not forever."""
    desk.slack.fail("chat.postMessage", refusal("invalid_blocks"), refusal("invalid_blocks"))
    desk.owe(post("a", blocks=(DIVIDER,)))
    desk.deliver()
    assert (desk.slack.messages, desk.refused) == ([], [("a", "invalid_blocks")])


def test_a_limited_private_word_waits_and_arrives(desk: Desk) -> None:
    """A rate limit on a response_url is honoured."""
    desk.slack.fail("/response/1", limited(7))
    desk.owe(post("a", method="respond", user=ALICE, response_url=f"{desk.slack.base_url}/response/1"))
    desk.deliver(6)
    assert desk.slack.responses == []
    desk.deliver(7)
    assert len(desk.slack.responses) == 1
