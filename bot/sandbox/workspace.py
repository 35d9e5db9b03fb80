"""The workspace's state, its clock and its changes: one lock, on which tests and pages wait."""

import heapq
import itertools
import re
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from bot.sandbox.model import BOT_USER, Channel, Json, Message, RefusedError, User, View

Found = TypeVar("Found")
ALICE, BOB, CHEN = "U01ALICE", "U02BOB", "U03CHEN"
EVERYONE = {ALICE, BOB, CHEN}


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
        self.lock = threading.RLock()
        self.users = {
            user.id: user
            for user in (
                User(ALICE, "Alice", "alice"),
                User(BOB, "Bob", "bob"),
                User(CHEN, "Chen", "chen", is_admin=True),
                User(BOT_USER, "GPU Advisor", "gpu-advisor"),
            )
        }
        self.channels = {channel.id: channel for channel in _example_channels()}
        self.modals: dict[str, list[View]] = {user: [] for user in EVERYONE}
        self.homes: dict[str, View] = {}
        self.version = 0
        self.watchers: set[Callable[[], None]] = set()
        self._condition = threading.Condition(self.lock)
        self._now, self._ahead, self._stamp = now, 0.0, 0
        self._numbers = itertools.count(1)
        self._due: list[tuple[float, int, Callable[[], None]]] = []

    # Time

    def now(self) -> float:
        """Return the workspace's time: the machine's, and what tests have let pass."""
        return self._now() + self._ahead

    def later(self, seconds: float, call: Callable[[], None]) -> None:
        """Call back, under the lock, once that much time has passed."""
        heapq.heappush(self._due, (self.now() + seconds, next(self._numbers), call))

    def run_due(self) -> None:
        """Run what is due by now."""
        with self.lock:
            while self._due and self._due[0][0] <= self.now():
                heapq.heappop(self._due)[2]()

    def advance(self, seconds: float) -> None:
        """Let time pass at once: timeouts and retries within it happen now, in their order."""
        with self.lock:
            until = self.now() + seconds
            while self._due and self._due[0][0] <= until:
                self._ahead += max(0.0, self._due[0][0] - self.now())
                heapq.heappop(self._due)[2]()
            self._ahead += max(0.0, until - self.now())

    def stamp(self) -> str:
        """Return a new `ts`: unique, and later than every one before."""
        self._stamp = max(self._stamp + 1, int(self.now() * 1_000_000))
        return f"{self._stamp // 1_000_000}.{self._stamp % 1_000_000:06d}"

    def new_id(self, prefix: str) -> str:
        """Return an identifier that nothing else here has."""
        return f"{prefix}{next(self._numbers):06d}"

    # Changes

    def changed(self) -> None:
        """Tell everyone who waits that something is different now."""
        self.version += 1
        self._condition.notify_all()
        for watcher in tuple(self.watchers):
            watcher()

    def wait_for(self, predicate: Callable[[], Found], timeout: float = 60.0) -> Found:
        """Wait until the predicate returns something true, and return that.

        Raises TimeoutError, with the last messages in its text, after `timeout` seconds.
        """
        with self.lock:
            self._condition.wait_for(predicate, timeout)
            found = predicate()
            if not found:
                raise TimeoutError("this did not happen; the last messages were:\n" + self.transcript())
            return found

    def transcript(self, last: int = 12) -> str:
        """Return the latest messages of all channels as plain lines."""
        with self.lock:
            every = [message for channel in self.channels.values() for message in channel.messages]
            lines = [
                f"{self.channels[message.channel].name} {message.thread_ts or '-'} {message.ts} "
                f"{self.users[message.user].handle}"
                f"{' (only to ' + message.visible_to + ')' if message.visible_to else ''}: {message.text}"
                for message in sorted(every, key=lambda message: message.ts)[-last:]
            ]
            return "\n".join(lines)

    # Finding

    def user(self, name: str) -> User:
        """Find a person by id, by name or by @handle."""
        wanted = name.removeprefix("@").casefold()
        for user in self.users.values():
            if wanted in (user.id.casefold(), user.name.casefold(), user.handle):
                return user
        raise RefusedError(f"there is no user {name}")

    def channel(self, name: str, user: str = ALICE) -> Channel:
        """Find a conversation by id, by "#name", or "dm" for the user's DM with the app."""
        if name == "dm":
            return self.direct(user)
        for channel in self.channels.values():
            if name == channel.id or name.removeprefix("#") == channel.name:
                return channel
        raise RefusedError(f"there is no channel {name}")

    def direct(self, user: str) -> Channel:
        """Return the user's DM with the app."""
        return next(channel for channel in self.channels.values() if channel.members == {user, BOT_USER})

    def visible(self, user: str, channel: str, thread_ts: str | None = None) -> list[Message]:
        """Return what the user sees in a channel (thread roots and flat messages), or in one thread."""
        with self.lock:
            viewer = self.user(user).id
            found = self.channel(channel, viewer)
            if viewer not in found.members:
                return []
            seen = [message for message in found.messages if message.visible_to in (None, viewer)]
            if thread_ts:
                return [message for message in seen if thread_ts in (message.ts, message.thread_ts)]
            broadcast = "thread_broadcast"
            return [
                message
                for message in seen
                if message.thread_ts in (None, message.ts) or message.subtype == broadcast
            ]

    def spell(self, typed: str) -> str:
        """Turn what a person typed into Slack's own text: entities, mentions and links."""
        text = typed.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for user in self.users.values():
            for name in (user.name, user.handle):
                text = re.sub(rf"@{re.escape(name)}\b", f"<@{user.id}>", text, flags=re.IGNORECASE)
        return re.sub(r"https?://[^\s<>|]+", r"<\g<0>>", text)

    def snapshot(self, user: str) -> Json:
        """Return all that the user's page shows."""
        with self.lock:
            home = self.homes.get(user)
            return {
                "version": self.version,
                "me": user,
                "users": [
                    {"id": one.id, "name": one.name, "is_bot": one.id == BOT_USER}
                    for one in self.users.values()
                ],
                "channels": [
                    self._shown(channel, user)
                    for channel in self.channels.values()
                    if user in channel.members
                ],
                "modals": [view.slack() | {"errors": view.errors} for view in self.modals[user]],
                "home": home.slack() if home else None,
            }

    def _shown(self, channel: Channel, user: str) -> Json:
        seen = [message for message in channel.messages if message.visible_to in (None, user)]
        messages = [
            message.slack(with_metadata=False)
            | {"ephemeral": bool(message.visible_to), "inputs": message.inputs.get(user, {})}
            for message in seen
        ]
        return channel.slack() | {"messages": messages, "read_only": channel.read_only}
