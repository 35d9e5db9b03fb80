"""What came in from Slack, in our own words: one shape for commands, messages and clicks."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from bot.store.protocol import Event

IncomingKind = Literal[
    "advice",
    "history",
    "reply",
    "mention",
    "edited",
    "deleted",
    "click",
    "submission",
    "home",
    "shortcut",
    "silence",
]
FormFields = Mapping[str, tuple[str, ...]]
"""What each input of a view holds, by its block id: the text typed, or the values chosen."""


class Action(NamedTuple):
    """One click or choice: which control, what it carries, and the message it stands in."""

    id: str
    values: tuple[str, ...]
    message_ts: str | None
    thread_ts: str | None
    private: bool = False
    """Whether only the person who clicked sees the message."""


class Submission(NamedTuple):
    """A view that somebody filled in: which, what it carried, and what its inputs hold."""

    view: str
    """The view's callback id."""
    private: str
    fields: FormFields


class Incoming(NamedTuple):
    """One delivery from Slack. Timestamps of messages stay strings: a float would lose digits."""

    kind: IncomingKind
    event: Event
    channel: str
    user: str
    text: str = ""
    """The words, as a person reads them, cut at MOST_CHARACTERS."""
    before: str = ""
    """For an edit: the words as they were."""
    ts: str | None = None
    thread_ts: str | None = None
    action: Action | None = None
    submission: Submission | None = None
    response_url: str | None = None
    direct: bool = False
    """Whether the conversation is a DM with the app."""
    site: str | None = None
    """The workspace's own address, where it is known: links to messages begin with it."""
    granted: frozenset[str] = frozenset()
    """The scopes that the workspace granted; empty where they are not known."""
    outsider: bool = False
    """Whether the person belongs to another workspace than the one that installed the app."""
    cut: bool = False
    """Whether more was said than was read."""

    @property
    def addressed(self) -> bool:
        """Whether the words are meant for the bot wherever they stand: by a mention, or by the shortcut."""
        return self.kind in ("mention", "shortcut")

    @property
    def team(self) -> str:
        """The workspace's id."""
        return self.event.team
