"""A bot beside a workspace that may misbehave, with a recommendation to work on."""

from collections.abc import Callable

import pytest

from bot.incoming import Action, Incoming
from bot.sandbox import Posted
from bot.store.protocol import Event
from tests.advisor import Advisor

TEAM = "T0SANDBOX"
CHAT = "/gpu-advice Llama 3 8B, AWQ, chat for 20 at once, 4k context, 1k prompts, first word within 1 s"


@pytest.fixture
def record_id(advisor: Advisor) -> str:
    """The id of a recommendation that Alice asked for in #general."""
    return advised(advisor, "#general")


def advised(advisor: Advisor, channel: str, words: str = CHAT, who: str = "alice") -> str:
    """Let somebody ask for advice, and return its id."""
    advisor.sandbox.command(who, channel, words)
    advisor.settle()
    root = newest(advisor, channel, lambda one: one.thread_ts in (None, one.ts))
    advisor.sandbox.say(who, channel, "just answer", root.ts)
    advisor.settle()
    found = newest(advisor, channel, lambda one: "recommendation_id" in str(one.metadata))
    return str((found.metadata or {})["event_payload"]["recommendation_id"])


def newest(advisor: Advisor, channel: str, fits: Callable[[Posted], bool], who: str = "alice") -> Posted:
    """Return the newest public message of the bot's in a channel that fits."""
    found = [one for one in advisor.sandbox.channel(channel, who).messages if one.bot_id and fits(one)]
    return max((one for one in found if one.visible_to is None), key=lambda one: one.ts)


def whispers(advisor: Advisor, channel: str, who: str) -> list[str]:
    """Return what only that person sees in a channel, oldest first."""
    viewer = advisor.sandbox.user(who).id
    return [one.text for one in advisor.sandbox.channel(channel, who).messages if one.visible_to == viewer]


def in_dm(advisor: Advisor, who: str) -> list[Posted]:
    """Return what the bot wrote to somebody's DM."""
    return [one for one in advisor.sandbox.channel("dm", who).messages if one.bot_id]


def decline(advisor: Advisor, *scopes: str) -> None:
    """Take scopes away, as whoever installs the app may."""
    advisor.sandbox.workspace.scopes -= set(scopes)


def ask(advisor: Advisor, who: str, channel: str, words: str) -> None:
    """Type a command and let the bot do all it owes."""
    advisor.sandbox.command(who, channel, words)
    advisor.settle()


def click(advisor: Advisor, who: str, channel: str, control: str, value: str | None = None) -> None:
    """Use the newest control of that label or id that the person sees, and let the bot do all it owes."""
    viewer = advisor.sandbox.user(who).id
    held = [
        one
        for one in advisor.sandbox.channel(channel, who).messages
        if one.visible_to in (None, viewer)
        and (f"'{control}'" in str(one.blocks) or f'"{control}"' in str(one.blocks))
    ]
    message = max(held, key=lambda one: one.ts)
    advisor.sandbox.act(who, message.channel, message.ts, control, value)
    advisor.settle()


def forged(action_id: str, *values: str, channel: str = "C02MLPLATFORM", user: str = "U02BOB") -> Incoming:
    """Return a click as somebody could make it up."""
    return Incoming(
        kind="click",
        event=Event(TEAM, f"act:{action_id}{values}", "d"),
        channel=channel,
        user=user,
        action=Action(id=action_id, values=values, message_ts="1.0", thread_ts=None),
    )
