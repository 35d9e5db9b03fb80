"""The workspace's state, clock and changes, and the events that tell the app of its messages."""

import itertools
import re
import time
from typing import Any

from bot.sandbox.envelopes import Envelopes
from bot.sandbox.model import APP, BOT_USER, TEAM, Channel, Json, Posted, User

ALICE, BOB, CHEN = "U01ALICE", "U02BOB", "U03CHEN"
EVERYONE = {ALICE, BOB, CHEN}
_PLURALS = {"channel": "channels", "group": "groups"}


_USERS = (
    User(ALICE, "alice", "Alice"),
    User(BOB, "bob", "Bob"),
    User(CHEN, "chen", "Chen", is_admin=True),
    User(BOT_USER, "gpu-advisor", "GPU Advisor"),
)


def _example_channels() -> list[Channel]:
    return [
        Channel("C01GENERAL", "general", "channel", EVERYONE | {BOT_USER}),
        Channel("C02MLPLATFORM", "ml-platform", "channel", EVERYONE | {BOT_USER}),
        Channel("C03MODELLAB", "model-lab", "group", {ALICE, BOB, BOT_USER}),
        Channel("C04DATA", "data-eng", "channel", set(EVERYONE)),
        Channel("C05BUDGET", "budget", "group", {ALICE, CHEN}),
        *(Channel(f"D{user[1:]}", "GPU Advisor", "im", {user, BOT_USER}) for user in (ALICE, BOB, CHEN)),
    ]


class Workspace:
    """Everything there is, in memory, for the server's one thread; every change has its event."""

    now = staticmethod(time.time)
    """Seconds since 1970."""

    def __init__(self, manifest: Json) -> None:
        """Begin with example people and the app of a manifest (v2)."""
        self.envelopes = Envelopes()
        self.declared = {name: manifest["features"][name] for name in ("slash_commands", "shortcuts")}
        self.scopes = frozenset(manifest["oauth_config"]["scopes"]["bot"])
        self.events = frozenset(manifest["settings"]["event_subscriptions"]["bot_events"])
        self.version = 0
        self.users = {user.id: user for user in _USERS}
        self.channels = {channel.id: channel for channel in _example_channels()}
        self.modals, self.homes, self.errors = dict[str, Json](), dict[str, Json](), dict[str, Json]()
        """Of each user: the open modal, the App Home, and what is wrong in the modal by block_id."""
        self._stamp, self._numbers = 0, itertools.count(1)

    def changed(self) -> None:
        """Tell the pages that something is different now."""
        self.version += 1

    def stamp(self) -> str:
        """Return a new `ts`: unique, and later than every one before."""
        self._stamp = max(self._stamp + 1, int(self.now() * 1_000_000))
        return f"{self._stamp // 1_000_000}.{self._stamp % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        """Return an identifier that nothing else here has."""
        return f"{prefix}{next(self._numbers):06d}"

    # Who and where

    def direct(self, user: str) -> Channel:
        """Return the user's DM with the app."""
        return next(channel for channel in self.channels.values() if channel.members == {user, BOT_USER})

    def spell(self, typed: str) -> str:
        """Turn what a person typed into Slack's own text: entities, mentions and links."""
        text = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for user in self.users.values():
            name = f"@({re.escape(user.real_name)}|{user.name})\\b"
            text = re.sub(name, f"<@{user.id}>", text, flags=re.IGNORECASE)
        return re.sub(r"https?://[^\s<>|]+", r"<\g<0>>", text)

    def snapshot(self, user: str) -> Json:
        """Return all that the user's page shows."""
        channels = [_seen(one, user) for one in self.channels.values() if user in one.members]
        shown = {"me": user, "users": [vars(one) for one in self.users.values()], "channels": channels}
        views = {"modal": self.modals.get(user), "home": self.homes.get(user)}
        return self.declared | shown | views | {"errors": self.errors.get(user, {})}

    # Messages

    def post(
        self, channel: Channel, user: str, text: str, thread_ts: str | None = None, **fields: Any
    ) -> Posted:
        """Add a message; `fields` are the other fields of Posted."""
        root = channel.message(thread_ts)
        if root is None:
            thread_ts = None  # Slack posts a reply to a message that is gone beside it, unthreaded
        elif root.thread_ts is None:
            root.thread_ts = root.ts
        fields |= {"thread_ts": thread_ts, "team": self.users[user].team_id}
        message = Posted(channel.id, self.stamp(), user, text, **fields)
        self.name_blocks(message.blocks)
        channel.messages.append(message)
        told = message.slack() | ({"parent_user_id": root.user} if root else {})
        self._tell(channel, message, told)
        return message

    def change(self, channel: Channel, message: Posted, **fields: Any) -> None:
        """Give a message other content; the fields not named stay."""
        before = message.slack()
        vars(message).update(fields)
        self.name_blocks(message.blocks)
        message.edited = {"user": message.user, "ts": self.stamp()}
        told = {"subtype": "message_changed", "message": message.slack(), "previous_message": before}
        self._tell(channel, message, {"hidden": True, "ts": self.stamp()} | told)

    def remove(self, channel: Channel, message: Posted) -> None:
        """Delete a message; a root with replies leaves a tombstone, as in Slack."""
        before = message.slack()
        if any(other.thread_ts == message.ts != other.ts for other in channel.messages):
            message.text, message.blocks, message.subtype = "This message was deleted.", [], "tombstone"
        else:
            channel.messages.remove(message)
        told = {"subtype": "message_deleted", "deleted_ts": message.ts, "previous_message": before}
        self._tell(channel, message, {"hidden": True, "ts": self.stamp()} | told)

    def name_blocks(self, blocks: list[Json]) -> None:
        """Give every block the identifier that the app left out, as Slack does."""
        for block in blocks:
            block.setdefault("block_id", self.new_id("b"))

    # Events

    def event(self, event: Json) -> None:
        """Deliver an event to the app, in Slack's wrapping, where the manifest asks for its kind."""
        whose = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_enterprise_install": False}
        payload: Json = {"type": "event_callback", "team_id": TEAM, "api_app_id": APP}
        payload |= {"event": {"event_ts": self.stamp()} | event, "event_id": self.new_id("Ev")}
        payload |= {"event_time": int(self.now()), "authorizations": [whose | {"is_bot": True}]}
        place = event.get("channel_type", "")
        kind = f"message.{_PLURALS.get(place, place)}" if event["type"] == "message" else event["type"]
        if kind in self.events:
            self.envelopes.send("events_api", payload)

    def _tell(self, channel: Channel, message: Posted, told: Json) -> None:
        self.changed()
        if message.visible_to is None and BOT_USER in channel.members:
            place = {"channel": channel.id, "channel_type": channel.kind, "event_ts": told["ts"]}
            self.event({"type": "message"} | told | place)
            if f"<@{BOT_USER}>" in told.get("text", "") and message.user != BOT_USER and channel.kind != "im":
                self.event(told | place | {"type": "app_mention"})


def _seen(channel: Channel, user: str) -> Json:
    seen = [vars(one) for one in channel.messages if one.visible_to in (None, user)]
    return vars(channel) | {"messages": seen, "members": sorted(channel.members)}
