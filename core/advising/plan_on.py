"""One plan that somebody has in mind, held against a workload: these cards, so many of them."""

from core.advising.stacks import side_of
from core.catalog.catalogue import Catalogue
from core.catalog.gpus import Gpu
from core.planning.candidate import best_of
from core.planning.offers import COUNTS, offers
from core.planning.rentable import rentable
from core.recommendation import Plan, Stack
from core.workload import Hardware, Workload


def plan_on(
    stack: Stack, workload: Workload, catalogue: Catalogue, tier_id: str, gpu_count: int
) -> Plan | None:
    """Return the best use of so many cards of a tier for one side, with its verdict and what decides it.

    The number of cards is rounded up to one that plans are made of, of a cloud's cards to one that its
    machines have. None for a tier nobody rents out, or more cards than any plan has. Raises KeyError for a
    model the catalogue does not know.
    """
    sources = (rentable(workload.conditions, catalogue), catalogue)
    offered = (offer for source in sources for offer in offers(source))
    offer = next((offer for offer in offered if offer.tier.id == tier_id), None)
    if offer is None:
        return None
    count = next((count for count in (*offer.counts, *COUNTS) if count >= gpu_count), None)
    if count is None:
        return None
    side = side_of(stack, workload, catalogue)
    return side.write(best_of(side.options(offer, count)))


def card_named(hardware: Hardware, catalogue: Catalogue) -> Gpu | None:
    """Return the card that a person's words mean: of several, the one with the memory named."""
    size = f" {hardware.memory_gb:g}GB" if hardware.memory_gb else ""
    return catalogue.find_gpu(f"{hardware.gpu}{size}") or catalogue.find_gpu(hardware.gpu)


def tier_named(hardware: Hardware, catalogue: Catalogue) -> str | None:
    """Return the tier that a person's words for a card mean; of two built otherwise one that has so few."""
    card = card_named(hardware, catalogue)
    if card is None:
        return None
    named = [tier for tier in catalogue.tiers if tier.gpu.id == card.id]
    named += [
        tier for tier in catalogue.tiers if (tier.gpu.name, tier.gpu.memory_gb) == (card.name, card.memory_gb)
    ]
    least = min((tier.sizes[0] for tier in named if tier.sizes), default=1)
    ids = [tier.id for tier in named if not tier.sizes or tier.sizes[0] <= max(least, hardware.count or 1)]
    return next(iter(ids), None)
