"""Slack's payloads in, our replies out. A handful of registrations and no decisions."""

import logging
import re
import secrets
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App, BoltContext

from bot.conversation import Conversation
from bot.incoming import Incoming, read_click, read_command, read_message
from bot.messages import Message
from bot.messages.notices import render_error, render_store_error
from bot.store.errors import StoreError

log = logging.getLogger(__name__)
COMMANDS = ("/gpu-advice", "/gpu-history")
EVENTS = ("message", "app_mention")
MOST_FAILURES = 3
Body = dict[str, Any]


def register(app: App, conversation: Conversation) -> None:
    """Register every listener. Few, since Bolt tries them one by one."""

    def handle_command(body: Body, ack: Ack) -> None:
        ack(**_private(_guarded(conversation.handle, read_command(body))))

    def handle_click(body: Body, ack: Ack) -> None:
        incoming = read_click(body)
        failed = _guarded(conversation.handle, incoming)
        ack()
        if failed is not None:
            _told(conversation, incoming, failed)

    def handle_message(body: Body, context: BoltContext) -> None:
        incoming = read_message(body, context.bot_user_id or "")
        if incoming is not None:
            _counted(conversation, incoming)

    app.command(re.compile("|".join(map(re.escape, COMMANDS))))(handle_command)
    app.action(re.compile(r"."))(handle_click)
    for event in EVENTS:
        app.event(event)(handle_message)


def _guarded(handle: Callable[[Incoming], Message | None], incoming: Incoming) -> Message | None:
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


def _told(conversation: Conversation, incoming: Incoming, failed: Message) -> None:
    """Tell the person that a click failed, if the store can still take it down."""
    try:
        conversation.whisper(incoming, failed)
    except StoreError:
        log.exception("could not tell of the failure either")


def _counted(conversation: Conversation, incoming: Incoming) -> None:
    """Handle what Slack sends again when it fails; the third failure is the last."""
    try:
        conversation.handle(incoming)
    except Exception as error:
        failures = conversation.failed(incoming, error)
        log.exception("could not handle %s, attempt %d", incoming.kind, failures)
        if failures < MOST_FAILURES:
            raise


def _private(message: Message | None) -> Body:
    if message is None:
        return {}
    return {"response_type": "ephemeral", "text": message.text, "blocks": list(message.blocks)}
