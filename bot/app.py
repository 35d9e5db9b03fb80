"""The one place where the bot is put together. Nothing is built at import."""

import logging
import secrets
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

from slack_bolt import App
from slack_bolt.oauth import OAuthFlow

from bot.later import Later
from bot.listeners import Listening, register_removal
from bot.outbox import Outbox
from bot.retention import retention
from bot.settings import Settings, secret
from bot.sockets import Sockets
from bot.store.errors import StoreError
from bot.store.protocol import Store
from bot.words import say_plain
from bot.workspaces import OneWorkspace, Workspaces, authorizing, web_client
from core.catalog.catalogue import Catalogue

if TYPE_CHECKING:  # what these take along is loaded beside connecting
    from bot.handling import Conversation
    from bot.rooms import Rooms
    from bot.timers import Timers

log = logging.getLogger(__name__)
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def seconds() -> int:
    """Return the time in whole seconds since the epoch, UTC."""
    return int(time.time())


def new_id() -> str:
    """Return a fresh id that people can read out and type."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


class Line(Protocol):
    """The way by which Slack reaches the bot."""

    @property
    def where(self) -> str:
        """How the bot is reached, in words."""

    def connect(self) -> None:
        """Take deliveries; returns when they are taken."""

    def close(self) -> None:
        """Take none any more."""


class Address(NamedTuple):
    """Where the bot listens over HTTP; port 0 takes any free one."""

    host: str
    port: int


class Bot:
    """The running bot: Bolt's app, the line to Slack and the outbox, started and stopped together."""

    def __init__(self, app: App, outbox: Outbox, rooms: "Later[Rooms]", line: Line) -> None:
        self.app = app
        self.outbox = outbox
        self.line = line
        self._rooms = rooms
        self._warming = threading.Thread(target=self._warm_up, name="warm-up", daemon=True)

    @property
    def conversation(self) -> "Conversation":
        """What answers deliveries."""
        return self._rooms().conversation

    @property
    def timers(self) -> "Timers":
        """What time itself does."""
        return self._rooms().timers

    def connect(self) -> None:
        """Connect to Slack; returns when deliveries come. Raises SlackApiError or OSError."""
        self.line.connect()

    def disconnect(self) -> None:
        """Answer what has arrived, and take nothing new in."""
        self.line.close()

    def start(self) -> None:
        """Connect while the rooms are furnished, and deliver what is owed."""
        self._warming.start()
        self.connect()
        self._rooms()
        self.outbox.start()

    def stop(self) -> None:
        """Disconnect, and finish what is being sent: no thread uses the store any more after this."""
        self.disconnect()
        self.outbox.stop()
        if self._warming.is_alive():
            self._warming.join()

    def _warm_up(self) -> None:
        try:
            self.conversation.resume()
            self.conversation.warm_up()
        except StoreError as error:  # the first person to ask meets it, too, and is told
            log.warning("could not warm up: %s", error)


def build_app(
    settings: Settings,
    store: Store,
    catalogue: Catalogue,
    *,
    clock: Callable[[], int] = seconds,
    ids: Callable[[], str] = new_id,
    listen: Address | None = None,
) -> Bot:
    """Put the bot together from its settings, its store and its clock; without `listen`, over Socket Mode."""
    workspaces, flow = _workspaces(settings)

    def furnished() -> "Rooms":
        from bot.rooms import Rooms  # noqa: PLC0415 - as much again as all else: loaded beside connecting

        return Rooms(settings, store, catalogue, clock=clock, ids=ids, wake=outbox.wake)

    rooms = Later(furnished)
    outbox = Outbox(
        store,
        workspaces.client,
        clock=clock,
        following=lambda: rooms().conversation,
        chores=lambda: (
            rooms().timers.chore,
            *retention(store, settings.gpu_advisor_retention_days),
        ),
    )
    app = App(
        name="gpu-advisor",  # without one, Bolt searches every loaded module for its caller
        authorize=authorizing(workspaces),  # type: ignore[arg-type] # Bolt takes None for "not installed"
        client=web_client(settings.slack_api_url),
        process_before_response=True,
        # Socket Mode is not signed. Over HTTP everything is verified, and an empty secret is refused.
        request_verification_enabled=listen is not None,
        ssl_check_enabled=listen is not None,
        url_verification_enabled=listen is not None,
        attaching_function_token_enabled=False,  # the app has no steps for workflows
        signing_secret=None if listen is None else secret(settings.slack_signing_secret),
        user_facing_authorize_error_message=say_plain("installs", "not_installed"),
        logger=logging.getLogger("slack"),
    )
    app.use(Listening(lambda: rooms().reception))
    register_removal(app, workspaces, store, deletes=settings.deletes_on_uninstall)
    return Bot(app, outbox, rooms, _line(app, settings, store, flow, listen))


def _workspaces(settings: Settings) -> tuple[Workspaces, OAuthFlow | None]:
    if settings.slack_client_id is None:
        client = web_client(settings.slack_api_url, secret(settings.slack_bot_token))
        return OneWorkspace(client), None
    from bot.oauth import several_workspaces  # noqa: PLC0415 - encryption is needed here only

    return several_workspaces(settings)


def _line(app: App, settings: Settings, store: Store, flow: OAuthFlow | None, listen: Address | None) -> Line:
    if listen is None:
        return Sockets(app, secret(settings.slack_app_token))
    from bot.http import HttpServer, web_application  # noqa: PLC0415 - a web server is needed here only

    return HttpServer(web_application(app, store, flow), listen.host, listen.port)
