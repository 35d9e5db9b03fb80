"""What tests do with the workspace: they name controls as people read them, wait, and let time pass."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import bot.sandbox
from bot.sandbox.model import BOT_USER, Channel, Json, Posted, RefusedError, User
from bot.sandbox.web_api import SlackError
from bot.sandbox.workspace import ALICE, BOB, EVERYONE
from tests.sandbox.controls import Inputs
from tests.sandbox.envelopes import PatientEnvelopes
from tests.sandbox.faulty import Faults
from tests.sandbox.strict import StrictApi
from tests.sandbox.watched import Clock, WatchedWorkspace, locked

Found = TypeVar("Found")
NEWS, OTHERS = "C07NEWS", "D04ALICEBOB"
"""A channel in which the app may not post, and a conversation without it."""
SCOPES = frozenset(
    {"commands", "chat:write", "app_mentions:read", "channels:join", "users:read", "files:write", "im:write"}
    | {f"{place}:history" for place in ("channels", "groups", "im", "mpim")}
)
EVENTS = frozenset(
    {"app_home_opened", "app_mention", "message.channels", "message.groups", "message.im", "message.mpim"}
)


def declared(*commands: str, scopes: frozenset[str] = SCOPES, events: frozenset[str] = EVENTS) -> Json:
    """Return what a manifest declares: without further words both commands, all scopes and all events."""
    found = [{"command": one} for one in commands or ("/gpu-advice", "/gpu-history")]
    return {
        "features": {"slash_commands": found, "shortcuts": []},
        "oauth_config": {"scopes": {"bot": scopes}},
        "settings": {"event_subscriptions": {"bot_events": events}},
    }


class Sandbox(bot.sandbox.Sandbox):
    """A workspace that tests drive directly, in which things may go wrong."""

    api: StrictApi
    workspace: WatchedWorkspace

    def __init__(
        self,
        manifest: Json | None = None,
        *,
        faults: Faults | None = None,
        ack_timeout_s: float = PatientEnvelopes.ack_timeout_s,
        retry_delays_s: Sequence[float] = PatientEnvelopes.retry_delays_s,
    ) -> None:
        self.clock, self.faults = Clock(), faults
        self.envelopes = PatientEnvelopes(self.clock, faults, self._failed)
        self.envelopes.ack_timeout_s, self.envelopes.retry_delays_s = ack_timeout_s, retry_delays_s
        super().__init__(WatchedWorkspace(manifest or declared(), self.envelopes, self.clock), StrictApi)
        news = Channel(NEWS, "announcements", "channel", EVERYONE | {BOT_USER})
        others = Channel(OTHERS, "Alice and Bob", "im", {ALICE, BOB})
        self.workspace.channels |= {NEWS: news, OTHERS: others}
        self.api.restricted[NEWS] = "read_only_channel"
        self.calls: list[tuple[str, Json]] = []
        """Every call of the Web API that had an effect so far: method and payload."""
        self._inputs: dict[tuple[str, str], Inputs] = {}
        """What each person has typed and chosen, by message or view."""

    command = locked(bot.sandbox.Sandbox.command)
    say = locked(bot.sandbox.Sandbox.say)
    click = locked(bot.sandbox.Sandbox.click)
    shortcut = locked(bot.sandbox.Sandbox.shortcut)
    open_home = locked(bot.sandbox.Sandbox.open_home)
    submit_view = locked(bot.sandbox.Sandbox.submit_view)
    close_modal = locked(bot.sandbox.Sandbox.close_modal)

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
            blocks = self.message(user, channel, ts).blocks
            inputs = self._inputs_of(self.user(user).id, ts)
            action = inputs.act(blocks, control, value, block_id)
            if action is not None:
                self.click(user, channel, ts, action, inputs.values(blocks))

    def act_in_view(
        self, user: str, control: str, value: Any = None, *, block_id: str | None = None, home: bool = False
    ) -> None:
        """Click, choose or fill in, by ids or by labels, in the open modal or in the App Home."""
        with self.workspace.lock:
            place = "home" if home else "modal"
            view = self.view(user, place)
            inputs = self._inputs_of(self.user(user).id, view["id"])
            action = inputs.act(view["blocks"], control, value, block_id)
            if action is not None:
                self.click(user, "", place, action, inputs.values(view["blocks"]))

    def submit(self, user: str, values: Json | None = None) -> None:
        """Fill inputs of the open modal, action id or label -> value, and submit it."""
        with self.workspace.lock:
            for control, value in (values or {}).items():
                self.act_in_view(user, control, value)
            view = self.view(user)
            self.submit_view(user, self._inputs_of(self.user(user).id, view["id"]).values(view["blocks"]))

    def _at(self, user: str, channel: str = "dm") -> tuple[User, Channel]:
        return super()._at(self.user(user).id, self.channel(channel or "dm", user).id)

    def view(self, user: str, place: str = "modal") -> Json:
        return super().view(self.user(user).id, place)

    def _inputs_of(self, user: str, place: str) -> Inputs:
        return self._inputs.setdefault((user, place), Inputs())

    # What people change later

    def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Change the words of one's own message."""
        with self.workspace.lock:
            where, message = self._own(user, channel, ts)
            self.workspace.change(where, message, text=self.workspace.spell(text))

    def delete(self, user: str, channel: str, ts: str) -> None:
        """Delete one's own message."""
        with self.workspace.lock:
            self.workspace.remove(*self._own(user, channel, ts))

    def _own(self, user: str, channel: str, ts: str) -> tuple[Channel, Posted]:
        (who, where), message = self._at(user, channel), self.message(user, channel, ts)
        if message.user != who.id:
            raise RefusedError("this is not your message")
        return where, message

    # Where it goes wrong

    def _failed(self, payload: Json, error: str) -> None:
        """Tell the person that the app was not there, or did not acknowledge in time."""
        user = payload.get("user_id") or payload["user"]["id"]
        if payload.get("type") == "view_submission":
            self.workspace.errors[user] = {"": f"We had some trouble connecting ({error}). Try again?"}
            return
        place = payload.get("channel_id") or payload.get("channel", {}).get("id", "dm")
        words = f'{payload.get("command", "That")} failed with the error "{error}"'
        self.workspace.post(self.channel(place, user), BOT_USER, words, visible_to=user)

    def _submitted(self, user: str, view: Json, answer: Json) -> None:
        try:
            super()._submitted(user, view, answer)
        except SlackError as refusal:
            self._failed({"type": "view_submission", "user_id": user}, str(refusal))

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
        with self.workspace.lock:
            until = self.clock() + seconds
            while (due := min(self.envelopes.due(), default=until + 1)) <= until:
                self.clock.ahead_s += max(0.0, due - self.clock())
                self.run_due()
            self.clock.ahead_s += max(0.0, until - self.clock())

    def run_due(self) -> None:
        """Send again, or give up, what was not acknowledged in time."""
        with self.workspace.lock:
            if any(due <= self.clock() for due in self.envelopes.due()):
                self.envelopes.run_due()
                self.workspace.changed()

    # Looking

    def visible(self, user: str, channel: str, thread_ts: str | None = None) -> list[Posted]:
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
                f"{self.workspace.users[message.user].name}"
                f"{' (only to ' + message.visible_to + ')' if message.visible_to else ''}: {message.text}"
                for message in sorted(every, key=lambda message: message.ts)[-last:]
            )

    def user(self, name: str) -> User:
        """Find a person by id or by what people type after an @."""
        for user in self.workspace.users.values():
            if name in (user.id, user.name):
                return user
        raise RefusedError(f"there is no user {name}")

    def channel(self, name: str, user: str = "alice") -> Channel:
        """Find a conversation by id, by "#name", or "dm" for the user's DM with the app."""
        if name == "dm":
            return self.workspace.direct(self.user(user).id)
        for channel in self.workspace.channels.values():
            if name.removeprefix("#") in (channel.id, channel.name):
                return channel
        raise RefusedError(f"there is no channel {name}")

    def idle(self) -> bool:
        """Return whether every envelope so far has been acknowledged or given up."""
        return not self.envelopes.under_way
