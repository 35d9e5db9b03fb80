"""The methods of Slack's Web API that the bot calls, with Slack's own error codes."""

import copy
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.sandbox.conversations import Conversations
from bot.sandbox.model import BOT, BOT_USER, TEAM, App, Channel, Json, Message, View
from bot.sandbox.workspace import Workspace

LONGEST_TEXT, LARGEST_METADATA = 40_000, 16_384
_SCOPES = {
    "chat.": {"chat:write"},
    "conversations.join": {"channels:join"},
    "conversations.history": {"channels:history", "groups:history", "im:history", "mpim:history"},
    "conversations.replies": {"channels:history", "groups:history", "im:history", "mpim:history"},
    "users.": {"users:read"},
    "files.": {"files:write"},
}


class Rules(Protocol):
    """What is refused in blocks and views, with a sentence for each problem."""

    def check_blocks(self, blocks: list[Json], surface: str) -> Sequence[str]:
        """Return what is wrong with the blocks of a message."""

    def check_view(self, view: Json, kind: str) -> Sequence[str]:
        """Return what is wrong with a modal or a home."""


class SlackError(Exception):
    """A refusal: Slack's error code, and what else stands in the answer."""

    def __init__(self, code: str, **extra: Any) -> None:
        """Answer with this code."""
        super().__init__(code)
        self.answer: Json = {"ok": False, "error": code} | extra


@dataclass(slots=True)
class File:
    """A file somebody announced; `content` is there once its bytes have come."""

    name: str
    content: bytes | None = None


