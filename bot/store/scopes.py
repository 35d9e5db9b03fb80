"""Who reads what is kept, from where, and of whom."""

from typing import Literal, NamedTuple


class Scope(NamedTuple):
    """Who reads history, and from where. Every read of history takes one.

    `channel` is None where only the viewer's own records may be seen (a DM).
    """

    team: str
    viewer: str
    channel: str | None


class Everywhere(NamedTuple):
    """The scope of whoever runs the bot: all of one workspace, on the machine where the store lies.

    It is made on the command line only, and never from what Slack sends.
    """

    team: str


class Subject(NamedTuple):
    """Of whom or what everything kept is told or deleted; a workspace needs no id beside `team`."""

    team: str
    kind: Literal["workspace", "channel", "user"] = "workspace"
    id: str = ""
