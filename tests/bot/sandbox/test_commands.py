"""Slash commands: what reaches the app, what the person sees, and the response_url."""

import json
import urllib.error
import urllib.request

import pytest
from slack_sdk.webhook import WebhookClient

from bot.sandbox import RefusedError
from tests.bot.sandbox.conftest import SILENCE, TinyApp
from tests.sandbox import Sandbox


def seen(sandbox: Sandbox, channel: str = "#general", user: str = "alice") -> list[str]:
    """Return the words a user sees in a channel."""
    return [message.text for message in sandbox.visible(user, channel)]


def test_a_command_carries_where_who_and_what(sandbox: Sandbox, tiny: TinyApp) -> None:
    """The payload has Slack's fields, the text unparsed."""
    sandbox.command("alice", "#general", "/gpu-advice 70B & <fast>  ")
    payload = tiny.got(1)[0]
    found = {
        key: payload[key] for key in ("command", "text", "channel_id", "channel_name", "user_id", "user_name")
    }
    assert found == {
        "command": "/gpu-advice",
        "text": "70B & <fast>",
        "channel_id": "C01GENERAL",
        "channel_name": "general",
        "user_id": "U01ALICE",
        "user_name": "alice",
    }


@pytest.mark.parametrize(
    ("channel", "name"),
    [("dm", "directmessage"), ("#model-lab", "privategroup"), ("D04ALICEBOB", "directmessage")],
)
def test_private_places_have_slacks_names(sandbox: Sandbox, tiny: TinyApp, channel: str, name: str) -> None:
    """DMs and private channels do not tell their names."""
    sandbox.command("alice", channel, "/gpu-advice")
    assert tiny.got(1)[0]["channel_name"] == name


@pytest.mark.parametrize(("kind", "readers"), [("ephemeral", ["alice"]), ("in_channel", ["alice", "bob"])])
def test_the_acknowledgement_may_be_the_answer(
    sandbox: Sandbox, tiny: TinyApp, kind: str, readers: list[str]
) -> None:
    """An acknowledgement with a message shows it: to the person, or to the channel."""
    tiny.answer = lambda _request: {"text": "here you are", "response_type": kind}
    sandbox.command("alice", "#general", "/gpu-advice")
    sandbox.wait_for(lambda: seen(sandbox))
    assert [user for user in ("alice", "bob") if seen(sandbox, user=user)] == readers


def test_threads_and_unknown_commands_are_refused(sandbox: Sandbox) -> None:
    """Slack's client refuses commands in threads and those nobody declared."""
    root = sandbox.say("alice", "#general", "hi")
    with pytest.raises(RefusedError, match="not supported in threads"):
        sandbox.command("alice", "#general", "/gpu-advice", root.ts)
    with pytest.raises(RefusedError, match="not a valid command"):
        sandbox.command("alice", "#general", "/nonsense")


def test_an_unacknowledged_command_times_out(sandbox: Sandbox, tiny: TinyApp) -> None:
    """After three seconds without an acknowledgement the person, and nobody else, is told."""
    tiny.answer = lambda _request: SILENCE
    sandbox.command("alice", "#general", "/gpu-advice")
    tiny.got(1)
    sandbox.advance(3.0)
    assert seen(sandbox) == ['/gpu-advice failed with the error "operation_timeout"']
    assert (seen(sandbox, user="bob"), sandbox.idle()) == ([], True)


def test_without_an_app_a_command_fails_at_once() -> None:
    """With no connection there is nobody to dispatch to."""
    sandbox = Sandbox()
    sandbox.command("alice", "#general", "/gpu-advice")
    assert seen(sandbox) == ['/gpu-advice failed with the error "dispatch_failed"']


def test_invite_brings_the_bot(sandbox: Sandbox) -> None:
    """/invite makes the bot a member once, and is no command in a DM."""
    for _ in range(2):
        sandbox.command("alice", "#budget", "/invite @gpu-advisor")
    assert len(seen(sandbox, "#budget")) == 1
    with pytest.raises(RefusedError, match="not a valid command"):
        sandbox.command("alice", "dm", "/invite @gpu-advisor")


def test_people_act_where_they_are(sandbox: Sandbox) -> None:
    """Nobody types where they are not."""
    for channel, words in (
        ("#model-lab", "not in this channel"),
        ("#nowhere", "no channel"),
    ):
        with pytest.raises(RefusedError, match=words):
            sandbox.command("chen", channel, "/gpu-advice")
    with pytest.raises(RefusedError, match="no user"):
        sandbox.command("zoe", "#general", "/gpu-advice")


def test_a_response_url_posts_where_the_bot_is_not(sandbox: Sandbox, tiny: TinyApp) -> None:
    """It reaches the person, or the whole conversation, without membership, and the bot gets no event."""
    sandbox.command("alice", "#budget", "/gpu-advice")
    answer = WebhookClient(tiny.got(1)[0]["response_url"])
    assert answer.send(text="private").body == "ok"
    answer.send(text="public", response_type="in_channel")
    assert [seen(sandbox, "#budget", user) for user in ("alice", "chen")] == [
        ["private", "public"],
        ["public"],
    ]
    assert tiny.events("message") == []


def test_a_response_url_has_five_uses_in_thirty_minutes(sandbox: Sandbox, tiny: TinyApp) -> None:
    """The sixth use, and any use after half an hour, is refused."""
    for _ in range(2):
        sandbox.command("alice", "#general", "/gpu-advice")
    used, old = (WebhookClient(payload["response_url"]) for payload in tiny.got(2))
    bodies = [used.send(text="x").body for _ in range(6)]
    sandbox.advance(1801)
    late = old.send(text="x")
    assert (bodies, late.status_code, late.body) == (["ok"] * 5 + ["used_url"], 404, "expired_url")


def test_a_response_url_checks_blocks(sandbox: Sandbox, tiny: TinyApp) -> None:
    """Malformed blocks are refused there as well."""
    sandbox.command("alice", "#general", "/gpu-advice")
    answer = WebhookClient(tiny.got(1)[0]["response_url"]).send(text="x", blocks=[{"type": "nonsense"}])
    assert (answer.status_code, answer.body) == (400, "invalid_blocks")


def test_the_page_is_told_of_a_refusal(running: object, sandbox: Sandbox) -> None:
    """What a person cannot do answers 400 with the words Slack shows."""
    url = sandbox.api.base + "/sandbox/do/"
    found = []
    for action, body in (
        ("command", {"user": "alice", "channel": "#general", "text": "/x"}),
        ("say", {}),
        ("fly", {}),
    ):
        request = urllib.request.Request(  # noqa: S310 - this machine only
            url + action, json.dumps(body).encode(), {"content-type": "application/json"}
        )
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request)  # noqa: S310 - this machine only
        found.append((caught.value.code, json.loads(caught.value.read())["error"].split()[0]))
        caught.value.close()
    assert found == [(400, "/x"), (400, "Sandbox.say()"), (404, "nobody")]
