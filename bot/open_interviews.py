"""How many interviews one person and one channel may have open, so that nobody fills the bot."""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from bot.incoming import Incoming
from bot.messages import Message
from bot.messages.notices import render_too_many
from bot.store.protocol import Store


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
    """Return a kind word where another interview would be one too many."""
    mine, here = going_on.open
    if mine >= limits.per_person:
        return render_too_many(mine, yours=True)
    return render_too_many(here, yours=False) if here >= limits.per_channel else None
