"""What is on offer: the tiers that somebody rents out, at the prices plans are ranked by."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from math import ceil
from typing import get_args

from core.catalog.catalogue import Catalogue
from core.catalog.listings import Commitment
from core.catalog.prices import Market, Quote
from core.catalog.tiers import Tier
from core.cost import HOURS_PER_MONTH

COUNTS = (1, 2, 4, 8, 16, 32)
"""Cards of a plan; more than one server holds stand in several nodes."""


@dataclass(frozen=True, eq=False)
class Offer:
    """A tier that somebody rents out, at the price plans are ranked by. Compared by identity."""

    tier: Tier
    quote: Quote
    usd_per_hour: float
    quotes: tuple[Quote, ...]
    """What the card costs in every market and commitment there is a price for."""

    @property
    def counts(self) -> tuple[int, ...]:
        """How many cards a plan of this tier may have."""
        least, most = self.tier.least_cards, self.tier.most_cards
        return COUNTS[bisect_left(COUNTS, least) : bisect_right(COUNTS, most)]

    def usd_per_month(self, gpu_count: int) -> float:
        """Return the expected bill of so many cards that are always on."""
        return self.usd_per_hour * gpu_count * HOURS_PER_MONTH


@lru_cache(maxsize=16)
def offers(catalogue: Catalogue) -> tuple[Offer, ...]:
    """Return the catalogue's tiers that have a price, in its order."""
    priced = ((tier, catalogue.rate(tier.gpu.id)) for tier in catalogue.tiers)
    return tuple(
        Offer(tier, quote, quote.usd_per_hour.expected, _all_quotes(tier, catalogue))
        for tier, quote in priced
        if quote
    )


def _all_quotes(tier: Tier, catalogue: Catalogue) -> tuple[Quote, ...]:
    pairs = product(get_args(Market), get_args(Commitment))
    found = (catalogue.quote(tier.gpu.id, market, commitment) for market, commitment in pairs)
    return tuple(quote for quote in found if quote and quote.market != "all")


@lru_cache(maxsize=16)
def by_price(catalogue: Catalogue) -> tuple[tuple[float, Offer, int], ...]:
    """Return USD per hour, offer and number of cards of every plan there is, the cheapest first."""
    priced = [
        (offer.usd_per_hour * count, offer, count) for offer in offers(catalogue) for count in offer.counts
    ]
    return tuple(sorted(priced, key=lambda row: row[0]))


def nodes_of(offer: Offer, gpu_count: int) -> int:
    """Return how many servers so many cards stand in."""
    return ceil(gpu_count / offer.tier.cards_per_node)
