"""Tiers: the paths a team can take, each a card rented by the server."""

from typing import NamedTuple

from core.catalog.gpus import Gpu
from core.catalog.rows import Row

CLASSES = ("inference_first", "training_first", "both")


class Tier(NamedTuple):
    """One path: the card, its name as what one rents, and the class it is the usual path of ("" for none)."""

    id: str
    gpu: Gpu
    path: str
    cards_per_node: int
    usual_for: str
    source: str
    date: str
    sizes: tuple[int, ...] = ()
    """How many cards the servers have that can be rented, fewest first; any number where there are none."""
    most_cards: int = 1_000
    most_servers: int = 1_000
    """How many cards and servers a plan may have, as far as somebody said."""


_IN_A_SERVER = 8


def card_tier(card: Gpu) -> Tier:
    """Return a card that is no path of the catalogue's as a tier of its own."""
    return Tier(
        id=card.id,
        gpu=card,
        path=card.name,
        cards_per_node=_IN_A_SERVER,
        usual_for="",
        source=card.source,
        date=card.date,
    )


def read_tier(row: Row, gpus: dict[str, Gpu]) -> Tier:
    """Return the tier of one row of tiers.csv; raises CatalogueError, also for a card that is not known."""
    card = gpus.get(row.text("gpu"))
    if card is None:
        raise row.fail(f"gpu {row.text('gpu')!r} is in no row of gpus.csv; add the card, or write a known id")
    return Tier(
        id=row.text("id"),
        gpu=card,
        path=row.text("path"),
        cards_per_node=row.integer("cards_per_node", 8, least=1, most=72),
        usual_for=row.choice("usual_for", CLASSES, ""),
        source=row.text("source"),
        date=row.day("date"),
    )
