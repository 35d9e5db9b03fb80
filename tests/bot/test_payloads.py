"""Slack's payloads are read into one shape, and what is not ours to read is left alone."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.payloads import read_click, read_command, read_home, read_message, read_shortcut
from bot.typed import MOST_CHARACTERS, clean, plain

BOT = "U0BOT"


def message(**fields: Any) -> dict[str, Any]:
    """Return an event callback with a plain reply in a thread, and other fields over it."""
    event = {
        "type": "message",
        "channel": "C1",
        "channel_type": "channel",
        "user": "U1",
        "text": "20 at once",
        "ts": "2.000001",
        "thread_ts": "1.000001",
    }
    return {"team_id": "T1", "event": {**event, **fields}}


def test_a_reply_keeps_its_digits() -> None:
    """Timestamps stay strings, so that no digit is lost."""
    read = read_message(message(ts="1795478966.278692"), BOT)
    assert read is not None
    assert (read.ts, read.thread_ts, read.kind) == ("1795478966.278692", "1.000001", "reply")


@pytest.mark.parametrize(
    "fields",
    [
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"bot_id": "B1"},
        {"hidden": True},
        {"user": "USLACKBOT"},
        {"user": None},
    ],
)
def test_what_no_person_wrote_is_left_alone(fields: dict[str, Any]) -> None:
    """Other bots, joins and hidden messages are nobody's answers."""
    assert read_message(message(**fields), BOT) is None


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast", "me_message"])
def test_special_forms_of_a_persons_message_count(subtype: str) -> None:
    """A message with a file, one also sent to the channel, and /me are a person's words."""
    read = read_message(message(subtype=subtype), BOT)
    assert read is not None
    assert read.text == "20 at once"


def test_mention_and_message_share_a_key() -> None:
    """Both deliveries of the same words have one key, so only one has an effect."""
    mention = read_message(message(type="app_mention", text=f"<@{BOT}> 20 at once"), BOT)
    reply = read_message(message(), BOT)
    assert mention is not None
    assert reply is not None
    assert mention.event.key == reply.event.key
    assert (mention.kind, mention.text) == ("mention", "20 at once")


def test_message_that_mentions_the_bot_is_left_to_the_mention() -> None:
    """In a channel the same words come again as a mention."""
    assert read_message(message(text=f"<@{BOT}> 20"), BOT) is None


def test_message_that_mentions_the_bot_in_a_dm_is_read() -> None:
    """In a DM no mention is delivered."""
    read = read_message(message(text=f"<@{BOT}> 20", channel_type="im"), BOT)
    assert read is not None
    assert (read.text, read.direct) == ("20", True)


def test_edit_is_read_with_its_own_key() -> None:
    """An edit names the message that was edited, and each edit is its own delivery."""
    now = {"user": "U1", "text": "30 at once", "ts": "2.000001", "thread_ts": "1.000001"}
    before = {"user": "U1", "text": "20 at once", "ts": "2.000001"}
    read = read_message(
        message(subtype="message_changed", message={**now, "edited": {"ts": "3.0"}}, previous_message=before),
        BOT,
    )
    assert read is not None
    assert (read.kind, read.text, read.ts, read.event.key) == (
        "edited",
        "30 at once",
        "2.000001",
        "edit:C1:2.000001:3.0",
    )


@pytest.mark.parametrize(
    "now",
    [
        {"user": "U1", "text": "20 at once", "ts": "2.0"},
        {"user": "U1", "text": "x", "ts": "2.0", "bot_id": "B1"},
        {"text": "x", "ts": "2.0"},
    ],
)
def test_change_that_is_no_edit_is_left_alone(now: dict[str, Any]) -> None:
    """Slack says "changed" also for unfurls, for new replies, and for other bots."""
    before = {"user": "U1", "text": "20 at once", "ts": "2.0"}
    assert read_message(message(subtype="message_changed", message=now, previous_message=before), BOT) is None


def test_deletion_is_read() -> None:
    """A deleted reply names the message that is gone."""
    before = {"user": "U1", "text": "20", "ts": "2.000001", "thread_ts": "1.000001"}
    read = read_message(
        message(subtype="message_deleted", deleted_ts="2.000001", previous_message=before), BOT
    )
    assert read is not None
    assert (read.kind, read.ts, read.thread_ts) == ("deleted", "2.000001", "1.000001")


@pytest.mark.parametrize(
    "before", [{}, {"user": "U1", "ts": "2.0"}, {"user": "U1", "thread_ts": "1", "bot_id": "B"}]
)
def test_deletion_outside_of_threads_is_left_alone(before: dict[str, Any]) -> None:
    """What was never an answer takes none back."""
    assert (
        read_message(message(subtype="message_deleted", deleted_ts="2.0", previous_message=before), BOT)
        is None
    )


def command(**fields: Any) -> dict[str, Any]:
    """Return a slash command's payload."""
    return {
        "team_id": "T1",
        "channel_id": "C1",
        "channel_name": "general",
        "user_id": "U1",
        "command": "/gpu-advice",
        "text": "Llama 3 8B",
        "trigger_id": "t.1",
        "response_url": "https://hooks.slack.com/commands/1",
        **fields,
    }


