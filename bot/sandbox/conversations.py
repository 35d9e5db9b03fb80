"""Messages posted, edited and deleted, and the events Slack sends the app about them."""

from typing import Any

from bot.sandbox.delivery import Delivery
from bot.sandbox.model import APP, BOT_USER, TEAM, App, Channel, Json, Message
from bot.sandbox.workspace import Workspace

_SCOPE_NAMES = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


class Conversations:
    """The one place where messages change, so that every change has its event."""

    def __init__(self, workspace: Workspace, delivery: Delivery, app: App) -> None:
        """Write into the workspace, and tell the app through its delivery."""
        self._workspace, self._delivery, self._app = workspace, delivery, app

    def post(self, channel: Channel, user: str, text: str, **fields: Any) -> Message:
        """Add a message; `fields` are the other fields of Message."""
        thread_ts = fields.pop("thread_ts", None)
        root = channel.message(thread_ts)
        if root is None:
            thread_ts = None  # Slack posts a reply to a message that is gone beside it, unthreaded
        elif root.thread_ts is None:
            root.thread_ts = root.ts
        team = self._workspace.users[user].team
        message = Message(
            channel.id, self._workspace.stamp(), user, text, thread_ts=thread_ts, team=team, **fields
        )
        self.complete(message.blocks)
        channel.messages.append(message)
        if message.visible_to is None:
            parent = {"parent_user_id": root.user} if root else {}
            self._tell_of(channel, message.slack() | parent)
        self._workspace.changed()
        return message

    def change(self, channel: Channel, message: Message, **fields: Any) -> None:
        """Give a message other content; the fields not named stay."""
        before = message.slack()
        for name, value in fields.items():
            setattr(message, name, value)
        self.complete(message.blocks)
        message.edited = self._workspace.stamp()
        self._tell_of_change(
            channel,
            message,
            {"subtype": "message_changed", "message": message.slack(), "previous_message": before},
        )

    def remove(self, channel: Channel, message: Message) -> None:
        """Delete a message; a root with replies leaves a tombstone, as in Slack."""
        before = message.slack()
        replies = [other for other in channel.messages if other.thread_ts == message.ts != other.ts]
        if replies:
            message.text, message.blocks, message.subtype = "This message was deleted.", [], "tombstone"
        else:
            channel.messages.remove(message)
        self._tell_of_change(
            channel,
            message,
            {"subtype": "message_deleted", "deleted_ts": message.ts, "previous_message": before},
        )

    def event(self, event: Json) -> None:
        """Deliver any event to the app, in Slack's wrapping."""
        now = self._workspace.now()
        authorization = {"enterprise_id": None, "team_id": TEAM, "user_id": BOT_USER, "is_bot": True}
        self._delivery.event(
            {
                "type": "event_callback",
                "token": "deprecated",
                "team_id": TEAM,
                "context_team_id": TEAM,
                "api_app_id": APP,
                "event": {"event_ts": self._workspace.stamp()} | event,
                "event_id": self._workspace.new_id("Ev"),
                "event_time": int(now),
                "authorizations": [authorization | {"is_enterprise_install": False}],
                "is_ext_shared_channel": False,
            }
        )

    def subscribed(self, event: str) -> bool:
        """Return whether the app's manifest asks for this event."""
        return self._app.events is None or event in self._app.events

    def complete(self, blocks: list[Json]) -> None:
        """Give every block and control the identifiers that the app left out, as Slack does."""
        for block in blocks:
            block.setdefault("block_id", self._workspace.new_id("b"))
            controls = [*block.get("elements", ()), block.get("accessory"), block.get("element")]
            for control in controls:
                if isinstance(control, dict) and control.get("type", "").endswith(CONTROL_ENDINGS):
                    control.setdefault("action_id", self._workspace.new_id("a"))
            self.complete(block.get("child_blocks", []))

    def _tell_of(self, channel: Channel, event: Json) -> None:
        if BOT_USER not in channel.members:
            return
        where = {"channel": channel.id, "channel_type": channel.kind, "event_ts": event["ts"]}
        if self.subscribed(f"message.{_SCOPE_NAMES[channel.kind]}"):
            self.event(event | where)
        mentioned = f"<@{BOT_USER}>" in event.get("text", "") and event.get("user") != BOT_USER
        if mentioned and channel.kind != "im" and self.subscribed("app_mention"):
            self.event(event | where | {"type": "app_mention"})

    def _tell_of_change(self, channel: Channel, message: Message, event: Json) -> None:
        if message.visible_to is None:
            self._tell_of(channel, {"type": "message", "hidden": True, "ts": self._workspace.stamp()} | event)
        self._workspace.changed()


CONTROL_ENDINGS = ("button", "select", "checkboxes", "overflow", "radio_buttons", "input", "picker")
