"""Who may delete and share, and what becomes of what is deleted."""

import pytest

from bot.store.errors import StoreError
from bot.store.protocol import Delivery, Outgoing
from bot.store.scopes import Scope
from tests.advisor import Advisor
from tests.bot.history.conftest import TEAM, advised, ask, click, decline, forged, in_dm, newest, whispers
from tests.sandbox_faults import ScriptedFaults, server_error

HERE = Scope(TEAM, "U02BOB", "C01GENERAL")


def controls_of(advisor: Advisor, channel: str) -> list[str]:
    """Return the labels of every control in the thread of the newest recommendation, its root included."""
    found = newest(advisor, channel, lambda one: "recommendation_id" in str(one.metadata))
    messages = [
        one
        for one in advisor.sandbox.channel(channel).messages
        if found.thread_ts in (one.ts, one.thread_ts) and "recommendation" in str(one.metadata)
    ]
    root = next(one for one in advisor.sandbox.channel(channel).messages if one.ts == found.thread_ts)
    blocks = [block for one in (*messages, root) for block in one.blocks if block["type"] == "actions"]
    return [element["action_id"] for block in blocks for element in block["elements"]]


def test_the_controls_go_with_the_record(advisor: Advisor, record_id: str) -> None:
    """After deleting, the messages stay as they are, without controls that would lead nowhere."""
    assert "share" in controls_of(advisor, "#general")
    ask(advisor, "alice", "#general", f"/gpu-history delete {record_id}")
    click(advisor, "alice", "#general", "Delete")
    assert controls_of(advisor, "#general") == []
    assert advisor.store.interview(TEAM, record_id) is None
    assert advisor.store.health().outbox_parked == ()
    root = newest(advisor, "#general", lambda one: one.thread_ts == one.ts)
    assert "RTX 4090" in root.text


def test_without_the_scope_nobody_is_an_admin(advisor: Advisor, record_id: str) -> None:
    """A workspace that declined users:read is told why an admin cannot be known; the asker still may."""
    decline(advisor, "users:read")
    ask(advisor, "chen", "#general", f"/gpu-history delete {record_id}")
    click(advisor, "chen", "#general", "Delete")
    assert "has not granted me `users:read`" in whispers(advisor, "#general", "chen")[-1]
    assert advisor.store.record(HERE, record_id) is not None
    ask(advisor, "alice", "#general", f"/gpu-history delete {record_id}")
    click(advisor, "alice", "#general", "Delete")
    assert advisor.store.record(HERE, record_id) is None


def test_an_admin_sees_no_more_than_others(advisor: Advisor) -> None:
    """Being an admin opens no other channel's history."""
    elsewhere = advised(advisor, "#model-lab")
    ask(advisor, "chen", "#general", f"/gpu-history delete {elsewhere}")
    assert "I found no recommendation" in whispers(advisor, "#general", "chen")[-1]


def test_an_admin_waits_for_slack(advisor: Advisor, record_id: str, faults: ScriptedFaults) -> None:
    """While Slack cannot say who is an admin nothing is deleted; once it can, it is, and once."""
    faults.fail("users.info", server_error(), server_error())
    ask(advisor, "chen", "#general", f"/gpu-history delete {record_id}")
    click(advisor, "chen", "#general", "Delete")
    assert advisor.store.record(HERE, record_id) is not None
    for _ in range(3):
        advisor.now += 30
        advisor.settle()
    assert advisor.store.record(HERE, record_id) is None
    assert "are deleted" in whispers(advisor, "#general", "chen")[-1]


