"""What people do in Slack: type, click, choose, submit; each as Slack's client tells the app about it."""

import secrets
from typing import Any

from bot.sandbox.controls import find_control, state_value, with_initial_values
from bot.sandbox.conversations import Conversations
from bot.sandbox.delivery import Delivery
from bot.sandbox.model import APP, BOT_USER, TEAM, Channel, Json, Message, RefusedError, User, View
from bot.sandbox.responses import Responses
from bot.sandbox.web_api import SlackError, WebApi
from bot.sandbox.workspace import Workspace

TRIGGER_LIFE_S = 3.0


class People:
    """Every method is something one person does. Name users "alice" or by id, channels "#general" or "dm"."""

    def __init__(
        self,
        workspace: Workspace,
        delivery: Delivery,
        conversations: Conversations,
        api: WebApi,
        responses: Responses,
    ) -> None:
        """Act in the workspace."""
        self._workspace, self._delivery, self._conversations = workspace, delivery, conversations
        self._api, self._responses, self._app = api, responses, api.app

    # Words

    def command(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> None:
        """Type a slash command. Slack's client refuses it inside threads, and so does this (RefusedError)."""
        with self._workspace.lock:
            who, where = self._at(user, channel)
            name, _, rest = text.strip().partition(" ")
            declared = next((one for one in self._app.commands if one["command"] == name), None)
            declared = declared if who.team == TEAM else None  # commands are the installing workspace's
            if thread_ts:
                raise RefusedError(f"{name} is not supported in threads. Sorry!")
            if name == "/invite":
                self._invite(where)
                return
            if declared is None:
                raise RefusedError(
                    f"{name} is not a valid command. In Slack, all messages that start with / are commands."
                )
            names = {"im": "directmessage", "group": "privategroup", "mpim": f"mpdm-{where.id}"}
            payload = {
                "token": "deprecated",
                "team_id": TEAM,
                "team_domain": "sandbox",
                "channel_id": where.id,
                "channel_name": names.get(where.kind, where.name),
                "user_id": who.id,
                "user_name": who.handle,
                "command": name,
                "text": self._workspace.spell(rest) if declared.get("should_escape") else rest,
                "api_app_id": APP,
                "is_enterprise_install": "false",
                "response_url": self._responses.url(who.id, where),
                "trigger_id": self._trigger(who.id),
            }
            self._delivery.interaction(
                "slash_commands",
                payload,
                lambda answer: self._responses.take(answer, who.id, where, None),
                lambda error: self._tell(who.id, where, f'{name} failed with the error "{error}"'),
            )

    def say(
        self, user: str, channel: str, text: str, thread_ts: str | None = None, *, broadcast: bool = False
    ) -> Message:
        """Write a message or a reply, as typed: "@gpu-advisor" becomes a mention, "<" is escaped."""
        with self._workspace.lock:
            who, where = self._at(user, channel)
            if where.read_only:
                raise RefusedError("only some people can post in this channel")
            return self._conversations.post(
                where,
                who.id,
                self._workspace.spell(text),
                thread_ts=thread_ts,
                subtype="thread_broadcast" if broadcast else None,
            )

    def edit(self, user: str, channel: str, ts: str, text: str) -> None:
        """Change the words of one's own message."""
        with self._workspace.lock:
            where, message = self._own(user, channel, ts)
            self._conversations.change(where, message, text=self._workspace.spell(text))

    def delete(self, user: str, channel: str, ts: str) -> None:
        """Delete one's own message."""
        with self._workspace.lock:
            self._conversations.remove(*self._own(user, channel, ts))

    # Controls

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
        """Click or choose in a message: `control` is an action_id, a label, or a placeholder.

        `value` is an option's value or label, a list of them, or the text typed; a button needs none.
        Inputs in `input` blocks are only filled, unless they say `dispatch_action`.
        """
        with self._workspace.lock:
            who, where = self._at(user, channel)
            message = where.message(ts)
            if message is None or message.visible_to not in (None, who.id):
                raise RefusedError("there is no such message")
            block, element = find_control(message.blocks, control, block_id)
            values = message.inputs.setdefault(who.id, {})
            acted = self._choose(block, element, value, values)
            if acted is None:
                return
            container = {
                "type": "message",
                "message_ts": ts,
                "channel_id": where.id,
                "is_ephemeral": message.visible_to is not None,
            } | ({"thread_ts": message.thread_ts} if message.thread_ts else {})
            payload = self._interaction("block_actions", who) | {
                "container": container,
                "channel": {"id": where.id, "name": "directmessage" if where.kind == "im" else where.name},
                "state": {"values": with_initial_values(message.blocks, values)},
                "response_url": self._responses.url(who.id, where, message),
                "actions": [acted],
            }
            if message.visible_to is None:
                payload["message"] = message.slack(with_metadata=False)
            self._send(payload, who, where, f"{control} failed")

    def act_in_view(
        self, user: str, control: str, value: Any = None, *, block_id: str | None = None, home: bool = False
    ) -> None:
        """Click, choose or fill in the topmost modal, or in the App Home."""
        with self._workspace.lock:
            who, view = self._view(user, home=home)
            block, element = find_control(view.content["blocks"], control, block_id)
            acted = self._choose(block, element, value, view.values)
            if acted is None:
                return
            payload = self._interaction("block_actions", who) | {
                "container": {"type": "view", "view_id": view.id},
                "view": self._shown(view),
                "actions": [acted],
            }
            self._send(payload, who, self._workspace.direct(who.id), f"{control} failed")

    def shortcut(
        self, user: str, callback_id: str, channel: str | None = None, ts: str | None = None
    ) -> None:
        """Run a shortcut: on a message when one is given, else the global one."""
        with self._workspace.lock:
            who = self._workspace.user(user)
            payload = self._interaction("message_action" if ts else "shortcut", who)
            payload |= {"callback_id": callback_id, "action_ts": self._workspace.stamp()}
            where = self._workspace.direct(who.id)
            if channel and ts:
                _, where = self._at(user, channel)
                message = where.message(ts)
                if message is None:
                    raise RefusedError("there is no such message")
                payload |= {
                    "channel": {
                        "id": where.id,
                        "name": "directmessage" if where.kind == "im" else where.name,
                    },
                    "message": message.slack(with_metadata=False),
                    "message_ts": ts,
                    "response_url": self._responses.url(who.id, where),
                }
            self._send(payload, who, where, "the shortcut failed")

    # Views

    def open_home(self, user: str, tab: str = "home") -> None:
        """Open the app's Home, or its Messages tab."""
        with self._workspace.lock:
            who = self._workspace.user(user)
            home = self._workspace.homes.get(who.id)
            event = {"type": "app_home_opened", "user": who.id, "tab": tab}
            event["channel"] = self._workspace.direct(who.id).id
            if self._conversations.subscribed("app_home_opened"):
                self._conversations.event(event | ({"view": self._shown(home)} if home else {}))

    def submit(self, user: str, values: Json | None = None) -> None:
        """Submit the topmost modal; `values` fills inputs first: action_id or label -> value."""
        with self._workspace.lock:
            for control, value in (values or {}).items():
                self.act_in_view(user, control, value)
            who, view = self._view(user)
            given = with_initial_values(view.content["blocks"], view.values)
            view.errors = {
                block["block_id"]: "Please complete this required field."
                for block in view.content["blocks"]
                if block["type"] == "input"
                and not block.get("optional")
                and not any(
                    entry.get(key)
                    for entry in given.get(block["block_id"], {}).values()
                    for key in entry
                    if key != "type"
                )
            }
            if view.errors:
                self._workspace.changed()
                return
            payload = self._interaction("view_submission", who) | {
                "view": self._shown(view),
                "response_urls": [],
            }
            self._delivery.interaction(
                "interactive",
                payload,
                lambda answer: self._submitted(view, answer),
                lambda error: self._fail(view, error),
            )

    def close_modal(self, user: str) -> None:
        """Close the topmost modal."""
        with self._workspace.lock:
            who, view = self._view(user)
            self._workspace.modals[who.id].remove(view)
            self._workspace.changed()

    # Within

    def _submitted(self, view: View, answer: Json) -> None:
        stack, kind = self._workspace.modals[view.user], answer.get("response_action")
        try:
            if kind == "errors":
                view.errors = dict(answer.get("errors") or {})
            elif kind == "update":
                self._api.replace(view, self._api.checked_view(answer.get("view") or {}, "modal"))
            elif view in stack:
                stack.remove(view)
        except SlackError as refusal:
            self._fail(view, refusal.answer["error"])
        self._workspace.changed()

    def _fail(self, view: View, error: str) -> None:
        view.errors = {"": f"We had some trouble connecting ({error}). Try again?"}
        self._workspace.changed()

    def _choose(self, block: Json, element: Json, value: Any, values: Json) -> Json | None:
        """Note what was chosen; return the action to tell the app about, if it wants to know."""
        chosen = state_value(element, value)
        if element["type"] not in ("button", "overflow"):
            values.setdefault(block["block_id"], {})[element["action_id"]] = chosen
        self._workspace.changed()
        if block["type"] == "input" and not block.get("dispatch_action"):
            return None
        own = {key: element[key] for key in ("action_id", "text", "style", "placeholder") if key in element}
        return own | chosen | {"block_id": block["block_id"], "action_ts": self._workspace.stamp()}

    def _interaction(self, kind: str, who: User) -> Json:
        return {
            "type": kind,
            "token": "deprecated",
            "api_app_id": APP,
            "team": {"id": TEAM, "domain": "sandbox"},
            "enterprise": None,
            "is_enterprise_install": False,
            "user": {"id": who.id, "username": who.handle, "name": who.handle, "team_id": who.team},
            "trigger_id": self._trigger(who.id),
        }

    def _send(self, payload: Json, who: User, where: Channel, failure: str) -> None:
        self._delivery.interaction(
            "interactive",
            payload,
            lambda _answer: None,
            lambda error: self._tell(who.id, where, f'{failure} with the error "{error}"'),
        )

    def _tell(self, user: str, where: Channel, text: str) -> None:
        self._conversations.post(where, BOT_USER, text, visible_to=user)

    def _trigger(self, user: str) -> str:
        trigger = f"{self._workspace.new_id('')}.{secrets.token_hex(8)}"
        self._api.triggers[trigger] = (user, self._workspace.now() + TRIGGER_LIFE_S)
        return trigger

    def _invite(self, where: Channel) -> None:
        if where.kind == "im":
            raise RefusedError("/invite does not work in direct messages")
        if BOT_USER not in where.members:
            self._api.join(where)

    def _at(self, user: str, channel: str) -> tuple[User, Channel]:
        who = self._workspace.user(user)
        where = self._workspace.channel(channel, who.id)
        if who.id not in where.members:
            raise RefusedError(f"{who.name} is not in {where.name}")
        if where.archived:
            raise RefusedError("this channel is archived")
        return who, where

    def _own(self, user: str, channel: str, ts: str) -> tuple[Channel, Message]:
        who, where = self._at(user, channel)
        message = where.message(ts)
        if message is None or message.user != who.id or message.by_app:
            raise RefusedError("this is not your message")
        return where, message

    def _view(self, user: str, *, home: bool = False) -> tuple[User, View]:
        who = self._workspace.user(user)
        stack = self._workspace.modals[who.id]
        view = self._workspace.homes.get(who.id) if home else (stack[-1] if stack else None)
        if view is None:
            raise RefusedError("nothing is open")
        return who, view

    def _shown(self, view: View) -> Json:
        content = view.slack()
        return content | {"state": {"values": with_initial_values(content["blocks"], view.values)}}
