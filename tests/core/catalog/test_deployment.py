"""A deployment's own catalogue: what it adds takes part, what it overrides is gone, errors name the row."""

from pathlib import Path

import pytest

from core.advising.plan_on import tier_named
from core.catalog.catalogue import Catalogue, default_catalogue
from core.catalog.deployment import load_catalogue
from core.catalog.rows import CatalogueError
from core.match import recommend
from core.workload import Hardware
from tests.core.archetypes import CHAT_8B, PLATFORM_70B

GPU = (
    "id,name,memory_gb,bandwidth_gbs,bf16_tflops,compute_capability,source,date\n"
    "t100,T100,48,900,200,9.0,maker,2026-01-01\n"
)
TIER = "id,gpu,path,cards_per_node,source,date\nt100,t100,T100 server,4,us,2026-01-01\n"
PRICE_HEADING = "gpu,provider,market,commitment,usd_per_gpu_hour,date,source\n"
PRICE = (
    PRICE_HEADING
    + "t100,us,cloud,on_demand,0.3,2026-09-01,us\nrtx4090,us,cloud,on_demand,0.45,2026-09-01,us\n"
)
MODEL = (
    "id,name,params_b,layers,hidden,heads,intermediate,vocab,source,date\n"
    "us/own-3b,own 3b,3,28,3072,24,8192,32000,us,2026-01-01\n"
)
ALIAS = "alias,id\nhouse 3b,us/own-3b\n"


def folder(tmp_path: Path, **files: str) -> Catalogue:
    """Load a catalogue with these files of a deployment."""
    for name, text in files.items():
        path = tmp_path / f"{name.replace('__', '/')}.csv"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_catalogue(tmp_path)


def test_a_deployment_adds_a_tier_with_its_card_model_alias_and_price(tmp_path: Path) -> None:
    """All five kinds of rows are taken from a folder beside the shipped ones."""
    catalogue = folder(tmp_path, gpus=GPU, tiers=TIER, prices=PRICE, models=MODEL, aliases=ALIAS)
    assert [tier.id for tier in catalogue.tiers] == ["rtx4090", "a100-40", "a100-80", "h100", "t100"]
    rate = catalogue.rate("t100")
    assert rate is not None
    assert (rate.usd_per_hour.expected, rate.as_of) == (0.3, "2026-09-01")
    for name in ("own 3b", "House 3B", "us/own-3b"):
        own = catalogue.find_model(name)
        assert own is not None
        assert own.id == "us/own-3b"


def test_an_added_tier_takes_part_in_the_matching(tmp_path: Path) -> None:
    """A card that is cheaper than every shipped one wins where it fits, under its own name."""
    catalogue = folder(tmp_path, gpus=GPU, tiers=TIER, prices=PRICE)
    advice = recommend(CHAT_8B, catalogue).serving
    assert advice is not None
    assert (advice.chosen.tier, advice.chosen.path) == ("t100", "T100 server")
    assert [plan.tier for plan in advice.tiers] == ["rtx4090", "a100-40", "a100-80", "h100", "t100"]
    assert tier_named(Hardware(gpu="2x T100"), catalogue) == "t100"


def test_an_own_price_changes_what_wins(tmp_path: Path) -> None:
    """Where a deployment's H100 costs a tenth of the market's, the chat is served on it."""
    prices = PRICE_HEADING + "h100-sxm,us,cloud,on_demand,0.3,2026-09-01,contract\n"
    advice = recommend(CHAT_8B, folder(tmp_path, prices=prices)).serving
    assert advice is not None
    assert advice.chosen.tier == "h100"
    assert advice.chosen.bill.usd_per_month.expected == pytest.approx(219)


def test_a_tier_that_is_not_offered_is_never_recommended(tmp_path: Path) -> None:
    """Who cannot rent an H100 takes it out, and an 8-bit model for many finds what is left."""
    tiers = "id,gpu,path,offered,source,date\nh100,h100-sxm,H100 VPS,no,us,2026-01-01\n"
    found = recommend(PLATFORM_70B, folder(tmp_path, tiers=tiers)).serving
    assert found is not None
    assert [plan.tier for plan in found.tiers] == ["rtx4090", "a100-40", "a100-80"]


def test_a_cloud_s_card_that_is_not_offered_is_no_plan_there(tmp_path: Path) -> None:
    """Its row needs no price, and the same card as a tier of the deployment's own stays one."""
    withdrawn = "l40s,l40s,L40S,no,us,2026-01-01\nt4,t4,T4,no,us,2026-01-01\n"
    tiers = "id,gpu,path,offered,source,date\n" + withdrawn
    held = CHAT_8B.model_copy(update={"conditions": ("aws",)})
    found = recommend(held, folder(tmp_path, tiers=tiers)).serving
    assert found is not None
    assert [plan.tier for plan in found.tiers] == ["l4", "a10g", "a100-40", "a100-80", "h100"]
    twice = folder(tmp_path, tiers=tiers + "ours,l40s,Our L40S,yes,us,2026-01-01\n")
    assert (set(twice.withdrawn), twice.tier("ours").gpu.id) == ({"t4"}, "l40s")


