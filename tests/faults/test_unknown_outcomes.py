"""Slack breaks, drops and hangs: what may have arrived is looked for before it is said again."""

import pytest

from tests.bot.outbox import slack as fake
from tests.bot.outbox.conftest import Desk
from tests.bot.outbox.slack import (
    BROKEN,
    BROKEN_AFTER,
    DROPPED,
    DROPPED_AFTER,
    HTML,
    HUNG_AFTER,
    Fault,
    limited,
    refusal,
)
from tests.bot.store.making import ALICE, CHANNEL, post
from tests.faults.delivering import WHOLE, conversation, delivered


@pytest.mark.parametrize(
    "fault",
    [BROKEN, BROKEN_AFTER, HTML, DROPPED, DROPPED_AFTER]
    + [refusal(code) for code in ("internal_error", "fatal_error", "service_unavailable", "request_timeout")]
    + [Fault(200, "")],
    ids=lambda fault: f"{fault.status} {fault.body[:30]} {fault.effect=} {fault.drop=}",
)
@pytest.mark.parametrize("position", [0, 1])
def test_an_unknown_outcome_is_looked_up_before_any_repetition(
    desk: Desk, fault: Fault, position: int
) -> None:
    """Whether or not Slack accepted a post that broke, it is there once, and the order stays."""
    conversation(desk)
    for _ in range(position):
        desk.outbox.run_once(limit=1)
    desk.slack.fail("chat.postMessage", fault)
    for seconds in (0, 10):
        desk.deliver(seconds)
    assert delivered(desk) == WHOLE
    assert desk.confirmed == ["i1:root", "q1", "q2"]


def test_a_timeout_is_an_unknown_outcome(desk: Desk) -> None:
    """A post that Slack accepted but never answered is found and not repeated."""
    desk.slack.fail("chat.postMessage", HUNG_AFTER)
    desk.owe(post("a"))
    desk.timeout_s = 1
    desk.another().run_once()
    desk.timeout_s = 30
    desk.slack.free.set()
    desk.deliver(10)
    assert desk.slack.texts() == ["text of a"]
    assert desk.slack.calls == ["chat.postMessage", "conversations.history"]


@pytest.mark.parametrize("fault", [BROKEN, DROPPED, limited(5), refusal("internal_error")])
def test_a_look_up_that_breaks_is_repeated(desk: Desk, fault: Fault) -> None:
    """As long as Slack cannot say whether the post arrived, it is not repeated."""
    desk.slack.fail("chat.postMessage", DROPPED_AFTER)
    desk.slack.fail("conversations.history", fault, fault)
    desk.owe(post("a"))
    for seconds in (0, 10, 10, 10):
        desk.deliver(seconds)
    assert desk.slack.texts() == ["text of a"]
    assert desk.slack.calls == ["chat.postMessage"] + ["conversations.history"] * 3


def test_a_limited_look_up_holds_up_nobody_else(desk: Desk) -> None:
    """Other posts to the channel go on while a look-up has to wait."""
    desk.slack.fail("chat.postMessage", DROPPED_AFTER)
    desk.slack.fail("conversations.history", limited(60))
    desk.owe(post("a"))
    desk.deliver()
    desk.deliver(10)
    desk.owe(post("b", "b"))
    desk.deliver()
    assert desk.slack.texts() == ["text of a", "text of b"]


@pytest.mark.parametrize("error", ["missing_scope", "not_in_channel", "channel_not_found"])
def test_where_looking_is_refused_the_post_decides(desk: Desk, error: str) -> None:
    """Where the bot may not look, posting again tells what Slack thinks of it."""
    desk.slack.fail("chat.postMessage", DROPPED, refusal("not_in_channel"))
    desk.slack.fail("conversations.history", refusal(error))
    desk.owe(post("a"))
    for seconds in (0, 10):
        desk.deliver(seconds)
    assert desk.refused == [("a", "not_in_channel")]


def test_a_look_up_reads_every_page(desk: Desk) -> None:
    """The message is found behind many others, whatever their metadata."""
    desk.slack.fail("chat.postMessage", DROPPED_AFTER)
    desk.owe(post("a"))
    desk.deliver()
    odd: tuple[fake.Json, ...] = (
        {},
        {"metadata": None},
        {"metadata": {"event_payload": None}},
        {"metadata": {"event_payload": {}}},
    )
    desk.slack.messages = [
        {"channel": CHANNEL, "ts": "1.1", "text": "chatter"} | odd[number % 4] for number in range(7)
    ] + desk.slack.messages
    desk.slack.per_page = 3
    desk.deliver(10)
    assert desk.slack.calls == ["chat.postMessage"] + ["conversations.history"] * 3
    assert len(desk.slack.messages) == 8


