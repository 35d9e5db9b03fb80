"""Rows of the failure list about what people do and say, each under its number."""

import itertools
import re
import threading
from collections.abc import Mapping
from typing import Any

import pytest
from slack_bolt import BoltRequest

from bot.store.protocol import Snapshot
from core.answers import standing
from tests.advisor import Advisor
from tests.bench.payloads import TEAM, Json, click, command, message
from tests.sandbox.controls import controls_of
from tests.sandbox_faults import ScriptedFaults, duplicating, refused

HOSTILE = (
    "\x00 20 at once \x00",
    "\u202e20 at once\u202c",
    "2\u03370\u0335 at once" + "\u0336" * 200,
    "x" * 40_000,
    "\ud800 20 at once",
    "'; DROP TABLE interviews; --",
    "{{ 7 * 7 }} {% for x in range(9) %}",
    "99999999999999999999999 at once",
    "NaN infinity -1 users",
)
MENTIONS = (
    "<!channel> 20 at once",
    "<!here|here>",
    "<@U99EVIL> says",
    "<https://example.com|click>",
    "<!everyone>",
)


def given(advisor: Advisor, body: Json, **headers: str) -> int:
    """Give a payload to the bot as Slack does; returns the status it answers with."""
    return advisor.bot.app.dispatch(BoltRequest(mode="socket_mode", body=body, headers={**headers})).status


def begun(advisor: Advisor, opening: str = "chat with Llama 3 8B") -> tuple[str, str]:
    """Begin an interview; returns its channel and its thread."""
    channel = advisor.begin(opening)
    return channel, advisor.sandbox.channel(channel).messages[0].ts


def state(advisor: Advisor, channel: str, thread: str) -> Snapshot:
    """Return the interview of a thread."""
    found = advisor.store.interview_in_thread(TEAM, channel, thread)
    assert found is not None
    return found


def stands(advisor: Advisor, channel: str, thread: str) -> dict[str, Any]:
    """Return what stands in the interview of a thread."""
    return {slot.value: one.value for slot, one in standing(state(advisor, channel, thread).answers).items()}


def assert_each_message_once(advisor: Advisor, channel: str) -> None:
    """Assert that no message of the bot stands twice in a channel."""
    said = [one for one in advisor.sandbox.channel(channel).messages if one.metadata]
    keys = [one.metadata["event_payload"]["key"] for one in said if one.metadata]
    assert len(keys) == len(set(keys)) > 0


def later(thread: str, seconds: int) -> str:
    """Return the timestamp of a message that long after the thread began."""
    return f"{int(thread.split('.', maxsplit=1)[0]) + seconds}.000100"


@pytest.mark.parametrize("times", [2, 4])
@pytest.mark.parametrize("headers", [{}, {"x-slack-retry-num": "1"}])
def test_row_01_duplicate_event(advisor: Advisor, times: int, headers: Mapping[str, str]) -> None:
    """A delivery that comes two to four times has one effect, days apart as well."""
    channel, thread = begun(advisor)
    said = message("20 at once, 4k context", channel=channel, thread_ts=thread, ts=later(thread, 60))
    for number in range(times):
        assert given(advisor, said, **(headers if number else {})) == 200
        advisor.settle()
        advisor.now += 86_400
    answers = state(advisor, channel, thread).answers
    assert len([one for one in answers if one.event.endswith(later(thread, 60))]) == 2
    assert_each_message_once(advisor, channel)


def test_row_01_duplicate_delivery_over_the_socket(advisor: Advisor, faults: ScriptedFaults) -> None:
    """Commands delivered four times begin one interview."""
    faults.deliver = duplicating(4)
    channel, _ = begun(advisor)
    assert len(advisor.store.open_interviews(TEAM, "U01ALICE")) == 1
    assert len([one for one in advisor.sandbox.channel(channel).messages if one.metadata]) == 2


