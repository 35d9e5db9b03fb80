"""Files reach their thread once, and a person's rights are asked before what needs them."""

import pytest

from tests.bot.outbox.conftest import Desk
from tests.bot.outbox.slack import BROKEN, DROPPED, DROPPED_AFTER, limited, refusal
from tests.bot.store.making import ALICE, BOB, post

FILE = {"name": "advice-1.csv", "title": "Recommendations", "content": "\u00e4;1\n"}
COVER = post("cover", channel=ALICE)
UPLOAD = post("file", "s2", method="upload", channel=ALICE, thread_of="cover", file=FILE)


def files(desk: Desk) -> list[tuple[str, str, str]]:
    """Return every file that stands in a thread: channel, thread and name."""
    return [
        (said["channel"], said["thread_ts"], said["files"][0]["name"])
        for said in desk.slack.messages
        if said.get("files")
    ]


def test_a_file_goes_into_the_thread_of_its_cover(desk: Desk) -> None:
    """The cover opens the DM; the bytes are sent as they are, and shared in the cover's thread."""
    desk.owe(COVER, UPLOAD)
    desk.deliver()
    assert files(desk) == [("D1", desk.slack.messages[0]["ts"], "advice-1.csv")]
    assert [said["bytes"] for said in desk.slack.responses] == ["\u00e4;1\n"]


@pytest.mark.parametrize(
    ("method", "times"),
    [("files.getUploadURLExternal", 2), ("/bytes", 2), ("files.completeUploadExternal", 2)],
)
def test_an_upload_that_broke_is_tried_again(desk: Desk, method: str, times: int) -> None:
    """Whichever of the three calls breaks, the file arrives, and once."""
    desk.slack.fail(method, DROPPED)
    desk.owe(COVER, UPLOAD)
    desk.deliver()
    desk.deliver(60)
    assert len(files(desk)) == 1
    assert desk.slack.calls.count(method) == times


def test_a_file_that_was_shared_before_the_connection_dropped_is_not_shared_twice(desk: Desk) -> None:
    """An unknown outcome is settled by looking into the thread."""
    desk.slack.fail("files.completeUploadExternal", DROPPED_AFTER)
    desk.owe(COVER, UPLOAD)
    desk.deliver()
    desk.deliver(60)
    assert len(files(desk)) == 1
    assert desk.slack.calls.count("files.completeUploadExternal") == 1
    assert "file" in desk.confirmed


def test_a_refused_upload_is_answered_otherwise(desk: Desk) -> None:
    """Without the scope, what is said instead goes into the same thread."""
    desk.slack.fail("files.getUploadURLExternal", refusal("missing_scope"))
    desk.instead["file"] = post("text", "s2", channel=ALICE, thread_of="cover")
    desk.owe(COVER, UPLOAD)
    desk.deliver()
    assert desk.refused == [("file", "missing_scope")]
    assert desk.slack.texts() == ["text of cover", "text of text"]
    assert desk.slack.messages[1]["thread_ts"] == desk.slack.messages[0]["ts"]


@pytest.mark.parametrize(
    ("who", "confirmed", "refused"), [(ALICE, ["p"], []), (BOB, [], [("p", "not_an_admin")])]
)
def test_only_an_admin_is_permitted(
    desk: Desk, who: str, confirmed: list[str], refused: list[tuple[str, str]]
) -> None:
    """An admin's question is confirmed, anybody else's refused."""
    desk.slack.admins = {ALICE}
    desk.owe(post("p", method="permit", user=who))
    desk.deliver()
    assert (desk.confirmed, desk.refused) == (confirmed, refused)


def test_a_permit_waits_for_slack(desk: Desk) -> None:
    """While Slack is broken or busy, nobody is permitted or refused."""
    desk.slack.admins = {ALICE}
    desk.slack.fail("users.info", BROKEN, limited(5))
    desk.owe(post("p", method="permit", user=ALICE))
    desk.deliver()
    desk.deliver(3)
    assert (desk.confirmed, desk.refused) == ([], [])
    desk.deliver(6)
    assert desk.confirmed == ["p"]
