"""The local workspace put together: its state, its protocol, and the people in it."""

import time
from collections.abc import Callable, Sequence

from bot.sandbox.conversations import Conversations
from bot.sandbox.delivery import Delivery, Faults
from bot.sandbox.model import App, Channel, Json, Message, User
from bot.sandbox.people import People
from bot.sandbox.responses import Responses
from bot.sandbox.web_api import Rules, WebApi
from bot.sandbox.workspace import Found, Workspace

BOT_TOKEN, APP_TOKEN = "xoxb-sandbox", "xapp-sandbox"
RETRY_DELAYS_S = (0.0, 60.0, 300.0)


class Sandbox(People):
    """A workspace with three people and eleven conversations, all in memory; tests drive it directly."""

    def __init__(
        self,
        app: App | None = None,
        *,
        faults: Faults | None = None,
        rules: Rules | None = None,
        ack_timeout_s: float = 3.0,
        retry_delays_s: Sequence[float] = RETRY_DELAYS_S,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Begin empty; `app` is what the manifest declares, `now` gives seconds since 1970.

        `rules` refuse blocks as Slack does; without them the bot is trusted.
        """
        self.workspace = Workspace(now)
        self.app = app or App()
        self.delivery = Delivery(self.workspace, faults, ack_timeout_s, retry_delays_s)
        self.faults = faults
        self.calls: list[tuple[str, Json]] = []
        """Every call of the Web API so far: method and payload."""
        conversations = Conversations(self.workspace, self.delivery, self.app)
        self.api = WebApi(self.workspace, conversations, self.app, rules)
        self.responses = Responses(self.workspace, conversations, self.api)
        self.deliver_event = conversations.event
        super().__init__(self.workspace, self.delivery, conversations, self.api, self.responses)

    def wait_for(self, predicate: Callable[[], Found], timeout: float = 60.0) -> Found:
        """Wait until the predicate returns something true, and return it; TimeoutError after `timeout` s."""
        return self.workspace.wait_for(predicate, timeout)

    def advance(self, seconds: float) -> None:
        """Let time pass at once: timeouts, retries and expiries within it happen now."""
        self.workspace.advance(seconds)

    def visible(self, user: str, channel: str, thread_ts: str | None = None) -> list[Message]:
        """Return what the user sees in a channel, or in one of its threads, ephemeral messages included."""
        return self.workspace.visible(user, channel, thread_ts)

    def user(self, name: str) -> User:
        """Find a person by name or id."""
        return self.workspace.user(name)

    def channel(self, name: str, user: str = "alice") -> Channel:
        """Find a conversation by id, by "#name", or "dm" for the user's DM with the app."""
        return self.workspace.channel(name, self.workspace.user(user).id)

    def idle(self) -> bool:
        """Return whether the bot has acknowledged everything so far."""
        return self.delivery.idle()
