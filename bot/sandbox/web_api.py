"""What the bot calls: the methods of Slack's Web API, with Slack's own error codes, and response_urls."""

import copy
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar

from bot.sandbox.controls import View
from bot.sandbox.conversations import Conversations
from bot.sandbox.model import BOT, BOT_USER, TEAM, App, Channel, Json, Message
from bot.sandbox.workspace import Workspace

_HISTORY = "channels:history,groups:history,im:history,mpim:history"


class SlackError(Exception):
    """A refusal: Slack's error code, and what else stands in the answer."""

    def __init__(self, code: str, **extra: Any) -> None:
        """Answer with this code."""
        super().__init__(code)
        self.answer: Json = {"ok": False, "error": code} | extra


@dataclass(slots=True)
class Pass:
    """A trigger_id or response_url: until when and how often it may be used, and what for."""

    until: float
    uses: int
    held: Any


class WebApi:
    """Acts on the workspace as the app."""

    def __init__(self, workspace: Workspace, conversations: Conversations, app: App) -> None:
        """Begin with nothing open; `base` is set once the server has its address."""
        self.app, self.base = app, ""
        self._workspace, self._conversations = workspace, conversations
        self.files: dict[str, Json] = {}
        """What was announced; `contents` has the bytes that came."""
        self.contents: dict[str, bytes] = {}
        self.passes: dict[str, Pass] = {}

    def call(self, method: str, payload: Json) -> Json:
        """Return the answer to one call."""
        if method not in self.METHODS:
            return {"ok": False, "error": "unknown_method", "req_method": method}
        scopes, run = self.METHODS[method]
        if scopes and self.app.scopes.isdisjoint(scopes.split(",")):
            provided = ",".join(sorted(self.app.scopes))
            return {"ok": False, "error": "missing_scope", "needed": scopes, "provided": provided}
        with self._workspace.lock:
            try:
                return {"ok": True} | run(self, payload)
            except SlackError as refusal:
                return refusal.answer

    # Messages

    def _post(self, payload: Json) -> Json:
        channel = self.writable(payload)
        root = channel.message(payload.get("thread_ts"))
        if root and root.thread_ts not in (None, root.ts):
            raise SlackError("cannot_reply_to_message")
        message = self._say(channel, payload)
        return {"channel": channel.id, "ts": message.ts, "message": message.slack()}

    def _post_ephemeral(self, payload: Json) -> Json:
        channel, user = self.writable(payload), payload.get("user", "")
        if user not in channel.members:
            raise SlackError("user_not_in_channel")
        return {"message_ts": self._say(channel, payload, visible_to=user).ts}

    def _update(self, payload: Json) -> Json:
        channel, message = self._own_message(payload, "cant_update_message")
        content = self.content(payload)  # without `blocks`, `text` removes them
        if "metadata" not in payload:
            del content["metadata"]
        self._conversations.change(channel, message, **content)
        return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.slack()}

    def _delete(self, payload: Json) -> Json:
        channel, message = self._own_message(payload, "cant_delete_message")
        self._conversations.remove(channel, message)
        return {"channel": channel.id, "ts": message.ts}

    def _history(self, payload: Json) -> Json:
        channel = self._channel(payload, member=True)
        found = [message for message in channel.messages if message.thread_ts in (None, message.ts)]
        return _page(found[::-1], payload)

    def _replies(self, payload: Json) -> Json:
        channel, ts = self._channel(payload, member=True), payload.get("ts")
        if channel.message(ts) is None:
            raise SlackError("thread_not_found")
        return _page([one for one in channel.messages if ts in (one.ts, one.thread_ts)], payload)

    # Channels and people

    def _auth_test(self, _payload: Json) -> Json:
        names = {"team": "Sandbox", "user": "gpu-advisor", "url": "http://sandbox.localhost/"}
        return names | {"team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT, "is_enterprise_install": False}

    def _join(self, payload: Json) -> Json:
        channel = self._channel(payload)
        if channel.kind != "channel":
            raise SlackError("method_not_supported_for_channel_type")
        if channel.archived:
            raise SlackError("is_archived")
        if BOT_USER not in channel.members:
            self.join(channel)
        return {"channel": channel.slack()}

    def join(self, channel: Channel) -> None:
        """Make the app a member, with the line Slack shows."""
        channel.members.add(BOT_USER)
        said = f"<@{BOT_USER}> has joined the channel"
        self._conversations.post(channel, BOT_USER, said, subtype="channel_join")

    def _user(self, payload: Json) -> Json:
        user = self._workspace.users.get(payload.get("user", ""))
        if user is None:
            raise SlackError("user_not_found")
        return {"user": user.slack()}

    # Views

    def trigger(self, user: str) -> str:
        """Return a new trigger_id: for three seconds the app may open one modal for this user."""
        return self._grant(f"{self._workspace.new_id('')}.{secrets.token_hex(8)}", 3.0, 1, user)

    def _open(self, payload: Json) -> Json:
        errors = ("invalid_trigger_id", "expired_trigger_id", "exchanged_trigger_id")
        user = self._use(payload.get("trigger_id", ""), errors)
        view = self._new_view(user, payload, "modal")
        self._workspace.modals[user] = [view]
        return {"view": view.slack()}

    def _publish(self, payload: Json) -> Json:
        user = payload.get("user_id", "")
        if user not in self._workspace.modals:
            raise SlackError("user_not_found")
        view = self._workspace.homes[user] = self._new_view(user, payload, "home")
        return {"view": view.slack()}

    def _new_view(self, user: str, payload: Json, kind: str) -> View:
        content = self.view(payload.get("view") or {}, kind)
        self._workspace.changed()
        return View(self._workspace.new_id("V"), user, content, self._workspace.stamp())

    def replace(self, view: View, content: Json) -> None:
        """Give an open view other content; inputs that are still there keep what was filled in."""
        view.content = self.view(content, "modal")
        kept = {block["block_id"] for block in view.content["blocks"]}
        view.values = {key: value for key, value in view.values.items() if key in kept}
        view.hash, view.errors = self._workspace.stamp(), {}

    # Files

    def _upload_url(self, payload: Json) -> Json:
        file_id = self._workspace.new_id("F")
        url = f"{self.base}/files/{file_id}"
        self.files[file_id] = {"name": payload.get("filename") or "file", "url_private": url}
        return {"file_id": file_id, "upload_url": url}

    def _share(self, payload: Json) -> Json:
        channel = self.writable(payload | {"channel": payload.get("channel_id")})
        given = json.loads(payload.get("files") or "[]")
        shared = [self.files[one["id"]] | one for one in given if one["id"] in self.contents]
        if not shared:
            raise SlackError("file_not_found")
        fields = {"by_app": True, "files": shared, "subtype": "file_share"}
        self._conversations.post(channel, BOT_USER, "", payload.get("thread_ts"), **fields)
        return {"files": shared}

    # Answers to commands and clicks

    def response_url(self, user: str, channel: Channel, message: Message | None = None) -> str:
        """Return a new response_url: five uses within thirty minutes."""
        secret = self._grant(secrets.token_urlsafe(16), 30 * 60.0, 5, (user, channel, message))
        return f"{self.base}/response/{secret}"

    def respond(self, secret: str, payload: Json) -> tuple[int, str]:
        """Do what was posted to a response_url; return the HTTP status and body."""
        with self._workspace.lock:
            try:
                self.answer(payload, *self._use(secret, ("expired_url", "expired_url", "used_url")))
            except SlackError as refusal:
                return (404 if str(refusal).endswith("_url") else 400), str(refusal)
            return 200, "ok"

    def answer(self, payload: Json, user: str, channel: Channel, message: Message | None = None) -> None:
        """Post or replace as an answer to a command or click asks; without words there is none."""
        if message and payload.get("replace_original"):
            self._conversations.change(channel, message, **self.content(payload))
        elif payload.get("text") or payload.get("blocks"):
            public = payload.get("response_type") == "in_channel"
            self._say(channel, payload, visible_to=None if public else user)

    def _grant(self, key: str, life_s: float, uses: int, held: Any) -> str:
        self.passes[key] = Pass(self._workspace.now() + life_s, uses, held)
        return key

    def _use(self, key: str, errors: tuple[str, str, str]) -> Any:
        """Return what a pass is for; `errors` are those of an unknown, an expired and a spent one."""
        found = self.passes.get(key)
        if found is None:
            raise SlackError(errors[0])
        if self._workspace.now() > found.until or not found.uses:
            raise SlackError(errors[1 if found.uses else 2])
        found.uses -= 1
        return found.held

    # Checks

    def writable(self, payload: Json) -> Channel:
        """Return the channel that is to be written to, or refuse as Slack would."""
        channel = self._channel(payload, member=True)
        if channel.archived:
            raise SlackError("is_archived")
        if channel.read_only:
            raise SlackError("restricted_action_read_only_channel")
        return channel

    def content(self, payload: Json) -> Json:
        """Return a message's own copy of text, blocks and metadata; its form is taken on trust."""
        text, blocks = payload.get("text") or "", payload.get("blocks") or []
        if not text and not blocks:
            raise SlackError("no_text")
        return copy.deepcopy({"text": text, "blocks": blocks, "metadata": payload.get("metadata")})

    def view(self, content: Json, kind: str) -> Json:  # noqa: ARG002 - a modal or a home, for who checks more
        """Return a view's own copy; its form is taken on trust."""
        content = copy.deepcopy(content)
        self._conversations.name_blocks(content["blocks"])
        return content

    def _say(self, channel: Channel, payload: Json, *, visible_to: str | None = None) -> Message:
        content, thread_ts = self.content(payload), payload.get("thread_ts")
        fields = content | {"by_app": True, "visible_to": visible_to}
        return self._conversations.post(channel, BOT_USER, thread_ts=thread_ts, **fields)

    def _channel(self, payload: Json, *, member: bool = False) -> Channel:
        wanted = payload.get("channel", "")
        if wanted in self._workspace.modals:
            return self._workspace.direct(wanted)  # a user's id opens the DM
        channel = self._workspace.channels.get(wanted)
        if channel is None or (channel.kind != "channel" and BOT_USER not in channel.members):
            raise SlackError("channel_not_found")
        if member and BOT_USER not in channel.members:
            raise SlackError("not_in_channel")
        return channel

    def _own_message(self, payload: Json, foreign: str) -> tuple[Channel, Message]:
        channel = self._channel(payload)
        message = channel.message(payload.get("ts"))
        if message is None or message.visible_to is not None:
            raise SlackError("message_not_found")
        if not message.by_app:
            raise SlackError(foreign)
        if channel.archived:
            raise SlackError("is_archived")
        return channel, message

    METHODS: ClassVar[dict[str, tuple[str, Callable[["WebApi", Json], Json]]]] = {
        "auth.test": ("", _auth_test),
        "chat.delete": ("chat:write", _delete),
        "chat.postEphemeral": ("chat:write", _post_ephemeral),
        "chat.postMessage": ("chat:write", _post),
        "chat.update": ("chat:write", _update),
        "conversations.history": (_HISTORY, _history),
        "conversations.join": ("channels:join", _join),
        "conversations.replies": (_HISTORY, _replies),
        "files.completeUploadExternal": ("files:write", _share),
        "files.getUploadURLExternal": ("files:write", _upload_url),
        "users.info": ("users:read", _user),
        "views.open": ("", _open),
        "views.publish": ("", _publish),
    }
    """Each method with the scopes of which it needs one."""


def _page(found: list[Message], payload: Json) -> Json:
    seen = [one for one in found if one.visible_to is None and one.ts >= (payload.get("oldest") or "0")]
    start, limit = int(payload.get("cursor") or 0), int(payload.get("limit") or 100)
    more = len(seen) > start + limit
    with_metadata = str(payload.get("include_all_metadata", "")).lower() in ("1", "true")
    return {
        "messages": [one.slack(with_metadata=with_metadata) for one in seen[start : start + limit]],
        "has_more": more,
        "response_metadata": {"next_cursor": str(start + limit) if more else ""},
    }
