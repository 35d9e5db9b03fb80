"""Whole conversations while deliveries come twice, in the wrong order, or Slack's Web API fails."""

from collections import Counter

from tests.advisor import Advisor
from tests.sandbox_faults import DROPPED_AFTER_EFFECT, ScriptedFaults, duplicating, rate_limited, server_error
from tests.transcripts.player import Player

CHAT = """
alice: /gpu-advice chat with Llama 3 8B
bot asks: anything
bob: 20 at once
bot says: 20 at once
bob: 4k context, 1k prompts
bob: just answer
bot says: here is the advice
"""


def keys(advisor: Advisor, channel: str) -> Counter[str]:
    """Return how often each of the bot's messages stands in the channel, by its key."""
    posted = [one.metadata for one in advisor.sandbox.channel(channel).messages if one.metadata]
    return Counter(str(metadata["event_payload"]["key"]) for metadata in posted)


def test_deliveries_that_come_three_times_have_one_effect(advisor: Advisor, faults: ScriptedFaults) -> None:
    """Complaint 1: every command, reply and click delivered three times leaves every message once."""
    faults.deliver = duplicating(3)
    channel = advisor.new_channel("three-times")
    Player(advisor, channel).play(CHAT)
    found = keys(advisor, channel)
    assert len(found) > 4
    assert set(found.values()) == {1}


def test_posts_that_were_accepted_and_dropped_stand_once(advisor: Advisor, faults: ScriptedFaults) -> None:
    """Complaint 1, the other way: a connection dropped after Slack took the post makes no second one."""
    channel = advisor.new_channel("dropped")
    faults.fail("chat.postMessage", DROPPED_AFTER_EFFECT, server_error(), server_error(after_effect=True))
    player = Player(advisor, channel)
    advisor.sandbox.command("alice", channel, "/gpu-advice chat with Llama 3 8B")
    for _ in range(12):
        advisor.settle()
        advisor.now += 60
    assert player.channel == channel
    found = keys(advisor, channel)
    assert [key.split(":", 1)[1] for key in found] == ["root", "question:1"]
    assert set(found.values()) == {1}


def test_a_slow_slack_never_makes_a_person_wait(advisor: Advisor, faults: ScriptedFaults) -> None:
    """Complaint 6: while posting is refused with 429, commands are acknowledged all the same."""
    channel = advisor.new_channel("limited")
    faults.fail("chat.postMessage", rate_limited(30), rate_limited(30))
    advisor.sandbox.command("alice", channel, "/gpu-advice chat with Llama 3 8B")
    advisor.settle()
    messages = advisor.sandbox.channel(channel).messages
    assert [one.text for one in messages if "operation_timeout" in one.text] == []
    assert keys(advisor, channel) == {}
    for _ in range(3):
        advisor.now += 31
        advisor.settle()
    assert sum(keys(advisor, channel).values()) == 2
