"""What tests do with the workspace: they name controls as people read them, wait, and let time pass."""

import time
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import bot.sandbox
from bot.sandbox.model import App, Channel, Json, Message, User
from bot.sandbox.workspace import Workspace
from tests.sandbox.faulty import Faults, FaultyDelivery
from tests.sandbox.labels import named
from tests.sandbox.strict import StrictApi

Found = TypeVar("Found")
SCOPES = frozenset(
    {"commands", "chat:write", "app_mentions:read", "channels:join", "users:read", "files:write"}
    | {f"{place}:history" for place in ("channels", "groups", "im", "mpim")}
)
EVENTS = frozenset(
    {"app_home_opened", "app_mention", "message.channels", "message.groups", "message.im", "message.mpim"}
)


def declared(*commands: str, scopes: frozenset[str] = SCOPES, events: frozenset[str] = EVENTS) -> App:
    """Return what a manifest declares: without further words both commands, all scopes and all events."""
    found = tuple({"command": one} for one in commands or ("/gpu-advice", "/gpu-history"))
    return App(commands=found, shortcuts=(), scopes=scopes, events=events)


class Clock:
    """The machine's time, and what tests have let pass."""

    ahead_s = 0.0

    def __call__(self) -> float:
        return time.time() + self.ahead_s


class Sandbox(bot.sandbox.Sandbox):
    """A workspace that tests drive directly, in which things may go wrong."""

    api: StrictApi

    def __init__(
        self,
        app: App | None = None,
        *,
        faults: Faults | None = None,
        ack_timeout_s: float = FaultyDelivery.ack_timeout_s,
        retry_delays_s: Sequence[float] = FaultyDelivery.retry_delays_s,
    ) -> None:
        self.clock, self.faults = Clock(), faults
        workspace = Workspace(self.clock)
        super().__init__(app or declared(), workspace, lambda where: FaultyDelivery(where, faults), StrictApi)
        self.delivery.ack_timeout_s, self.delivery.retry_delays_s = ack_timeout_s, retry_delays_s
        self.calls: list[tuple[str, Json]] = []
        """Every call of the Web API that had an effect so far: method and payload."""

    # By the names that people read

    def act(
        self,
        user: str,
        channel: str,
        ts: str,
        control: str,
        value: Any = None,
        *,
        block_id: str | None = None,
    ) -> None:
        """Click or choose in a message, by ids or by labels."""
        with self.workspace.lock:
            message = self.channel(channel, user).message(ts)
            if message is not None:
                control, value, block_id = named(message.blocks, control, value, block_id)
            super().act(user, channel, ts, control, value, block_id=block_id)

    def act_in_view(
        self, user: str, control: str, value: Any = None, *, block_id: str | None = None, home: bool = False
    ) -> None:
        """Click, choose or fill in, by ids or by labels."""
        with self.workspace.lock:
            _, view = self._view(user, home=home)
            control, value, block_id = named(view.content["blocks"], control, value, block_id)
            super().act_in_view(user, control, value, block_id=block_id, home=home)

    def submit(self, user: str, values: Json | None = None) -> None:
        """Fill inputs of the topmost modal, action id or label -> value, and submit it."""
        with self.workspace.lock:
            for control, value in (values or {}).items():
                self.act_in_view(user, control, value)
            super().submit(user)

    # Time

    def wait_for(self, predicate: Callable[[], Found], timeout: float = 60.0) -> Found:
        """Wait until the predicate returns something true, and return that.

        Raises TimeoutError, with the last messages in its text, after `timeout` seconds.
        """
        with self.workspace.lock:
            self.workspace.changes.wait_for(predicate, timeout)
            found = predicate()
            if not found:
                raise TimeoutError("this did not happen; the last messages were:\n" + self.transcript())
            return found

    def advance(self, seconds: float) -> None:
        """Let time pass at once: timeouts, retries and expiries within it happen now, in their order."""
        workspace, under_way = self.workspace, self.delivery.under_way
        with workspace.lock:
            until = workspace.now() + seconds
            while (due := min((one.due for one in under_way.values()), default=until + 1)) <= until:
                self.clock.ahead_s += max(0.0, due - workspace.now())
                self.delivery.run_due()
            self.clock.ahead_s += max(0.0, until - workspace.now())

    # Looking

    def visible(self, user: str, channel: str, thread_ts: str | None = None) -> list[Message]:
        """Return what the user sees in a channel (thread roots and flat messages), or in one thread."""
        with self.workspace.lock:
            viewer, found = self.user(user).id, self.channel(channel, user)
            seen = [one for one in found.messages if one.visible_to in (None, viewer)]
            if viewer not in found.members:
                return []
            if thread_ts:
                return [one for one in seen if thread_ts in (one.ts, one.thread_ts)]
            return [one for one in seen if one.thread_ts in (None, one.ts)]

    def transcript(self, last: int = 12) -> str:
        """Return the latest messages of all channels as plain lines."""
        with self.workspace.lock:
            channels = self.workspace.channels
            every = [message for channel in channels.values() for message in channel.messages]
            return "\n".join(
                f"{channels[message.channel].name} {message.thread_ts or '-'} {message.ts} "
                f"{self.workspace.users[message.user].handle}"
                f"{' (only to ' + message.visible_to + ')' if message.visible_to else ''}: {message.text}"
                for message in sorted(every, key=lambda message: message.ts)[-last:]
            )

    def user(self, name: str) -> User:
        """Find a person by handle or id."""
        return self.workspace.user(name)

    def channel(self, name: str, user: str = "alice") -> Channel:
        """Find a conversation by id, by "#name", or "dm" for the user's DM with the app."""
        return self.workspace.channel(name, self.user(user).id)

    def idle(self) -> bool:
        """Return whether every envelope so far has been acknowledged or given up."""
        return not self.delivery.under_way
