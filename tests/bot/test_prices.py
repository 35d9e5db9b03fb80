"""Refreshing prices: good ones are stored, bad ones never take the place of good ones."""

import io
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot import prices
from bot.__main__ import main
from bot.fetch import Base
from bot.prices import Refreshed, refresh
from core.catalog.catalogue import default_catalogue
from core.catalog.deployment import REFRESHED, load_catalogue, read_refreshed
from core.catalog.published import PROVIDERS
from tests.bot.stub_server import Answer, serving
from tests.core.catalog.test_published import HEADING, row

GPUS = default_catalogue().gpus
TODAY = date(2026, 11, 26)
VERDA = [provider for provider in PROVIDERS if provider.published == "verda"]
VERSION = "20261125-1"
ROWS = row("1H100.80S.30V", 2.9, "H100", 80) + row("1A100.22V", 1.6, "A100", 80)


def packed(text: str, name: str = "verda.csv", how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive with one file."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", how) as archive:
        archive.writestr(name, text)
    return whole.getvalue()


def publish(
    root: Path, version: str = VERSION, archive: bytes | None = None, provider: str = "verda"
) -> None:
    """Publish a provider in a folder, in the layout of the catalogue."""
    folder = root / provider / version
    folder.mkdir(parents=True, exist_ok=True)
    (root / provider / "version").write_text(f"{version}\n", encoding="utf-8")
    (folder / "catalog.zip").write_bytes(packed(HEADING + ROWS) if archive is None else archive)


def refreshed(root: Path, own: Path) -> Refreshed:
    """Refresh one provider from a folder."""
    return refresh(Base(root.as_uri(), trusted=True), own, GPUS, TODAY, VERDA)


def stored(own: Path) -> dict[str, tuple[float, str]]:
    """Return what is stored: price and day of each card."""
    return {listing.gpu: (listing.usd_per_gpu_hour, listing.date) for listing in read_refreshed(own, GPUS)}


GOOD = {"h100-sxm": (2.9, "2026-11-25"), "a100-80-sxm": (1.6, "2026-11-25")}


def test_a_refresh_is_read_by_the_next_start(tmp_path: Path) -> None:
    """What was published stands in the deployment's folder, and in the catalogue that is loaded from it."""
    publish(tmp_path)
    own = tmp_path / "own"
    (outcome,) = refreshed(tmp_path, own).fetched
    assert (outcome.provider, outcome.listings, outcome.as_of, outcome.problem) == (
        "verda",
        2,
        "2026-11-25",
        None,
    )
    assert stored(own) == GOOD
    newest = [listing for listing in load_catalogue(own).listings if listing.date == "2026-11-25"]
    assert {(listing.gpu, listing.provider) for listing in newest} == {
        ("h100-sxm", "verda"),
        ("a100-80-sxm", "verda"),
    }
    assert [path.name for path in (own / "refreshed").iterdir()] == ["prices.csv"]


def test_a_newer_version_takes_the_place_of_the_older(tmp_path: Path) -> None:
    """Cards that a provider no longer has go with the older version."""
    own = tmp_path / "own"
    publish(tmp_path)
    refreshed(tmp_path, own)
    publish(tmp_path, "20261126-1", packed(HEADING + row("1H100.80S.30V", 3.1, "H100", 80)))
    refreshed(tmp_path, own)
    assert stored(own) == {"h100-sxm": (3.1, "2026-11-26")}


BOMB = packed("x" * (prices._CSV_BYTES + 1))
DAMAGED = packed(HEADING + ROWS)[:-30] + b"0" * 30
LZMA = packed(HEADING + ROWS, how=zipfile.ZIP_LZMA)
SCRAMBLED = bytearray(packed(HEADING + ROWS))
SCRAMBLED[60:90] = b"\xff" * 30


@pytest.mark.parametrize(
    ("version", "archive", "problem"),
    [
        ("20261126-1", BOMB, "verda.csv is larger than 67,108,864 bytes"),
        ("20261126-1", b"x" * (prices._ZIP_BYTES + 1), "it is larger than 8,388,608 bytes"),
        ("20261126-1", b"no archive", "the archive cannot be opened (File is not a zip file)"),
        ("20261126-1", DAMAGED, "the archive cannot be opened (File is not a zip file)"),
        ("20261126-1", bytes(SCRAMBLED), "the archive cannot be opened (Error -3 while decompressing data"),
        (
            "20261126-1",
            LZMA[:60] + b"\xff" * 9 + LZMA[69:],
            "the archive cannot be opened (verda.csv is neither",
        ),
        ("20261126-1", packed("x", "other.csv"), "the archive has no verda.csv"),
        ("20261126-1", packed("\x00"), "it has no column "),
        ("20261126-1", packed(HEADING), "it has no row of a known card with a plausible price"),
        ("20261128-1", None, "its version 20261128-1 is of a day that is not yet"),
        ("20261124-9", None, "its version 20261124-9 is older than what is stored"),
        ("latest", None, "its version 'latest' does not begin with a date"),
    ],
)
def test_what_cannot_be_used_leaves_the_prices_before(
    tmp_path: Path, version: str, archive: bytes | None, problem: str
) -> None:
    """Whatever is published, a bot that had good prices still has them, and the reason is told."""
    own = tmp_path / "own"
    publish(tmp_path)
    refreshed(tmp_path, own)
    publish(tmp_path, version, archive)
    found = refreshed(tmp_path, own)
    assert found.fetched[0].problem is not None
    assert found.fetched[0].problem.startswith(problem)
    assert (found.fetched[0].listings, found.any_good, stored(own)) == (2, False, GOOD)


