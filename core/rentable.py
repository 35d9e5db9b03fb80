"""The catalogue as far as a team may rent from it: what its cloud has, which cards, and how many of them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from core.catalog.catalogue import Catalogue
from core.catalog.listings import Listing
from core.catalog.machines import LIGHTER, fewest_cards
from core.catalog.prices import quote_listings
from core.catalog.tiers import Tier, card_tier
from core.conditions import HYPERSCALERS, Condition, Limits, Named, limits_of


def rentable(conditions: Iterable[Condition], catalogue: Catalogue) -> Catalogue:
    """Return the catalogue under these conditions; for the same ones always the same object."""
    told = tuple(conditions)
    clouds, limits = HYPERSCALERS.intersection(told), limits_of(told)
    offered = _at(frozenset(clouds), catalogue) if clouds else catalogue
    return _within(limits, offered) if limits != Limits() else offered


@lru_cache(maxsize=64)
def _within(limits: Limits, catalogue: Catalogue) -> Catalogue:
    """Return the tiers that can be had, each with no more cards than there may be; all where none is left."""
    missing = {card.name for name in limits.without if (card := catalogue.find_gpu(name))}
    tiers = tuple(
        held
        for tier in catalogue.tiers
        if tier.gpu.name not in missing
        and (held := tier._replace(most_cards=_most(limits, tier))).most_cards >= tier.least_cards
    )
    return replace(catalogue, tiers=tiers) if tiers else catalogue


def _most(limits: Limits, tier: Tier) -> int:
    by_server = tier.most_cards if limits.servers is None else limits.servers * tier.cards_per_node
    return min(by_server, limits.cards or tier.most_cards, tier.most_cards)


@lru_cache(maxsize=16)
def _at(clouds: frozenset[Named], catalogue: Catalogue) -> Catalogue:
    """Return the tiers that these hyperscalers rent out and their prices; all of it where there are none.

    Of a card for which they have no price themselves, those of other hyperscalers are taken.
    """
    listed = [listing for listing in catalogue.listings if listing.market == "hyperscaler"]
    prices = quote_listings(
        listing for listing in listed if listing.provider in clouds or not _sold(listing.gpu, clouds, listed)
    )
    tiers = tuple(
        tier
        for tier in (*lighter(clouds, catalogue), *_with_machines(clouds, catalogue))
        if (tier.gpu.id, "hyperscaler", "on_demand") in prices
    )
    return replace(catalogue, tiers=tiers, prices=prices) if tiers else catalogue


def lighter(clouds: Iterable[Named], catalogue: Catalogue) -> tuple[Tier, ...]:
    """Return the cards below the tiers whose price at these hyperscalers is known, the smallest first.

    Each with no more cards than the machine has that is cheapest by the card: larger ones cost more for each.
    """
    told = frozenset(clouds)
    cards = {
        card.id: card
        for cloud in sorted(told)
        for name in LIGHTER[cloud]
        if (card := catalogue.find_gpu(name)) and all(tier.gpu.id != card.id for tier in catalogue.tiers)
    }
    cheapest = {
        card: min(prices, key=lambda one: (one.usd_per_gpu_hour, -one.gpu_count))
        for card in cards
        if (prices := [one for one in catalogue.listings if _is_own(one, card, told)])
    }
    return tuple(card_tier(cards[card])._replace(most_cards=one.gpu_count) for card, one in cheapest.items())


def _is_own(listing: Listing, card: str, clouds: frozenset[Named]) -> bool:
    here = (listing.gpu, listing.market, listing.commitment) == (card, "hyperscaler", "on_demand")
    return here and listing.provider in clouds


def _sold(gpu: str, clouds: frozenset[Named], listed: list[Listing]) -> bool:
    return any(listing.gpu == gpu and listing.provider in clouds for listing in listed)


def _with_machines(clouds: frozenset[Named], catalogue: Catalogue) -> Iterator[Tier]:
    """Yield the tiers of whose card they have a machine, each with the cards of the smallest one."""
    for tier in catalogue.tiers:
        found = [fewest_cards(cloud, tier.gpu.name, tier.gpu.memory_gb) for cloud in clouds]
        least = min((cards for cards in found if cards), default=None)
        if least is not None:
            yield tier._replace(least_cards=least)
