"""The one place where the bot is put together. Nothing is built at import."""

import logging
import secrets
import time
from collections.abc import Callable
from functools import cache
from typing import Any

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.authorization import AuthorizeResult
from slack_sdk import WebClient

from bot.conversation import Conversation
from bot.desk import Desk
from bot.listeners import register
from bot.outbox import Outbox
from bot.settings import Settings
from bot.store.protocol import Store
from core.catalog.catalogue import Catalogue

_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def seconds() -> int:
    """Return the time in whole seconds since the epoch, UTC."""
    return int(time.time())


def new_id() -> str:
    """Return a fresh id that people can read out and type."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


class Bot:
    """The running bot: Bolt's app, the socket and the outbox, started and stopped together."""

    def __init__(self, app: App, outbox: Outbox, conversation: Conversation, app_token: str) -> None:
        self.app = app
        self.outbox = outbox
        self.conversation = conversation
        self._socket = SocketModeHandler(app, app_token)

    def connect(self) -> None:
        """Connect to Slack; returns when connected."""
        self._socket.connect()  # type: ignore[no-untyped-call] # Bolt's adapter is untyped

    def disconnect(self) -> None:
        """Take nothing new in."""
        self._socket.close()  # type: ignore[no-untyped-call] # Bolt's adapter is untyped

    def start(self) -> None:
        """Connect, and deliver what is owed."""
        self.connect()
        self.outbox.start()

    def stop(self) -> None:
        """Disconnect, and finish what is being sent."""
        self.disconnect()
        self.outbox.stop()


def build_app(
    settings: Settings,
    store: Store,
    catalogue: Catalogue,
    *,
    clock: Callable[[], int] = seconds,
    ids: Callable[[], str] = new_id,
) -> Bot:
    """Put the bot together from its settings, its store and its clock."""
    client = WebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        timeout=10,
        retry_handlers=[],
    )
    desk = Desk(store=store, catalogue=catalogue, clock=clock, new_id=ids)
    conversation = Conversation(desk)
    outbox = Outbox(store, client, clock=clock, on_refused=conversation.refused)
    conversation.wake = outbox.wake
    app = App(
        authorize=_identity(client),
        client=WebClient(base_url=settings.slack_api_url, timeout=10, retry_handlers=[]),
        process_before_response=True,
        request_verification_enabled=False,
        logger=logging.getLogger("slack"),
    )
    register(app, conversation)
    return Bot(app, outbox, conversation, settings.slack_app_token.get_secret_value())


def _identity(client: WebClient) -> Callable[..., AuthorizeResult]:
    """Return what tells Bolt who the bot is; Slack is asked once."""

    @cache
    def known() -> dict[str, Any]:
        return dict(client.auth_test().data)  # type: ignore[arg-type] # JSON, not bytes, from this method

    def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_user_id=known()["user_id"],
            bot_id=known().get("bot_id"),
            bot_token=client.token,
        )

    return authorize
