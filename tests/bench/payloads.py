"""Slack's payloads for the benches, as the bot gets them."""

import itertools
from typing import Any

TEAM, CHANNEL, BOB = "T0SANDBOX", "C02MLPLATFORM", "U02BOB"
Json = dict[str, Any]
_NUMBERS = itertools.count(1)


def command(name: str, text: str = "", channel: str = CHANNEL) -> Json:
    """Return a slash command, unlike every other one."""
    number = next(_NUMBERS)
    return {
        "team_id": TEAM,
        "team_domain": "sandbox",
        "channel_id": channel,
        "channel_name": "ml-platform",
        "user_id": f"U{number:08d}",  # only so many interviews may be open for one person
        "user_name": "alice",
        "command": name,
        "text": text,
        "api_app_id": "A0",
        "is_enterprise_install": "false",
        "response_url": f"https://hooks.slack.com/commands/{number}",
        "trigger_id": f"{number}.1.x",
    }


def message(text: str, *, channel: str = CHANNEL, thread_ts: str | None = None, ts: str = "") -> Json:
    """Return a message event."""
    number = next(_NUMBERS)
    event = {
        "type": "message",
        "channel": channel,
        "channel_type": "channel",
        "user": BOB,
        "text": text,
        "ts": ts or f"{1_800_000_000 + number}.000100",
        "team": TEAM,
    }
    return {
        "type": "event_callback",
        "team_id": TEAM,
        "api_app_id": "A0",
        "event": event | ({"thread_ts": thread_ts} if thread_ts else {}),
        "event_id": f"Ev{number}",
        "event_time": 1_800_000_000 + number,
        "authorizations": [{"team_id": TEAM, "user_id": "U0ADVISOR", "is_bot": True}],
    }


def click(action_id: str, value: str, *, thread_ts: str, channel: str = CHANNEL) -> Json:
    """Return a click on a button of a message in a thread."""
    number = next(_NUMBERS)
    ts = f"{1_700_000_000 + number}.000200"
    return {
        "type": "block_actions",
        "team": {"id": TEAM, "domain": "sandbox"},
        "user": {"id": BOB, "username": "bob", "team_id": TEAM},
        "api_app_id": "A0",
        "trigger_id": f"{number}.1.x",
        "container": {
            "type": "message",
            "message_ts": ts,
            "channel_id": channel,
            "is_ephemeral": False,
            "thread_ts": thread_ts,
        },
        "channel": {"id": channel, "name": "ml-platform"},
        "message": {"ts": ts, "thread_ts": thread_ts, "text": "A question"},
        "state": {"values": {}},
        "response_url": f"https://hooks.slack.com/actions/{number}",
        "actions": [
            {
                "type": "button",
                "action_id": action_id,
                "block_id": "b",
                "value": value,
                "action_ts": f"{number}.0",
                "text": {"type": "plain_text", "text": "Serving"},
            }
        ],
    }
