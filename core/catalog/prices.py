"""Dated prices: rows of offers, and quotes over providers."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median
from typing import Literal, cast, get_args

from core.catalog.gpus import Gpu
from core.catalog.rows import Row
from core.quantity import Range
from core.recommendation import Quote

Market = Literal["cloud", "marketplace", "hyperscaler", "all"]
Commitment = Literal["on_demand", "spot", "reserved"]
PriceBook = dict[tuple[str, Market, Commitment], Quote]

_MARKETS = ("cloud", "marketplace", "hyperscaler", "serverless")
_ENOUGH_CLOUDS = 3
_DATE = re.compile(r"20\d\d-[01]\d-[0-3]\d")
_BAND = (1 / 15, 15.0)


@dataclass(frozen=True, slots=True)
class Offer:
    """One provider's price for one card: USD per card and hour, in a server of `gpu_count` cards.

    Hyperscaler rows are list prices of the cheapest region.
    """

    gpu: str
    provider: str
    market: str
    commitment: Commitment
    gpu_count: int
    usd_per_gpu_hour: float
    date: str
    source: str
    note: str = ""


def read_offer(row: Row, gpus: dict[str, Gpu]) -> Offer:
    """Return the offer of one row of prices.csv; raises CatalogueError, also for an implausible price.

    The band is wide (a factor of 15 around a price per peak TFLOP seen across all cards): it catches
    placeholders such as 0.01, not bargains.
    """
    card = gpus.get(row.text("gpu"))
    if card is None:
        raise row.fail(f"gpu {row.text('gpu')!r} is in no row of gpus.csv")
    market, commitment = row.text("market"), row.text("commitment")
    if market not in _MARKETS:
        raise row.fail(f"market should be one of {', '.join(_MARKETS)}, not {market!r}")
    if commitment not in get_args(Commitment):
        raise row.fail(f"commitment should be one of {', '.join(get_args(Commitment))}, not {commitment!r}")
    if not _DATE.fullmatch(row.text("date")):
        raise row.fail(f"date should be like 2026-05-24, not {row.text('date')!r}")
    usd = row.number("usd_per_gpu_hour", least=1e-4)
    low, high = plausible_usd_per_hour(card)
    if not low <= usd <= high:
        raise row.fail(
            f"{usd} USD per hour is outside of the plausible {low:.2f} to {high:.2f} for {card.id}"
        )
    return Offer(
        gpu=card.id,
        provider=row.text("provider"),
        market=market,
        commitment=cast("Commitment", commitment),
        gpu_count=row.integer("gpu_count", 1, least=1),
        usd_per_gpu_hour=usd,
        date=row.text("date"),
        source=row.text("source"),
        note=row.text("note", ""),
    )


def plausible_usd_per_hour(card: Gpu) -> tuple[float, float]:
    """Return the least and most one card may cost an hour before a price counts as an error.

    0.35 USD for the first 24 GB class card and 2.9 USD per 989 TFLOPS are the 2026 medians; the band is
    wide enough for spot prices and hyperscalers' list prices.
    """
    typical = max(0.15, 0.0029 * card.bf16_tflops)
    return typical * _BAND[0], typical * _BAND[1]


def quote_offers(offers: Iterable[Offer]) -> PriceBook:
    """Return the quotes per card, market and commitment: one price per provider, its median and its ends.

    A provider counts with its newest rows and the cheapest of its server sizes. Serverless is billed by the
    second for something else than a server, and only counts in no market.
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
    return {key: _quote(key[1], key[2], list(providers.values())) for key, providers in groups.items()}


def ranking_quote(book: PriceBook, gpu_id: str) -> Quote | None:
    """Return the quote that ranks plans: on demand of clouds, of marketplaces where clouds are few."""
    clouds = book.get((gpu_id, "cloud", "on_demand"))
    if clouds is not None and clouds.providers >= _ENOUGH_CLOUDS:
        return clouds
    return book.get((gpu_id, "marketplace", "on_demand")) or clouds or book.get((gpu_id, "all", "on_demand"))


def _is_better(offer: Offer, standing: Offer) -> bool:
    return (offer.date, -offer.usd_per_gpu_hour) > (standing.date, -standing.usd_per_gpu_hour)


def _quote(market: Market, commitment: Commitment, offers: list[Offer]) -> Quote:
    prices = [offer.usd_per_gpu_hour for offer in offers]
    return Quote(
        usd_per_hour=Range(min(prices), median(prices), max(prices)),
        market=market,
        commitment=commitment,
        providers=len(offers),
        as_of=max(offer.date for offer in offers),
    )
