"""The catalogue: tiers, cards, models and prices as the decision knows them, and as shipped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from core.catalog.gpus import Gpu, find_gpu, own_gpus
from core.catalog.listings import Commitment, Listing, read_listing
from core.catalog.model_rows import Model, own_models
from core.catalog.models import Alias, find_model, index_models, own_aliases, typical_model
from core.catalog.prices import Market, PriceBook, Quote, quote_listings, ranking_quote
from core.catalog.rates import Rate, read_rate
from core.catalog.rows import own_rows
from core.catalog.tiers import Tier, card_tier, read_tier


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Everything the decision knows of the world, on one date. Compared and hashed by identity."""

    tiers: tuple[Tier, ...]
    gpus: Mapping[str, Gpu]
    models: tuple[Model, ...]
    listings: tuple[Listing, ...]
    prices: PriceBook
    date: str
    """The newest date among the prices, ISO."""
    names: Mapping[str, Model]
    rates: Mapping[str, Rate]
    """USD for a unit of other currencies."""
    own_names: tuple[Alias, ...] = ()
    """What a deployment calls models that are not shipped, or shipped ones in words of its own."""
    withdrawn: frozenset[str] = frozenset()
    """The ids of cards that a deployment does not offer."""

    def tier(self, tier_id: str) -> Tier:
        """Return a tier by id, or that of a card which is no path by itself; raises KeyError."""
        found = next((tier for tier in self.tiers if tier.id == tier_id), None)
        return found or card_tier(self.gpus[tier_id])

    def gpu(self, gpu_id: str) -> Gpu:
        """Return a card by id; raises KeyError."""
        return self.gpus[gpu_id]

    def find_gpu(self, text: str) -> Gpu | None:
        """Return the card a person means, or None."""
        return find_gpu(text, self.gpus.values())

    def model(self, model_id: str) -> Model:
        """Return a model by id, or the typical one of a bare size such as "13B"; raises KeyError."""
        found = self.names.get(model_id.lower()) or typical_model(model_id)
        if found is None:
            raise KeyError(model_id)
        return found

    def find_model(self, text: str) -> Model | None:
        """Return the model a person means by a name or a bare size, or None."""
        return find_model(text, self.names)

    def quote(self, gpu_id: str, market: Market, commitment: Commitment = "on_demand") -> Quote | None:
        """Return the price of a card in one market, or None where no row has it."""
        return self.prices.get((gpu_id, market, commitment))

    def rate_of_machine(self, gpu_id: str, cards: int) -> Quote | None:
        """Return what a card costs at hyperscalers in servers of so many, or None where no row has that."""
        alike = (one for one in self.listings if (one.gpu, one.gpu_count) == (gpu_id, cards))
        return quote_listings(alike).get((gpu_id, "hyperscaler", "on_demand"))

    def rate(self, gpu_id: str) -> Quote | None:
        """Return the quote that plans with this card are ranked by, or None where nobody offers it."""
        return ranking_quote(self.prices, gpu_id)


@cache
def default_catalogue() -> Catalogue:
    """Return the catalogue that ships with the project; always the same object."""
    gpus = {card.id: card for card in own_gpus()}
    tiers = [read_tier(row, gpus) for row in own_rows("tiers.csv")]
    listings = [read_listing(row, gpus) for row in own_rows("prices.csv")]
    rates = [read_rate(row) for row in own_rows("rates.csv")]
    return build_catalogue(tiers, gpus, own_models(), own_aliases(), listings, rates)


def build_catalogue(
    tiers: Iterable[Tier],
    gpus: Mapping[str, Gpu],
    models: Iterable[Model],
    aliases: Iterable[Alias],
    listings: Iterable[Listing],
    rates: Iterable[Rate],
    own_names: Iterable[Alias] = (),
    withdrawn: Iterable[str] = (),
) -> Catalogue:
    """Put a catalogue together from its rows; at least one listing."""
    kept_listings = tuple(listings)
    kept_models = tuple(models)
    return Catalogue(
        tiers=tuple(tiers),
        gpus=gpus,
        models=kept_models,
        listings=kept_listings,
        prices=quote_listings(kept_listings),
        date=max(listing.date for listing in kept_listings),
        names=index_models(kept_models, aliases),
        rates={rate.currency: rate for rate in rates},
        own_names=tuple(own_names),
        withdrawn=frozenset(withdrawn),
    )
