"""One provider's published rows: which cards they are, what a card costs, and what is not believed."""

from datetime import date

import pytest

from core.catalog.catalogue import default_catalogue
from core.catalog.published import (
    PROVIDERS,
    Provider,
    Published,
    PublishedError,
    read_published,
    version_day,
)

GPUS = default_catalogue().gpus
HEADING = (
    "instance_name,location,price,cpu,memory,gpu_count,gpu_name,gpu_memory,spot,disk_size,gpu_vendor,flags,"
    "cpu_arch,provider_data\n"
)


def row(name: str, price: object, gpu: str, memory: object, **others: object) -> str:
    """Return one published row: a server in one place."""
    said = {"location": "eu-1", "count": 1, "spot": False, "flags": ""} | others
    return (
        f"{name},{said['location']},{price},8,64,{said['count']},{gpu},{memory},{said['spot']},,nvidia,"
        f"{said['flags']},x86,{{}}\n"
    )


def provider(name: str) -> Provider:
    """Return a provider by its published name."""
    return next(one for one in PROVIDERS if one.published == name)


def published(name: str, *rows: str) -> Published:
    """Read these rows as this provider's."""
    return read_published(HEADING + "".join(rows), provider(name), "20261120-1403", GPUS)


def found(name: str, *rows: str) -> list[tuple[str, str, str, int, float]]:
    """Return the listings of these rows, without their source."""
    return [
        (listing.gpu, listing.market, listing.commitment, listing.gpu_count, listing.usd_per_gpu_hour)
        for listing in published(name, *rows).listings
    ]


def test_a_server_price_becomes_a_price_a_card() -> None:
    """The published price is the server's; a listing is a card's, with its day and its source."""
    (listing,) = published("verda", row("8H200.176V", 28.8, "H200", 141, count=8)).listings
    assert (listing.gpu, listing.gpu_count, listing.usd_per_gpu_hour) == ("h200-sxm", 8, 3.6)
    assert (listing.provider, listing.date, listing.source) == (
        "verda",
        "2026-11-20",
        "gpuhunt v3 verda 20261120-1403",
    )


@pytest.mark.parametrize(
    ("name", "server", "gpu", "memory", "expected"),
    [
        ("runpod", "NVIDIA A100 80GB PCIe", "A100", 80, "a100-80-pcie"),
        ("runpod", "NVIDIA A100-SXM4-80GB", "A100", 80, "a100-80-sxm"),
        ("runpod", "NVIDIA H100 80GB HBM3", "H100", 80, "h100-sxm"),
        ("runpod", "NVIDIA H100 PCIe", "H100", 80.0, "h100-pcie"),
        ("runpod", "NVIDIA H100 NVL", "H100NVL", 94, "h100-nvl"),
        ("azure", "Standard_NC24ads_A100_v4", "A100", 80, "a100-80-pcie"),
        ("azure", "Standard_ND96amsr_A100_v4", "A100", 80, "a100-80-sxm"),
        ("lambdalabs", "gpu_1x_a100", "A100", 40, "a100-40-pcie"),
        ("lambdalabs", "gpu_8x_a100", "A100", 40, "a100-40-sxm"),
        ("lambdalabs", "gpu_1x_a100_sxm4", "A100", 40, "a100-40-sxm"),
        ("gcp", "a3-highgpu-8g", "H100", 80, "h100-sxm"),
        ("cloudrift", "rtx49-7c-kn.1", "RTX4090", 24, "rtx4090"),
        ("verda", "1B200.30V", "B200", 180, "b200-sxm"),
        ("verda", "1B200.30V", "B200", 192, "b200-sxm"),
        ("cloudrift", "rtx49-7c-kn.1", "RTX4090", "", "rtx4090"),
        ("verda", "1RTXPRO6000.30V", "RTXPRO6000", 96, "rtxpro6000"),
        ("runpod", "NVIDIA RTX 6000 Ada Generation", "RTX6000Ada", 48, "rtx6000ada"),
    ],
)
def test_a_card_is_known_by_its_name_memory_and_server(
    name: str, server: str, gpu: str, memory: object, expected: str
) -> None:
    """PCIe and SXM are different cards at different prices, though their names are the same."""
    assert [listing[0] for listing in found(name, row(server, 2.0, gpu, memory))] == [expected]


@pytest.mark.parametrize(
    "unknown",
    [
        row("x", 2.0, "H200NVL", 141),
        row("x", 2.0, "GB200", 186),
        row("x", 2.0, "A100", "much"),
        row("x", 2.0, "A100", "inf"),
        row("x", 0.4, "", ""),
        row("x", 0.9, "RTX4090", 48),
        row("x", 0.4, "RTX3060", 12),
        row("x", 20, "H100", 80, flags="runpod-cluster", count=8),
    ],
)
def test_rows_of_other_cards_and_terms_are_passed_over(unknown: str) -> None:
    """They are no mistakes: this catalogue has no such card, or it is not rented by the hour."""
    read = published("runpod", row("NVIDIA L4", 0.5, "L4", 24), unknown)
    assert ([listing.gpu for listing in read.listings], dict(read.refused)) == (["l4"], {})


