"""What the bot calls: the methods of Slack's Web API, with Slack's own error codes, and response_urls."""

import copy
import json
import secrets
from collections.abc import Callable
from typing import Any

from bot.sandbox.model import APP, BOT, BOT_USER, TEAM, Channel, Json, Posted
from bot.sandbox.workspace import Workspace


class SlackError(Exception):
    """A refusal: Slack's error code, and what else stands in the answer."""

    def __init__(self, code: str, **extra: Any) -> None:
        """Answer with this code."""
        super().__init__(code)
        self.answer: Json = {"ok": False, "error": code} | extra


class WebApi:
    """Acts on the workspace as the app."""

    def __init__(self, workspace: Workspace) -> None:
        """Begin with nothing open; `base` is set once the server has its address."""
        self._workspace, self.base = workspace, ""
        self.files: dict[str, Json] = {}
        """What was announced; `contents` has the bytes that came."""
        self.contents: dict[str, bytes] = {}
        self.passes: dict[str, Any] = {}
        """What each trigger_id and the secret of each response_url is for."""

    def call(self, method: str, payload: Json) -> Json:
        """Return the answer to one call; chat.postMessage is `_api_chat_postmessage`, and so on."""
        run: Callable[[Json], Json] | None = getattr(self, f"_api_{method.replace('.', '_').lower()}", None)
        if run is None:
            return {"ok": False, "error": "unknown_method", "req_method": method}
        try:
            return {"ok": True} | run(payload)
        except SlackError as refusal:
            return refusal.answer

    # Messages

    def _api_chat_postmessage(self, payload: Json) -> Json:
        channel = self.writable(payload)
        root = channel.message(payload.get("thread_ts"))
        if root and root.thread_ts not in (None, root.ts):
            raise SlackError("cannot_reply_to_message")
        message = self._say(channel, payload)
        return {"channel": channel.id, "ts": message.ts, "message": message.slack()}

    def _api_chat_postephemeral(self, payload: Json) -> Json:
        channel, user = self.writable(payload), payload.get("user", "")
        if user not in channel.members:
            raise SlackError("user_not_in_channel")
        return {"message_ts": self._say(channel, payload, visible_to=user).ts}

    def _api_chat_update(self, payload: Json) -> Json:
        channel, message = self._own_message(payload, "cant_update_message")
        content = self.content(payload)  # without `blocks`, `text` removes them
        if "metadata" not in payload:
            del content["metadata"]
        self._workspace.change(channel, message, **content)
        return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message.slack()}

    def _api_chat_delete(self, payload: Json) -> Json:
        channel, message = self._own_message(payload, "cant_delete_message")
        self._workspace.remove(channel, message)
        return {"channel": channel.id, "ts": message.ts}

    def _api_conversations_history(self, payload: Json) -> Json:
        channel = self._channel(payload, member=True)
        return _page([one for one in channel.messages[::-1] if one.thread_ts in (None, one.ts)], payload)

    def _api_conversations_replies(self, payload: Json) -> Json:
        channel, ts = self._channel(payload, member=True), payload.get("ts")
        if channel.message(ts) is None:
            raise SlackError("thread_not_found")
        return _page([one for one in channel.messages if ts in (one.ts, one.thread_ts)], payload)

    # Channels and people

    def _api_auth_test(self, _payload: Json) -> Json:
        names = {"team": "Sandbox", "user": "gpu-advisor", "url": "http://sandbox.localhost/"}
        return names | {"team_id": TEAM, "user_id": BOT_USER, "bot_id": BOT, "is_enterprise_install": False}

    def _api_conversations_join(self, payload: Json) -> Json:
        channel = self._channel(payload)
        if channel.kind != "channel":
            raise SlackError("method_not_supported_for_channel_type")
        self.join(channel)
        return {"channel": channel.told | {"is_member": True}}

    def _api_conversations_open(self, payload: Json) -> Json:
        return {"channel": {"id": self._channel({"channel": payload.get("users")}).id}}

    def join(self, channel: Channel) -> None:
        """Make the app a member, with the line Slack shows."""
        if BOT_USER not in channel.members:
            channel.members.add(BOT_USER)
            said = f"<@{BOT_USER}> has joined the channel"
            self._workspace.post(channel, BOT_USER, said, subtype="channel_join")

    def _api_users_info(self, payload: Json) -> Json:
        user = self._workspace.users.get(payload.get("user", ""))
        if user is None:
            raise SlackError("user_not_found")
        return {"user": vars(user)}

    # Views

    def _api_views_open(self, payload: Json) -> Json:
        user = self.use(payload.get("trigger_id", ""), "trigger_id")
        view = self._workspace.modals[user] = self.view(payload.get("view") or {}, "modal")
        self._workspace.errors.pop(user, None)
        return {"view": view}

    def _api_views_publish(self, payload: Json) -> Json:
        user = payload.get("user_id", "")
        if user not in self._workspace.users:
            raise SlackError("user_not_found")
        view = self._workspace.homes[user] = self.view(payload.get("view") or {}, "home")
        return {"view": view}

    def view(self, content: Json, kind: str) -> Json:  # noqa: ARG002 - a modal or a home, for who checks more
        """Return a new view with this content; its form is taken on trust."""
        content = copy.deepcopy(content)
        self._workspace.name_blocks(content["blocks"])
        self._workspace.changed()
        own = {"id": self._workspace.new_id("V"), "hash": self._workspace.stamp()}
        whose = {"team_id": TEAM, "app_id": APP, "bot_id": BOT, "state": {"values": {}}}
        return {"private_metadata": ""} | content | own | whose

    # Files

    def _api_files_getuploadurlexternal(self, payload: Json) -> Json:
        file_id = self._workspace.new_id("F")
        url = f"{self.base}/files/{file_id}"
        self.files[file_id] = {"name": payload.get("filename") or "file", "url_private": url}
        return {"file_id": file_id, "upload_url": url}

    def _api_files_completeuploadexternal(self, payload: Json) -> Json:
        channel = self.writable(payload | {"channel": payload.get("channel_id")})
        given = json.loads(payload.get("files") or "[]")
        shared = [self.files[one["id"]] | one for one in given if one["id"] in self.contents]
        if not shared:
            raise SlackError("file_not_found")
        fields = {"bot_id": BOT, "files": shared, "subtype": "file_share"}
        self._workspace.post(channel, BOT_USER, "", payload.get("thread_ts"), **fields)
        return {"files": shared}

    # Answers to commands and clicks

    def grant(self, held: Any) -> str:
        """Return a new trigger_id, or the secret of a new response_url, and keep what it is for."""
        key = secrets.token_urlsafe(16)
        self.passes[key] = held
        return key

    def use(self, key: str, kind: str) -> Any:
        """Return what a trigger_id or response_url is for."""
        if key not in self.passes:
            raise SlackError("invalid_trigger_id" if kind == "trigger_id" else "expired_url")
        return self.passes[key]

    def response_url(self, user: str, channel: Channel, message: Posted | None = None) -> str:
        """Return a new response_url, to answer what the user did there."""
        return f"{self.base}/response/{self.grant((user, channel, message))}"

    def respond(self, secret: str, payload: Json) -> tuple[int, str]:
        """Do what was posted to a response_url; return the HTTP status and body."""
        try:
            self.answer(payload, *self.use(secret, "url"))
        except SlackError as refusal:
            return (404 if str(refusal).endswith("_url") else 400), str(refusal)
        return 200, "ok"

    def answer(self, payload: Json, user: str, channel: Channel, message: Posted | None = None) -> None:
        """Post or replace as an answer to a command or click asks; without words there is none."""
        if message and payload.get("replace_original"):
            self._workspace.change(channel, message, **self.content(payload))
        elif payload.get("text") or payload.get("blocks"):
            public = payload.get("response_type") == "in_channel"
            self._say(channel, payload, visible_to=None if public else user)

    # Checks

    def writable(self, payload: Json) -> Channel:
        """Return the channel that is to be written to, or refuse as Slack would."""
        return self._channel(payload, member=True)

    def content(self, payload: Json) -> Json:
        """Return a message's own copy of text, blocks and metadata; its form is taken on trust."""
        text, blocks = payload.get("text") or "", payload.get("blocks") or []
        if not text and not blocks:
            raise SlackError("no_text")
        return copy.deepcopy({"text": text, "blocks": blocks, "metadata": payload.get("metadata")})

    def _say(self, channel: Channel, payload: Json, *, visible_to: str | None = None) -> Posted:
        fields = self.content(payload) | {"bot_id": BOT, "visible_to": visible_to}
        return self._workspace.post(channel, BOT_USER, thread_ts=payload.get("thread_ts"), **fields)

    def _channel(self, payload: Json, *, member: bool = False) -> Channel:
        wanted = payload.get("channel", "")
        if wanted in self._workspace.users:
            return self._workspace.direct(wanted)  # a user's id opens the DM
        channel = self._workspace.channels.get(wanted)
        if channel is None or (channel.kind != "channel" and BOT_USER not in channel.members):
            raise SlackError("channel_not_found")
        if member and BOT_USER not in channel.members:
            raise SlackError("not_in_channel")
        return channel

    def _own_message(self, payload: Json, foreign: str) -> tuple[Channel, Posted]:
        channel = self._channel(payload)
        message = channel.message(payload.get("ts"))
        if message is None or message.visible_to is not None:
            raise SlackError("message_not_found")
        if not message.bot_id:
            raise SlackError(foreign)
        return channel, message


def _page(found: list[Posted], payload: Json) -> Json:
    seen = [one for one in found if one.visible_to is None and one.ts >= (payload.get("oldest") or "0")]
    start, limit = int(payload.get("cursor") or 0), int(payload.get("limit") or 100)
    cursor = str(start + limit) if len(seen) > start + limit else ""
    with_metadata = str(payload.get("include_all_metadata", "")).lower() in ("1", "true")
    messages = [one.slack(with_metadata=with_metadata) for one in seen[start : start + limit]]
    return {"messages": messages, "has_more": bool(cursor), "response_metadata": {"next_cursor": cursor}}
