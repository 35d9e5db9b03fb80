"""Listings: what one provider asks for one card, each dated and within what is plausible."""

from collections.abc import Mapping
from typing import Literal, NamedTuple, cast, get_args

from core.catalog.gpus import Gpu
from core.catalog.rows import Row

Commitment = Literal["on_demand", "spot", "reserved"]
PLACES = ("cloud", "marketplace", "hyperscaler", "serverless")
"""Where a provider sells: serverless is billed by the second for something else than a server."""

_BAND = (1 / 15, 15.0)


class Listing(NamedTuple):
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


def read_listing(row: Row, gpus: Mapping[str, Gpu]) -> Listing:
    """Return the listing of one row of prices.csv; raises CatalogueError, also for an implausible price."""
    card = gpus.get(row.text("gpu"))
    if card is None:
        raise row.fail(f"gpu {row.text('gpu')!r} is in no row of gpus.csv; add the card, or write a known id")
    usd = row.number("usd_per_gpu_hour", least=1e-4)
    low, high = plausible_usd_per_hour(card)
    if not low <= usd <= high:
        span = f"{low:.2f} to {high:.2f}"
        raise row.fail(f"usd_per_gpu_hour should be plausible USD for one card and hour, {span}, not {usd:g}")
    return Listing(
        gpu=card.id,
        provider=row.text("provider"),
        market=row.choice("market", PLACES),
        commitment=cast("Commitment", row.choice("commitment", get_args(Commitment))),
        gpu_count=row.integer("gpu_count", 1, least=1, most=72),
        usd_per_gpu_hour=usd,
        date=row.day("date"),
        source=row.text("source"),
        note=row.text("note", ""),
    )


def plausible_usd_per_hour(card: Gpu) -> tuple[float, float]:
    """Return the least and most one card may cost an hour before a price counts as an error.

    0.35 USD for the first 24 GB class card and 2.9 USD per 989 TFLOPS are the 2026 medians; the band, a
    factor of 15 to both sides, is wide enough for spot prices and hyperscalers' list prices and catches
    placeholders such as 0.01.
    """
    typical = max(0.15, 0.0029 * card.bf16_tflops)
    return typical * _BAND[0], typical * _BAND[1]
