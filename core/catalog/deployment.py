"""A deployment's own catalogue: a folder of CSV files whose rows are added to the shipped ones."""

from collections.abc import Container, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TypeVar

from core.catalog.catalogue import Catalogue, build_catalogue, default_catalogue
from core.catalog.gpus import Gpu, read_gpu
from core.catalog.listings import Listing, read_listing
from core.catalog.model_rows import Model, read_model
from core.catalog.models import Alias, model_key, own_aliases, read_alias
from core.catalog.rates import Rate, read_rate
from core.catalog.rows import CatalogueError, Row, rows_of
from core.catalog.tiers import Tier, read_tier

FILES = ("tiers.csv", "gpus.csv", "models.csv", "aliases.csv", "prices.csv", "rates.csv")
"""What a deployment may write, with the columns of the shipped files of these names."""

REFRESHED = "refreshed/prices.csv"
"""The file, inside the deployment's folder, that a refresh writes; nobody else does."""

_Item = TypeVar("_Item", Gpu, Model, Tier, Rate)


def load_catalogue(folder: Path, until: date = date.max) -> Catalogue:
    """Return the shipped catalogue with a deployment's rows added.

    A row with a known id takes the place of the shipped one, a tier not `offered` is left out, and so is its
    card at a hyperscaler. Refreshed prices stand beside the shipped ones, of each provider the newest; the
    deployment's own prices of a card take the place of all others for it. No price may be of a day after
    `until`.

    Raises CatalogueError, naming file, line and column, for a row that cannot be used, for a tier without a
    price, and for a folder that has none of the files.
    """
    if not any((folder / name).is_file() for name in (*FILES, REFRESHED)):
        raise CatalogueError(f"{folder} has none of the files {', '.join(FILES)}; put one there")
    shipped = default_catalogue()
    gpus = dict(shipped.gpus) | _by_id((row, read_gpu(row)) for row in rows_of(folder, "gpus.csv"))
    added = _by_id((row, read_model(row)) for row in rows_of(folder, "models.csv"))
    models = {model.id: model for model in shipped.models} | added
    aliases = _aliases(folder, models)
    listings = _listings(folder, gpus, until)
    rates = dict(shipped.rates) | _by_id((row, read_rate(row)) for row in rows_of(folder, "rates.csv"))
    tiers, withdrawn = _tiers(
        folder, gpus, {listing.gpu for listing in listings if listing.market != "serverless"}
    )
    return build_catalogue(
        tiers,
        gpus,
        models.values(),
        [*own_aliases(), *aliases],
        listings,
        rates.values(),
        [*aliases, *_names_of(added.values(), {model.id for model in shipped.models})],
        withdrawn,
    )


def _aliases(folder: Path, ids: Container[str]) -> list[Alias]:
    meant: dict[str, str] = {}
    aliases = []
    for row in rows_of(folder, "aliases.csv"):
        alias, model_id = read_alias(row, ids)
        if meant.setdefault(model_key(alias), model_id) != model_id:
            raise row.fail(f"alias {alias!r} means {meant[model_key(alias)]} already; keep one of the rows")
        aliases.append((alias, model_id))
    return aliases


def _names_of(added: Iterable[Model], shipped: Container[str]) -> Iterator[Alias]:
    """Yield what the models that only this deployment has are called."""
    for model in added:
        if model.id not in shipped:
            yield from ((name, model.id) for name in (model.id, model.id.rsplit("/", 1)[-1], model.name))


def read_refreshed(folder: Path, gpus: Mapping[str, Gpu]) -> list[Listing]:
    """Return the listings of the last refresh, without those that would not be taken today.

    A card may have left the catalogue since, or the plausible band moved: that must not stop the bot.
    """
    listings = []
    for row in rows_of(folder, REFRESHED):
        with suppress(CatalogueError):
            listings.append(read_listing(row, gpus))
    return listings


def _tiers(folder: Path, gpus: dict[str, Gpu], priced: set[str]) -> tuple[list[Tier], set[str]]:
    """Return the tiers that are offered, and the cards of those that are not."""
    rows = rows_of(folder, "tiers.csv")
    added = _by_id((row, read_tier(row, gpus)) for row in rows)
    withdrawn = {row.text("id") for row in rows if not row.flag("offered", default=True)}
    for row in rows:
        card = added[row.text("id")].gpu.id
        if card not in priced and row.text("id") not in withdrawn:
            raise row.fail(f"gpu {card!r} has no price to rank it by; add a row to prices.csv")
    tiers = {tier.id: tier for tier in default_catalogue().tiers} | added
    kept = [tier for tier in tiers.values() if tier.id not in withdrawn]
    if not kept:
        raise CatalogueError("tiers.csv: no tier is left to recommend; set offered to yes for one")
    return kept, {tiers[name].gpu.id for name in withdrawn} - {tier.gpu.id for tier in kept}


def _listings(folder: Path, gpus: dict[str, Gpu], until: date) -> list[Listing]:
    own = [_known(row, read_listing(row, gpus), until) for row in rows_of(folder, "prices.csv")]
    refreshed = [listing for listing in read_refreshed(folder, gpus) if listing.date <= until.isoformat()]
    decided = {listing.gpu for listing in own}
    others = [
        listing for listing in (*default_catalogue().listings, *refreshed) if listing.gpu not in decided
    ]
    return [*others, *own]


def _known(row: Row, listing: Listing, until: date) -> Listing:
    """Return a listing; raises CatalogueError where its day is not yet: it would seem the newest for long."""
    if listing.date > until.isoformat():
        raise row.fail(
            f"date {listing.date} is a day that is not yet; write the day on which the price was read"
        )
    return listing


def _by_id(pairs: Iterable[tuple[Row, _Item]]) -> dict[str, _Item]:
    found: dict[str, _Item] = {}
    for row, item in pairs:
        if item.id in found:
            raise row.fail(f"id {item.id!r} occurs twice; keep one of the rows")
        found[item.id] = item
    return found
