"""What a workspace is made of: people, conversations, messages and views, in Slack's own shapes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
TEAM, APP, BOT_USER, BOT = "T0SANDBOX", "A0ADVISOR", "U0ADVISOR", "B0ADVISOR"
SCOPES = frozenset(
    {"commands", "chat:write", "app_mentions:read", "channels:join", "users:read", "files:write"}
    | {
        f"{place}:{right}"
        for place in ("channels", "groups", "im", "mpim")
        for right in ("history", "read", "write")
    }
)
"""What an app without a manifest is granted."""
ChannelKind = Literal["channel", "group", "im", "mpim"]


class RefusedError(Exception):
    """What Slack's own client refuses to do, in the words it shows to the person."""


@dataclass(frozen=True, slots=True)
class User:
    """A person, or the app's bot user."""

    id: str
    name: str
    handle: str
    """What people type after an @."""
    team: str = TEAM
    """The person's workspace; another one in channels shared over Slack Connect."""
    is_admin: bool = False

    def slack(self) -> Json:
        """Return the user as users.info does."""
        profile = {"display_name": self.handle, "real_name": self.name}
        return {
            "id": self.id,
            "team_id": self.team,
            "name": self.handle,
            "real_name": self.name,
            "profile": profile,
            "tz": "Etc/UTC",
            "tz_offset": 0,
            "is_bot": self.id == BOT_USER,
            "is_admin": self.is_admin,
            "is_owner": False,
        }


@dataclass(slots=True)
class Message:
    """One message. An ephemeral one names the single user who sees it."""

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
    """The workspace of who wrote it."""
    inputs: dict[str, Json] = field(default_factory=dict)
    """What each user has chosen and typed in the message's inputs: user -> state.values."""

    def slack(self, *, with_metadata: bool = True) -> Json:
        """Return the message as the Web API and the events carry it."""
        found: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text}
        found["team"] = self.team
        optional = {
            "blocks": self.blocks,
            "thread_ts": self.thread_ts,
            "subtype": self.subtype,
            "files": self.files,
            "metadata": self.metadata if with_metadata else None,
            "edited": {"user": self.user, "ts": self.edited} if self.edited else None,
        }
        if self.by_app:
            found |= {"bot_id": BOT, "app_id": APP}
        return found | {key: value for key, value in optional.items() if value}


@dataclass(slots=True)
class Channel:
    """A conversation: public channel, private one (group), DM with the app or between two people."""

    id: str
    name: str
    kind: ChannelKind
    members: set[str]
    archived: bool = False
    read_only: bool = False
    restricted: str = ""
    """How Slack names a restriction: thread_only_channel, non_threadable_channel or thread_locked."""
    shared: bool = False
    """Whether another workspace shares it over Slack Connect."""
    messages: list[Message] = field(default_factory=list)

    def message(self, ts: str | None) -> Message | None:
        """Return the message with this ts, ephemeral ones included."""
        return next((message for message in self.messages if message.ts == ts), None)

    def slack(self) -> Json:
        """Return the conversation as conversations.info does."""
        return {
            "id": self.id,
            "name": self.name,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_im": self.kind == "im",
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "channel",
            "is_archived": self.archived,
            "is_member": BOT_USER in self.members,
            "is_ext_shared": self.shared,
        }


@dataclass(slots=True)
class View:
    """A modal on one user's screen, or the user's App Home."""

    id: str
    user: str
    content: Json
    hash: str
    values: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)

    def slack(self) -> Json:
        """Return the view as payloads and the views.* methods carry it."""
        own = {"id": self.id, "team_id": TEAM, "app_id": APP, "bot_id": BOT, "hash": self.hash}
        defaults = {"callback_id": "", "private_metadata": "", "external_id": ""}
        return defaults | self.content | own | {"state": {"values": self.values}}


@dataclass(frozen=True, slots=True)
class App:
    """What the app's manifest declares: commands, shortcuts, scopes and events."""

    commands: tuple[Json, ...] = (
        {
            "command": "/gpu-advice",
            "description": "Find the GPUs a workload needs",
            "usage_hint": "[what you want to run]",
        },
        {
            "command": "/gpu-history",
            "description": "Read earlier recommendations",
            "usage_hint": "[mine | search | help]",
        },
    )
    shortcuts: tuple[Json, ...] = ()
    scopes: frozenset[str] = SCOPES
    events: frozenset[str] | None = None
    """None subscribes to every event."""

    @classmethod
    def from_manifest(cls, manifest: Mapping[str, Any]) -> "App":
        """Read a manifest (v2), as `yaml.safe_load` returns it."""
        features, settings = manifest.get("features", {}), manifest.get("settings", {})
        scopes = manifest.get("oauth_config", {}).get("scopes", {})
        return cls(
            commands=tuple(features.get("slash_commands", ())),
            shortcuts=tuple(features.get("shortcuts", ())),
            scopes=frozenset(scopes.get("bot", ())),
            events=frozenset(settings.get("event_subscriptions", {}).get("bot_events", ())),
        )
