"""What a workspace is made of: people, conversations and messages, named as Slack names them."""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]
TEAM, APP, BOT_USER, BOT = "T0SANDBOX", "A0ADVISOR", "U0ADVISOR", "B0ADVISOR"


class RefusedError(Exception):
    """What Slack's own client refuses to do, in the words it shows to the person."""


@dataclass(frozen=True)
class User:
    """A person, or the app's bot user, as users.info tells. `name` is what people type after an @."""

    id: str
    name: str
    real_name: str
    team_id: str = TEAM
    is_admin: bool = False


@dataclass
class Posted:
    """One message, in Slack's own fields. An ephemeral one is `visible_to` a single user."""

    channel: str
    ts: str
    user: str
    text: str
    team: str = TEAM
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    bot_id: str | None = None
    subtype: str | None = None
    metadata: Json | None = None
    edited: Json | None = None
    files: list[Json] = field(default_factory=list)
    visible_to: str | None = None

    def slack(self, *, with_metadata: bool = True) -> Json:
        """Return the message as the Web API and the events carry it."""
        unsaid = ("channel", "visible_to", "" if with_metadata else "metadata")
        said = {key: value for key, value in vars(self).items() if value and key not in unsaid}
        return {"type": "message", "text": ""} | said


@dataclass
class Channel:
    """A conversation. `kind` is channel (public), group (private), im (two people) or mpim, as in events."""

    id: str
    name: str
    kind: str
    members: set[str]
    messages: list[Posted] = field(default_factory=list)

    @property
    def told(self) -> Json:
        """What payloads tell of it: private places do not tell their names."""
        names = {"im": "directmessage", "group": "privategroup"}
        return {"id": self.id, "name": names.get(self.kind, self.name)}

    def message(self, ts: str | None) -> Posted | None:
        """Return the message with this ts, ephemeral ones included."""
        return next((message for message in self.messages if message.ts == ts), None)
