"""Prices: quotes over providers, each with its date, and how far a date may be trusted."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from statistics import median, median_low
from typing import Literal, cast

from core.catalog.listings import Commitment, Listing
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


def quote_listings(listings: Iterable[Listing]) -> PriceBook:
    """Return the quotes per card, market and commitment: one price per provider, its median and its ends.

    A provider counts with its newest rows and the cheapest of its server sizes. Prices more than 90 days
    older than the newest are left out where enough others remain. Serverless counts in no market.
    """
    groups: dict[tuple[str, Market, Commitment], dict[str, Listing]] = defaultdict(dict)
    for listing in listings:
        if listing.market == "serverless":
            continue
        both: tuple[Market, ...] = (cast("Market", listing.market), "all")
        for market in both:
            providers = groups[listing.gpu, market, listing.commitment]
            standing = providers.get(listing.provider)
            if standing is None or _is_better(listing, standing):
                providers[listing.provider] = listing
    return {key: _quote(key[1], key[2], _together(providers.values())) for key, providers in groups.items()}


def ranking_quote(book: PriceBook, gpu_id: str) -> Quote | None:
    """Return the quote that ranks plans: on demand of clouds, of marketplaces where clouds are few.

    Where neither has the card it is what hyperscalers ask.
    """
    clouds = book.get((gpu_id, "cloud", "on_demand"))
    if clouds is not None and clouds.providers >= _ENOUGH:
        return clouds
    return (
        book.get((gpu_id, "marketplace", "on_demand"))
        or clouds
        or book.get((gpu_id, "hyperscaler", "on_demand"))
    )


def _is_better(listing: Listing, standing: Listing) -> bool:
    return (listing.date, -listing.usd_per_gpu_hour) > (standing.date, -standing.usd_per_gpu_hour)


def _together(listings: Iterable[Listing]) -> list[Listing]:
    """Return the listings that can be quoted together: of about the same time, where they are enough."""
    found = list(listings)
    newest = max(date.fromisoformat(listing.date) for listing in found)
    since = (newest - timedelta(days=OLD_DAYS)).isoformat()
    recent = [listing for listing in found if listing.date >= since]
    return recent if len(recent) >= _ENOUGH else found


def _quote(market: Market, commitment: Commitment, listings: list[Listing]) -> Quote:
    prices = [listing.usd_per_gpu_hour for listing in listings]
    return Quote(
        usd_per_hour=Range(min(prices), median(prices), max(prices)),
        market=market,
        commitment=commitment,
        providers=len(listings),
        as_of=median_low(listing.date for listing in listings),
    )
