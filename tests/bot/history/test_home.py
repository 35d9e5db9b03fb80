"""App Home and the welcome, where chats do not reach: others' interviews, repeated deliveries, old clicks."""

from dataclasses import replace

import pytest

from bot.open_interviews import MostOpen
from tests.advisor import Advisor
from tests.bot.history.conftest import TEAM, advised, click, forged, in_dm, whispers
from tests.sandbox_faults import ScriptedFaults, duplicating, server_error


def home_of(advisor: Advisor, who: str) -> str:
    """Return everything on somebody's Home."""
    return str(advisor.sandbox.workspace.homes[advisor.sandbox.user(who).id]["blocks"])


def opened(advisor: Advisor, who: str, tab: str = "home") -> None:
    """Open a tab of the app."""
    advisor.sandbox.open_home(who, tab)
    advisor.settle()


def tapped(advisor: Advisor, who: str, control: str) -> None:
    """Use a control of Home."""
    advisor.sandbox.act_in_view(who, control, home=True)
    advisor.settle()


def test_home_shows_ones_own_from_every_channel(advisor: Advisor) -> None:
    """Recommendations of private channels are shown to who asked for them, and to nobody else."""
    record_id = advised(advisor, "#model-lab")
    opened(advisor, "alice")
    opened(advisor, "bob")
    assert record_id in home_of(advisor, "alice")
    assert record_id not in home_of(advisor, "bob")


def test_nobody_resumes_what_others_started(advisor: Advisor) -> None:
    """A control with the id of somebody else's interview posts nothing."""
    advisor.sandbox.command("alice", "#general", "/gpu-advice Llama 3 8B chat")
    advisor.settle()
    before = len(advisor.sandbox.channel("#general").messages)
    advisor.bot.conversation.handle(forged("home_resume", "interview1", channel=""))
    advisor.settle()
    assert len(advisor.sandbox.channel("#general").messages) == before
    assert "not open any more" in home_of(advisor, "bob")


def test_what_ended_meanwhile_is_not_resumed(advisor: Advisor) -> None:
    """A Home that is old offers an interview that is over: a sentence says so."""
    advisor.sandbox.command("alice", "#general", "/gpu-advice Llama 3 8B chat")
    advisor.settle()
    opened(advisor, "alice")
    root = advisor.sandbox.channel("#general").messages[0]
    advisor.sandbox.say("alice", "#general", "stop", root.ts)
    advisor.settle()
    tapped(advisor, "alice", "Resume")
    assert "not open any more" in home_of(advisor, "alice")


def test_a_record_deleted_meanwhile_is_told(advisor: Advisor, record_id: str) -> None:
    """A Home that is old offers a record that is gone: a sentence says so, above the rest."""
    opened(advisor, "alice")
    advisor.bot.conversation.handle(
        forged("history_delete", record_id, channel="C01GENERAL", user="U01ALICE")
    )
    tapped(advisor, "alice", "Show")
    assert "deleted meanwhile" in home_of(advisor, "alice")
    assert "Your recent recommendations" in home_of(advisor, "alice")


def test_a_record_shown_in_home_can_be_started_from(advisor: Advisor, record_id: str) -> None:
    """Home belongs to no channel, so the new interview is held in the DM; what is shared is asked there."""
    opened(advisor, "alice")
    tapped(advisor, "alice", "Show")
    tapped(advisor, "alice", "Start From This")
    assert f"recommendation `{record_id}`" in " ".join(one.text for one in in_dm(advisor, "alice"))
    tapped(advisor, "alice", "Share")
    assert "Where shall I share" in in_dm(advisor, "alice")[-1].text


def test_a_person_is_welcomed_once_however_often_slack_says_so(
    advisor: Advisor, faults: ScriptedFaults
) -> None:
    """Repeated deliveries, another day and a restart do not repeat the welcome."""
    faults.deliver = duplicating(3)
    opened(advisor, "bob", "messages")
    advisor.now += 30 * 86_400
    advisor.store.tidy(advisor.now)
    advisor.restart()
    opened(advisor, "bob", "messages")
    assert [one.text[:5] for one in in_dm(advisor, "bob")] == ["Hello"]


def test_the_last_click_in_home_is_what_is_shown(advisor: Advisor, faults: ScriptedFaults) -> None:
    """While Slack has trouble, pages wait in their order; the one asked for last stays in the end."""
    opened(advisor, "alice")
    faults.fail("views.publish", server_error())
    tapped(advisor, "alice", "How It Works")
    tapped(advisor, "alice", "Privacy")
    for _ in range(4):
        advisor.now += 30
        advisor.settle()
    assert "Who sees it" in home_of(advisor, "alice")


def test_an_interview_started_in_home_is_listed_at_once(advisor: Advisor) -> None:
    """The new interview stands in Home without another opening, and its question in the DM."""
    opened(advisor, "bob")
    tapped(advisor, "bob", "Start an Interview")
    assert "Nothing answered yet" in home_of(advisor, "bob")
    assert len(in_dm(advisor, "bob")) == 2


def test_who_has_too_many_open_begins_no_other(advisor: Advisor, record_id: str) -> None:
    """Home, the welcome, the window and "start from this" keep to the limit, and say so where one is."""
    limits = MostOpen(per_person=1, per_channel=30)
    conversation = advisor.bot.conversation
    conversation.desk = replace(conversation.desk, limits=limits)
    opened(advisor, "bob")
    opened(advisor, "bob", "messages")
    tapped(advisor, "bob", "Start an Interview")
    begun = advisor.store.open_interviews(TEAM, "U02BOB")
    tapped(advisor, "bob", "Start an Interview")
    assert "as many interviews open as I keep" in home_of(advisor, "bob")
    click(advisor, "bob", "dm", "Start an Interview")
    assert "You have 1 interviews open" in whispers(advisor, "dm", "bob")[-1]
    click(advisor, "bob", "#general", "more", "Start From This")
    assert "You have 1 interviews open" in whispers(advisor, "#general", "bob")[-1]
    advisor.sandbox.shortcut("bob", "advise")
    advisor.settle()
    advisor.sandbox.submit("bob", {})
    advisor.settle()
    assert "You have 1 interviews open" in str(advisor.sandbox.workspace.errors["U02BOB"])
    assert advisor.store.open_interviews(TEAM, "U02BOB") == begun


def test_a_click_in_home_that_fails_is_told(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Home has no place for a private word, so the sentence with its reference goes to the DM."""
    opened(advisor, "bob")
    with monkeypatch.context() as broken:
        broken.setattr(advisor.bot.conversation, "handle", breaking)
        tapped(advisor, "bob", "Privacy")
    assert "reference" in in_dm(advisor, "bob")[-1].text


def test_a_shortcut_that_fails_is_told(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    """The person who chose it reads one sentence with a reference where the message stands."""
    said = advisor.sandbox.say("alice", "#general", "Llama 3 8B for 20 at once")
    advisor.settle()
    with monkeypatch.context() as broken:
        broken.setattr(advisor.bot.conversation, "handle", breaking)
        advisor.sandbox.shortcut("bob", "advise_on_message", "#general", said.ts)
        advisor.settle()
    assert "reference" in whispers(advisor, "#general", "bob")[-1]


def breaking(_: object) -> None:
    """Fail as a defect would."""
    raise RuntimeError("secret detail")
