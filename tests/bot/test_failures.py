"""What happens when the bot itself fails: one sentence with a reference, and nothing is done twice."""

from threading import Semaphore

import pytest

from bot.handling import NotYetError
from bot.incoming import Action, Incoming
from bot.store.errors import StoreError
from bot.store.protocol import Event
from tests.advisor import Advisor
from tests.sandbox_faults import DROPPED, DROPPED_AFTER_EFFECT, ScriptedFaults


def breaking(error: Exception) -> object:
    """Return a function that raises."""

    def broken(*_: object, **__: object) -> None:
        raise error

    return broken


def whispers(advisor: Advisor, channel: str) -> list[str]:
    """Return what only Alice sees in a channel."""
    return [one.text for one in advisor.sandbox.channel(channel).messages if one.visible_to]


def test_a_failing_command_gets_a_reference(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    """An unknown error is told with a reference, and logged; no traceback reaches the person."""
    monkeypatch.setattr(advisor.bot.conversation, "handle", breaking(RuntimeError("secret detail")))
    advisor.sandbox.command("alice", "#general", "/gpu-advice")
    advisor.settle()
    told = whispers(advisor, "#general")
    assert len(told) == 1
    assert "reference" in told[0]
    assert "secret detail" not in told[0]


def test_a_full_disk_is_told_plainly(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A known error is one sentence, without paths."""
    error = StoreError("full", "The database /somewhere/x.db cannot grow because the disk is full.")
    monkeypatch.setattr(advisor.bot.conversation, "handle", breaking(error))
    advisor.sandbox.command("alice", "#general", "/gpu-advice")
    advisor.settle()
    told = whispers(advisor, "#general")
    assert "disk is full" in told[0]
    assert "/somewhere" not in told[0]


def test_a_failing_click_is_told(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A click that fails is answered privately, since Slack does not send it again."""
    channel = advisor.begin("")
    question = advisor.sandbox.channel(channel).messages[-1]
    monkeypatch.setattr(advisor.bot.conversation, "handle", breaking(RuntimeError("x")))
    advisor.sandbox.act("alice", channel, question.ts, "Serving")
    advisor.settle()
    assert "reference" in whispers(advisor, channel)[0]


def test_a_failing_click_on_a_failing_store_breaks_nothing(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where even the sentence cannot be kept, the click is acknowledged and the bot goes on."""
    channel = advisor.begin("")
    question = advisor.sandbox.channel(channel).messages[-1]
    with monkeypatch.context() as broken:
        broken.setattr(advisor.bot.conversation, "handle", breaking(RuntimeError("x")))
        broken.setattr(advisor.bot.conversation, "whisper", breaking(StoreError("locked", "Locked.")))
        advisor.sandbox.act("alice", channel, question.ts, "Serving")
        advisor.settle()
    assert whispers(advisor, channel) == []
    advisor.sandbox.act("alice", channel, question.ts, "Serving")
    advisor.settle()
    assert "Understood: serving" in advisor.sandbox.channel(channel).messages[-1].text


def test_a_poison_event_is_parked_after_three_attempts(
    advisor: Advisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An event that always fails is tried three times, shown by the store, and stops nothing else."""
    channel = advisor.begin("")
    root = advisor.sandbox.channel(channel).messages[0]
    tried = Semaphore(0)

    def poisoned(incoming: Incoming, error: Exception) -> int:
        failures = count(incoming, error)
        tried.release()
        return failures

    count = advisor.bot.conversation.failed
    with monkeypatch.context() as broken:
        broken.setattr(advisor.bot.conversation, "handle", breaking(RuntimeError("poison")))
        broken.setattr(advisor.bot.conversation, "failed", poisoned)
        advisor.sandbox.say("alice", channel, "serving", root.ts)
        for _ in range(3):
            assert tried.acquire(timeout=60)
            advisor.sandbox.advance(301)
        advisor.settle()
    assert advisor.store.health().events_parked == 1
    advisor.sandbox.say("alice", channel, "we serve a chat", root.ts)
    advisor.settle()
    assert "Understood: serving" in advisor.sandbox.channel(channel).messages[-1].text


def test_a_step_that_keeps_losing_comes_again(advisor: Advisor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where others are always faster, the delivery is refused so that Slack sends it again."""
    incoming = Incoming(
        kind="advice", event=Event("T1", "cmd:1", "d"), channel="C02MLPLATFORM", user="U01ALICE"
    )
    monkeypatch.setattr(advisor.store, "commit", lambda _: "moved")
    with pytest.raises(NotYetError):
        advisor.bot.conversation.handle(incoming)


def test_a_reply_before_its_root_is_confirmed_is_heard_once_it_is(
    advisor: Advisor, faults: ScriptedFaults
) -> None:
    """A reply in a thread that may be ours is acknowledged, kept, and heard when the root is confirmed."""
    channel = advisor.new_channel("unconfirmed")
    faults.fail("chat.postMessage", DROPPED_AFTER_EFFECT)
    advisor.sandbox.command("alice", channel, "/gpu-advice chat with Llama 3 8B")
    advisor.settle()
    (root,) = [one for one in advisor.sandbox.channel(channel).messages if one.bot_id]
    for words in ("20 at once", "4k context"):
        advisor.sandbox.say("bob", channel, words, root.ts)
        advisor.acknowledged()
    assert len(advisor.store.waiting()) == 2
    advisor.restart()
    advisor.now += 60
    advisor.settle()
    (begun,) = advisor.store.open_interviews("T0SANDBOX", "U01ALICE")
    snapshot = advisor.store.interview("T0SANDBOX", begun.id)
    assert snapshot is not None
    assert [answer.text for answer in snapshot.answers if answer.said_by == "U02BOB"] == [
        "20 at once",
        "4k context",
    ]
    assert advisor.store.waiting() == ()


def test_a_reply_in_somebody_elses_thread_is_forgotten(advisor: Advisor, faults: ScriptedFaults) -> None:
    """What waited and turns out to be none of the bot's business leaves no trace."""
    channel = advisor.new_channel("others")
    said = advisor.sandbox.say("bob", channel, "lunch?")
    faults.fail("chat.postMessage", DROPPED)
    advisor.sandbox.command("alice", channel, "/gpu-advice chat with Llama 3 8B")
    advisor.settle()
    advisor.sandbox.say("chen", channel, "20 minutes", said.ts)
    advisor.acknowledged()
    assert len(advisor.store.waiting()) == 1
    advisor.now += 60
    advisor.settle()
    assert advisor.store.waiting() == ()
    assert "20 minutes" not in "\n".join(
        one.text for one in advisor.sandbox.channel(channel).messages if one.bot_id
    )


def clicked(ts: str, value: str) -> Action:
    """Return the click on an answer in a message that stands elsewhere."""
    return Action(id="answer:0", values=(value,), message_ts=ts, thread_ts="9.0")


def test_a_click_from_elsewhere_changes_nothing(advisor: Advisor) -> None:
    """A control of one interview, sent from another channel, is none of its business."""
    here, there = advisor.begin(""), advisor.new_channel("there")
    question = advisor.sandbox.channel(here).messages[-1]
    stolen = next(
        element["value"]
        for block in question.blocks
        for element in block.get("elements", [])
        if element.get("action_id", "").startswith("answer")
    )
    store = advisor.store
    before = store.interview("T0SANDBOX", stolen.split("|")[0])
    action = clicked(question.ts, stolen)
    advisor.bot.conversation.handle(
        Incoming(
            kind="click", event=Event("T0SANDBOX", "act:9", "d"), channel=there, user="U02BOB", action=action
        )
    )
    assert store.interview("T0SANDBOX", stolen.split("|")[0]) == before
