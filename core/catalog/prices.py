"""Prices: quotes over providers, each with its date, and how far a date may be trusted."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from statistics import median, median_low
from typing import Literal, cast

from core.catalog.offers import Commitment, Offer
from core.frozen import Frozen
from core.quantity import Range

Market = Literal["cloud", "marketplace", "hyperscaler", "all"]
Age = Literal["current", "ageing", "old"]


class Quote(Frozen):
    """Price per card and hour in USD over providers of one market, on one date."""

    usd_per_hour: Range
    market: Market
    commitment: Commitment
    providers: int
    as_of: str
    """The middle one of the dates of its prices, ISO: at least half of them are of that day or newer."""


PriceBook = dict[tuple[str, Market, Commitment], Quote]

WARN_DAYS, OLD_DAYS = 30, 90
"""Past so many days a price may have moved, and is not called current any more (H100 rose 42 % in 120)."""

_ENOUGH = 3
"""So many providers make a market."""


def age_of(as_of: str, today: str) -> tuple[int, Age]:
    """Return how many days old a price is on a day (both ISO dates), and what it may be called then."""
    days = (date.fromisoformat(today) - date.fromisoformat(as_of)).days
    return days, "current" if days <= WARN_DAYS else "ageing" if days <= OLD_DAYS else "old"


def quote_offers(offers: Iterable[Offer]) -> PriceBook:
    """Return the quotes per card, market and commitment: one price per provider, its median and its ends.

    A provider counts with its newest rows and the cheapest of its server sizes. Prices more than 90 days
    older than the newest are left out where enough others remain. Serverless counts in no market.
    """
    groups: dict[tuple[str, Market, Commitment], dict[str, Offer]] = defaultdict(dict)
    for offer in offers:
        if offer.market == "serverless":
            continue
        both: tuple[Market, ...] = (cast("Market", offer.market), "all")
        for market in both:
            providers = groups[offer.gpu, market, offer.commitment]
            standing = providers.get(offer.provider)
            if standing is None or _is_better(offer, standing):
                providers[offer.provider] = offer
    return {key: _quote(key[1], key[2], _together(providers.values())) for key, providers in groups.items()}


def ranking_quote(book: PriceBook, gpu_id: str) -> Quote | None:
    """Return the quote that ranks plans: on demand of clouds, of marketplaces where clouds are few."""
    clouds = book.get((gpu_id, "cloud", "on_demand"))
    if clouds is not None and clouds.providers >= _ENOUGH:
        return clouds
    return book.get((gpu_id, "marketplace", "on_demand")) or clouds or book.get((gpu_id, "all", "on_demand"))


def _is_better(offer: Offer, standing: Offer) -> bool:
    return (offer.date, -offer.usd_per_gpu_hour) > (standing.date, -standing.usd_per_gpu_hour)


def _together(offers: Iterable[Offer]) -> list[Offer]:
    """Return the offers that can be quoted together: of about the same time, where they are enough."""
    found = list(offers)
    newest = max(date.fromisoformat(offer.date) for offer in found)
    since = (newest - timedelta(days=OLD_DAYS)).isoformat()
    recent = [offer for offer in found if offer.date >= since]
    return recent if len(recent) >= _ENOUGH else found


def _quote(market: Market, commitment: Commitment, offers: list[Offer]) -> Quote:
    prices = [offer.usd_per_gpu_hour for offer in offers]
    return Quote(
        usd_per_hour=Range(min(prices), median(prices), max(prices)),
        market=market,
        commitment=commitment,
        providers=len(offers),
        as_of=median_low(offer.date for offer in offers),
    )
