"""The catalogue a deployment starts with: its own folder as set, or the one beside its database."""

from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path

import pytest

from bot.catalogue import catalogue_folder, read_catalogue
from bot.settings import DatabaseSettings, LookupSettings, SettingsError
from bot.today import utc_today
from core.catalog.catalogue import default_catalogue
from core.catalog.deployment import REFRESHED
from core.catalog.rows import CatalogueError

PRICES = (
    "gpu,provider,market,commitment,usd_per_gpu_hour,date,source\n"
    "rtx4090,us,cloud,on_demand,0.33,2026-08-01,contract\n"
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


@pytest.mark.parametrize(("ahead", "refused"), [(0, False), (1, False), (2, True), (400, True)])
def test_a_price_of_a_day_that_is_not_yet_is_refused(tmp_path: Path, ahead: int, refused: bool) -> None:
    """It would be the newest for long. A day is allowed, by which clocks may differ."""
    day = (utc_today() + timedelta(days=ahead)).isoformat()
    (tmp_path / "prices.csv").write_text(PRICES.replace("2026-08-01", day), encoding="utf-8")
    told = rf"prices.csv line 2 \(rtx4090\): date {day} is a day that is not yet; write the day on which"
    with pytest.raises(CatalogueError, match=told) if refused else nullcontext():
        read_catalogue(settings(tmp_path, tmp_path))


def test_refreshed_prices_of_a_day_that_is_not_yet_are_left_out(tmp_path: Path) -> None:
    """What a refresh wrote under a wrong clock stops nobody, and gives way to the shipped prices."""
    day = (utc_today() + timedelta(days=400)).isoformat()
    (tmp_path / "refreshed").mkdir()
    (tmp_path / REFRESHED).write_text(PRICES.replace("2026-08-01", day), encoding="utf-8")
    assert read_catalogue(settings(tmp_path, tmp_path)).rate("rtx4090") == default_catalogue().rate("rtx4090")


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