@pytest.mark.parametrize("failing", ["commit", "sent"])
def test_a_permission_is_not_lost_where_the_store_fails(
    advisor: Advisor, record_id: str, faults: ScriptedFaults, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    """What an admin may do is done once, though the store failed to do it, or to note that it was done."""
    faults.fail("users.info", server_error())
    ask(advisor, "chen", "#general", f"/gpu-history delete {record_id}")
    click(advisor, "chen", "#general", "Delete")

    def fail(*_: object, **__: object) -> None:
        raise StoreError("locked", "The database is locked.")

    advisor.now += 30
    with monkeypatch.context() as failed:
        failed.setattr(advisor.store, failing, fail)
        with pytest.raises(StoreError):
            advisor.settle()
    advisor.now += 180
    advisor.settle()
    assert advisor.store.record(HERE, record_id) is None
    assert sum("are deleted" in said for said in whispers(advisor, "#general", "chen")) == 1


def test_what_is_gone_meanwhile_is_not_deleted_again(advisor: Advisor, record_id: str) -> None:
    """A permission that comes after the record was deleted has no effect."""
    row = Outgoing(
        key="permit:1",
        stream="permit:1",
        method="permit",
        channel="C01GENERAL",
        user="U03CHEN",
        metadata={
            "event_type": "permit",
            "event_payload": {"act": "delete", "record_id": "zzzz", "asker": "U01ALICE"},
        },
    )
    delivery = Delivery(id=1, team=TEAM, outgoing=row, attempts=1, uncertain=False, created_at=0)
    advisor.bot.conversation.arrived(delivery)
    assert advisor.store.record(HERE, record_id) is not None


@pytest.mark.parametrize(
    ("action_id", "value"),
    [
        ("history_show", "{id}"),
        ("history_delete", "{id}"),
        ("delete", "{id}"),
        ("share", "{id}"),
        ("share_to:{id}", "C01GENERAL"),
        ("send_dm", "{id}"),
        ("start_from", "{id}"),
        ("more", "export_csv|{id}"),
        ("more", "delete|{id}"),
        ("more", "start_from|{id}"),
    ],
)
def test_a_control_made_up_shows_and_does_nothing(
    advisor: Advisor, record_id: str, action_id: str, value: str
) -> None:
    """A control with the id of another channel's record finds what does not exist."""
    made_up = forged(action_id.format(id=record_id), value.format(id=record_id))
    advisor.bot.conversation.handle(made_up)
    advisor.settle()
    assert "I found no recommendation" in whispers(advisor, "#ml-platform", "bob")[-1]
    assert in_dm(advisor, "bob") == []
    assert advisor.store.record(HERE, record_id) is not None


@pytest.mark.parametrize(
    ("action_id", "values"),
    [
        ("more", ()),
        ("more", ("",)),
        ("more", ("nonsense|r1",)),
        ("share_to:", ("",)),
        ("history_older", ("mine|%|",)),
        ("history_newer", ("||",)),
        ("history_older", ("search||",)),
        ("home_resume", ("zzzz",)),
        ("home_show:1", ("zzzz",)),
        ("home_back", ()),
    ],
)
def test_a_control_that_carries_nonsense_breaks_nothing(
    advisor: Advisor, action_id: str, values: tuple[str, ...]
) -> None:
    """Whatever a control carries, the bot answers or keeps still."""
    assert advisor.bot.conversation.handle(forged(action_id, *values)) is None
    advisor.settle()


def test_a_shared_link_leads_to_the_thread(advisor: Advisor, record_id: str) -> None:
    """The button in the other channel has the address of the root, and a click on it is only acknowledged."""
    click(advisor, "alice", "#general", "Share")
    click(advisor, "alice", "#general", "Choose a channel", "C02MLPLATFORM")
    shared = newest(advisor, "#ml-platform", lambda one: "shares a recommendation" in one.text)
    snapshot = advisor.store.interview(TEAM, record_id)
    assert snapshot is not None
    stamp = (snapshot.interview.root_ts or "").replace(".", "")
    assert f"http://sandbox.localhost/archives/C01GENERAL/p{stamp}" in str(shared.blocks)
    before = len(advisor.sandbox.channel("#ml-platform").messages)
    click(advisor, "bob", "#ml-platform", "Open in Slack")
    assert len(advisor.sandbox.channel("#ml-platform").messages) == before


def test_a_share_without_a_known_address_leads_to_the_channel(advisor: Advisor, record_id: str) -> None:
    """Where the workspace's own address is not known, Slack's own finds the channel."""
    choice = forged(f"share_to:{record_id}", "C02MLPLATFORM", channel="C01GENERAL", user="U01ALICE")
    advisor.bot.conversation.handle(choice)
    advisor.settle()
    shared = newest(advisor, "#ml-platform", lambda one: "shares a recommendation" in one.text)
    assert "https://slack.com/app_redirect?team=T0SANDBOX&channel=C01GENERAL" in str(shared.blocks)
