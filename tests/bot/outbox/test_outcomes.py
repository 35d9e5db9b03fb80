"""What is known after an answer, or after none: sent, refused, later, never left, or perhaps."""

import socket
from urllib.error import URLError

import pytest
from slack_sdk import WebClient
from slack_sdk.webhook import WebhookResponse

from bot.outbox.outcomes import (
    Limited,
    Outcome,
    Refused,
    Sent,
    Unknown,
    Unreached,
    outcome_of_error,
    outcome_of_response,
)
from tests.bot.outbox.conftest import Desk
from tests.bot.outbox.slack import DROPPED_AFTER
from tests.bot.store.making import post


@pytest.mark.parametrize(
    ("status", "body", "headers", "outcome"),
    [
        (200, "ok", {}, Sent()),
        (200, "  <html>We will be back</html>", {}, Unknown("http_200")),
        (429, "", {"retry-after": "7"}, Limited(7)),
        (429, "", {"Retry-After": "soon"}, Limited(30)),
        (404, "expired_url", {}, Refused("http_404")),
        (503, "", {}, Unknown("http_503")),
    ],
)
def test_what_an_answer_to_a_private_word_means(
    status: int, body: str, headers: dict[str, str], outcome: Outcome
) -> None:
    """A page in place of an answer says nothing; a limit without a time has a usual one."""
    answer = WebhookResponse(url="https://example.com", status_code=status, body=body, headers=headers)
    assert outcome_of_response(answer) == outcome


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (ConnectionRefusedError(), Unreached("ConnectionRefusedError")),
        (URLError(socket.gaierror()), Unreached("gaierror")),
        (URLError(TimeoutError()), Unknown("TimeoutError")),
        (ValueError(), Unknown("ValueError")),
    ],
)
def test_what_a_broken_call_means(error: Exception, outcome: Outcome) -> None:
    """Only where no connection came about did Slack see nothing for certain."""
    assert outcome_of_error(error) == outcome


def test_a_look_up_without_a_connection_leaves_the_doubt(desk: Desk) -> None:
    """That Slack was not reached now does not say that it was not before: the post is still looked for."""
    desk.slack.fail("chat.postMessage", DROPPED_AFTER)
    desk.owe(post("a"))
    desk.deliver()
    reached = desk.outbox._client_of
    desk.outbox._client_of = lambda _: WebClient(base_url="http://127.0.0.1:1/", retry_handlers=[])
    desk.deliver(10)
    desk.outbox._client_of = reached
    desk.deliver(10)
    assert desk.slack.texts() == ["text of a"]
    assert desk.slack.calls == ["chat.postMessage", "conversations.history"]


def test_a_limit_that_is_over_is_forgotten(desk: Desk) -> None:
    """Of every channel there ever was nothing is remembered but the limits in force."""
    desk.outbox._held = {("T1", "post", "C1"): desk.now + 5, ("T1", "post", "C2"): desk.now + 50}
    desk.now += 10
    desk.outbox._tidy()
    assert list(desk.outbox._held) == [("T1", "post", "C2")]
