"""Published prices: the rows of one provider in gpuhunt's v3 catalogue, as listings of our cards.

Columns used: instance_name, location, price (USD an hour for the whole server), gpu_count, gpu_name,
gpu_memory (GB a card), spot, flags. The names of A100 and H100 leave their form out, which the server's name
tells; where it does not, the provider's usual form is known or the row is left out.
"""

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from statistics import median
from typing import NamedTuple

from core.catalog.gpus import Gpu
from core.catalog.listings import Commitment, Listing, plausible_usd_per_hour
from core.regex import regex


class PublishedError(ValueError):
    """A published catalogue that cannot be used at all."""


class Provider(NamedTuple):
    """One published provider: its name there and here, where it sells, and its cards' form where unsaid."""

    published: str
    name: str
    market: str
    form: str = "sxm"


PROVIDERS = (
    Provider("aws", "aws", "hyperscaler"),
    Provider("azure", "azure", "hyperscaler"),
    Provider("gcp", "gcp", "hyperscaler"),
    Provider("oci", "oci", "hyperscaler"),
    Provider("lambdalabs", "lambda", "cloud"),
    Provider("nebius", "nebius", "cloud"),
    Provider("runpod", "runpod", "cloud"),
    Provider("verda", "verda", "cloud"),
    Provider("cloudrift", "cloudrift", "marketplace", form=""),
)

_CARDS = {
    "A10": "a10",
    "A10G": "a10g",
    "A6000": "rtxa6000",
    "B200": "b200-sxm",
    "H100NVL": "h100-nvl",
    "H200": "h200-sxm",
}
"""Published names that are not the id of our card in capitals."""
_FORMED = {("A100", 40): "a100-40", ("A100", 80): "a100-80", ("H100", 80): "h100"}
_PCIE = regex(r"pcie|\bstandard_nc\d|^gpu_[124]x_a100$", re.IGNORECASE)
_SXM = regex(r"sxm|hbm3", re.IGNORECASE)
_COMMUNITY = regex(r"[A-Z]{2}")
_OTHER_TERMS = frozenset({"runpod-cluster", "gcp-dws-calendar-mode"})
"""Flags of rows that are rented on other terms than a server by the hour."""

_COLUMNS = {"instance_name", "location", "price", "gpu_count", "gpu_name", "gpu_memory", "spot"}
_MOST_CARDS = 16
_SAME_MEMORY = 0.1
"""By how much of its memory a card may differ: some are listed as announced, not as sold."""


class Published(NamedTuple):
    """One provider's listings, and why rows of known cards were refused, with how many."""

    listings: tuple[Listing, ...]
    refused: Mapping[str, int]


class _Seen(NamedTuple):
    gpu: str
    market: str
    commitment: Commitment
    gpu_count: int
    usd: float


def version_day(version: str) -> date:
    """Return the day of a version such as 20261120-1403; raises PublishedError."""
    found = re.fullmatch(r"(20\d\d)-?(\d\d)-?(\d\d)(?:[-T_.][\w.-]{0,40})?", version)
    try:
        return date.fromisoformat("-".join(found.groups()) if found else "")
    except ValueError:
        raise PublishedError(f"its version {version[:40]!r} does not begin with a date") from None


def read_published(text: str, provider: Provider, version: str, gpus: Mapping[str, Gpu]) -> Published:
    """Return a provider's listings as of its version: a card's median price for each size of server.

    Of hyperscalers the cheapest region counts. Rows with an implausible price are refused; cards that are not
    in `gpus` are passed over. Raises PublishedError where columns are missing, and where no listing is left.
    """
    refused: Counter[str] = Counter()
    groups: dict[tuple[str, str, Commitment, int], list[float]] = defaultdict(list)
    try:
        for seen in _seen(text, provider, gpus, refused):
            groups[seen.gpu, seen.market, seen.commitment, seen.gpu_count].append(seen.usd)
    except csv.Error as error:
        raise PublishedError(f"it is not a CSV file ({error})") from None
    day = version_day(version).isoformat()
    listings = tuple(
        Listing(
            gpu=gpu,
            provider=provider.name,
            market=market,
            commitment=commitment,
            gpu_count=count,
            usd_per_gpu_hour=round(min(prices) if market == "hyperscaler" else median(prices), 4),
            date=day,
            source=f"gpuhunt v3 {provider.published} {version}",
            note=f"{len(prices)} published rows",
        )
        for (gpu, market, commitment, count), prices in sorted(groups.items())
    )
    if not listings:
        raise PublishedError("it has no row of a known card with a plausible price")
    return Published(listings, refused)


def _seen(text: str, provider: Provider, gpus: Mapping[str, Gpu], refused: Counter[str]) -> Iterator[_Seen]:
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = sorted(_COLUMNS - set(reader.fieldnames or ()))
    if missing:
        raise PublishedError(f"it has no column {', '.join(missing)}")
    for row in reader:
        card = _card(row, provider, gpus)
        if card is None or _OTHER_TERMS & set((row.get("flags") or "").split()):
            continue
        try:
            count, price = int(row["gpu_count"]), float(row["price"])
        except (TypeError, ValueError):
            refused["price or number of cards is no number"] += 1
            continue
        low, high = plausible_usd_per_hour(card)
        if not 1 <= count <= _MOST_CARDS or not low <= price / count <= high:
            refused[f"{card.id} outside of {low:.2f} to {high:.2f} USD an hour"] += 1
            continue
        spot: Commitment = "spot" if (row["spot"] or "").lower() == "true" else "on_demand"
        yield _Seen(card.id, _market(row, provider), spot, count, price / count)


def _card(row: Mapping[str, str | None], provider: Provider, gpus: Mapping[str, Gpu]) -> Gpu | None:
    """Return a row's card, None where it has none of ours, or one with another memory soldered on."""
    name, server = row["gpu_name"] or "", row["instance_name"] or ""
    try:
        memory = round(float(row["gpu_memory"] or 0))
    except (ValueError, OverflowError):
        return None
    stem = _FORMED.get((name, memory))
    if stem is None:
        card = gpus.get(_CARDS.get(name, name.lower()))
        modified = card and memory and abs(memory / card.memory_gb - 1) > _SAME_MEMORY
        return None if modified else card
    form = "pcie" if _PCIE.search(server) else "sxm" if _SXM.search(server) else provider.form
    return gpus.get(f"{stem}-{form}") if form else None


def _market(row: Mapping[str, str | None], provider: Provider) -> str:
    """Return where a row sells: RunPod names its community's machines by country, its own by data centre."""
    community = provider.published == "runpod" and _COMMUNITY.fullmatch(row["location"] or "")
    return "marketplace" if community else provider.market
