"""Each refusal of Slack's that speaks of the place is told with ways that work, privately or in the DM."""

import pytest

from bot.sandbox import Posted
from bot.sandbox.model import BOT_USER
from tests.advisor import Advisor
from tests.sandbox_faults import ScriptedFaults, refused


def labels(message: Posted) -> list[str]:
    """Return what the buttons in a message say."""
    return [
        element["text"]["text"]
        for block in message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if element["type"] == "button"
    ]


def private(advisor: Advisor, channel: str) -> Posted:
    """Return what was last said to one person alone."""
    return [one for one in advisor.sandbox.channel(channel).messages if one.visible_to][-1]


@pytest.mark.parametrize(
    ("error", "words", "ways"),
    [
        ("not_in_channel", "I am not in this channel", ["Join Here", "Continue in a DM", "Answer in a Form"]),
        ("channel_not_found", "I cannot see this channel", ["Continue in a DM", "Answer in a Form"]),
        ("is_archived", "This channel is archived", ["Continue in a DM", "Answer in a Form"]),
        ("restricted_action", "Posting is restricted", ["Continue in a DM", "Answer in a Form"]),
        ("restricted_action_of_another_kind", "Posting is restricted", ["Continue in a DM"]),
        ("restricted_action_thread_only_channel", "in threads only", ["Continue in a DM"]),
        ("restricted_action_thread_locked", "may not write in this thread", ["Continue in a DM"]),
        ("no_permission", "Slack does not let me post", ["Continue in a DM"]),
        ("missing_scope", "without the permission to write messages (chat:write)", []),
        ("messages_tab_disabled", "Messages tab is turned off", []),
    ],
)
def test_a_refused_root_is_told_where_it_was_asked(
    advisor: Advisor, faults: ScriptedFaults, error: str, words: str, ways: list[str]
) -> None:
    """Who asked is told privately why, and can go on in that very message, or on the ways it names."""
    channel = advisor.new_channel("refused")
    faults.fail("chat.postMessage", refused(error))
    advisor.sandbox.command("alice", channel, "/gpu-advice Llama 3 8B chat for 20 at once")
    advisor.settle()
    told = private(advisor, channel)
    assert words in told.text
    assert labels(told)[: len(ways)] == ways
    assert "Or in your own words" in str(told.blocks)
    advisor.sandbox.act("alice", channel, told.ts, "Or in your own words", "4k context")
    advisor.settle()
    assert "4k context" in private(advisor, channel).text


@pytest.mark.parametrize("error", ["invalid_blocks", "msg_too_long", "account_inactive", "token_revoked"])
def test_other_refusals_speak_of_no_place(advisor: Advisor, faults: ScriptedFaults, error: str) -> None:
    """Where no other place would be better, nobody is sent to one."""
    channel = advisor.new_channel("refused")
    faults.fail("chat.postMessage", *[refused(error)] * 3)
    advisor.sandbox.command("alice", channel, "/gpu-advice Llama 3 8B chat for 20 at once")
    advisor.settle()
    assert [one.text for one in advisor.sandbox.channel(channel).messages if one.visible_to] == []


@pytest.mark.parametrize("error", ["missing_scope", "method_not_supported_for_channel_type", "is_archived"])
def test_a_refused_join_is_told_once(advisor: Advisor, faults: ScriptedFaults, error: str) -> None:
    """Where joining is not allowed, the person learns to invite the bot, and is not offered to join again."""
    channel = advisor.begin("Llama 3 8B chat for 20 at once", with_bot=False)
    faults.fail("conversations.join", refused(error))
    advisor.sandbox.act("alice", channel, private(advisor, channel).ts, "Join Here")
    before = len(advisor.sandbox.channel(channel).messages)
    advisor.settle()
    after = advisor.sandbox.channel(channel).messages[before:]
    assert len(after) == 1
    assert "I may not join this channel by myself. Type `/invite @gpu-advisor`" in after[0].text
    assert "Join Here" not in labels(after[0])


def test_a_refused_start_without_a_command_is_told_in_the_dm(
    advisor: Advisor, faults: ScriptedFaults
) -> None:
    """After a mention there is no private message to answer with, so the DM says where it stands."""
    channel = advisor.new_channel("refused")
    faults.fail("chat.postMessage", refused("restricted_action_thread_locked"))
    advisor.sandbox.say("alice", channel, "@gpu-advisor Llama 3 8B chat for 20 at once")
    advisor.settle()
    told = advisor.sandbox.channel("dm").messages[-1]
    assert f"In <#{channel}> I may not write in this thread" in told.text
    advisor.sandbox.act("alice", told.channel, told.ts, "Continue in a DM")
    advisor.settle()
    assert "20 at once" in advisor.sandbox.channel("dm").messages[-2].text


def test_one_step_is_told_once(advisor: Advisor) -> None:
    """A recommendation of several messages that are all refused is one word in the DM."""
    channel = advisor.begin("Llama 3 8B chat for 20 at once")
    question = advisor.sandbox.channel(channel).messages[-1]
    before = len(advisor.sandbox.channel("dm").messages)
    advisor.sandbox.channel(channel).members.discard(BOT_USER)
    advisor.sandbox.act("bob", channel, question.ts, "Just Answer")
    advisor.settle()
    after = advisor.sandbox.channel("dm").messages[before:]
    assert [f"I am not in <#{channel}>" in one.text for one in after] == [True]
