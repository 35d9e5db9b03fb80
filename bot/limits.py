"""How much one person and one channel may have going on, so that nobody fills the bot."""

from dataclasses import dataclass

from bot.incoming import Incoming
from bot.messages import Message
from bot.messages.notices import render_cut, render_too_many
from bot.store.protocol import Store
from bot.typed import MOST_CHARACTERS


@dataclass(frozen=True, slots=True)
class Limits:
    """How many interviews may be open at a time."""

    per_person: int
    per_channel: int


def too_many_open(limits: Limits, store: Store, incoming: Incoming) -> Message | None:
    """Return a kind word where another interview would be one too many."""
    mine, here = store.how_many_open(incoming.team, incoming.user, incoming.channel)
    if mine >= limits.per_person:
        return render_too_many(mine, yours=True)
    return render_too_many(here, yours=False) if here >= limits.per_channel else None


def cut() -> Message:
    """Return that only the beginning of a long message was read."""
    return render_cut(MOST_CHARACTERS)
