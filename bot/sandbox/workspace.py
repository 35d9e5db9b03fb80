"""The workspace's state, its clock and its changes: one lock, on which pages and tests wait."""

import itertools
import re
import threading
import time
from collections.abc import Callable

from bot.sandbox.controls import View, state_of
from bot.sandbox.model import BOT_USER, Channel, Json, Message, RefusedError, User

ALICE, BOB, CHEN = "U01ALICE", "U02BOB", "U03CHEN"
EVERYONE = {ALICE, BOB, CHEN}


def _example_users() -> list[User]:
    return [
        User(ALICE, "Alice", "alice"),
        User(BOB, "Bob", "bob"),
        User(CHEN, "Chen", "chen", is_admin=True),
        User(BOT_USER, "GPU Advisor", "gpu-advisor"),
    ]


def _example_channels() -> list[Channel]:
    return [
        Channel("C01GENERAL", "general", "channel", EVERYONE | {BOT_USER}),
        Channel("C02MLPLATFORM", "ml-platform", "channel", EVERYONE | {BOT_USER}),
        Channel("C03MODELLAB", "model-lab", "group", {ALICE, BOB, BOT_USER}),
        Channel("C04DATA", "data-eng", "channel", set(EVERYONE)),
        Channel("C05BUDGET", "budget", "group", {ALICE, CHEN}),
        Channel("C06OLD", "old-project", "channel", EVERYONE | {BOT_USER}, archived=True),
        Channel("C07NEWS", "announcements", "channel", EVERYONE | {BOT_USER}, read_only=True),
        Channel("D01ALICE", "GPU Advisor", "im", {ALICE, BOT_USER}),
        Channel("D02BOB", "GPU Advisor", "im", {BOB, BOT_USER}),
        Channel("D03CHEN", "GPU Advisor", "im", {CHEN, BOT_USER}),
        Channel("D04ALICEBOB", "Alice and Bob", "im", {ALICE, BOB}),
    ]


class Workspace:
    """Everything there is, in memory. Every reader and writer holds `lock`."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        """Begin with the example people and channels. `now` gives seconds since 1970."""
        self.lock, self.now = threading.RLock(), now
        self.changes = threading.Condition(self.lock)
        self.version = 0
        self.users = {user.id: user for user in _example_users()}
        self.channels = {channel.id: channel for channel in _example_channels()}
        self.modals: dict[str, list[View]] = {user: [] for user in EVERYONE}
        self.homes: dict[str, View] = {}
        self._stamp, self._numbers = 0, itertools.count(1)

    def changed(self) -> None:
        """Tell everyone who waits that something is different now."""
        self.version += 1
        self.changes.notify_all()

    def stamp(self) -> str:
        """Return a new `ts`: unique, and later than every one before."""
        self._stamp = max(self._stamp + 1, int(self.now() * 1_000_000))
        return f"{self._stamp // 1_000_000}.{self._stamp % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        """Return an identifier that nothing else here has."""
        return f"{prefix}{next(self._numbers):06d}"

    def user(self, name: str) -> User:
        """Find a person by id or handle."""
        for user in self.users.values():
            if name in (user.id, user.handle):
                return user
        raise RefusedError(f"there is no user {name}")

    def channel(self, name: str, user: str) -> Channel:
        """Find a conversation by id, by "#name", or "dm" for the user's DM with the app."""
        if name == "dm":
            return self.direct(user)
        for channel in self.channels.values():
            if name.removeprefix("#") in (channel.id, channel.name):
                return channel
        raise RefusedError(f"there is no channel {name}")

    def direct(self, user: str) -> Channel:
        """Return the user's DM with the app."""
        return next(channel for channel in self.channels.values() if channel.members == {user, BOT_USER})

    def spell(self, typed: str) -> str:
        """Turn what a person typed into Slack's own text: entities, mentions and links."""
        text = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for user in self.users.values():
            name = f"@({re.escape(user.name)}|{user.handle})\\b"
            text = re.sub(name, f"<@{user.id}>", text, flags=re.IGNORECASE)
        return re.sub(r"https?://[^\s<>|]+", r"<\g<0>>", text)

    def snapshot(self, name: str) -> Json:
        """Return all that the user's page shows."""
        with self.lock:
            user = self.user(name).id
            home = self.homes.get(user)
            return {
                "me": user,
                "users": [one.slack() for one in self.users.values()],
                "channels": [_shown(one, user) for one in self.channels.values() if user in one.members],
                "modals": [view.slack() | {"errors": view.errors} for view in self.modals[user]],
                "home": home and home.slack(),
            }


def _shown(channel: Channel, user: str) -> Json:
    def shown(message: Message) -> Json:
        values = state_of(message.blocks, message.inputs.get(user, {}))
        return message.slack(with_metadata=False) | {"ephemeral": bool(message.visible_to), "inputs": values}

    seen = [shown(one) for one in channel.messages if one.visible_to in (None, user)]
    return channel.slack() | {"messages": seen, "read_only": channel.read_only}
