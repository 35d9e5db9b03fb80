"""Slack's payloads in, our replies out. One look at each, and no decisions."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.middleware import Middleware

from bot.payloads import installed_team
from bot.store.protocol import Json, Store
from bot.store.scopes import Subject
from bot.workspaces import Workspaces

if TYPE_CHECKING:  # it takes the whole house along
    from bot.reception import Reception

log = logging.getLogger(__name__)
COMMANDS = ("/gpu-advice", "/gpu-history")
MESSAGES = ("message", "app_mention")
EVENTS = (*MESSAGES, "app_home_opened")
SHORTCUTS = ("advise", "advise_on_message")
REMOVALS = ("app_uninstalled", "tokens_revoked")


class Listening(Middleware):
    """Takes every delivery that is authorised to the reception, by its kind.

    Bolt's own listeners would be tried one by one, each with every argument that a listener might want
    prepared anew: that alone takes longer than finding out that a message is none of the bot's business.
    `reception` waits, where it must, until there is somebody to handle what comes.
    """

    def __init__(self, reception: "Callable[[], Reception]") -> None:
        """Take the reception; it is first asked for with the first delivery."""
        self._reception = reception
        self._handlers: dict[tuple[str, str], Callable[[BoltRequest], BoltResponse]] = {
            **{("command", name): self._handle_command for name in COMMANDS},
            **{("event", name): self._handle_message for name in MESSAGES},
            **{("shortcut", name): self._handle_click for name in SHORTCUTS},
            ("event", "app_home_opened"): self._handle_home,
            ("block_actions", ""): self._handle_click,
            ("view_submission", ""): self._handle_submission,
        }

    def process(
        self,
        *,
        req: BoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - Bolt gives it
        next: Callable[[], BoltResponse],  # noqa: A002 - Bolt's name for it
    ) -> BoltResponse:
        """Handle a delivery that is the bot's, and pass on what is not."""
        handle = self._handlers.get(_kind(req.body))
        return next() if handle is None else handle(req)

    def _handle_command(self, req: BoltRequest) -> BoltResponse:
        return req.context.ack(**self._reception().command(req.body, req.context))

    def _handle_message(self, req: BoltRequest) -> BoltResponse:
        self._reception().message(req.body, req.context)
        return req.context.ack()

    def _handle_click(self, req: BoltRequest) -> BoltResponse:
        self._reception().click(req.body, req.context.client, req.context)
        return req.context.ack()

    def _handle_submission(self, req: BoltRequest) -> BoltResponse:
        return req.context.ack(**self._reception().submission(req.body, req.context))

    def _handle_home(self, req: BoltRequest) -> BoltResponse:
        self._reception().home(req.body, req.context)
        return req.context.ack()


def _kind(body: Json) -> tuple[str, str]:
    """Return what a delivery is, and which one of its kind."""
    if "command" in body:
        return "command", body["command"]
    match body.get("type"):
        case "event_callback":
            return "event", body.get("event", {}).get("type", "")
        case "shortcut" | "message_action":
            return "shortcut", body.get("callback_id", "")
        case kind:
            return str(kind), ""


def register_removal(app: App, workspaces: Workspaces, store: Store, *, deletes: bool) -> None:
    """Register what happens when a workspace takes the app away: tokens go, and with them what they guard.

    Both events come in either order, and more than once; Slack sends again what fails.
    """

    def handle_uninstalled(body: Json) -> None:
        team = installed_team(body)
        workspaces.forget(team)
        if deletes:
            store.erase(Subject(team))
        log.warning("Workspace %s removed the app%s.", team, "; its history is deleted" if deletes else "")

    def handle_revoked(body: Json) -> None:
        if (body["event"].get("tokens") or {}).get("bot"):
            workspaces.forget(installed_team(body))

    app.event("app_uninstalled")(handle_uninstalled)
    app.event("tokens_revoked")(handle_revoked)
