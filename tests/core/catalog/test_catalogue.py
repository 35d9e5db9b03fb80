"""The catalogue as one thing: shipped, looked up, and added to by a deployment."""

import pytest

from core.catalog.catalogue import default_catalogue
from core.catalog.rows import CatalogueError, Row
from core.catalog.tiers import read_tier


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
    assert (catalogue.tier("l40s").gpu, catalogue.tier("l40s").path) == (catalogue.gpu("l40s"), "L40S")
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


def test_a_tier_is_usual_for_a_class_or_none() -> None:
    """Any other word is an error."""
    fields = {"id": "t", "gpu": "rtx4090", "path": "p", "source": "s", "date": "2026-01-01"}
    cards = dict(default_catalogue().gpus)
    assert read_tier(Row("tiers.csv", 2, fields), cards).usual_for == ""
    with pytest.raises(
        CatalogueError, match="usual_for should be one of inference_first, training_first, both"
    ):
        read_tier(Row("tiers.csv", 2, fields | {"usual_for": "fun"}), cards)
