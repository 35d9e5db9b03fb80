"""What is on offer: the tiers that somebody rents out, at the prices plans are ranked by."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import product
from math import ceil
from typing import get_args

from core.catalog.catalogue import Catalogue
from core.catalog.listings import Commitment
from core.catalog.prices import Market, Quote
from core.catalog.tiers import Tier
from core.planning.cost import HOURS_PER_MONTH

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
    machines: Mapping[int, Quote] = field(default_factory=dict)
    """By how many cards it has, what a card of each server costs that can be rented; none where any can."""
    whole: "Offer | None" = None
    """The tier's offer, where this one is of its servers of one size."""

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """How many cards a plan of this tier may have."""
        return tuple(count for count in COUNTS if self._may_have(count))

    def _may_have(self, count: int) -> bool:
        tier = self.tier
        least = tier.sizes[0] if tier.sizes else 1
        return least <= count <= tier.most_cards and nodes_of(self.at(count), count) <= tier.most_servers

    def at(self, gpu_count: int) -> "Offer":
        """Return the offer of so many cards: in the largest servers that these fill, at their price."""
        whole = self.whole or self
        filled = [cards for cards in whole.machines if cards <= gpu_count] if whole.machines else []
        return _of_size(whole, max(filled)) if filled else whole

    def usd_per_month(self, gpu_count: int) -> float:
        """Return the expected bill of so many cards that are always on."""
        return self.at(gpu_count).usd_per_hour * gpu_count * HOURS_PER_MONTH


@lru_cache(maxsize=256)
def _of_size(whole: Offer, size: int) -> Offer:
    quote = whole.machines[size]
    others = (one for one in whole.quotes if (one.market, one.commitment) != (quote.market, quote.commitment))
    return replace(
        whole,
        tier=whole.tier._replace(cards_per_node=size),
        quote=quote,
        usd_per_hour=quote.usd_per_hour.expected,
        quotes=(quote, *others),
        whole=whole,
    )


@lru_cache(maxsize=16)
def offers(catalogue: Catalogue) -> tuple[Offer, ...]:
    """Return the catalogue's tiers that have a price, in its order."""
    priced = ((tier, catalogue.rate(tier.gpu.id)) for tier in catalogue.tiers)
    return tuple(
        Offer(
            tier,
            quote,
            quote.usd_per_hour.expected,
            _all_quotes(tier, catalogue),
            {size: catalogue.rate_of_machine(tier.gpu.id, size) or quote for size in tier.sizes},
        )
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
        (offer.at(count).usd_per_hour * count, offer.at(count), count)
        for offer in offers(catalogue)
        for count in offer.counts
    ]
    return tuple(sorted(priced, key=lambda row: row[0]))


def linked(offer: Offer, gpu_count: int) -> bool:
    """Whether so many cards can work as one: in one server, or in several of the largest, built for that."""
    largest = max(offer.tier.sizes or (offer.tier.cards_per_node,))
    return nodes_of(offer, gpu_count) == 1 or offer.tier.cards_per_node == largest > 1


def nodes_of(offer: Offer, gpu_count: int) -> int:
    """Return how many servers so many cards stand in."""
    return ceil(gpu_count / offer.tier.cards_per_node)
