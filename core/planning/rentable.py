"""The catalogue as far as a team may rent from it: what its cloud has, which cards, and how many of them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from core.catalog.catalogue import Catalogue
from core.catalog.listings import Listing
from core.catalog.machines import BESIDES, machine_sizes
from core.catalog.prices import quote_listings
from core.catalog.tiers import Tier, card_tier
from core.conditions import HYPERSCALERS, Condition, Limits, Named, limits_of
from core.planning.offers import offers

MOST_SERVERS = 4
"""More machines than these are no plan, however few cards each has."""


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
    tiers = [_held(limits, tier) for tier in catalogue.tiers if tier.gpu.name not in missing]
    held = replace(catalogue, tiers=tuple(tiers))
    left = {offer.tier.id for offer in offers(held) if offer.counts}
    return replace(held, tiers=tuple(tier for tier in tiers if tier.id in left)) if left else catalogue


def _held(limits: Limits, tier: Tier) -> Tier:
    return tier._replace(
        most_cards=min(limits.cards or tier.most_cards, tier.most_cards),
        most_servers=min(limits.servers or tier.most_servers, tier.most_servers),
    )


@lru_cache(maxsize=16)
def _at(clouds: frozenset[Named], catalogue: Catalogue) -> Catalogue:
    """Return the tiers that these hyperscalers rent out and their prices; all of it where there are none.

    Of a card for which they have no price themselves, those of other hyperscalers are taken.
    """
    listed = [listing for listing in catalogue.listings if listing.market == "hyperscaler"]
    sold = {listing.gpu for listing in listed if listing.provider in clouds}
    kept = tuple(one for one in listed if one.provider in clouds or one.gpu not in sold)
    prices = quote_listings(kept)
    tiers = tuple(
        tier
        for tier in (*besides(clouds, catalogue), *_with_machines(clouds, catalogue))
        if (tier.gpu.id, "hyperscaler", "on_demand") in prices
    )
    return replace(catalogue, tiers=tiers, listings=kept, prices=prices) if tiers else catalogue


def besides(clouds: Iterable[Named], catalogue: Catalogue) -> tuple[Tier, ...]:
    """Return the cards besides the tiers whose price at these hyperscalers is known, the smallest first.

    Each in the machines of which the price is known, for larger ones may cost more by the card. One that has
    a tier's name, built otherwise, is the usual path of the same class, in one machine.
    """
    told = frozenset(clouds)
    tiers = {tier.gpu.id for tier in catalogue.tiers}
    usual = {tier.gpu.name: tier.usual_for for tier in catalogue.tiers}
    found: dict[str, Tier] = {}
    for cloud in sorted(told):
        for card in (catalogue.gpu(name) for name in BESIDES[cloud]):
            sizes = {one.gpu_count for one in catalogue.listings if _is_own(one, card.id, told)}
            if card.id not in tiers | catalogue.withdrawn and sizes:
                tier = _in_machines(card_tier(card), sizes)
                found[card.id] = _beside(tier, usual[card.name]) if card.name in usual else tier
    return tuple(found.values())


def _beside(tier: Tier, usual_for: str) -> Tier:
    """Return a card that has another tier's name, told apart by its size and how it is built."""
    card = tier.gpu
    built = card.variant.rpartition(" ")[2]
    path = f"{card.name} {card.memory_gb:g} GB {built}"
    return tier._replace(path=path, usual_for=usual_for, most_cards=max(tier.sizes))


def _in_machines(tier: Tier, sizes: Iterable[int]) -> Tier:
    return tier._replace(sizes=tuple(sorted(sizes)), most_servers=MOST_SERVERS)


def _is_own(listing: Listing, card: str, clouds: frozenset[Named]) -> bool:
    here = (listing.gpu, listing.market, listing.commitment) == (card, "hyperscaler", "on_demand")
    return here and listing.provider in clouds


def _with_machines(clouds: frozenset[Named], catalogue: Catalogue) -> Iterator[Tier]:
    """Yield the tiers of whose card they have a machine, each with the cards of its machines."""
    for tier in catalogue.tiers:
        sizes = {cards for cloud in clouds for cards in machine_sizes(cloud, tier.gpu.id)}
        if sizes:
            yield _in_machines(tier, sizes)