def test_commands_differ_by_what_slack_makes_unique() -> None:
    """The same words typed twice are two commands; one delivery that comes twice is one."""
    first, again, second = command(), command(), command(trigger_id="t.2")
    assert read_command(first).event == read_command(again).event
    assert read_command(first).event.key != read_command(second).event.key


def test_command_without_text_is_read() -> None:
    """Slack may leave the text out."""
    read = read_command(command(text=None, command="/gpu-history", channel_name="directmessage"))
    assert (read.kind, read.text, read.direct) == ("history", "", True)


def click(action: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return a block_actions payload with one action in a thread's message."""
    return {
        "team": {"id": "T1"},
        "user": {"id": "U1", "team_id": "T1"},
        "channel": {"id": "C1", "name": "general"},
        "container": {"message_ts": "2.0", "thread_ts": "1.0", "channel_id": "C1"},
        "actions": [{"action_id": "answer:0", "action_ts": "3.0", **action}],
        **fields,
    }


@pytest.mark.parametrize(
    ("action", "values"),
    [
        ({"value": "a"}, ("a",)),
        ({"selected_option": {"value": "a"}}, ("a",)),
        ({"selected_options": [{"value": "a"}, {"value": "b"}]}, ("a", "b")),
        ({}, ()),
    ],
)
def test_click_carries_its_values(action: dict[str, Any], values: tuple[str, ...]) -> None:
    """Buttons, menus and menus for several all give their values."""
    read = read_click(click(action))
    assert read.action is not None
    assert (read.action.values, read.action.message_ts, read.thread_ts) == (values, "2.0", "1.0")


def test_click_outside_of_any_channel_is_read() -> None:
    """A payload without channel and team still has a workspace: the person's."""
    read = read_click(click({"value": "a"}, team=None, channel=None, container={}, message={"ts": "9.0"}))
    assert (read.team, read.channel, read.ts) == ("T1", "", "9.0")


@pytest.mark.parametrize(
    ("slack", "words"),
    [
        ("a &lt; b &amp;&amp; c", "a < b && c"),
        ("ask <@U1> or <@U2|bob>", "ask @someone or @bob"),
        ("see <https://x.y/z|the page> and <https://x.y>", "see the page and https://x.y"),
        ("  20\x00 at\x07 once ", "20 at once"),
        ("half \ud800 a pair", "half ? a pair"),
    ],
)
def test_markup_becomes_words(slack: str, words: str) -> None:
    """People's words come without Slack's markup and without what cannot be stored."""
    assert plain(slack) == words


@given(st.text(st.characters(), max_size=200))
def test_clean_text_can_always_be_stored(text: str) -> None:
    """Whatever is typed can be encoded, and holds no control characters but line breaks and tabs."""
    cleaned = clean(text)
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned
    assert all(char >= " " or char in "\n\t" for char in cleaned)


def test_long_text_is_cut() -> None:
    """Nobody fills the store with one message."""
    assert len(clean("x" * 40_000)) == MOST_CHARACTERS


def test_home_is_opened_in_the_workspace_that_installed_the_app() -> None:
    """The workspace is the installation's, the key Slack's own id, and the tab says which page is meant."""
    event = {"type": "app_home_opened", "user": "U1", "tab": "messages", "channel": "D1"}
    body = {"event": event, "event_id": "Ev1", "team_id": "T2", "authorizations": [{"team_id": "T1"}]}
    found = read_home(body)
    assert (found.team, found.event.key, found.text, found.channel) == ("T1", "home:Ev1", "messages", "D1")
    bare = read_home({"event": {"user": "U1"}, "event_id": "Ev2", "team_id": "T1"})
    assert (bare.text, bare.channel) == ("home", "")


def test_a_shortcut_on_a_message_names_its_thread() -> None:
    """A message outside of threads would begin one; a reply names its parent; the words are unescaped."""
    body = {
        "callback_id": "advise_on_message",
        "team": {"id": "T1"},
        "user": {"id": "U1"},
        "channel": {"id": "C1", "name": "general"},
        "message": {"text": "a &amp; b", "ts": "1.0"},
        "message_ts": "1.0",
        "response_url": "https://hooks.slack.com/x",
    }
    alone = read_shortcut(body)
    assert (alone.kind, alone.text, alone.thread_ts, alone.addressed) == ("shortcut", "a & b", "1.0", True)
    reply = read_shortcut(
        body | {"message": {"text": "x", "ts": "2.0", "thread_ts": "1.0"}, "message_ts": "2.0"}
    )
    assert (reply.ts, reply.thread_ts) == ("2.0", "1.0")
    assert reply.event.key != alone.event.key


def test_the_global_shortcut_stands_nowhere() -> None:
    """Chosen from Slack's own menu it has no channel, no message and no words."""
    found = read_shortcut(
        {"callback_id": "advise", "user": {"id": "U1", "team_id": "T1"}, "action_ts": "3.0"}
    )
    assert (found.team, found.channel, found.ts, found.thread_ts, found.text) == ("T1", "", None, None, "")


def test_a_chosen_conversation_is_a_value() -> None:
    """A menu of conversations tells the id of the one chosen, or nothing."""
    action = {"action_id": "share_to:r1", "type": "conversations_select", "selected_conversation": "C2"}
    body = {"actions": [action], "team": {"id": "T1"}, "user": {"id": "U1"}}
    found = read_click(body)
    assert found.action is not None
    assert (found.action.values, found.channel) == (("C2",), "")
