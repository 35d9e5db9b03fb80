"""Events: which are sent for what people and the bot do, and how they come again."""

import pytest
from slack_sdk import WebClient

from bot.sandbox import RefusedError
from tests.bot.sandbox.conftest import SILENCE, TinyApp
from tests.sandbox import Sandbox, declared


def kinds(tiny: TinyApp) -> list[tuple[str, str | None]]:
    """Return type and subtype of every event so far."""
    return [(p["event"]["type"], p["event"].get("subtype")) for p in (one.payload for one in tiny.seen)]


def test_a_message_is_an_event_with_its_place(sandbox: Sandbox, tiny: TinyApp) -> None:
    """The event names channel, channel type, author and escaped text, in Slack's wrapping."""
    root = sandbox.say("alice", "#model-lab", "is 5 < 6 & https://example.org/a?b=1")
    reply = sandbox.say("bob", "#model-lab", "yes", root.ts)
    first, second = tiny.got(2)
    assert first["event"]["text"] == "is 5 &lt; 6 &amp; <https://example.org/a?b=1>"
    assert (first["type"], first["event"]["channel_type"], first["event"]["user"]) == (
        "event_callback",
        "group",
        "U01ALICE",
    )
    assert (second["event"]["ts"], second["event"]["thread_ts"], second["event"]["parent_user_id"]) == (
        reply.ts,
        root.ts,
        "U01ALICE",
    )


def test_a_mention_is_two_events_with_one_ts(sandbox: Sandbox, tiny: TinyApp) -> None:
    """In a channel both message and app_mention come, with different event ids; in a DM only message."""
    sandbox.say("alice", "#general", "@gpu-advisor hi")
    sandbox.say("alice", "dm", "@GPU Advisor hi")
    payloads = tiny.got(3)
    assert [one["event"]["type"] for one in payloads] == ["message", "app_mention", "message"]
    assert payloads[0]["event"]["ts"] == payloads[1]["event"]["ts"]
    assert len({one["event_id"] for one in payloads}) == 3
    assert payloads[0]["event"]["text"] == "<@U0ADVISOR> hi"


def test_edits_and_deletions_carry_what_was_before(sandbox: Sandbox, tiny: TinyApp) -> None:
    """message_changed and message_deleted hold the message before."""
    said = sandbox.say("alice", "#general", "20 users")
    sandbox.edit("alice", "#general", said.ts, "200 users")
    sandbox.delete("alice", "#general", said.ts)
    _, changed, deleted = (payload["event"] for payload in tiny.got(3))
    assert (changed["subtype"], changed["message"]["text"], changed["previous_message"]["text"]) == (
        "message_changed",
        "200 users",
        "20 users",
    )
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", said.ts)


def test_the_bots_own_posts_echo(client: WebClient, tiny: TinyApp) -> None:
    """The bot hears its own posts and updates, marked with its bot id."""
    ts = client.chat_postMessage(channel="C01GENERAL", text="hi")["ts"]
    client.chat_update(channel="C01GENERAL", ts=ts, text="ho")
    client.chat_postEphemeral(channel="C01GENERAL", user="U01ALICE", text="psst")
    posted, changed = (payload["event"] for payload in tiny.got(2))
    assert (posted["bot_id"], changed["message"]["bot_id"]) == ("B0ADVISOR", "B0ADVISOR")
    assert kinds(tiny) == [("message", None), ("message", "message_changed")]


def test_elsewhere_the_bot_hears_nothing(sandbox: Sandbox, tiny: TinyApp) -> None:
    """Channels without the bot, and ephemeral messages, send no events."""
    sandbox.say("alice", "#budget", "@gpu-advisor hi")
    sandbox.say("alice", "D04ALICEBOB", "hi")
    sandbox.say("alice", "#general", "last")
    tiny.got(1)
    assert [event["text"] for event in tiny.events("message")] == ["last"]


def test_only_subscribed_events_come() -> None:
    """The manifest's events decide."""
    sandbox = Sandbox(declared(events=frozenset({"app_mention"})))
    frames: list[str] = []
    sandbox.envelopes.sockets.append(frames.append)
    sandbox.say("alice", "#general", "@gpu-advisor hi")
    sandbox.open_home("alice")
    assert ["app_mention" in frame for frame in frames] == [True]


def test_people_change_only_their_own_words(sandbox: Sandbox) -> None:
    """Nobody edits or deletes another's message."""
    said = sandbox.say("alice", "#general", "hi")
    with pytest.raises(RefusedError, match="not your message"):
        sandbox.edit("bob", "#general", said.ts, "x")


def test_an_unacknowledged_event_comes_again(sandbox: Sandbox, tiny: TinyApp) -> None:
    """It is repeated with the same event id and a retry number, until it is acknowledged."""
    tiny.answer = lambda _request: SILENCE
    sandbox.say("alice", "#general", "hi")
    tiny.got(1)
    sandbox.advance(3.0)
    tiny.got(2)
    tiny.answer = lambda _request: None
    sandbox.advance(63.0)
    tiny.got(3)
    sandbox.wait_for(sandbox.idle)
    sandbox.advance(1000.0)
    assert [(one.retry_attempt, one.retry_reason) for one in tiny.seen] == [
        (0, ""),
        (1, "timeout"),
        (2, "timeout"),
    ]
    assert len({one.payload["event_id"] for one in tiny.seen}) == 1


def test_slack_gives_up_after_three_repeats(sandbox: Sandbox, tiny: TinyApp) -> None:
    """Four deliveries in all, then none."""
    tiny.answer = lambda _request: SILENCE
    sandbox.say("alice", "#general", "hi")
    for seconds in (3.0, 63.0, 303.0, 3.0, 1000.0):
        sandbox.advance(seconds)
    tiny.got(4)
    assert (len(tiny.seen), sandbox.idle()) == (4, True)


def test_a_late_acknowledgement_stops_the_repeats(sandbox: Sandbox, tiny: TinyApp) -> None:
    """An acknowledgement of any one delivery settles the event, and a second one changes nothing."""
    tiny.answer = lambda _request: SILENCE
    sandbox.say("alice", "#general", "hi")
    tiny.got(1)
    sandbox.advance(3.0)
    tiny.got(2)
    for one in (tiny.seen[1], tiny.seen[0]):
        sandbox.envelopes.acknowledge({"envelope_id": one.envelope_id})
    sandbox.advance(1000.0)
    assert (len(tiny.seen), sandbox.idle()) == (2, True)


def test_home_is_announced(sandbox: Sandbox, tiny: TinyApp) -> None:
    """Opening the App Home tells the app which tab."""
    sandbox.open_home("alice", "messages")
    event = tiny.got(1)[0]["event"]
    assert (event["type"], event["tab"], event["channel"]) == ("app_home_opened", "messages", "D01ALICE")


def test_waiting_in_vain_shows_what_there_was(sandbox: Sandbox) -> None:
    """A wait that fails quotes the last messages, and whom an ephemeral one was for."""
    sandbox.say("alice", "#general", "hello there")
    with pytest.raises(TimeoutError, match="alice: hello there"):
        sandbox.wait_for(lambda: False, timeout=0.01)