def test_an_a100_of_unknown_form_is_left_out() -> None:
    """Where neither the server's name nor the provider tells PCIe from SXM, no guess is made."""
    assert found("cloudrift", row("x", 2, "A100", 80), row("y", 0.4, "RTX4090", 24))[0][0] == "rtx4090"


def test_regions_become_one_price_a_server() -> None:
    """A cloud's regions count with their median, a hyperscaler's with the cheapest."""
    rows = [
        row("gpu_1x_h100_pcie", price, "H100", 80, location=place)
        for place, price in zip("abc", (2, 3, 7), strict=True)
    ]
    assert found("lambdalabs", *rows) == [("h100-pcie", "cloud", "on_demand", 1, 3)]
    rows = [
        row("a3-highgpu-1g", price, "H100", 80, location=place)
        for place, price in zip("abc", (5, 6, 9), strict=True)
    ]
    assert found("gcp", *rows) == [("h100-sxm", "hyperscaler", "on_demand", 1, 5)]


def test_spot_sizes_and_markets_are_kept_apart() -> None:
    """Spot is another commitment, another size another server, a country RunPod's community."""
    rows = [
        row("NVIDIA GeForce RTX 4090", 0.34, "RTX4090", 24, location="US"),
        row("NVIDIA GeForce RTX 4090", 0.69, "RTX4090", 24, location="EU-RO-1"),
        row("NVIDIA GeForce RTX 4090", 1.2, "RTX4090", 24, location="EU-RO-1", count=2),
        row("NVIDIA GeForce RTX 4090", 0.3, "RTX4090", 24, location="EU-RO-1", spot=True),
    ]
    assert found("runpod", *rows) == [
        ("rtx4090", "cloud", "on_demand", 1, 0.69),
        ("rtx4090", "cloud", "on_demand", 2, 0.6),
        ("rtx4090", "cloud", "spot", 1, 0.3),
        ("rtx4090", "marketplace", "on_demand", 1, 0.34),
    ]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (row("x", 0.01, "A10", 24), "a10 outside of 0.02 to 5.44 USD an hour"),
        (row("x", 98.32, "H100", 80), "h100-sxm outside of 0.19 to 43.02 USD an hour"),
        (row("x", "nan", "H100", 80), "h100-sxm outside of 0.19 to 43.02 USD an hour"),
        (row("x", 2, "H100", 80, count=0), "h100-sxm outside of 0.19 to 43.02 USD an hour"),
        (row("x", 100, "H100", 80, count=100), "h100-sxm outside of 0.19 to 43.02 USD an hour"),
        (row("x", "free", "L4", 24), "price or number of cards is no number"),
        (row("x", 1, "L4", 24, count="some"), "price or number of cards is no number"),
        ("x,eu-1,1,8,64,,L4,24\n", "price or number of cards is no number"),
    ],
)
def test_implausible_rows_are_refused_with_their_reason(bad: str, reason: str) -> None:
    """One cent for an A10, which was published for days, does not become a price."""
    read = published("azure", row("Standard_NV36ads", 2.0, "L40S", 48), bad)
    assert ([listing.gpu for listing in read.listings], dict(read.refused)) == (["l40s"], {reason: 1})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it has no column gpu_count, gpu_memory, gpu_name, instance_name, location, price, spot"),
        (HEADING.replace("gpu_name", "card"), "it has no column gpu_name"),
        (HEADING, "it has no row of a known card with a plausible price"),
        (HEADING + row("x", 0.01, "A10", 24), "it has no row of a known card with a plausible price"),
        (HEADING + f"x,{'y' * 200_000}\n", "it is not a CSV file (field larger than field limit (131072))"),
    ],
)
def test_a_catalogue_that_makes_no_sense_is_refused(text: str, problem: str) -> None:
    """Then what stood before stands on."""
    with pytest.raises(PublishedError) as caught:
        read_published(text, provider("azure"), "20261120-1", GPUS)
    assert str(caught.value) == problem


@pytest.mark.parametrize("version", ["20261120-1403", "2026-11-20", "20261120", "2026-11-20T10.15"])
def test_a_version_begins_with_its_day(version: str) -> None:
    """That day is the date of every price in it."""
    assert version_day(version) == date(2026, 11, 20)


@pytest.mark.parametrize(
    "version",
    [
        "",
        "latest",
        "20261320-1",
        "20261120/../../secret",
        "20261120-1?x",
        "20261120 1",
        "20261120-" + "9" * 50,
    ],
)
def test_another_version_is_refused(version: str) -> None:
    """It would make an address of foreign text, or a price without a date."""
    with pytest.raises(PublishedError, match="does not begin with a date"):
        version_day(version)
