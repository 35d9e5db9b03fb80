"""Words that one person sees cannot be found again: they are said at most once."""

import pytest

from bot.store.protocol import Outgoing
from tests.bot.outbox.conftest import Desk
from tests.bot.outbox.slack import (
    BROKEN,
    BROKEN_AFTER,
    DROPPED,
    DROPPED_AFTER,
    HTML,
    Fault,
)
from tests.bot.store.making import ALICE, post

HOUR = 3600


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
