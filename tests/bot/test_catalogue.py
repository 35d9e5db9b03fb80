"""The catalogue a deployment starts with: its own folder as set, or the one beside its database."""

from pathlib import Path

import pytest

from bot.catalogue import catalogue_folder, read_catalogue
from bot.settings import DatabaseSettings, LookupSettings, SettingsError
from core.catalog.catalogue import default_catalogue
from core.catalog.rows import CatalogueError

PRICES = (
    "gpu,provider,market,commitment,usd_per_gpu_hour,date,source\n"
    "rtx4090,us,cloud,on_demand,0.33,2026-11-01,contract\n"
)


def settings(tmp_path: Path, catalogue: Path | None = None) -> DatabaseSettings:
    """Return settings with a database in this folder."""
    return DatabaseSettings(
        gpu_advisor_database_url=f"sqlite:///{tmp_path / 'advisor.db'}", gpu_advisor_catalogue=catalogue
    )


def test_the_own_catalogue_lies_beside_the_database(tmp_path: Path) -> None:
    """Without a setting a folder named after the database is used, once something is in it."""
    given = settings(tmp_path)
    folder = catalogue_folder(given)
    assert folder == tmp_path / "advisor-catalogue"
    assert read_catalogue(given) is default_catalogue()
    folder.mkdir()
    assert read_catalogue(given) is default_catalogue()
    (folder / "prices.csv").write_text(PRICES, encoding="utf-8")
    rate = read_catalogue(given).rate("rtx4090")
    assert rate is not None
    assert rate.usd_per_hour.expected == 0.33


def test_a_folder_that_was_set_must_be_there(tmp_path: Path) -> None:
    """A wrong path is told, and not passed over in silence."""
    with pytest.raises(CatalogueError, match="elsewhere has none of the files"):
        read_catalogue(settings(tmp_path, tmp_path / "elsewhere"))


@pytest.mark.parametrize(
    "url",
    ["http://prices.example/v3", "ftp://x", "http://127.0.0.1.example/", "https://", "http://localhost@x/"],
)
def test_prices_come_over_https_or_from_a_file(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Plain http is for this machine alone."""
    monkeypatch.setenv("GPU_ADVISOR_PRICES_URL", url)
    with pytest.raises(SettingsError, match="GPU_ADVISOR_PRICES_URL is not an address of the form https"):
        LookupSettings.from_environment()


@pytest.mark.parametrize("url", ["https://prices.example/v3/", "file:///srv/v3", "http://127.0.0.1:80/v3"])
def test_a_base_loses_its_last_slash(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Paths are added to it with one."""
    monkeypatch.setenv("GPU_ADVISOR_PRICES_URL", url)
    assert LookupSettings.from_environment().gpu_advisor_prices_url == url.rstrip("/")