def test_row_02_the_retry_is_the_only_delivery(advisor: Advisor) -> None:
    """What comes for the first time as a retry is handled like anything else."""
    channel, thread = begun(advisor)
    said = message("20 at once", channel=channel, thread_ts=thread, ts=later(thread, 60))
    assert given(advisor, said, **{"x-slack-retry-num": "1", "x-slack-retry-reason": "timeout"}) == 200
    assert stands(advisor, channel, thread)["concurrency"] == 20


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))), ids=str)
def test_row_04_replies_out_of_order(advisor: Advisor, order: tuple[int, ...]) -> None:
    """Whatever order replies arrive in, the one written last stands."""
    channel, thread = begun(advisor)
    said = [
        message(f"actually, {words}", channel=channel, thread_ts=thread, ts=later(thread, 60 + number))
        for number, words in enumerate(("20 at once", "40 at once", "8k context and 30 at once"))
    ]
    for number in order:
        assert given(advisor, said[number]) == 200
        advisor.settle()
    assert stands(advisor, channel, thread)["concurrency"] == 30
    assert stands(advisor, channel, thread)["context_tokens"] == 8192


def test_row_04_a_late_reply_never_answers_the_next_question(advisor: Advisor) -> None:
    """A bare number that was written under one question is no answer to the one that came meanwhile."""
    channel, thread = begun(advisor)
    first = state(advisor, channel, thread)
    asked = advisor.bot.conversation.desk.pending(first)
    assert asked is not None
    written = message("skip", channel=channel, thread_ts=thread, ts=later(thread, 0)[:-4] + "9999")
    advisor.sandbox.say("bob", channel, "20 at once, 4k context, serving", thread)
    advisor.settle()
    before = state(advisor, channel, thread).answers
    given(advisor, written)
    advisor.settle()
    after = state(advisor, channel, thread).answers
    assert after == before


