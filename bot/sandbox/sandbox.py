"""What people do in the workspace, each as Slack's client tells the app about it."""

from functools import partial

from bot.sandbox.model import APP, TEAM, Channel, Json, Message, RefusedError, User
from bot.sandbox.web_api import WebApi
from bot.sandbox.workspace import Workspace


class Sandbox:
    """A workspace with its Web API; each public method is something one person does.

    Users and channels are named by id. RefusedError is what Slack's own client would not let the person do.
    """

    def __init__(self, workspace: Workspace, api: type[WebApi] = WebApi) -> None:
        """Begin with what the workspace holds."""
        self.workspace, self.api = workspace, api(workspace)

    def command(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> None:
        """Type a slash command. Slack's client refuses it inside threads."""
        with self.workspace.lock:
            who, where = self._at(user, channel)
            name, _, rest = text.strip().partition(" ")
            if thread_ts:
                raise RefusedError(f"{name} is not supported in threads. Sorry! Reply in words instead.")
            if name == "/invite" and where.kind != "im":
                return self.api.join(where)
            if name not in [one["command"] for one in self.workspace.declared["slash_commands"]]:
                raise RefusedError(f"{name} is not a valid command. What starts with / is a command.")
            payload = {
                "command": name,
                "text": rest,
                "team_id": TEAM,
                "channel_id": where.id,
                "channel_name": where.told["name"],
                "user_id": who.id,
                "user_name": who.name,
                "api_app_id": APP,
                "is_enterprise_install": "false",
                "trigger_id": self.api.grant(who.id),
                "response_url": self.api.response_url(who.id, where),
            }
            return self._send("slash_commands", who, where, payload)

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Write a message or a reply, as typed: "@gpu-advisor" becomes a mention, "<" is escaped."""
        with self.workspace.lock:
            who, where = self._at(user, channel)
            return self.workspace.post(where, who.id, self.workspace.spell(text), thread_ts)

    def click(self, user: str, channel: str, ts: str, action: Json, values: Json) -> None:
        """Click or choose in a message: the action, and `state.values` of its inputs."""
        with self.workspace.lock:
            who, where = self._at(user, channel)
            message = self._message(who, where, ts)
            fields = {
                "container": {
                    "type": "message",
                    "message_ts": ts,
                    "channel_id": where.id,
                    "is_ephemeral": message.visible_to is not None,
                    **({"thread_ts": message.thread_ts} if message.thread_ts else {}),
                },
                "state": {"values": values},
                "actions": [action | {"action_ts": self.workspace.stamp()}],
            }
            self._interact("block_actions", who, where, fields, message)

    def click_in_view(self, user: str, action: Json, values: Json, *, home: bool = False) -> None:
        """Click or choose in the open modal, or in the App Home."""
        with self.workspace.lock:
            who, view = self._view(user, home=home)
            fields = {
                "container": {"type": "view", "view_id": view["id"]},
                "view": view | {"state": {"values": values}},
                "actions": [action | {"action_ts": self.workspace.stamp()}],
            }
            self._interact("block_actions", who, self.workspace.direct(who.id), fields)

    def shortcut(self, user: str, callback_id: str, channel: str = "", ts: str = "") -> None:
        """Run a shortcut: on a message when one is given, else the global one."""
        with self.workspace.lock:
            who, where = self._at(user, channel)
            message = self._message(who, where, ts) if ts else None
            fields = {"callback_id": callback_id, "action_ts": self.workspace.stamp()}
            more = {"message_ts": ts} if ts else {}
            self._interact("message_action" if ts else "shortcut", who, where, fields | more, message)

    def open_home(self, user: str, tab: str = "home") -> None:
        """Open the app's Home, or its Messages tab."""
        with self.workspace.lock:
            who, where = self._at(user)
            home = self.workspace.homes.get(who.id)
            event = {"type": "app_home_opened", "user": who.id, "tab": tab, "channel": where.id}
            self.workspace.event(event | ({"view": home} if home else {}))

    def submit_view(self, user: str, values: Json) -> None:
        """Submit the open modal with what stands in its inputs."""
        with self.workspace.lock:
            who, view = self._view(user)
            filled = {"view": view | {"state": {"values": values}}}
            payload = self._interaction("view_submission", who) | filled
            self.workspace.delivery.send("interactive", payload, partial(self._submitted, who.id, view))

    def close_modal(self, user: str) -> None:
        """Close the open modal."""
        with self.workspace.lock:
            who, _ = self._view(user)
            del self.workspace.modals[who.id]
            self.workspace.changed()

    # Within

    def _submitted(self, user: str, view: Json, answer: Json) -> None:
        """Show what the app answers to a form: what is wrong in it, another view, or nothing more."""
        modals, errors = self.workspace.modals, self.workspace.errors
        errors[user] = answer.get("errors") or {}
        if answer.get("response_action") == "update":
            modals[user] = self.api.view(answer["view"], "modal") | {"id": view["id"]}
        elif not errors[user] and modals.get(user) is view:
            del modals[user]
        self.workspace.changed()

    def _interaction(self, kind: str, who: User) -> Json:
        return {
            "type": kind,
            "api_app_id": APP,
            "team": {"id": TEAM, "domain": "sandbox"},
            "enterprise": None,
            "is_enterprise_install": False,
            "user": {"id": who.id, "username": who.name, "name": who.name, "team_id": who.team_id},
            "trigger_id": self.api.grant(who.id),
        }

    def _interact(
        self, kind: str, who: User, where: Channel, fields: Json, message: Message | None = None
    ) -> None:
        payload = self._interaction(kind, who) | fields
        if message:
            payload |= {"channel": where.told, "response_url": self.api.response_url(who.id, where, message)}
            if not message.visible_to:
                payload["message"] = message.slack(with_metadata=False)
        self._send("interactive", who, where, payload)

    def _send(self, kind: str, who: User, where: Channel, payload: Json) -> None:
        answered = partial(self.api.answer, user=who.id, channel=where)
        self.workspace.delivery.send(kind, payload, answered)

    def _at(self, user: str, channel: str = "") -> tuple[User, Channel]:
        """Return the person and the conversation: without a name, the DM with the app."""
        where = self.workspace.channels.get(channel) if channel else self.workspace.direct(user)
        if where is None or user not in where.members:
            raise RefusedError("you are not in this channel")
        return self.workspace.users[user], where

    def _message(self, who: User, where: Channel, ts: str) -> Message:
        message = where.message(ts)
        if message is None or message.visible_to not in (None, who.id):
            raise RefusedError("there is no such message")
        return message

    def _view(self, user: str, *, home: bool = False) -> tuple[User, Json]:
        view = (self.workspace.homes if home else self.workspace.modals).get(user)
        if view is None:
            raise RefusedError("nothing is open")
        return self.workspace.users[user], view
