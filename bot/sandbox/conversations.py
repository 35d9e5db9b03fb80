"""Messages posted, edited and deleted, and the events Slack sends the app about them."""

from typing import Any

from bot.sandbox.delivery import Delivery, Envelope
from bot.sandbox.model import APP, BOT_USER, TEAM, App, Channel, Json, Message
from bot.sandbox.workspace import Workspace

_PLURALS = {"channel": "channels", "group": "groups"}


class Conversations:
    """The one place where messages change, so that every change has its event."""

    def __init__(self, workspace: Workspace, delivery: Delivery, app: App) -> None:
        """Write into the workspace, and tell the app through its delivery."""
        self._workspace, self._delivery, self._app = workspace, delivery, app

    def post(
        self, channel: Channel, user: str, text: str, thread_ts: str | None = None, **fields: Any
    ) -> Message:
        """Add a message; `fields` are the other fields of Message."""
        root = channel.message(thread_ts)
        if root is None:
            thread_ts = None  # Slack posts a reply to a message that is gone beside it, unthreaded
        elif root.thread_ts is None:
            root.thread_ts = root.ts
        fields |= {"thread_ts": thread_ts, "team": self._workspace.users[user].team}
        message = Message(channel.id, self._workspace.stamp(), user, text, **fields)
        self.name_blocks(message.blocks)
        channel.messages.append(message)
        if message.visible_to is None:
            self._tell(channel, message.slack() | ({"parent_user_id": root.user} if root else {}))
        self._workspace.changed()
        return message

    def change(self, channel: Channel, message: Message, **fields: Any) -> None:
        """Give a message other content; the fields not named stay."""
        before = message.slack()
        for name, value in fields.items():
            setattr(message, name, value)
        self.name_blocks(message.blocks)
        message.edited = self._workspace.stamp()
        event = {"subtype": "message_changed", "message": message.slack(), "previous_message": before}
        self._tell_of_change(channel, message, event)

    def remove(self, channel: Channel, message: Message) -> None:
        """Delete a message; a root with replies leaves a tombstone, as in Slack."""
        before = message.slack()
        if any(other.thread_ts == message.ts != other.ts for other in channel.messages):
            message.text, message.blocks, message.subtype = "This message was deleted.", [], "tombstone"
        else:
            channel.messages.remove(message)
        event = {"subtype": "message_deleted", "deleted_ts": message.ts, "previous_message": before}
        self._tell_of_change(channel, message, event)

    def event(self, event: Json) -> None:
        """Deliver any event to the app, in Slack's wrapping, again and again until it is acknowledged."""
        authorization = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True}
        payload = {
            "type": "event_callback",
            "team_id": TEAM,
            "api_app_id": APP,
            "event": {"event_ts": self._workspace.stamp()} | event,
            "event_id": self._workspace.new_id("Ev"),
            "event_time": int(self._workspace.now()),
            "authorizations": [authorization | {"is_enterprise_install": False}],
        }
        self._delivery.send(Envelope("events_api", payload))

    def name_blocks(self, blocks: list[Json]) -> None:
        """Give every block the identifier that the app left out, as Slack does."""
        for block in blocks:
            block.setdefault("block_id", self._workspace.new_id("b"))

    def _tell(self, channel: Channel, event: Json) -> None:
        if BOT_USER not in channel.members:
            return
        event |= {"channel": channel.id, "channel_type": channel.kind, "event_ts": event["ts"]}
        mentioned = f"<@{BOT_USER}>" in event.get("text", "") and event.get("user") != BOT_USER
        if f"message.{_PLURALS.get(channel.kind, channel.kind)}" in self._app.events:
            self.event(event)
        if mentioned and channel.kind != "im" and "app_mention" in self._app.events:
            self.event(event | {"type": "app_mention"})

    def _tell_of_change(self, channel: Channel, message: Message, event: Json) -> None:
        if message.visible_to is None:
            self._tell(channel, {"type": "message", "hidden": True, "ts": self._workspace.stamp()} | event)
        self._workspace.changed()
