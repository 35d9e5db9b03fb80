"""What is done with each delivery from Slack: read, handled, and answered even where that fails."""

import logging
import secrets
from collections.abc import Callable
from typing import Final

from slack_bolt import BoltContext
from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError

from bot.handling import MOST_FAILURES, Answered, Conversation, NotYetError
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
from bot.store.protocol import Json

log = logging.getLogger(__name__)
OPENING_S: Final = 2
"""How long opening a modal may take: Slack wants the click acknowledged within 3 s."""


class Reception:
    """Takes what the listeners hear, in Slack's words, to the conversation, and its answers back."""

    def __init__(self, conversation: Conversation) -> None:
        """Take the conversation."""
        self._conversation = conversation

    def command(self, body: Json, context: BoltContext) -> Json:
        """Handle a command; returns what is acknowledged."""
        return _private(_guarded(self._conversation.handle, _sited(read_command(body), context)))

    def click(self, body: Json, client: WebClient, context: BoltContext) -> None:
        """Handle a click or a shortcut, and put the modal on the screen that it opens."""
        incoming = _sited((read_click if body["type"] == "block_actions" else read_shortcut)(body), context)
        answer = _guarded(self._conversation.handle, incoming)
        if isinstance(answer, Modal):
            answer = _opened(client, body["trigger_id"], answer)
        if isinstance(answer, Message):
            _told(self._conversation, incoming, answer)

    def submission(self, body: Json, context: BoltContext) -> Json:
        """Handle a submitted view; returns what is acknowledged."""
        return _shown(_guarded(self._conversation.handle, _sited(read_submission(body), context)), body)

    def home(self, body: Json, context: BoltContext) -> None:
        """Handle that somebody opened the Home."""
        _counted(self._conversation, _sited(read_home(body), context))

    def message(self, body: Json, context: BoltContext) -> None:
        """Handle a message or a mention, if it is any of the bot's business."""
        if _passes_by(self._conversation, body):
            return
        incoming = read_message(body, context.bot_user_id or "")
        if incoming is not None:
            _counted(self._conversation, _sited(incoming, context))


def _sited(incoming: Incoming, context: BoltContext) -> Incoming:
    """Add what Slack told with the bot's identity: the workspace's own address, and what it granted."""
    known = context.authorize_result
    if known is None:
        return incoming
    return incoming._replace(site=known.url, granted=frozenset(known.bot_scopes or ()))


def _passes_by(conversation: Conversation, body: Json) -> bool:
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


def _shown(answer: Answered, body: Json) -> Json:
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


def _private(message: Answered) -> Json:
    if not isinstance(message, Message):
        return {}
    return {"response_type": "ephemeral", "text": message.text, "blocks": list(message.blocks)}
