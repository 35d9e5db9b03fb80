"""Slack refuses, limits, breaks, drops and hangs: every message arrives once, in the order of its thread."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from bot.outbox import MOST_ATTEMPTS
from bot.store.protocol import Change, Outgoing
from bot.store.sqlite import open_store
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
from tests.bot.store.making import ALICE, CHANNEL, TEAM, event, interview, post, root

HOUR = 3600


@pytest.fixture
def slack() -> Iterator[fake.Slack]:
    """A workspace over real HTTP."""
    with fake.running() as workspace:
        yield workspace


@pytest.fixture
def desk(slack: fake.Slack, tmp_path: Path) -> Iterator[Desk]:
    """A store and an outbox that delivers to that workspace."""
    made = Desk(open_store(f"sqlite:///{tmp_path / 'gpu-advisor.db'}"), slack)
    yield made
    made.store.close()


def conversation(desk: Desk) -> None:
    """Owe a root and two replies of an interview."""
    replies = (post("q1", "i1", thread_of="i1:root"), post("q2", "i1", thread_of="i1:root"))
    desk.store.commit(Change(event("start"), desk.now, interview(), outgoing=(root(), *replies)))


def delivered(desk: Desk) -> list[tuple[str, str | None]]:
    """Return the text and the thread of each message in Slack."""
    return [(message["text"], message.get("thread_ts")) for message in desk.slack.messages]


WHOLE = [("text of i1:root", None), ("text of q1", "1000.000100"), ("text of q2", "1000.000100")]


def test_killed_between_commit_and_post(desk: Desk) -> None:
    """What was owed when the process died is posted once after the restart."""
    conversation(desk)
    desk.restart()
    desk.deliver()
    desk.restart()
    desk.deliver(HOUR)
    assert delivered(desk) == WHOLE


@pytest.mark.parametrize("already", [0, 1, 2])
def test_killed_between_post_and_sent_mark(desk: Desk, already: int) -> None:
    """A post that Slack accepted before the process died is found by its key and not repeated."""
    conversation(desk)
    for _ in range(already):
        desk.outbox.run_once(limit=1)
    (delivery,) = desk.store.due(desk.now, 1)
    desk.slack.take(
        "chat.postMessage",
        {
            "text": delivery.outgoing.text,
            "channel": CHANNEL,
            "metadata": {"event_payload": {"key": delivery.outgoing.key}},
        }
        | ({"thread_ts": delivery.thread_ts} if delivery.thread_ts else {}),
    )
    desk.restart()
    desk.deliver()
    assert delivered(desk) == WHOLE
    found = desk.store.interview_in_thread(TEAM, CHANNEL, "1000.000100")
    assert found is not None


@pytest.mark.parametrize("already", [0, 1, 2])
def test_killed_before_the_post_left(desk: Desk, already: int) -> None:
    """A row that was under way but never reached Slack is posted after the restart."""
    conversation(desk)
    for _ in range(already):
        desk.outbox.run_once(limit=1)
    desk.store.due(desk.now, 1)
    desk.restart()
    desk.deliver()
    assert delivered(desk) == WHOLE


@pytest.mark.parametrize("seconds", [0, 1, 30])
def test_rate_limited(desk: Desk, seconds: int) -> None:
    """The named wait is kept to the second, without a call in between, and the order stays."""
    conversation(desk)
    desk.slack.fail("chat.postMessage", limited(seconds), limited(seconds))
    desk.deliver()
    for _ in range(2 if seconds else 0):
        calls = len(desk.slack.calls)
        desk.deliver(seconds - 1)
        assert len(desk.slack.calls) == calls
        desk.deliver(1)
    assert delivered(desk) == WHOLE
    assert desk.slack.calls == ["chat.postMessage"] * 5


def test_rate_limited_without_a_time(desk: Desk) -> None:
    """A limit that names no time is waited out for half a minute, by header or by error code alike."""
    desk.owe(post("a"))
    desk.slack.fail("chat.postMessage", Fault(429, "slow down"), refusal("message_limit_exceeded"))
    for seconds in (0, 29, 1, 29):
        desk.deliver(seconds)
        assert desk.slack.messages == []
    desk.deliver(1)
    assert desk.slack.texts() == ["text of a"]


def test_a_limit_holds_its_method_and_channel_and_nothing_else(desk: Desk) -> None:
    """Other channels and methods go on; another thread of the limited channel waits without a call."""
    desk.slack.fail("chat.postMessage", limited(30))
    desk.owe(
        post("a", "a"),
        post("b", "b"),
        post("c", "c", channel="C2"),
        post("d", "d", method="ephemeral", user=ALICE),
    )
    desk.deliver()
    assert desk.slack.texts() == ["text of c"]
    assert len(desk.slack.ephemerals) == 1
    assert desk.slack.calls == ["chat.postMessage", "chat.postMessage", "chat.postEphemeral"]
    desk.deliver(30)
    assert desk.slack.texts() == ["text of c", "text of a", "text of b"]


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
    monkeypatch.setattr("bot.outbox_lookup._MOST_PAGES", 2)
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
@pytest.mark.parametrize("fault", [DROPPED, DROPPED_AFTER])
def test_the_first_post_to_a_person_stays_alone(desk: Desk, fault: Fault, trouble: tuple[Fault, ...]) -> None:
    """Where only posting tells which channel the DM is, a second copy is taken back and the first stays."""
    desk.slack.fail("chat.postMessage", fault)
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


def test_pauses_grow_and_end(desk: Desk) -> None:
    """While Slack is down the calls get rarer, and after hours the row is given up and shown."""
    desk.slack.fail("chat.update", *[BROKEN] * 100)
    desk.owe(post("u", method="update", target_ts="5.5"))
    called_at: list[int] = []
    while not desk.store.health().outbox_parked:
        before = len(desk.slack.calls)
        desk.deliver(1)
        if len(desk.slack.calls) > before:
            called_at.append(desk.now)
    pauses = [later - earlier for earlier, later in pairwise(called_at)]
    assert pauses == [1, 2, 4, 8, 16, 32, 64, 128, 256] + [300] * (MOST_ATTEMPTS - 10)
    assert desk.store.health().outbox_parked == (("u", "http_500"),)
    assert desk.refused == []


def test_chance_spreads_the_pauses(desk: Desk) -> None:
    """With the highest chance a pause is twice as long as with the lowest."""
    outbox = desk.another(chance=lambda: 0.999)
    desk.slack.fail("chat.update", BROKEN)
    desk.owe(post("u", method="update", target_ts="5.5"))
    outbox.run_once()
    assert desk.store.next_due() == desk.now + 2


def test_a_connection_that_never_came_about_leaves_no_doubt(desk: Desk) -> None:
    """Where Slack was not reached, the post is repeated without looking it up."""
    reachable, desk.slack.base_url = desk.slack.base_url, "http://127.0.0.1:9"
    desk.owe(post("a"), post("p", "p", method="ephemeral", user=ALICE))
    desk.deliver()
    desk.slack.base_url, desk._outbox = reachable, None
    desk.deliver(10)
    assert desk.slack.calls == ["chat.postMessage", "chat.postEphemeral"]


@pytest.mark.parametrize(
    "error",
    [
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "account_inactive",
        "token_revoked",
        "msg_too_long",
        "thread_not_found",
        "restricted_action_read_only_channel",
        "cannot_reply_to_message",
        "invalid_auth",
        "missing_scope",
        "no_text",
    ],
)
def test_permanent_errors(desk: Desk, error: str) -> None:
    """A refusal is not repeated: the row and its replies are parked and shown, and another word is said."""
    desk.slack.fail("chat.postMessage", refusal(error))
    desk.instead["i1:root"] = post("instead", "private", channel=ALICE)
    conversation(desk)
    for seconds in (0, HOUR):
        desk.deliver(seconds)
    assert desk.refused == [("i1:root", error)]
    assert [message["channel"] for message in desk.slack.messages] == ["D1"]
    assert desk.store.health().outbox_parked == (
        ("i1:root", error),
        ("q1", "needs i1:root, which was not delivered"),
        ("q2", "needs i1:root, which was not delivered"),
    )


def test_a_callback_that_breaks_does_not_keep_a_row(desk: Desk) -> None:
    """Where no other word can be found, the refused row is parked all the same."""

    def broken(*_: object) -> list[Outgoing]:
        raise ZeroDivisionError

    desk.slack.fail("chat.postMessage", refusal("is_archived"))
    desk.owe(post("a"))
    assert desk.another(on_refused=broken).run_once() == 1
    assert desk.store.health().outbox_parked == (("a", "is_archived"),)


def test_a_reply_to_a_deleted_root_is_taken_back(desk: Desk) -> None:
    """Slack puts a reply without its root into the channel; it is deleted and counts as refused."""
    stray = fake.Fault(
        body='{"ok": true, "channel": "C1", "ts": "9.9", "message": {"ts": "9.9", "text": "text of a"}}'
    )
    desk.slack.messages.append({"channel": CHANNEL, "ts": "9.9", "text": "text of a"})
    desk.slack.fail("chat.postMessage", stray)
    desk.owe(post("a", thread_ts="5.5"))
    desk.deliver()
    assert (desk.slack.messages, desk.refused) == ([], [("a", "thread_not_found")])


@pytest.mark.parametrize("answer", [Fault(404, "expired_url"), Fault(404, "used_url"), Fault(410, "")])
def test_response_url_expired_or_used(desk: Desk, answer: Fault) -> None:
    """Where Slack no longer takes the response_url, the person is told in the channel."""
    desk.slack.fail("/response/1", answer)
    url = f"{desk.slack.base_url}/response/1"
    desk.owe(post("a", method="respond", user=ALICE, response_url=url))
    desk.deliver()
    assert [said["text"] for said in desk.slack.ephemerals] == ["text of a"]


def test_response_url_expired_and_no_other_way(desk: Desk) -> None:
    """A word that had only its response_url is given up and shown."""
    desk.slack.fail("/response/1", Fault(404, "expired_url"))
    desk.owe(post("a", method="respond", channel=None, response_url=f"{desk.slack.base_url}/response/1"))
    desk.deliver()
    assert desk.store.health().outbox_parked == (("a", "no_way_left"),)


@pytest.mark.parametrize("fault", [DROPPED, DROPPED_AFTER, BROKEN, BROKEN_AFTER, HTML])
@pytest.mark.parametrize("by_url", [False, True])
def test_a_private_word_is_said_at_most_once(desk: Desk, fault: Fault, by_url: bool) -> None:
    """A private message whose outcome is unknown is not repeated, and keeps nobody waiting."""
    url = f"{desk.slack.base_url}/response/1" if by_url else None
    desk.slack.fail("/response/1" if by_url else "chat.postEphemeral", fault)
    desk.owe(post("a", method="ephemeral", user=ALICE, response_url=url), post("b"))
    for seconds in (0, HOUR):
        desk.deliver(seconds)
    assert len(desk.slack.ephemerals) + len(desk.slack.responses) == int(fault.effect)
    assert desk.slack.texts() == ["text of b"]


def test_killed_while_a_private_word_was_under_way(desk: Desk) -> None:
    """After a restart a private word that may have been said is not said again."""
    desk.owe(post("a", method="ephemeral", user=ALICE), post("b"))
    desk.store.due(desk.now, 1)
    desk.restart()
    desk.deliver()
    assert (desk.slack.ephemerals, desk.slack.texts()) == ([], ["text of b"])


@pytest.mark.parametrize("fault", [DROPPED, DROPPED_AFTER, BROKEN, BROKEN_AFTER, HTML])
@pytest.mark.parametrize(
    "row",
    [
        post("u", method="update", target_ts="5.5"),
        post("h", method="publish", user=ALICE, view={"type": "home"}),
        post("j", method="join"),
    ],
    ids=["update", "publish", "join"],
)
def test_what_may_be_repeated_is_repeated(desk: Desk, fault: Fault, row: Outgoing) -> None:
    """Updates, Homes and joins are simply done again until Slack confirms them."""
    method = {"update": "chat.update", "publish": "views.publish", "join": "conversations.join"}[row.method]
    desk.slack.fail(method, fault)
    desk.owe(row)
    for seconds in (0, 10):
        desk.deliver(seconds)
    assert desk.slack.calls == [method, method]
    assert desk.confirmed == [row.key]


def test_the_replacement_of_a_private_word_may_be_repeated(desk: Desk) -> None:
    """Replacing what was clicked twice does no harm, so a dropped one is repeated."""
    desk.slack.fail("/response/1", DROPPED_AFTER)
    url = f"{desk.slack.base_url}/response/1"
    desk.owe(post("a", method="respond", response_url=url, replace=True))
    for seconds in (0, 10):
        desk.deliver(seconds)
    assert desk.slack.calls == ["/response/1", "/response/1"]
    assert desk.confirmed == ["a"]
