"""Exports reach the person who asked, as a file where that is allowed and as text where not."""

from bot.history.asking import Exported, Listed
from bot.history.exporting import MOST_RECORDS, export
from bot.incoming import Incoming
from bot.store.protocol import Change, Event
from tests.advisor import Advisor
from tests.bot.history.conftest import TEAM, ask, click, decline, in_dm, whispers
from tests.bot.store.making import event, record
from tests.sandbox_faults import DROPPED_AFTER_EFFECT, ScriptedFaults, refused, server_error


def files_of(advisor: Advisor, who: str) -> list[str]:
    """Return the names of the files in somebody's DM."""
    return [file["name"] for one in in_dm(advisor, who) for file in one.files]


def test_a_file_goes_into_the_thread_of_its_cover(advisor: Advisor, record_id: str) -> None:
    """The message in the DM says what comes, and the file hangs on it; nobody else sees anything."""
    before = len(advisor.sandbox.channel("#general").messages)
    ask(advisor, "bob", "#general", f"/gpu-history export csv {record_id}")
    cover, shared = in_dm(advisor, "bob")
    assert "Your export of 1 recommendation" in cover.text
    assert (shared.thread_ts, len(shared.files)) == (cover.ts, 1)
    assert cover.metadata is not None
    assert cover.metadata["event_payload"]["kind"] == "export"
    assert len(advisor.sandbox.channel("#general").messages) == before + 1  # the private word


def test_without_the_scope_it_comes_as_text(advisor: Advisor, record_id: str) -> None:
    """A workspace that declined files:write gets the same content, letter by letter."""
    decline(advisor, "files:write")
    click(advisor, "bob", "#general", "more", "Export as CSV")
    cover, text = in_dm(advisor, "bob")
    assert "`files:write`" in text.text
    assert text.thread_ts == cover.ts
    assert f'"{record_id}"' in str(text.blocks)
    assert files_of(advisor, "bob") == []
    assert advisor.store.health().outbox_parked[0][1] == "missing_scope"


def test_a_long_export_as_text_keeps_its_order(advisor: Advisor) -> None:
    """Several messages follow each other in the thread, and say which part they are."""
    for number in range(60):
        kept = record(f"r{number:03}", team=TEAM, channel="C01GENERAL", created_at=number)
        advisor.store.commit(Change(event(f"{number}", team=TEAM), 1, record=kept))
    decline(advisor, "files:write")
    ask(advisor, "bob", "#general", "/gpu-history export csv")
    parts = [one.text for one in in_dm(advisor, "bob")[1:]]
    assert "in 3 parts" in parts[0] or "in 2 parts" in parts[0]
    assert parts[1].startswith("Part 2 of")


def test_a_closed_dm_is_told_where_one_asked(
    advisor: Advisor, record_id: str, faults: ScriptedFaults
) -> None:
    """Where Slack refuses the DM, the person is told so privately, and no file is uploaded."""
    faults.fail("chat.postMessage", refused("messages_tab_disabled"))
    ask(advisor, "bob", "#general", "/gpu-history export json")
    assert "does not let me write you a direct message" in whispers(advisor, "#general", "bob")[-1]
    assert in_dm(advisor, "bob") == []
    assert [method for method, _ in advisor.sandbox.calls if method.startswith("files.")] == []


def test_an_upload_that_perhaps_arrived_is_not_repeated(
    advisor: Advisor, record_id: str, faults: ScriptedFaults
) -> None:
    """A connection dropped after the file was shared leaves it there once."""
    faults.fail("files.completeUploadExternal", DROPPED_AFTER_EFFECT)
    faults.fail("files.getUploadURLExternal", server_error())
    ask(advisor, "bob", "#general", "/gpu-history export md")
    for _ in range(4):
        advisor.now += 60
        advisor.settle()
    assert len(files_of(advisor, "bob")) == 1


def test_the_same_click_delivered_twice_exports_once(
    advisor: Advisor, record_id: str, faults: ScriptedFaults
) -> None:
    """A second delivery of one click has no second effect."""
    faults.deliver = lambda envelope: [envelope, envelope]
    click(advisor, "bob", "#general", "more", "Export as Markdown")
    assert len(files_of(advisor, "bob")) == 1


def test_a_large_history_is_exported_up_to_a_limit(advisor: Advisor) -> None:
    """More than MOST_RECORDS are the newest ones, and the answer says so."""
    for number in range(MOST_RECORDS + 20):
        kept = record(f"r{number:04}", team=TEAM, channel="C1", created_at=number)
        advisor.store.commit(Change(event(f"{number}", team=TEAM), 1, record=kept))
    asked = Incoming(kind="history", event=Event(TEAM, "cmd:1", "d"), channel="C1", user="U02BOB")
    told, change = export(advisor.bot.conversation.desk, asked, Exported("csv", Listed()))
    assert "the newest of those there are" in told.text
    assert change is not None
    assert (change.outgoing[1].file or {})["content"].count("\r\n") == MOST_RECORDS + 1
