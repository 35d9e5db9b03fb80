"""What people do in the workspace, each as Slack's client tells the app about it."""

from functools import partial
from typing import Any

from bot.sandbox.envelopes import Taken
from bot.sandbox.model import APP, TEAM, Channel, Json, Posted, RefusedError, User
from bot.sandbox.web_api import WebApi
from bot.sandbox.workspace import Workspace

VIEWS = ("modal", "home")


class Sandbox:
    """A workspace with its Web API; each public method is something one person does or sees.

    Users and channels are named by id. RefusedError is what Slack's own client would not let the person do.
    """

    def __init__(self, workspace: Workspace, api: type[WebApi] = WebApi) -> None:
        """Begin with what the workspace holds."""
        self.workspace, self.api = workspace, api(workspace)

    def command(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> None:
        """Type a slash command. Slack's client refuses it inside threads."""
        who, where = self._at(user, channel)
        name, _, rest = text.strip().partition(" ")
        if thread_ts:
            raise RefusedError(f"{name} is not supported in threads. Sorry! Reply in words instead.")
        if name == "/invite" and where.kind != "im":
            self.api.join(where)
            return
        if name not in [one["command"] for one in self.workspace.declared["slash_commands"]]:
            raise RefusedError(f"{name} is not a valid command. What starts with / is a command.")
        payload = {"command": name, "text": rest, "user_id": who.id, "user_name": who.name, "team_id": TEAM}
        payload |= {"api_app_id": APP, "is_enterprise_install": "false", "trigger_id": self.api.grant(who.id)}
        payload |= {"channel_id": where.id, "channel_name": where.told["name"]}
        payload |= {"response_url": self.api.response_url(who.id, where)}
        self.workspace.envelopes.send("slash_commands", payload, self._answered(who, where))

    def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Posted:
        """Write a message or a reply, as typed: "@gpu-advisor" becomes a mention, "<" is escaped."""
        who, where = self._at(user, channel)
        return self.workspace.post(where, who.id, self.workspace.spell(text), thread_ts)

    def click(self, user: str, channel: str, place: str, action: Json, values: Json) -> None:
        """Click or choose in a message (by `ts`), a "modal" or "home": the action, and all `state.values`."""
        fields: Json = {"actions": [self._stamped(action)]}
        state = {"state": {"values": values}}
        if place in VIEWS:
            (who, where), view = self._at(user), self.view(user, place)
            fields |= {"container": {"type": "view", "view_id": view["id"]}, "view": view | state}
            return self._interact("block_actions", who, self._answered(who, where), **fields)
        (who, where), message = self._at(user, channel), self.message(user, channel, place)
        container: Json = {"type": "message", "message_ts": place, "channel_id": where.id}
        container |= {"is_ephemeral": message.visible_to is not None}
        container |= {"thread_ts": message.thread_ts} if message.thread_ts else {}
        fields |= {"container": container} | state
        return self._interact("block_actions", who, self._answered(who, where), message, **fields)

    def shortcut(self, user: str, callback_id: str, channel: str = "", ts: str = "") -> None:
        """Run a shortcut: on a message when one is given, else the global one."""
        who, where = self._at(user, channel)
        message = self.message(user, channel, ts) if ts else None
        fields = self._stamped({"callback_id": callback_id} | ({"message_ts": ts} if ts else {}))
        kind = "message_action" if ts else "shortcut"
        self._interact(kind, who, self._answered(who, where), message, **fields)

    def open_home(self, user: str, tab: str = "home") -> None:
        """Open the app's Home, or its Messages tab."""
        who, where = self._at(user)
        home = self.workspace.homes.get(who.id)
        event = {"type": "app_home_opened", "user": who.id, "tab": tab, "channel": where.id}
        self.workspace.event(event | ({"view": home} if home else {}))

    def submit_view(self, user: str, values: Json) -> None:
        """Submit the open modal with what stands in its inputs."""
        (who, _), view = self._at(user), self.view(user)
        filled = view | {"state": {"values": values}}
        self._interact("view_submission", who, partial(self._submitted, who.id, view), view=filled)

    def close_modal(self, user: str) -> None:
        """Close the open modal."""
        who, _ = self._at(user)
        self.view(who.id)
        del self.workspace.modals[who.id]
        self.workspace.changed()

    def message(self, user: str, channel: str, ts: str) -> Posted:
        """Return a message that the person sees there."""
        who, where = self._at(user, channel)
        message = where.message(ts)
        if message is None or message.visible_to not in (None, who.id):
            raise RefusedError("there is no such message")
        return message

    def view(self, user: str, place: str = "modal") -> Json:
        """Return the person's open modal, or the App Home."""
        views = self.workspace.homes if place == "home" else self.workspace.modals
        if user not in views:
            raise RefusedError("nothing is open")
        return views[user]

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

    def _interact(
        self, kind: str, who: User, answered: Taken, message: Posted | None = None, **fields: Any
    ) -> None:
        payload: Json = {"type": kind, "api_app_id": APP, "enterprise": None, "is_enterprise_install": False}
        payload |= {"team": {"id": TEAM, "domain": "sandbox"}, "trigger_id": self.api.grant(who.id)}
        names = {"username": who.name, "name": who.name}
        payload["user"] = {"id": who.id, "team_id": who.team_id} | names
        if message:
            where = self.workspace.channels[message.channel]
            fields |= {"channel": where.told, "response_url": self.api.response_url(who.id, where, message)}
            fields |= {} if message.visible_to else {"message": message.slack(with_metadata=False)}
        self.workspace.envelopes.send("interactive", payload | fields, answered)

    def _answered(self, who: User, where: Channel) -> Taken:
        return partial(self.api.answer, user=who.id, channel=where)

    def _stamped(self, fields: Json) -> Json:
        return fields | {"action_ts": self.workspace.stamp()}

    def _at(self, user: str, channel: str = "") -> tuple[User, Channel]:
        """Return the person and the conversation: without a name, the DM with the app."""
        where = self.workspace.channels.get(channel) if channel else self.workspace.direct(user)
        if where is None or user not in where.members:
            raise RefusedError("you are not in this channel")
        return self.workspace.users[user], where