def test_text_in_another_encoding_is_refused(tmp_path: Path) -> None:
    """Bytes that are no UTF-8 are no prices, in the archive and in the version alike."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        archive.writestr("verda.csv", b"\xff\xfe")
    publish(tmp_path, archive=whole.getvalue())
    assert refreshed(tmp_path, tmp_path / "own").fetched[0].problem == "it is not text in UTF-8"


def test_one_provider_failing_does_not_hold_the_others_back(tmp_path: Path) -> None:
    """The others are stored, and so is what the failing one had before."""
    own = tmp_path / "own"
    publish(tmp_path)
    refreshed(tmp_path, own)
    publish(tmp_path, archive=b"broken")
    publish(
        tmp_path,
        provider="nebius",
        archive=packed(HEADING + row("gpu-h100-sxm 1gpu", 2.95, "H100", 80), "nebius.csv"),
    )
    found = refresh(Base(tmp_path.as_uri(), trusted=True), own, GPUS, TODAY)
    assert found.any_good
    assert {outcome.provider for outcome in found.fetched if outcome.problem is None} == {"nebius"}
    assert {(listing.provider, listing.gpu) for listing in read_refreshed(own, GPUS)} == {
        ("verda", "h100-sxm"),
        ("verda", "a100-80-sxm"),
        ("nebius", "h100-sxm"),
    }


def test_a_stored_row_that_would_not_be_taken_today_is_left_out(tmp_path: Path) -> None:
    """A card that left the catalogue does not stop the bot from starting, nor a refresh from ending."""
    publish(tmp_path)
    own = tmp_path / "own"
    refreshed(tmp_path, own)
    path = own / REFRESHED
    path.write_text(path.read_text(encoding="utf-8").replace("a100-80-sxm", "a9000"), encoding="utf-8")
    assert stored(own) == {"h100-sxm": GOOD["h100-sxm"]}


def test_a_write_that_fails_leaves_the_file_before(tmp_path: Path) -> None:
    """Half a file is never read: what cannot be written whole is not there, and leaves nothing behind."""
    path = tmp_path / "prices.csv"
    prices.write_rows(path, ["a"], [{"a": 1}])
    with pytest.raises(ValueError, match="not in fieldnames"):
        prices.write_rows(path, ["a"], [{"a": 2}, {"b": 3}])
    assert path.read_text(encoding="utf-8") == "a\n1\n"
    assert list(tmp_path.iterdir()) == [path]


@pytest.fixture
def _deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GPU_ADVISOR_DATABASE_URL", f"sqlite:///{tmp_path / 'advisor.db'}")
    monkeypatch.delenv("GPU_ADVISOR_CATALOGUE", raising=False)


@pytest.mark.usefixtures("_deployment")
def test_the_command_refreshes_over_http(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`prices refresh` asks two addresses a provider, says what came of each, and where it is stored."""
    rows = HEADING + ROWS + row("1H100.80S.30V", 0.01, "H100", 80)
    answers = {
        "/v3/verda/version": Answer(b"20260601-1"),
        "/v3/verda/20260601-1/catalog.zip": Answer(packed(rows)),
    }
    with serving(answers) as stub:
        monkeypatch.setenv("GPU_ADVISOR_PRICES_URL", f"{stub.url}/v3")
        done = CliRunner().invoke(main, ["prices", "refresh"])
    assert done.exit_code == 0, done.output
    assert (
        "verda: 2 prices of 2026-06-01, 1 row refused (1 x h100-sxm outside of 0.19 to 43.02" in done.output
    )
    assert "aws: kept no prices, since 127.0.0.1 answered 404 for aws/version" in done.output
    own = tmp_path / "advisor-catalogue"
    assert f"Stored in {own / REFRESHED}." in done.output
    assert stored(own)["h100-sxm"] == (2.9, "2026-06-01")
    assert len(stub.asked) == len(PROVIDERS) + 1


@pytest.mark.usefixtures("_deployment")
def test_the_command_says_when_nothing_could_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where every provider fails the status tells scripts, and nothing was written."""
    monkeypatch.setenv("GPU_ADVISOR_PRICES_URL", "http://127.0.0.1:9/v3")
    done = CliRunner().invoke(main, ["prices", "refresh"])
    assert done.exit_code == 1
    assert "Nothing was stored: no provider could be read from http://127.0.0.1:9/v3." in done.output
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("_deployment")
def test_the_command_shows_prices_with_their_age() -> None:
    """`prices show` gives each tier's range, median, market, date and age."""
    done = CliRunner().invoke(main, ["prices", "show"])
    assert done.exit_code == 0, done.output
    heading, *rows = done.output.splitlines()
    assert heading.startswith("On demand")
    assert [row.split(" VPS")[0] for row in rows] == ["RTX 4090", "A100 40 GB", "A100 80 GB", "H100"]
    assert all(len(line) <= 80 for line in (heading, *rows))
    assert re.search(r"RTX 4090 VPS +0\.3\d to 0\.69 +0\.61 +4 cloud +2026-05-24, \d+ days", rows[0])
