"""The catalogue as one thing: shipped, looked up, and added to by a deployment."""

from pathlib import Path

import pytest

from core.catalog.catalogue import Catalogue, default_catalogue, load_catalogue
from core.catalog.rows import CatalogueError, Row
from core.catalog.tiers import read_tier

GPU = "id,name,memory_gb,bandwidth_gbs,bf16_tflops,source,date\nx1,X1,48,900,200,maker,2026-01-01\n"
TIER = "id,gpu,path,cards_per_node,source,date\nx1,x1,X1 server,4,us,2026-01-01\n"
PRICE = (
    "gpu,provider,market,commitment,usd_per_gpu_hour,date,source\n"
    "x1,us,cloud,on_demand,0.9,2026-09-01,us\nrtx4090,us,cloud,on_demand,0.4,2026-09-01,us\n"
)
MODEL = (
    "id,name,params_b,layers,hidden,heads,intermediate,vocab,source,date\n"
    "us/own-3b,own 3b,3,28,3072,24,8192,32000,us,2026-01-01\n"
)


def folder(tmp_path: Path, **files: str) -> Catalogue:
    """Load a catalogue with these files of a deployment."""
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return load_catalogue(tmp_path)


def test_the_default_catalogue_is_one_object() -> None:
    """It is loaded once, so that it can key caches by identity."""
    assert default_catalogue() is default_catalogue()


def test_the_default_catalogue_has_the_four_paths_in_order() -> None:
    """RTX 4090, A100 40 and 80 GB, H100, each as what one rents and with the class it is usual for."""
    tiers = default_catalogue().tiers
    assert [(tier.id, tier.gpu.id, tier.path, tier.usual_for) for tier in tiers] == [
        ("rtx4090", "rtx4090", "RTX 4090 VPS", "inference_first"),
        ("a100-40", "a100-40-sxm", "A100 40 GB VPS", "training_first"),
        ("a100-80", "a100-80-sxm", "A100 80 GB VPS", "training_first"),
        ("h100", "h100-sxm", "H100 VPS", "both"),
    ]


def test_things_are_found_by_id_and_by_name() -> None:
    """Ids give the row; names as people write them give the same."""
    catalogue = default_catalogue()
    assert catalogue.tier("h100").gpu is catalogue.gpu("h100-sxm")
    assert catalogue.find_gpu("H100") is catalogue.gpu("h100-sxm")
    assert catalogue.find_model("phi-4") is catalogue.model("microsoft/phi-4")
    assert catalogue.model("13B").id == "13B"


@pytest.mark.parametrize("method", ["tier", "gpu", "model"])
def test_an_unknown_id_is_an_error(method: str) -> None:
    """Ids come from the catalogue itself."""
    with pytest.raises(KeyError):
        getattr(default_catalogue(), method)("nothing")


def test_a_market_without_offers_has_no_quote() -> None:
    """Nobody rents out an RTX 4090 as a hyperscaler."""
    catalogue = default_catalogue()
    assert catalogue.quote("rtx4090", "hyperscaler") is None
    quote = catalogue.quote("h100-sxm", "cloud", "spot")
    assert quote is not None
    assert quote.commitment == "spot"


def test_a_deployment_adds_a_tier_with_its_card_model_and_price(tmp_path: Path) -> None:
    """All four kinds of rows are taken from a folder beside the shipped ones."""
    catalogue = folder(tmp_path, gpus=GPU, tiers=TIER, prices=PRICE, models=MODEL)
    assert [tier.id for tier in catalogue.tiers] == ["rtx4090", "a100-40", "a100-80", "h100", "x1"]
    rate = catalogue.rate("x1")
    assert rate is not None
    assert (rate.usd_per_hour.expected, catalogue.date) == (0.9, "2026-09-01")
    own = catalogue.find_model("own 3b")
    assert own is not None
    assert own.id == "us/own-3b"


def test_own_prices_of_a_card_replace_the_shipped_ones(tmp_path: Path) -> None:
    """A deployment that knows its price is not averaged with strangers'."""
    rate = folder(tmp_path, gpus=GPU, prices=PRICE).rate("rtx4090")
    assert rate is not None
    assert (rate.usd_per_hour.expected, rate.providers) == (0.4, 1)


def test_a_row_with_a_known_id_takes_its_place(tmp_path: Path) -> None:
    """A tier can be given another card."""
    text = "id,gpu,path,source,date\nh100,h200-sxm,H200 VPS,us,2026-01-01\n"
    assert folder(tmp_path, tiers=text).tier("h100").gpu.id == "h200-sxm"


def test_a_folder_without_any_file_is_refused(tmp_path: Path) -> None:
    """A wrong path is an error, not an unchanged catalogue."""
    with pytest.raises(
        CatalogueError, match=r"has none of the files tiers\.csv, gpus\.csv, models\.csv, prices\.csv"
    ):
        load_catalogue(tmp_path)


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"tiers": TIER}, "tiers.csv line 2 (x1): gpu 'x1' is in no row of gpus.csv"),
        ({"gpus": GPU + GPU.splitlines()[1] + "\n"}, "gpus.csv line 3 (x1): id 'x1' occurs twice"),
        (
            {"gpus": GPU.replace("900", "fast")},
            "gpus.csv line 2 (x1): bandwidth_gbs should be a number, not 'fast'",
        ),
    ],
)
def test_a_wrong_row_is_refused_by_name(tmp_path: Path, files: dict[str, str], problem: str) -> None:
    """The error names file, line and row."""
    with pytest.raises(CatalogueError) as caught:
        folder(tmp_path, **files)
    assert str(caught.value) == problem


def test_a_tier_is_usual_for_a_class_or_none() -> None:
    """Any other word is an error."""
    fields = {"id": "t", "gpu": "rtx4090", "path": "p", "source": "s", "date": "2026"}
    cards = dict(default_catalogue().gpus)
    assert read_tier(Row("tiers.csv", 2, fields), cards).usual_for == ""
    with pytest.raises(
        CatalogueError, match="usual_for should be one of inference_first, training_first, both"
    ):
        read_tier(Row("tiers.csv", 2, fields | {"usual_for": "fun"}), cards)
