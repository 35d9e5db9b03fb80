"""Listings, and the quotes made of them."""

import pytest

from core.catalog.catalogue import default_catalogue
from core.catalog.gpus import gpu
from core.catalog.listings import Listing, plausible_usd_per_hour, read_listing
from core.catalog.prices import Quote, age_of, quote_listings, ranking_quote
from core.catalog.rows import CatalogueError, Row
from core.quantity import Range

GOOD = {
    "gpu": "rtx4090",
    "provider": "acme",
    "market": "cloud",
    "commitment": "on_demand",
    "usd_per_gpu_hour": "0.5",
    "date": "2026-05-24",
    "source": "acme.example",
}


def listing(provider: str, usd: float, **others: object) -> Listing:
    """Return a listing of an RTX 4090 on demand, but for what is said."""
    fields: dict[str, object] = {
        "gpu": "rtx4090",
        "market": "cloud",
        "commitment": "on_demand",
        "gpu_count": 1,
        "date": "2026-05-24",
        "source": "x",
    }
    return Listing(provider=provider, usd_per_gpu_hour=usd, **(fields | others))  # type: ignore[arg-type]  # mixed fields


def test_a_quote_is_the_median_over_providers_with_its_ends() -> None:
    """Three clouds make one quote: the least, the middle, the most, how many, and the middle date."""
    book = quote_listings([listing("a", 0.4), listing("b", 0.5, date="2026-07-30"), listing("c", 0.9)])
    assert book["rtx4090", "cloud", "on_demand"] == Quote(
        usd_per_hour=Range(0.4, 0.5, 0.9),
        market="cloud",
        commitment="on_demand",
        providers=3,
        as_of="2026-05-24",
    )


def test_a_provider_counts_once_with_its_cheapest_server() -> None:
    """Server sizes of one provider are not several providers."""
    book = quote_listings([listing("a", 0.5), listing("a", 0.4, gpu_count=8), listing("b", 0.6)])
    assert book["rtx4090", "cloud", "on_demand"].usd_per_hour == Range(0.4, 0.5, 0.6)


def test_a_provider_counts_with_its_newest_price() -> None:
    """An older price of the same provider does not stand, though it is cheaper."""
    book = quote_listings(
        [listing("a", 0.3, date="2025-01-01"), listing("a", 0.6), listing("a", 0.2, date="2024-01-01")]
    )
    assert book["rtx4090", "cloud", "on_demand"].usd_per_hour == Range(0.6, 0.6, 0.6)


def test_stale_providers_are_left_out_where_enough_others_are_newer() -> None:
    """A price more than 90 days older than the newest is not mixed with three or more that are not."""
    fresh = [listing(name, 0.5, date="2026-09-01") for name in "abc"]
    stale = listing("d", 0.1, date="2026-05-24")
    three = quote_listings([*fresh, stale])["rtx4090", "cloud", "on_demand"]
    assert (three.usd_per_hour.low, three.providers, three.as_of) == (0.5, 3, "2026-09-01")
    few = quote_listings([*fresh[:2], stale])["rtx4090", "cloud", "on_demand"]
    assert (few.usd_per_hour.low, few.providers, few.as_of) == (0.1, 3, "2026-09-01")


@pytest.mark.parametrize(
    ("today", "age"),
    [
        ("2026-05-24", (0, "current")),
        ("2026-06-23", (30, "current")),
        ("2026-06-24", (31, "ageing")),
        ("2026-08-22", (90, "ageing")),
        ("2026-08-23", (91, "old")),
    ],
)
def test_a_price_ages(today: str, age: tuple[int, str]) -> None:
    """Past 30 days a price may have moved, past 90 it is not called current."""
    assert age_of("2026-05-24", today) == age