def test_row_05_two_people_answer_at_once(advisor: Advisor) -> None:
    """Answers of the same moment are taken one after the other: none is lost, each step is one revision."""
    channel, thread = begun(advisor)
    before = state(advisor, channel, thread).interview.revision
    gate = threading.Barrier(8)

    def answer(number: int) -> None:
        said = message(
            f"actually, {100 + number} at once",
            channel=channel,
            thread_ts=thread,
            ts=later(thread, 60 + number),
        )
        gate.wait(60)
        assert given(advisor, said) == 200

    people = [threading.Thread(target=answer, args=(number,)) for number in range(8)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    advisor.settle()
    found = state(advisor, channel, thread)
    said = [one for one in found.answers if one.slot == "concurrency"]
    assert stands(advisor, channel, thread)["concurrency"] == 107
    assert [one.seq for one in found.answers] == list(range(1, len(found.answers) + 1))
    assert found.interview.revision == before + len({one.event for one in said})
    keys = [
        one.metadata["event_payload"]["key"]
        for one in advisor.sandbox.channel(channel).messages
        if one.metadata
    ]
    assert len(keys) == len(set(keys))


def test_row_06_every_button_ever_shown(advisor: Advisor) -> None:
    """At the end every button of the thread is pressed twice: nothing breaks, and each value counts once."""
    channel, thread = begun(advisor)
    offered: dict[tuple[str, str], Json] = {}
    for words in ("20 at once", "4k context", "just answer"):
        for one in advisor.sandbox.channel(channel).messages:
            for _, element in controls_of(one.blocks):
                if element["type"] == "button" and element["action_id"].startswith(("answer", "unknown")):
                    offered[one.ts, element["action_id"]] = element
        advisor.sandbox.say("bob", channel, words, thread)
        advisor.settle()
    assert offered
    for (ts, _), element in offered.items():
        for _ in range(2):
            body = _clicked(channel, thread, ts, element)
            assert given(advisor, body) == 200
    advisor.settle()
    found = state(advisor, channel, thread)
    assert [one.seq for one in found.answers] == list(range(1, len(found.answers) + 1))
    keys = [
        one.metadata["event_payload"]["key"]
        for one in advisor.sandbox.channel(channel).messages
        if one.metadata
    ]
    assert len(keys) == len(set(keys))
    assert advisor.store.health().events_parked == 0


def _clicked(channel: str, thread: str, ts: str, element: Json) -> Json:
    body = click(element["action_id"], element["value"], thread_ts=thread, channel=channel)
    body["container"]["message_ts"] = body["message"]["ts"] = ts
    return body


def test_row_15_others_words_are_left_alone(advisor: Advisor) -> None:
    """Joins, other bots and the bot's own posts are no answers; an edit of an answer corrects it."""
    channel, thread = begun(advisor)
    before = state(advisor, channel, thread)
    for more in (
        {"subtype": "channel_join"},
        {"subtype": "bot_message", "bot_id": "B9"},
        {"bot_id": "B0ADVISOR"},
    ):
        said = message("20 at once", channel=channel, thread_ts=thread, ts=later(thread, 60))
        said["event"] |= more
        assert given(advisor, said) == 200
    assert state(advisor, channel, thread) == before
    written = advisor.sandbox.say("bob", channel, "20 at once", thread)
    advisor.settle()
    advisor.sandbox.edit("bob", channel, written.ts, "40 at once")
    advisor.settle()
    assert stands(advisor, channel, thread)["concurrency"] == 40
    advisor.sandbox.delete("bob", channel, written.ts)
    advisor.settle()
    assert "concurrency" not in stands(advisor, channel, thread)


def test_row_15_a_deleted_answer_never_stands_again(advisor: Advisor) -> None:
    """Once a reply is deleted, taking a later one back does not bring its answer back."""
    channel, thread = begun(advisor)
    first, second = (
        advisor.sandbox.say("bob", channel, f"actually, {number} at once", thread) for number in (21, 22)
    )
    advisor.settle()
    for written, left in ((first, 22), (second, None)):
        advisor.sandbox.delete("bob", channel, written.ts)
        advisor.settle()
        assert stands(advisor, channel, thread).get("concurrency") == left
    assert_each_message_once(advisor, channel)


@pytest.mark.parametrize("error", ["token_revoked", "account_inactive", "invalid_auth"])
def test_row_16_the_app_is_removed(advisor: Advisor, faults: ScriptedFaults, error: str) -> None:
    """Where Slack takes nothing any more, what is owed is given up, and not tried elsewhere."""
    channel = advisor.new_channel("removed")
    faults.fail("chat.postMessage", *[refused(error)] * 9)
    advisor.sandbox.command("alice", channel, "/gpu-advice chat with Llama 3 8B")
    advisor.settle()
    parked = dict(advisor.store.health().outbox_parked)
    assert error in parked.values()
    assert advisor.store.next_due() is None
    assert [name for name, _ in advisor.sandbox.calls].count("chat.postMessage") == 0
    assert not any(one.bot_id for one in advisor.sandbox.channel("dm").messages)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_row_22_hostile_text(advisor: Advisor, text: str) -> None:
    """Any text is a command and a reply that the bot survives, and what it keeps can be read again."""
    assert given(advisor, command("/gpu-advice", text)) == 200
    channel, thread = begun(advisor)
    said = message(text, channel=channel, thread_ts=thread, ts=later(thread, 60))
    assert given(advisor, said) == 200
    advisor.settle()
    assert all("\x00" not in one.text for one in state(advisor, channel, thread).answers)
    assert advisor.store.health().events_parked == 0
    assert advisor.store.health().outbox_parked == ()


@pytest.mark.parametrize("text", MENTIONS)
def test_row_23_nobody_is_mentioned_by_an_echo(advisor: Advisor, text: str) -> None:
    """Whatever a person writes, the bot mentions only people of the interview."""
    channel, thread = begun(advisor, f"{text} Llama 3 8B")
    given(advisor, message(f"{text} 20 at once", channel=channel, thread_ts=thread, ts=later(thread, 60)))
    advisor.settle()
    told = [f"{one.text} {one.blocks}" for one in advisor.sandbox.channel(channel).messages if one.bot_id]
    live = {found for words in told for found in re.findall(r"<[@!#][^>]*>|<https?:[^>]*>", words)}
    assert "<@U01ALICE>" in live
    assert {one for one in live if not one.startswith(("<@U01ALICE", "<@U02BOB", "<!date^"))} == set()
