"""The Web API, refusing whatever Slack refuses; the demo takes the bot on trust."""

from collections import Counter
from typing import Any

from bot.sandbox.model import Channel, Json, Posted
from bot.sandbox.web_api import SlackError, WebApi
from tests.block_kit import check_blocks, check_view
from tests.sandbox.watched import WatchedWorkspace

TRIGGER_S, RESPONSE_URL_S = 3.0, 1_800.0
HISTORY = "channels:history,groups:history,im:history,mpim:history"
SCOPES = {
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": HISTORY,
    "conversations.join": "channels:join",
    "conversations.open": "im:write",
    "conversations.replies": HISTORY,
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "users.info": "users:read",
}
"""Each method with the scopes of which it needs one; those that are not here need none."""
LONGEST_TEXT, LARGEST_METADATA = 40_000, 16_384
OWN_CODES = {"only_one_table_allowed": "invalid_attachments", "msg_blocks_too_long": "msg_blocks_too_long"}


class StrictApi(WebApi):
    """Checks the form of messages and views, knows closed channels, and what a pass is good for."""

    def __init__(self, workspace: WatchedWorkspace) -> None:
        super().__init__(workspace)
        self.lock = workspace.lock
        self.archived: set[str] = set()
        self.restricted: dict[str, str] = {}
        """Channel -> Slack's own name: read_only_channel, thread_only_channel, thread_locked, and so on."""
        self._until: dict[str, float] = {}
        self._used: Counter[str] = Counter()

    def call(self, method: str, payload: Json) -> Json:
        needed, granted = SCOPES.get(method, ""), self._workspace.scopes
        if needed and granted.isdisjoint(needed.split(",")):
            provided = ",".join(sorted(granted))
            return {"ok": False, "error": "missing_scope", "needed": needed, "provided": provided}
        with self.lock:
            return super().call(method, payload)

    def respond(self, secret: str, payload: Json) -> tuple[int, str]:
        with self.lock:
            return super().respond(secret, payload)

    def writable(self, payload: Json) -> Channel:
        channel = super().writable(payload)
        self._refuse_archived(channel)
        how, in_thread = self.restricted.get(channel.id), bool(payload.get("thread_ts"))
        if how == "read_only_channel" or (how and in_thread != (how == "thread_only_channel")):
            raise SlackError(f"restricted_action_{how}")
        return channel

    def join(self, channel: Channel) -> None:
        self._refuse_archived(channel)
        super().join(channel)

    def _own_message(self, payload: Json, foreign: str) -> tuple[Channel, Posted]:
        channel, message = super()._own_message(payload, foreign)
        self._refuse_archived(channel)
        return channel, message

    def _refuse_archived(self, channel: Channel) -> None:
        if channel.id in self.archived:
            raise SlackError("is_archived")

    def grant(self, held: Any) -> str:
        """Return a trigger_id for three seconds and one use, or a response_url for half an hour and five."""
        key = super().grant(held)
        self._until[key] = self._workspace.now() + (TRIGGER_S if isinstance(held, str) else RESPONSE_URL_S)
        return key

    def use(self, key: str, kind: str) -> Any:
        held = super().use(key, kind)
        if self._workspace.now() > self._until[key]:
            raise SlackError(f"expired_{kind}")
        if self._used[key] == (5 if kind == "url" else 1):
            raise SlackError("used_url" if kind == "url" else "exchanged_trigger_id")
        self._used[key] += 1
        return held

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
