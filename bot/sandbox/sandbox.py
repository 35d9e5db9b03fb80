"""The workspace put together, and what people do in it, each as Slack's client tells the app about it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from bot.sandbox.controls import View, chosen, find_control, state_of
from bot.sandbox.conversations import Conversations
from bot.sandbox.delivery import Delivery, Envelope
from bot.sandbox.model import APP, BOT_USER, TEAM, App, Channel, Json, Message, RefusedError, User
from bot.sandbox.web_api import SlackError, WebApi
from bot.sandbox.workspace import Workspace


class Sandbox:
    """Three people and eleven conversations in memory; each public method is something one person does.

    Users are named by id or handle, channels by id, "#name" or "dm". RefusedError is what Slack's own client
    would not let the person do.
    """

    def __init__(
        self,
        app: App,
        workspace: Workspace | None = None,
        delivery: Callable[[Workspace], Delivery] = Delivery,
        api: Callable[[Workspace, Conversations, App], WebApi] = WebApi,
    ) -> None:
        """Begin empty; `app` is what the manifest declares."""
        self.app, self.workspace = app, workspace or Workspace()
        self.delivery = delivery(self.workspace)
        self.conversations = Conversations(self.workspace, self.delivery, app)
        self.api = api(self.workspace, self.conversations, app)

    def command(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> None:
        """Type a slash command. Slack's client refuses it inside threads."""
        with self.workspace.lock:
            who, where = self._at(user, channel)
            name, _, rest = text.strip().partition(" ")
            if thread_ts:
                raise RefusedError(f"{name} is not supported in threads. Sorry!")
            if name == "/invite":
                self._invite(where)
                return
            if name not in [one["command"] for one in self.app.commands]:
                raise RefusedError(
                    f"{name} is not a valid command. In Slack, what starts with / is a command."
                )
            payload = {
                "command": name,
                "text": rest,
                "team_id": TEAM,
                "channel_id": where.id,
                "channel_name": where.told_name,
                "user_id": who.id,
                "user_name": who.handle,
                "api_app_id": APP,
                "is_enterprise_install": "false",
                "trigger_id": self.api.trigger(who.id),
                "response_url": self.api.response_url(who.id, where),
            }
            self._send("slash_commands", payload, who, where)

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Write a message or a reply, as typed: "@gpu-advisor" becomes a mention, "<" is escaped."""
        with self.workspace.lock:
            who, where = self._at(user, channel)
            if where.read_only:
                raise RefusedError("only some people can post in this channel")
            return self.conversations.post(where, who.id, self.workspace.spell(text), thread_ts)

    def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Change the words of one's own message."""
        with self.workspace.lock:
            where, message = self._own(user, channel, ts)
            self.conversations.change(where, message, text=self.workspace.spell(text))

    def delete(self, user: str, channel: str, ts: str) -> None:
        """Delete one's own message."""
        with self.workspace.lock:
            self.conversations.remove(*self._own(user, channel, ts))

    def act(
        self,
        user: str,
        channel: str,
        ts: str,
        control: str,
        value: Any = None,
        *,
        block_id: str | None = None,
    ) -> None:
        """Click or choose in a message: `control` is an action_id, `value` an option's, several, or words.

        Inputs in `input` blocks are only filled, unless they say `dispatch_action`.
        """
        with self.workspace.lock:
            who, where = self._at(user, channel)
            message = self._message(who, where, ts)
            values = message.inputs.setdefault(who.id, {})
            acted = self._choose(message.blocks, values, control, value, block_id)
            if acted is None:
                return
            hidden = message.visible_to is not None
            container = {"type": "message", "message_ts": ts, "channel_id": where.id, "is_ephemeral": hidden}
            if message.thread_ts:
                container["thread_ts"] = message.thread_ts
            fields = {
                "container": container,
                "channel": {"id": where.id, "name": where.told_name},
                "state": {"values": state_of(message.blocks, values)},
                "response_url": self.api.response_url(who.id, where, message),
                "actions": [acted],
            }
            told = {} if hidden else {"message": message.slack(with_metadata=False)}
            self._interact("block_actions", who, where, fields | told)

    def act_in_view(
        self, user: str, control: str, value: Any = None, *, block_id: str | None = None, home: bool = False
    ) -> None:
        """Click, choose or fill in the topmost modal, or in the App Home."""
        with self.workspace.lock:
            who, view = self._view(user, home=home)
            acted = self._choose(view.content["blocks"], view.values, control, value, block_id)
            if acted is None:
                return
            container = {"type": "view", "view_id": view.id}
            fields = {"container": container, "view": view.slack(), "actions": [acted]}
            self._interact("block_actions", who, self.workspace.direct(who.id), fields)

    def shortcut(
        self, user: str, callback_id: str, channel: str | None = None, ts: str | None = None
    ) -> None:
        """Run a shortcut: on a message when one is given, else the global one."""
        with self.workspace.lock:
            who, where = self._at(user, channel or "dm")
            fields: Json = {"callback_id": callback_id, "action_ts": self.workspace.stamp()}
            if ts:
                fields |= {
                    "channel": {"id": where.id, "name": where.told_name},
                    "message": self._message(who, where, ts).slack(with_metadata=False),
                    "message_ts": ts,
                    "response_url": self.api.response_url(who.id, where),
                }
            self._interact("message_action" if ts else "shortcut", who, where, fields)

    def open_home(self, user: str, tab: str = "home") -> None:
        """Open the app's Home, or its Messages tab."""
        with self.workspace.lock:
            who, where = self._at(user, "dm")
            home = self.workspace.homes.get(who.id)
            event = {"type": "app_home_opened", "user": who.id, "tab": tab, "channel": where.id}
            if "app_home_opened" in self.app.events:
                self.conversations.event(event | ({"view": home.slack()} if home else {}))

    def submit(self, user: str) -> None:
        """Submit the topmost modal."""
        with self.workspace.lock:
            who, view = self._view(user)
            payload = self._interaction("view_submission", who) | {"view": view.slack()}
            taken, failed = partial(self._submitted, view), partial(self._failed, view)
            self.delivery.send(Envelope("interactive", payload, taken, failed))

    def close_modal(self, user: str) -> None:
        """Close the topmost modal."""
        with self.workspace.lock:
            who, view = self._view(user)
            self.workspace.modals[who.id].remove(view)
            self.workspace.changed()

    # Within

    def _submitted(self, view: View, answer: Json) -> None:
        stack, kind = self.workspace.modals[view.user], answer.get("response_action")
        try:
            if kind == "errors":
                view.errors = dict(answer["errors"])
            elif kind == "update":
                self.api.replace(view, answer["view"])
            elif view in stack:
                stack.remove(view)
        except SlackError as refusal:
            self._failed(view, str(refusal))

    def _failed(self, view: View, error: str) -> None:
        view.errors = {"": f"We had some trouble connecting ({error}). Try again?"}

    def _choose(
        self, blocks: list[Json], values: Json, control: str, value: Any, block_id: str | None
    ) -> Json | None:
        """Note what was chosen; return the action to tell the app about, if it wants to know."""
        block, element = find_control(blocks, control, block_id)
        held = chosen(element, value)
        if element["type"] not in ("button", "overflow"):
            values.setdefault(block["block_id"], {})[element["action_id"]] = held
        self.workspace.changed()
        if block["type"] == "input" and not block.get("dispatch_action"):
            return None
        own = {"block_id": block["block_id"], "action_ts": self.workspace.stamp()}
        return (
            {key: element[key] for key in ("action_id", "text", "placeholder") if key in element} | held | own
        )

    def _interaction(self, kind: str, who: User) -> Json:
        return {
            "type": kind,
            "api_app_id": APP,
            "team": {"id": TEAM, "domain": "sandbox"},
            "enterprise": None,
            "is_enterprise_install": False,
            "user": {"id": who.id, "username": who.handle, "name": who.handle, "team_id": who.team},
            "trigger_id": self.api.trigger(who.id),
        }

    def _interact(self, kind: str, who: User, where: Channel, fields: Json) -> None:
        self._send("interactive", self._interaction(kind, who) | fields, who, where)

    def _send(self, kind: str, payload: Json, who: User, where: Channel) -> None:
        def failed(error: str) -> None:
            words = f'{payload.get("command", "That")} failed with the error "{error}"'
            self.conversations.post(where, BOT_USER, words, visible_to=who.id)

        taken = partial(self.api.answer, user=who.id, channel=where)
        self.delivery.send(Envelope(kind, payload, taken, failed))

    def _invite(self, where: Channel) -> None:
        if where.kind == "im":
            raise RefusedError("/invite does not work in direct messages")
        if BOT_USER not in where.members:
            self.api.join(where)

    def _at(self, user: str, channel: str) -> tuple[User, Channel]:
        who = self.workspace.user(user)
        where = self.workspace.channel(channel, who.id)
        if who.id not in where.members:
            raise RefusedError(f"{who.name} is not in {where.name}")
        if where.archived:
            raise RefusedError("this channel is archived")
        return who, where

    def _message(self, who: User, where: Channel, ts: str) -> Message:
        message = where.message(ts)
        if message is None or message.visible_to not in (None, who.id):
            raise RefusedError("there is no such message")
        return message

    def _own(self, user: str, channel: str, ts: str) -> tuple[Channel, Message]:
        who, where = self._at(user, channel)
        message = self._message(who, where, ts)
        if message.user != who.id:
            raise RefusedError("this is not your message")
        return where, message

    def _view(self, user: str, *, home: bool = False) -> tuple[User, View]:
        who = self.workspace.user(user)
        open_now = [self.workspace.homes.get(who.id)] if home else self.workspace.modals[who.id]
        if not open_now or open_now[-1] is None:
            raise RefusedError("nothing is open")
        return who, open_now[-1]
