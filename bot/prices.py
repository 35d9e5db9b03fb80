"""Refreshing prices: read what providers' prices are published, keep what was good, store it for the bot.

Two GETs for each provider, its version and its rows. A provider that cannot be read, or whose rows make no
sense, keeps the prices of the refresh before. The bot reads the stored file when it starts, and never the
network while it answers.
"""

import csv
import io
import os
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import NamedTuple

from bot.fetch import Base, FetchError
from bot.today import CLOCKS_APART
from core.catalog.deployment import REFRESHED, read_refreshed
from core.catalog.gpus import Gpu
from core.catalog.listings import Listing
from core.catalog.published import PROVIDERS, Provider, PublishedError, read_published, version_day

_VERSION_BYTES = 200
_ZIP_BYTES = 8 * 2**20
_CSV_BYTES = 64 * 2**20
"""Published files are far smaller (the largest takes some 5 MB unpacked); beyond is a mistake or a trap."""
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, OSError, EOFError, ValueError)
"""What reading a damaged or encrypted archive raises, where nothing is packed in other ways than these."""


class Fetched(NamedTuple):
    """What came of one provider: how many listings stand now, of which day, and what was wrong."""

    provider: str
    listings: int
    as_of: str | None
    problem: str | None = None
    refused: Mapping[str, int] | None = None


class Refreshed(NamedTuple):
    """What a refresh found, provider by provider."""

    fetched: tuple[Fetched, ...]
    path: Path

    @property
    def any_good(self) -> bool:
        """Whether at least one provider was read."""
        return any(one.problem is None for one in self.fetched)


def refresh(
    base: Base, folder: Path, gpus: Mapping[str, Gpu], today: date, providers: Sequence[Provider] = PROVIDERS
) -> Refreshed:
    """Read the providers and store their listings in a deployment's folder; none where all of them fail."""
    path = folder / REFRESHED
    latest = (today + CLOCKS_APART).isoformat()
    before = [listing for listing in read_refreshed(folder, gpus) if listing.date <= latest]
    standing: list[Listing] = [
        listing for listing in before if listing.provider not in {p.name for p in providers}
    ]
    fetched = []
    for provider in providers:
        kept = [listing for listing in before if listing.provider == provider.name]
        one, listings = _one(base, provider, gpus, kept, today)
        fetched.append(one)
        standing += listings
    found = Refreshed(tuple(fetched), path)
    if found.any_good:
        write_rows(path, Listing._fields, (listing._asdict() for listing in standing))
    return found


def _one(
    base: Base, provider: Provider, gpus: Mapping[str, Gpu], kept: list[Listing], today: date
) -> tuple[Fetched, list[Listing]]:
    """Read one provider; where that fails, return what is kept with the reason."""
    stands = max((listing.date for listing in kept), default=None)
    try:
        version = _text(base.get(f"{provider.published}/version", limit=_VERSION_BYTES)).strip()
        _check_day(version, stands, today)
        packed = base.get(f"{provider.published}/{version}/catalog.zip", limit=_ZIP_BYTES)
        found = read_published(_unpacked(packed, f"{provider.published}.csv"), provider, version, gpus)
    except (FetchError, PublishedError) as error:
        return Fetched(provider.name, len(kept), stands, problem=str(error)), kept
    listings = list(found.listings)
    return Fetched(provider.name, len(listings), listings[0].date, refused=found.refused), listings


def _check_day(version: str, stands: str | None, today: date) -> None:
    """Refuse a version that would seem newer than it can be, or put older prices in the place of newer."""
    day = version_day(version)
    if day > today + CLOCKS_APART:
        raise PublishedError(f"its version {version} is of a day that is not yet")
    if stands is not None and day.isoformat() < stands:
        raise PublishedError(f"its version {version} is older than what is stored")


def _unpacked(packed: bytes, name: str) -> str:
    """Return one file of an archive, never more of it than a sane one holds. Raises PublishedError."""
    try:
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            if archive.getinfo(name).compress_type not in _PACKED:
                raise zipfile.BadZipFile(f"{name} is neither stored nor deflated")
            with archive.open(name) as file:
                text = file.read(_CSV_BYTES + 1)
    except KeyError:
        raise PublishedError(f"the archive has no {name}") from None
    except _BROKEN as error:
        raise PublishedError(f"the archive cannot be opened ({error})") from None
    if len(text) > _CSV_BYTES:
        raise PublishedError(f"{name} is larger than {_CSV_BYTES:,} bytes")
    return _text(text)


def _text(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PublishedError("it is not text in UTF-8") from None


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> None:
    """Write a CSV file as a whole or not at all, so that a bot starting meanwhile reads one or the other."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(
        "w", dir=path.parent, suffix=".tmp", delete=False, encoding="utf-8", newline=""
    ) as file:
        try:
            writer = csv.DictWriter(file, columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
            file.flush()
            os.fsync(file.fileno())
        except BaseException:
            Path(file.name).unlink()
            raise
    Path(file.name).chmod(0o644)
    Path(file.name).replace(path)
