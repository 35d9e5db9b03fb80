"""Slack's payloads in, our replies out. A handful of registrations and no decisions."""

import logging
import re
import secrets
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from slack_bolt import Ack, App, BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.conversation import MOST_FAILURES, Answered, Conversation, NotYetError
from bot.incoming import Incoming
from bot.messages import Message
from bot.messages.notices import render_error, render_not_opened, render_store_error
from bot.modals import FieldErrors, Modal
from bot.payloads import (
    installed_team,
    is_own,
    read_click,
    read_command,
    read_home,
    read_message,
    read_shortcut,
    read_submission,
    thread_of,
)
from bot.store.errors import StoreError
from bot.store.protocol import Store, Subject
from bot.workspaces import Workspaces

log = logging.getLogger(__name__)
COMMANDS = ("/gpu-advice", "/gpu-history")
MESSAGES = ("message", "app_mention")
EVENTS = (*MESSAGES, "app_home_opened")
SHORTCUTS = ("advise", "advise_on_message")
REMOVALS = ("app_uninstalled", "tokens_revoked")
OPENING_S = 2
"""How long opening a modal may take: Slack wants the click acknowledged within 3 s."""
Body = dict[str, Any]


def register(app: App, conversation: Conversation) -> None:
    """Register every listener. Few, since Bolt tries them one by one."""

    def handle_command(body: Body, ack: Ack, context: BoltContext) -> None:
        ack(**_private(_guarded(conversation.handle, _sited(read_command(body), context))))

    def handle_click(body: Body, ack: Ack, client: WebClient, context: BoltContext) -> None:
        incoming = _sited((read_click if body["type"] == "block_actions" else read_shortcut)(body), context)
        answer = _guarded(conversation.handle, incoming)
        ack()
        if isinstance(answer, Modal):
            answer = _opened(client, body["trigger_id"], answer)
        if isinstance(answer, Message):
            _told(conversation, incoming, answer)

    def handle_submission(body: Body, ack: Ack, context: BoltContext) -> None:
        ack(**_shown(_guarded(conversation.handle, _sited(read_submission(body), context)), body))

    def handle_home(body: Body, context: BoltContext) -> None:
        _counted(conversation, _sited(read_home(body), context))

    app.event(_any_of(MESSAGES))(_hearing(conversation))  # first, as most of what Slack delivers is chatter
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


def _sited(incoming: Incoming, context: BoltContext) -> Incoming:
    """Add what Slack told with the bot's identity: the workspace's own address, and what it granted."""
    known = context.authorize_result
    if known is None:
        return incoming
    return replace(incoming, site=known.url, granted=frozenset(known.bot_scopes or ()))


def _hearing(conversation: Conversation) -> Callable[[Body, BoltContext], None]:
    def handle_message(body: Body, context: BoltContext) -> None:
        if _passes_by(conversation, body):
            return
        incoming = read_message(body, context.bot_user_id or "")
        if incoming is not None:
            _counted(conversation, _sited(incoming, context))

    return handle_message


def _passes_by(conversation: Conversation, body: Body) -> bool:
    """Tell, as cheaply as can be, that a message is none of the bot's business: most of them are not."""
    event = body["event"]
    if event["type"] != "message":
        return False
    if is_own(event):
        return True
    thread_ts = thread_of(event)
    if thread_ts is None:
        return bool(event.get("channel_type") != "im")
    return not conversation.desk.store.concerns(installed_team(body), event["channel"], thread_ts)


def _guarded(handle: Callable[[Incoming], Answered], incoming: Incoming) -> Answered:
    """Handle what Slack never sends again: a failure becomes one sentence with a reference."""
    try:
        return handle(incoming)
    except StoreError as error:
        log.exception("the store failed on %s", incoming.kind)
        return render_store_error(error.reason)
    except Exception:
        reference = secrets.token_hex(4)
        log.exception("could not handle %s, reference %s", incoming.kind, reference)
        return render_error(reference)


def _opened(client: WebClient, trigger_id: str, modal: Modal) -> Message | None:
    """Put a modal on the screen of who clicked; returns what to tell the person where Slack did not."""
    client.timeout = OPENING_S
    try:
        client.views_open(trigger_id=trigger_id, view=modal.view)
    except (SlackClientError, OSError):
        log.exception("could not open a modal")
        return render_not_opened()
    return None


def _shown(answer: Answered, body: Body) -> Body:
    """Return how a submitted view goes on: it closes, shows its errors, or gives way to another."""
    match answer:
        case Modal(view):
            return {"response_action": "update", "view": view}
        case FieldErrors(errors):
            return {"response_action": "errors", "errors": dict(errors)}
        case Message(text):
            first = next(block["block_id"] for block in body["view"]["blocks"] if block["type"] == "input")
            return {"response_action": "errors", "errors": {first: text}}
    return {}


def _told(conversation: Conversation, incoming: Incoming, failed: Message) -> None:
    """Tell the person that a click failed, if the store can still take it down."""
    try:
        conversation.whisper(incoming, failed)
    except StoreError:
        log.exception("could not tell of the failure either")


def _counted(conversation: Conversation, incoming: Incoming) -> None:
    """Handle what Slack sends again when it fails; the third failure of our own is the last.

    Where the store fails or others are faster, nothing is wrong with the event: it may come again.
    """
    try:
        conversation.handle(incoming)
    except (StoreError, NotYetError):
        log.exception("could not handle %s now", incoming.kind)
        raise
    except Exception as error:
        failures = conversation.failed(incoming, error)
        log.exception("could not handle %s, attempt %d", incoming.kind, failures)
        if failures < MOST_FAILURES:
            raise


def _private(message: Answered) -> Body:
    if not isinstance(message, Message):
        return {}
    return {"response_type": "ephemeral", "text": message.text, "blocks": list(message.blocks)}
