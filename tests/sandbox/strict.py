"""The Web API, refusing whatever Slack refuses; the demo takes the bot on trust."""

from typing import Any

from bot.sandbox.conversations import Conversations
from bot.sandbox.model import App, Channel, Json
from bot.sandbox.web_api import SlackError, WebApi
from bot.sandbox.workspace import Workspace
from tests.block_kit import check_blocks, check_view

LONGEST_TEXT, LARGEST_METADATA = 40_000, 16_384
OWN_CODES = {"only_one_table_allowed": "invalid_attachments", "msg_blocks_too_long": "msg_blocks_too_long"}


class StrictApi(WebApi):
    """Checks the form of messages and views, and knows channels where not every kind of post is allowed."""

    def __init__(self, workspace: Workspace, conversations: Conversations, app: App) -> None:
        super().__init__(workspace, conversations, app)
        self.restricted: dict[str, str] = {}
        """Channel -> Slack's own name: thread_only_channel, non_threadable_channel or thread_locked."""

    def writable(self, payload: Json) -> Channel:
        channel = super().writable(payload)
        how = self.restricted.get(channel.id)
        if how and bool(payload.get("thread_ts")) != (how == "thread_only_channel"):
            raise SlackError(f"restricted_action_{how}")
        return channel

    def content(self, payload: Json) -> Json:
        text, blocks = payload.get("text") or "", payload.get("blocks") or []
        if len(text) > LONGEST_TEXT:
            raise SlackError("msg_too_long")
        if not isinstance(blocks, list):
            raise SlackError("invalid_blocks_format")
        problems = check_blocks(blocks, "message")
        if problems:
            code = next((OWN_CODES[one] for one in problems if one in OWN_CODES), "invalid_blocks")
            raise SlackError(code, errors=problems, response_metadata={"messages": problems})
        _check_metadata(payload.get("metadata"))
        return super().content(payload)

    def view(self, content: Json, kind: str) -> Json:
        problems = check_view(content, kind)
        if problems:
            raise SlackError("invalid_arguments", response_metadata={"messages": problems})
        return super().view(content, kind)


def _check_metadata(metadata: Any) -> None:
    if metadata is None:
        return
    known = isinstance(metadata, dict) and isinstance(metadata.get("event_type"), str)
    if not known or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    if len(str(metadata)) > LARGEST_METADATA:
        raise SlackError("metadata_too_large")
