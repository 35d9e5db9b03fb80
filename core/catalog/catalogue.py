"""The catalogue: tiers, cards, models and prices, shipped or added by a deployment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from core.catalog.gpus import Gpu, find_gpu, own_gpus, read_gpu
from core.catalog.models import Model, find_model, index_models, own_models, read_model, typical_model
from core.catalog.prices import Commitment, Market, Offer, PriceBook, quote_offers, ranking_quote, read_offer
from core.catalog.rows import CatalogueError, Row, own_rows, rows_of
from core.catalog.tiers import Tier, read_tier
from core.recommendation import Quote

_Item = TypeVar("_Item", Gpu, Model, Tier)


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Everything the decision knows of the world, on one date. Compared and hashed by identity."""

    tiers: tuple[Tier, ...]
    gpus: Mapping[str, Gpu]
    models: tuple[Model, ...]
    offers: tuple[Offer, ...]
    prices: PriceBook
    date: str
    """The newest date among the prices, ISO."""
    names: Mapping[str, Model]

    def tier(self, tier_id: str) -> Tier:
        """Return a tier by id; raises KeyError."""
        return {tier.id: tier for tier in self.tiers}[tier_id]

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

    def rate(self, gpu_id: str) -> Quote | None:
        """Return the quote that plans with this card are ranked by, or None where nobody offers it."""
        return ranking_quote(self.prices, gpu_id)


@cache
def default_catalogue() -> Catalogue:
    """Return the catalogue that ships with the project; always the same object."""
    gpus = {card.id: card for card in own_gpus()}
    tiers = [read_tier(row, gpus) for row in own_rows("tiers.csv")]
    offers = [read_offer(row, gpus) for row in own_rows("prices.csv")]
    return _catalogue(tiers, gpus, own_models(), offers)


def load_catalogue(extra: Path) -> Catalogue:
    """Return the shipped catalogue with the rows of a folder's tiers, gpus, models and prices.csv added.

    A row with a known id takes the place of the shipped one; prices of a card take the place of all its
    shipped prices. Raises CatalogueError, naming file, line and field, for a row that cannot be used, and
    for a folder that has none of the four files.
    """
    names = ("tiers.csv", "gpus.csv", "models.csv", "prices.csv")
    if not any((extra / name).is_file() for name in names):
        raise CatalogueError(f"{extra} has none of the files {', '.join(names)}")
    base = default_catalogue()
    gpus = dict(base.gpus) | _by_id((row, read_gpu(row)) for row in rows_of(extra, "gpus.csv"))
    models = {model.id: model for model in base.models} | _by_id(
        (row, read_model(row)) for row in rows_of(extra, "models.csv")
    )
    shipped = {tier.id: tier for tier in base.tiers}
    tiers = shipped | _by_id((row, read_tier(row, gpus)) for row in rows_of(extra, "tiers.csv"))
    offers = [read_offer(row, gpus) for row in rows_of(extra, "prices.csv")]
    priced = {offer.gpu for offer in offers}
    kept = [offer for offer in base.offers if offer.gpu not in priced]
    return _catalogue(tiers.values(), gpus, models.values(), [*kept, *offers])


def _by_id(pairs: Iterable[tuple[Row, _Item]]) -> dict[str, _Item]:
    found: dict[str, _Item] = {}
    for row, item in pairs:
        if item.id in found:
            raise row.fail(f"id {item.id!r} occurs twice")
        found[item.id] = item
    return found


def _catalogue(
    tiers: Iterable[Tier], gpus: Mapping[str, Gpu], models: Iterable[Model], offers: Iterable[Offer]
) -> Catalogue:
    kept_offers = tuple(offers)
    kept_models = tuple(models)
    return Catalogue(
        tiers=tuple(tiers),
        gpus=gpus,
        models=kept_models,
        offers=kept_offers,
        prices=quote_offers(kept_offers),
        date=max(offer.date for offer in kept_offers),
        names=index_models(kept_models),
    )
