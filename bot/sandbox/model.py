"""What a workspace is made of: people, conversations, messages and views, in Slack's own shapes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

Json = dict[str, Any]
TEAM, APP, BOT_USER, BOT = "T0SANDBOX", "A0ADVISOR", "U0ADVISOR", "B0ADVISOR"


class RefusedError(Exception):
    """What Slack's own client refuses to do, in the words it shows to the person."""


@dataclass(frozen=True, slots=True)
class User:
    """A person, or the app's bot user. `handle` is what people type after an @."""

    id: str
    name: str
    handle: str
    team: str = TEAM
    is_admin: bool = False

    def slack(self) -> Json:
        """Return the user as users.info does."""
        named = {"id": self.id, "team_id": self.team, "name": self.handle, "real_name": self.name}
        return named | {"is_bot": self.id == BOT_USER, "is_admin": self.is_admin, "is_owner": False}


@dataclass(slots=True)
class Message:
    """One message. An ephemeral one is `visible_to` a single user."""

    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    by_app: bool = False
    subtype: str | None = None
    metadata: Json | None = None
    edited: str | None = None
    visible_to: str | None = None
    files: list[Json] = field(default_factory=list)
    team: str = TEAM
    inputs: dict[str, Json] = field(default_factory=dict)
    """What each user has chosen and typed in the message's inputs: user -> state.values."""

    def slack(self, *, with_metadata: bool = True) -> Json:
        """Return the message as the Web API and the events carry it."""
        found = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": self.team}
        if self.by_app:
            found |= {"bot_id": BOT, "app_id": APP}
        optional = {
            "blocks": self.blocks,
            "thread_ts": self.thread_ts,
            "subtype": self.subtype,
            "files": self.files,
            "metadata": self.metadata if with_metadata else None,
            "edited": {"user": self.user, "ts": self.edited} if self.edited else None,
        }
        return found | {key: value for key, value in optional.items() if value}


@dataclass(slots=True)
class Channel:
    """A conversation. `kind` is channel (public), group (private), im (two people) or mpim, as in events."""

    id: str
    name: str
    kind: str
    members: set[str]
    archived: bool = False
    read_only: bool = False
    messages: list[Message] = field(default_factory=list)

    @property
    def told_name(self) -> str:
        """The name that payloads carry: private places do not tell theirs."""
        return {"im": "directmessage", "group": "privategroup"}.get(self.kind, self.name)

    def message(self, ts: str | None) -> Message | None:
        """Return the message with this ts, ephemeral ones included."""
        return next((message for message in self.messages if message.ts == ts), None)

    def slack(self) -> Json:
        """Return the conversation as conversations.info does."""
        return {
            "id": self.id,
            "name": self.name,
            "is_im": self.kind == "im",
            "is_private": self.kind != "channel",
            "is_archived": self.archived,
            "is_member": BOT_USER in self.members,
        }


@dataclass(frozen=True, slots=True)
class App:
    """What the app's manifest declares: commands, shortcuts, scopes and events."""

    commands: tuple[Json, ...]
    shortcuts: tuple[Json, ...]
    scopes: frozenset[str]
    events: frozenset[str]

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> Self:
        """Read a manifest (v2), as `yaml.safe_load` returns it."""
        features = manifest["features"]
        return cls(
            commands=tuple(features["slash_commands"]),
            shortcuts=tuple(features["shortcuts"]),
            scopes=frozenset(manifest["oauth_config"]["scopes"]["bot"]),
            events=frozenset(manifest["settings"]["event_subscriptions"]["bot_events"]),
        )
