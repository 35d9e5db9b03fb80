"""What tests of delivery owe, and what they find in Slack."""

from bot.store.protocol import Change
from tests.bot.outbox.conftest import Desk
from tests.bot.store.making import event, interview, post, root


def conversation(desk: Desk) -> None:
    """Owe a root and two replies of an interview."""
    replies = (post("q1", "i1", thread_of="i1:root"), post("q2", "i1", thread_of="i1:root"))
    desk.store.commit(Change(event("start"), desk.now, interview(), outgoing=(root(), *replies)))


def delivered(desk: Desk) -> list[tuple[str, str | None]]:
    """Return the text and the thread of each message in Slack."""
    return [(message["text"], message.get("thread_ts")) for message in desk.slack.messages]


WHOLE = [("text of i1:root", None), ("text of q1", "1000.000100"), ("text of q2", "1000.000100")]