def test_a_look_up_ends(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A channel with more messages than anybody reads does not keep the outbox reading."""
    monkeypatch.setattr("bot.outbox.lookup._MOST_PAGES", 2)
    desk.slack.fail("chat.postMessage", DROPPED)
    desk.slack.messages = [{"channel": CHANNEL, "ts": "1.1", "text": "chatter"}] * 5
    desk.slack.per_page = 1
    desk.owe(post("a"))
    for seconds in (0, 10):
        desk.deliver(seconds)
    assert desk.slack.calls.count("conversations.history") == 2
    assert desk.slack.texts().count("text of a") == 1


@pytest.mark.parametrize("fault", [DROPPED, DROPPED_AFTER])
def test_a_root_in_a_known_dm_is_looked_up_there(desk: Desk, fault: Fault) -> None:
    """A post to a person is looked for where an earlier one went."""
    desk.owe(post("before", channel=ALICE))
    desk.deliver()
    desk.slack.fail("chat.postMessage", fault)
    desk.owe(post("a", channel=ALICE))
    for seconds in (0, 10):
        desk.deliver(seconds)
    assert desk.slack.texts() == ["text of before", "text of a"]
    assert desk.slack.calls.count("chat.postMessage") == (2 if fault.effect else 3)


@pytest.mark.parametrize("trouble", [(), (BROKEN,), (limited(5), DROPPED)])
@pytest.mark.parametrize("method", ["conversations.open", "conversations.history"])
@pytest.mark.parametrize("fault", [DROPPED, DROPPED_AFTER])
def test_the_first_post_to_a_person_is_looked_for_in_their_dm(
    desk: Desk, fault: Fault, method: str, trouble: tuple[Fault, ...]
) -> None:
    """Slack is asked which channel the DM is, and only what did not arrive there is posted again."""
    desk.slack.fail("chat.postMessage", fault)
    desk.slack.fail(method, *trouble)
    desk.owe(post("a", channel=ALICE), post("b", channel=ALICE, thread_of="a"))
    for seconds in (0, 10, 20, 30):
        desk.deliver(seconds)
    assert delivered(desk) == [("text of a", None), ("text of b", "1000.000100")]
    assert desk.slack.calls.count("chat.postMessage") == (2 if fault.effect else 3)
    assert "chat.delete" not in desk.slack.calls
    assert (desk.confirmed, desk.refused) == (["a", "b"], [])


@pytest.mark.parametrize("trouble", [(), (BROKEN,), (limited(5), DROPPED)])
@pytest.mark.parametrize("fault", [DROPPED, DROPPED_AFTER])
def test_the_first_post_to_a_person_stays_alone(desk: Desk, fault: Fault, trouble: tuple[Fault, ...]) -> None:
    """Where the scope to open DMs was declined, a second copy is taken back and the first stays."""
    desk.slack.fail("chat.postMessage", fault)
    desk.slack.fail("conversations.open", *[refusal("missing_scope")] * 4)
    desk.slack.fail("conversations.history", *trouble)
    desk.owe(post("a", channel=ALICE), post("b", channel=ALICE, thread_of="a"))
    for seconds in (0, 10, 20, 30):
        desk.deliver(seconds)
    assert delivered(desk) == [("text of a", None), ("text of b", "1000.000100")]
    assert (desk.confirmed, desk.refused) == (["a", "b"], [])


def test_a_first_post_to_a_person_that_may_not_be_looked_for_stands(desk: Desk) -> None:
    """Where the DM's history is refused, the post that Slack confirmed is the one that counts."""
    desk.slack.fail("chat.postMessage", DROPPED)
    desk.slack.fail("conversations.history", refusal("missing_scope"))
    desk.owe(post("a", channel=ALICE))
    for seconds in (0, 10):
        desk.deliver(seconds)
    assert (desk.slack.texts(), desk.confirmed) == (["text of a"], ["a"])


def test_a_post_that_history_does_not_show_yet_stands(desk: Desk) -> None:
    """Where the DM's history lags behind, the post that Slack confirmed is the one that counts."""
    desk.slack.fail("chat.postMessage", DROPPED)
    desk.slack.fail("conversations.history", Fault(body='{"ok": true, "messages": []}'))
    desk.owe(post("a", channel=ALICE))
    for seconds in (0, 10):
        desk.deliver(seconds)
    assert (desk.slack.texts(), desk.confirmed) == (["text of a"], ["a"])


def test_a_connection_that_never_came_about_leaves_no_doubt(desk: Desk) -> None:
    """Where Slack was not reached, the post is repeated without looking it up."""
    reachable, desk.slack.base_url = desk.slack.base_url, "http://127.0.0.1:9"
    desk.owe(post("a"), post("p", "p", method="ephemeral", user=ALICE))
    desk.deliver()
    desk.slack.base_url, desk._outbox = reachable, None
    desk.deliver(10)
    assert desk.slack.calls == ["chat.postMessage", "chat.postEphemeral"]