def test_own_prices_of_a_card_replace_the_shipped_and_the_refreshed_ones(tmp_path: Path) -> None:
    """A deployment that knows its price is not averaged with strangers'."""
    refreshed = PRICE_HEADING + "rtx4090,runpod,cloud,on_demand,0.7,2026-11-20,published\n"
    rate = folder(tmp_path, gpus=GPU, prices=PRICE, refreshed__prices=refreshed).rate("rtx4090")
    assert rate is not None
    assert (rate.usd_per_hour.expected, rate.providers) == (0.45, 1)


def test_refreshed_prices_take_the_place_of_their_providers_older_ones(tmp_path: Path) -> None:
    """A refresh of three clouds is quoted on its own date, without prices from half a year before."""
    rows = "".join(
        f"h100-sxm,{name},cloud,on_demand,{usd},2026-11-20,published\n"
        for name, usd in (("lambda", 3.5), ("verda", 2.9), ("nebius", 3.1))
    )
    rate = folder(tmp_path, refreshed__prices=PRICE_HEADING + rows).rate("h100-sxm")
    assert rate is not None
    assert (rate.usd_per_hour.expected, rate.providers, rate.as_of) == (3.1, 3, "2026-11-20")


def test_an_own_exchange_rate_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    """A deployment that budgets in its own currency writes the rate it counts with."""
    rates = folder(tmp_path, rates="currency,usd,source,date\nEUR,1.05,our bank,2026-11-01\n").rates
    assert (rates["EUR"].usd, rates["EUR"].date, rates["USD"].usd) == (1.05, "2026-11-01", 1)
    with pytest.raises(
        CatalogueError, match="currency should be three capital letters such as EUR, not 'eur'"
    ):
        folder(tmp_path, rates="currency,usd,source,date\neur,1.05,our bank,2026-11-01\n")


def test_a_row_with_a_known_id_takes_its_place(tmp_path: Path) -> None:
    """A tier can be given another card."""
    text = "id,gpu,path,source,date\nh100,h200-sxm,H200 VPS,us,2026-01-01\n"
    assert folder(tmp_path, tiers=text).tier("h100").gpu.id == "h200-sxm"


def test_a_folder_without_any_file_is_refused(tmp_path: Path) -> None:
    """A wrong path is an error, not an unchanged catalogue."""
    with pytest.raises(CatalogueError, match=r"has none of the files tiers\.csv, gpus\.csv"):
        load_catalogue(tmp_path)


WITHDRAWN = "id,gpu,path,offered,source,date\n" + "".join(
    f"{tier.id},{tier.gpu.id},{tier.path},no,us,2026-01-01\n" for tier in default_catalogue().tiers
)


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        (
            {"tiers": TIER},
            "tiers.csv line 2 (t100): gpu 't100' is in no row of gpus.csv; add the card, or write a known id",
        ),
        (
            {"gpus": GPU + GPU.splitlines()[1] + "\n"},
            "gpus.csv line 3 (t100): id 't100' occurs twice; keep one of the rows",
        ),
        (
            {"gpus": GPU.replace("900", "fast")},
            "gpus.csv line 2 (t100): bandwidth_gbs should be a number, not 'fast'",
        ),
        (
            {"gpus": GPU, "tiers": TIER},
            "tiers.csv line 2 (t100): gpu 't100' has no price to rank it by; add a row to prices.csv",
        ),
        (
            {"aliases": ALIAS},
            "aliases.csv line 2 (house 3b): id 'us/own-3b' is in no row of models.csv; add the model first",
        ),
        (
            {"models": MODEL, "aliases": ALIAS + "House-3B,microsoft/phi-4\n"},
            "aliases.csv line 3 (House-3B): alias 'House-3B' means us/own-3b already; keep one of the rows",
        ),
        (
            {"models": MODEL, "aliases": "alias,id\nthe model,us/own-3b\n"},
            "aliases.csv line 2 (the model): alias 'the model' tells no model from another; write a name",
        ),
        ({"tiers": WITHDRAWN}, "tiers.csv: no tier is left to recommend; set offered to yes for one"),
    ],
)
def test_a_wrong_row_is_refused_by_name(tmp_path: Path, files: dict[str, str], problem: str) -> None:
    """The error names file, line, row and column, and says what to write."""
    with pytest.raises(CatalogueError) as caught:
        folder(tmp_path, **files)
    assert str(caught.value) == problem


def test_another_geometry_for_a_shipped_model_brings_no_new_name(tmp_path: Path) -> None:
    """Its row is the deployment's, its names are everybody's."""
    catalogue = folder(tmp_path, models=MODEL.replace("us/own-3b", "microsoft/phi-4"))
    assert catalogue.model("microsoft/phi-4").architecture.params_b == 3
    assert catalogue.own_names == ()