def test_markets_and_commitments_are_quoted_apart() -> None:
    """Marketplaces, spot and the whole market each have a quote; serverless has none."""
    book = quote_listings(
        [
            listing("a", 0.5),
            listing("b", 0.3, market="marketplace"),
            listing("a", 0.2, commitment="spot"),
            listing("c", 1.0, market="serverless"),
        ]
    )
    assert {key[1:]: quote.usd_per_hour.expected for key, quote in book.items()} == {
        ("cloud", "on_demand"): 0.5,
        ("marketplace", "on_demand"): 0.3,
        ("all", "on_demand"): 0.4,
        ("cloud", "spot"): 0.2,
        ("all", "spot"): 0.2,
    }


def test_plans_are_ranked_by_clouds_where_there_are_three() -> None:
    """Three clouds are a market, though marketplaces are cheaper."""
    clouds = [listing(name, 0.5) for name in "abc"]
    book = quote_listings([*clouds, listing("d", 0.3, market="marketplace")])
    quote = ranking_quote(book, "rtx4090")
    assert quote is not None
    assert quote.market == "cloud"


@pytest.mark.parametrize(
    ("listings", "market"),
    [
        ([listing("a", 0.5), listing("d", 0.3, market="marketplace")], "marketplace"),
        ([listing("a", 0.5)], "cloud"),
        ([listing("g", 0.9, market="hyperscaler")], "hyperscaler"),
    ],
)
def test_where_clouds_are_few_the_next_market_ranks(listings: list[Listing], market: str) -> None:
    """Marketplaces first, then the few clouds there are, then hyperscalers."""
    quote = ranking_quote(quote_listings(listings), "rtx4090")
    assert quote is not None
    assert quote.market == market


def test_a_card_nobody_offers_has_no_quote() -> None:
    """No rows, no price."""
    assert ranking_quote(quote_listings([]), "rtx4090") is None


def test_a_row_is_read() -> None:
    """A server has one card unless its row says more."""
    row = Row("prices.csv", 2, GOOD)
    assert read_listing(row, {"rtx4090": gpu("rtx4090")}) == listing("acme", 0.5, source="acme.example")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"gpu": "gtx1"}, "gpu 'gtx1' is in no row of gpus.csv; add the card, or write a known id"),
        (
            {"market": "bazaar"},
            "market should be one of cloud, marketplace, hyperscaler, serverless, not 'bazaar'",
        ),
        ({"commitment": "loose"}, "commitment should be one of on_demand, spot, reserved, not 'loose'"),
        ({"date": "2026-13-01"}, "date should be like 2026-05-24, not '2026-13-01'"),
        ({"date": "May"}, "date should be like 2026-05-24, not 'May'"),
        (
            {"usd_per_gpu_hour": "0.01"},
            "usd_per_gpu_hour should be plausible USD for one card and hour, 0.03 to 7.19, not 0.01",
        ),
        ({"usd_per_gpu_hour": "cheap"}, "usd_per_gpu_hour should be a number, not 'cheap'"),
    ],
)
def test_a_wrong_row_is_refused_by_name(change: dict[str, str], problem: str) -> None:
    """A listing that cannot be says which row and field it is."""
    with pytest.raises(CatalogueError) as caught:
        read_listing(Row("prices.csv", 3, GOOD | change), {"rtx4090": gpu("rtx4090")})
    first = change.get("gpu", "rtx4090")
    assert str(caught.value) == f"prices.csv line 3 ({first}): {problem}"


def test_the_plausible_band_grows_with_the_card() -> None:
    """An H100 may cost more than a 4090, and a weak card still costs something."""
    low, high = plausible_usd_per_hour(gpu("h100-sxm"))
    assert low < 0.79
    assert high > 13.3
    assert plausible_usd_per_hour(gpu("t4"))[0] >= 0.01


def test_the_tiers_rank_by_dated_cloud_medians() -> None:
    """Each tier has a price of several clouds, and they rise with the card."""
    catalogue = default_catalogue()
    quotes = [catalogue.rate(tier.gpu.id) for tier in catalogue.tiers]
    assert [quote and (quote.market, quote.providers >= 3) for quote in quotes] == [("cloud", True)] * 4
    prices = [quote.usd_per_hour.expected for quote in quotes if quote]
    assert prices == sorted(prices)
