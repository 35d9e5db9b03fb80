"""How many interviews one person and one channel may have open, so that nobody fills the bot."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bot.incoming import Incoming
from bot.links import thread_link
from bot.messages import Message
from bot.messages.notices import OpenInterview, render_too_many
from bot.store.protocol import Interview, Store

MOST_NAMED = 3
"""So many are named with their links; one of them is enough to end."""


class MostOpen(NamedTuple):
    """How many interviews may be open at a time."""

    per_person: int
    per_channel: int


@dataclass(frozen=True)
class GoingOn:
    """What is open where a delivery came from, read once, and only if anything depends on it."""

    store: Store
    incoming: Incoming

    @cached_property
    def open(self) -> tuple[int, int]:
        """How many interviews are open that the person started, and how many in the channel."""
        return self.store.how_many_open(self.incoming.team, self.incoming.user, self.incoming.channel)


def too_many_open(limits: MostOpen, going_on: GoingOn) -> Message | None:
    """Return a kind word that names those which are open, where another interview would be one too many."""
    store, incoming = going_on.store, going_on.incoming
    mine, here = going_on.open
    if mine >= limits.per_person:
        found = store.open_interviews(incoming.team, incoming.user)
        return render_too_many(_named(found, incoming.site), mine, yours=True)
    if here >= limits.per_channel:
        found = store.open_in_channel(incoming.team, incoming.channel)
        return render_too_many(_named(found, incoming.site), here, yours=False)
    return None


def _named(interviews: Sequence[Interview], site: str | None) -> list[OpenInterview]:
    """Return the oldest of them, which are the likeliest to be forgotten."""
    oldest = sorted(interviews, key=lambda one: (one.started_at, one.root_ts or ""))[:MOST_NAMED]
    return [
        OpenInterview(one.channel, one.started_at, thread_link(one.team, one.channel, one.root_ts, site))
        for one in oldest
    ]