class WebApi:
    """One method of the Web API is one method here, with an underscore for the dot."""

    def __init__(
        self, workspace: Workspace, conversations: Conversations, app: App, rules: Rules | None
    ) -> None:
        """Act on the workspace as the app; without rules, blocks and views are taken as they come."""
        self._workspace, self._conversations, self.app, self._rules = workspace, conversations, app, rules
        self.triggers: dict[str, tuple[str, float]] = {}
        """Trigger -> the user who may be shown a view, and until when."""
        self.files: dict[str, File] = {}
        self.base = "http://127.0.0.1"

    def call(self, method: str, payload: Json) -> Json:
        """Return the answer to one call."""
        name = method.replace(".", "_")
        known = method.partition(".")[0] in ("auth", "chat", "conversations", "users", "views", "files")
        found: Callable[[Json], Json] | None = getattr(self, name, None) if known else None
        if found is None:
            return {"ok": False, "error": "unknown_method", "req_method": method}
        with self._workspace.lock:
            try:
                self._check_scope(method)
                return {"ok": True} | found(payload)
            except SlackError as refusal:
                return refusal.answer

    def auth_test(self, _payload: Json) -> Json:
        """Say who the token is."""
        names = {"team": "Sandbox", "user": "gpu-advisor", "url": "http://sandbox.localhost/"}
        return names | {"team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT, "is_enterprise_install": False}

    def chat_postMessage(self, payload: Json) -> Json:  # noqa: N802 - Slack's own name
        """Post a message; a user's id opens the DM."""
        channel = self._writable(payload)
        content = self._content(payload)
        root = channel.message(payload.get("thread_ts"))
        if root and root.thread_ts not in (None, root.ts):
            raise SlackError("cannot_reply_to_message")
        if root and payload.get("reply_broadcast"):
            content["subtype"] = "thread_broadcast"
        message = self._conversations.post(
            channel, BOT_USER, by_app=True, thread_ts=payload.get("thread_ts"), **content
        )
        return {"channel": channel.id, "ts": message.ts, "message": message.slack()}

    def chat_postEphemeral(self, payload: Json) -> Json:  # noqa: N802 - Slack's own name
        """Show a message to one member of a channel only."""
        channel, user = self._writable(payload), payload.get("user", "")
        if user not in channel.members:
            raise SlackError("user_not_in_channel")
        message = self._conversations.post(
            channel,
            BOT_USER,
            by_app=True,
            visible_to=user,
            thread_ts=payload.get("thread_ts"),
            **self._content(payload),
        )
        return {"message_ts": message.ts}

    def chat_update(self, payload: Json) -> Json:
        """Replace a message's content. Without `blocks`, `text` removes them."""
        channel, message = self._own_message(payload)
        content = self._content(payload)
        if "metadata" not in payload:
            del content["metadata"]
        self._conversations.change(channel, message, **content)
        return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.slack()}

    def chat_delete(self, payload: Json) -> Json:
        """Delete one of the app's own messages."""
        channel, message = self._own_message(payload, foreign="cant_delete_message")
        self._conversations.remove(channel, message)
        return {"channel": channel.id, "ts": message.ts}

    def conversations_history(self, payload: Json) -> Json:
        """Return a channel's messages, newest first."""
        channel = self._readable(payload)
        found = [message for message in channel.messages if message.thread_ts in (None, message.ts)]
        return self._page(found[::-1], payload)

    def conversations_replies(self, payload: Json) -> Json:
        """Return a thread, its root first."""
        channel, ts = self._readable(payload), payload.get("ts")
        if channel.message(ts) is None:
            raise SlackError("thread_not_found")
        return self._page(
            [message for message in channel.messages if ts in (message.ts, message.thread_ts)], payload
        )

    def conversations_join(self, payload: Json) -> Json:
        """Join a public channel."""
        channel = self._channel(payload)
        if channel.kind != "channel":
            raise SlackError("method_not_supported_for_channel_type")
        if channel.archived:
            raise SlackError("is_archived")
        if BOT_USER in channel.members:
            return {"channel": channel.slack(), "warning": "already_in_channel"}
        self.join(channel)
        return {"channel": channel.slack()}

    def users_info(self, payload: Json) -> Json:
        """Describe a user."""
        user = self._workspace.users.get(payload.get("user", ""))
        if user is None:
            raise SlackError("user_not_found")
        return {"user": user.slack()}

    def views_open(self, payload: Json) -> Json:
        """Open a modal for whoever the trigger stands for, in place of one that is open."""
        user = self._spend_trigger(payload)
        view = self._new_view(user, self.checked_view(payload.get("view") or {}, "modal"))
        self._workspace.modals[user] = [view]
        self._workspace.changed()
        return {"view": view.slack()}

    def views_publish(self, payload: Json) -> Json:
        """Show a user's App Home."""
        user = payload.get("user_id", "")
        if user not in self._workspace.modals:
            raise SlackError("user_not_found")
        view = self._new_view(user, self.checked_view(payload.get("view") or {}, "home"))
        self._workspace.homes[user] = view
        self._workspace.changed()
        return {"view": view.slack()}

    def files_getUploadURLExternal(self, payload: Json) -> Json:  # noqa: N802 - Slack's own name
        """Give out an address for the bytes of one file."""
        file_id = self._workspace.new_id("F")
        self.files[file_id] = File(payload.get("filename") or "file")
        return {"file_id": file_id, "upload_url": f"{self.base}/files/{file_id}"}

    def files_completeUploadExternal(self, payload: Json) -> Json:  # noqa: N802 - Slack's own name
        """Share uploaded files, in a channel or in one of its threads, as a message of their own."""
        channel, shared = self._writable(payload | {"channel": payload.get("channel_id")}), []
        for given in json.loads(payload.get("files") or "[]"):
            file = self.files.get(given["id"])
            if file is None or file.content is None:
                raise SlackError("file_not_found")
            url = f"{self.base}/files/{given['id']}"
            shared.append({"id": given["id"], "name": file.name, "url_private": url} | given)
        fields = {"thread_ts": payload.get("thread_ts"), "files": shared, "subtype": "file_share"}
        self._conversations.post(
            channel, BOT_USER, payload.get("initial_comment") or "", by_app=True, **fields
        )
        return {"files": shared}

    # What acknowledgements of submissions share with the methods

    def join(self, channel: Channel) -> None:
        """Make the app a member, with the line Slack shows."""
        channel.members.add(BOT_USER)
        self._conversations.post(
            channel, BOT_USER, f"<@{BOT_USER}> has joined the channel", subtype="channel_join"
        )

    def replace(self, view: View, content: Json) -> None:
        """Give an open view other content."""
        self._conversations.complete(content["blocks"])
        kept = {block["block_id"] for block in content["blocks"]}
        view.values = {key: value for key, value in view.values.items() if key in kept}
        view.content, view.hash, view.errors = content, self._workspace.stamp(), {}
        self._workspace.changed()

    def checked_content(self, payload: Json) -> Json:
        """Return the text, blocks and metadata of a message, or refuse them as Slack would."""
        return self._content(payload)

    def checked_view(self, content: Json, kind: str) -> Json:
        """Return a view's own copy, or refuse it as Slack would."""
        problems = self._rules.check_view(content, kind) if self._rules else ()
        if problems:
            raise SlackError("invalid_arguments", response_metadata={"messages": problems})
        return copy.deepcopy(content)

    # Checks

    def _check_scope(self, method: str) -> None:
        needed = next((scopes for prefix, scopes in _SCOPES.items() if method.startswith(prefix)), None)
        if needed and not needed & self.app.scopes:
            provided = ",".join(sorted(self.app.scopes))
            raise SlackError("missing_scope", needed=",".join(sorted(needed)), provided=provided)

    def _channel(self, payload: Json) -> Channel:
        wanted = payload.get("channel", "")
        if wanted in self._workspace.modals:
            return self._workspace.direct(wanted)
        channel = self._workspace.channels.get(wanted)
        if channel is None or (channel.kind != "channel" and BOT_USER not in channel.members):
            raise SlackError("channel_not_found")
        return channel

    def _readable(self, payload: Json) -> Channel:
        channel = self._channel(payload)
        if BOT_USER not in channel.members:
            raise SlackError("not_in_channel")
        return channel

    def _writable(self, payload: Json) -> Channel:
        channel = self._channel(payload)
        if channel.archived:
            raise SlackError("is_archived")
        if BOT_USER not in channel.members and "chat:write.public" not in self.app.scopes:
            raise SlackError("not_in_channel")
        if channel.read_only:
            raise SlackError("restricted_action_read_only_channel")
        in_thread = bool(payload.get("thread_ts"))
        if channel.restricted and in_thread != (channel.restricted == "thread_only_channel"):
            raise SlackError(f"restricted_action_{channel.restricted}")
        return channel

    def _own_message(self, payload: Json, foreign: str = "cant_update_message") -> tuple[Channel, Message]:
        channel = self._channel(payload)
        message = channel.message(payload.get("ts"))
        if message is None or message.visible_to is not None:
            raise SlackError("message_not_found")
        if not message.by_app:
            raise SlackError(foreign)
        if channel.archived:
            raise SlackError("is_archived")
        return channel, message

    def _content(self, payload: Json) -> Json:
        text, blocks = payload.get("text") or "", payload.get("blocks") or []
        if not text and not blocks:
            raise SlackError("no_text")
        if len(text) > LONGEST_TEXT:
            raise SlackError("msg_too_long")
        if not isinstance(blocks, list):
            raise SlackError("invalid_blocks_format")
        problems = self._rules.check_blocks(blocks, "message") if self._rules else ()
        if problems:
            own = {
                "only_one_table_allowed": "invalid_attachments",
                "msg_blocks_too_long": "msg_blocks_too_long",
            }
            code = next((own[problem] for problem in problems if problem in own), "invalid_blocks")
            raise SlackError(code, errors=problems, response_metadata={"messages": problems})
        metadata = payload.get("metadata")
        if metadata is not None:
            known = isinstance(metadata, dict) and isinstance(metadata.get("event_type"), str)
            if not known or not isinstance(metadata.get("event_payload"), dict):
                raise SlackError("invalid_metadata_format")
            if len(str(metadata)) > LARGEST_METADATA:
                raise SlackError("metadata_too_large")
        return {"text": text, "blocks": copy.deepcopy(blocks), "metadata": copy.deepcopy(metadata)}

    def _new_view(self, user: str, content: Json) -> View:
        self._conversations.complete(content["blocks"])
        return View(self._workspace.new_id("V"), user, content, self._workspace.stamp())

    def _spend_trigger(self, payload: Json) -> str:
        trigger = payload.get("trigger_id", "")
        if trigger not in self.triggers:
            raise SlackError("invalid_trigger_id")
        user, until = self.triggers[trigger]
        if not user:
            raise SlackError("exchanged_trigger_id")
        if self._workspace.now() > until:
            raise SlackError("expired_trigger_id")
        self.triggers[trigger] = ("", until)
        return user

    def _page(self, found: list[Message], payload: Json) -> Json:
        oldest, latest = payload.get("oldest") or "0", payload.get("latest") or "9999999999"
        seen = [message for message in found if message.visible_to is None and oldest <= message.ts <= latest]
        start, limit = int(payload.get("cursor") or 0), int(payload.get("limit") or 100)
        more = len(seen) > start + limit
        with_metadata = str(payload.get("include_all_metadata", "")).lower() in ("1", "true")
        return {
            "messages": [one.slack(with_metadata=with_metadata) for one in seen[start : start + limit]],
            "has_more": more,
            "response_metadata": {"next_cursor": str(start + limit) if more else ""},
        }
