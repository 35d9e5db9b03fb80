"""Where a deployment keeps its own catalogue, and the catalogue that the bot starts with."""

from pathlib import Path

from bot.settings import DatabaseSettings
from bot.store.opening import path_of
from bot.today import latest_day
from core.catalog.catalogue import Catalogue, default_catalogue
from core.catalog.deployment import load_catalogue


def catalogue_folder(settings: DatabaseSettings) -> Path:
    """Return the folder of a deployment's own files: as set, else beside the database.

    Beside gpu-advisor.db it is gpu-advisor-catalogue, so that a refresh and the bot meet without a setting.
    """
    if settings.gpu_advisor_catalogue is not None:
        return settings.gpu_advisor_catalogue
    database = path_of(settings.gpu_advisor_database_url)
    return database.with_name(f"{database.stem}-catalogue")


def read_catalogue(settings: DatabaseSettings) -> Catalogue:
    """Return the shipped catalogue with what the deployment added; raises CatalogueError.

    A folder that was set must be there; the one beside the database may be missing or empty. Prices of a day
    that is not yet are refused.
    """
    folder = catalogue_folder(settings)
    if settings.gpu_advisor_catalogue is None and not any(folder.rglob("*.csv")):
        return default_catalogue()
    return load_catalogue(folder, latest_day())
