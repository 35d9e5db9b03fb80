"""Slack's payloads in, our replies out. A handful of registrations and no decisions."""

import logging
import re
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient

from bot.payloads import installed_team
from bot.store.protocol import Store
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
Body = dict[str, Any]


def register(app: App, reception: "Callable[[], Reception]") -> None:
    """Register every listener. Few, since Bolt tries them one by one.

    `reception` waits, where it must, until there is somebody to handle what comes.
    """

    def handle_message(body: Body, context: BoltContext) -> None:
        reception().message(body, context)

    def handle_command(body: Body, ack: Ack, context: BoltContext) -> None:
        ack(**reception().command(body, context))

    def handle_click(body: Body, ack: Ack, client: WebClient, context: BoltContext) -> None:
        reception().click(body, ack, client, context)

    def handle_submission(body: Body, ack: Ack, context: BoltContext) -> None:
        ack(**reception().submission(body, context))

    def handle_home(body: Body, context: BoltContext) -> None:
        reception().home(body, context)

    app.event(_any_of(MESSAGES))(handle_message)  # first, as most of what Slack delivers is chatter
    app.command(_any_of(COMMANDS))(handle_command)
    app.action(re.compile(r"."))(handle_click)
    app.shortcut(_any_of(SHORTCUTS))(handle_click)
    app.view(re.compile(r"."))(handle_submission)
    app.event("app_home_opened")(handle_home)


def register_removal(app: App, workspaces: Workspaces, store: Store, *, deletes: bool) -> None:
    """Register what happens when a workspace takes the app away: tokens go, and with them what they guard.

    Both events come in either order, and more than once; Slack sends again what fails.
    """

    def handle_uninstalled(body: Body) -> None:
        team = installed_team(body)
        workspaces.forget(team)
        if deletes:
            store.erase(Subject(team))
        log.warning("Workspace %s removed the app%s.", team, "; its history is deleted" if deletes else "")

    def handle_revoked(body: Body) -> None:
        if (body["event"].get("tokens") or {}).get("bot"):
            workspaces.forget(installed_team(body))

    app.event("app_uninstalled")(handle_uninstalled)
    app.event("tokens_revoked")(handle_revoked)


def _any_of(names: Sequence[str]) -> re.Pattern[str]:
    """Return what matches each of the names, for one registration instead of several."""
    return re.compile(rf"^(?:{'|'.join(map(re.escape, names))})$")
