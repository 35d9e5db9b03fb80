"""Every shipped row: unique, sourced, dated, and within what is possible."""

import re
from importlib.resources import files

import pytest

from core.catalog.catalogue import default_catalogue
from core.catalog.formats import weight_format
from core.catalog.gpus import Gpu, own_gpus
from core.catalog.model_rows import Model, own_models
from core.catalog.models import model_key
from core.catalog.rows import own_rows

REPOSITORY = re.compile(r"(?:^|; |as transcribed in )([A-Za-z][\w-]+/[A-Za-z][\w.-]+)(?=[@ ])")
"""A source that is a public repository: its owner and name begin it."""
TEXT_MODELS = [model for model in own_models() if model.kind == "text-generation"]


@pytest.mark.parametrize("name", ["gpus.csv", "models.csv", "prices.csv", "rates.csv", "tiers.csv"])
def test_every_row_has_a_source_and_a_date(name: str) -> None:
    """A figure nobody can trace is no figure."""
    rows = own_rows(name)
    assert rows
    assert [row.line for row in rows if not re.fullmatch(r"20\d\d-\d\d-\d\d", row.text("date"))] == []
    assert [row.line for row in rows if not row.text("source")] == []


@pytest.mark.parametrize("name", ["gpus.csv", "models.csv", "prices.csv"])
def test_every_repository_that_a_row_was_read_from_stands_in_the_notice(name: str) -> None:
    """Whoever's work a row rests on is named beside the rows, with the licence it is under."""
    notice = (files("core.catalog") / "data" / "NOTICE").read_text(encoding="utf-8")
    named = {repository for row in own_rows(name) for repository in REPOSITORY.findall(row.text("source"))}
    assert named
    assert sorted(repository for repository in named if repository not in notice) == []


@pytest.mark.parametrize("name", ["gpus.csv", "models.csv", "tiers.csv"])
def test_ids_are_unique(name: str) -> None:
    """One id, one row."""
    ids = [row.text("id").lower() for row in own_rows(name)]
    assert len(ids) == len(set(ids))


def test_the_catalogue_is_as_large_as_promised() -> None:
    """At least 18 cards, 80 models and 200 listings."""
    catalogue = default_catalogue()
    sizes = (len(catalogue.gpus), len(catalogue.models), len(catalogue.listings))
    assert sizes[0] >= 18
    assert sizes[1] >= 80
    assert sizes[2] >= 200


@pytest.mark.parametrize("card", own_gpus(), ids=lambda card: card.id)
def test_a_card_is_physically_possible(card: Gpu) -> None:
    """Figures lie where cards since 2017 lie, and peaks of narrower formats are twice those of wider ones."""
    assert 8 <= card.memory_gb <= 300
    assert 0.9 * card.memory_gb <= card.visible_gib <= card.memory_gb
    assert 250 <= card.bandwidth_gbs <= 8_000
    assert 60 <= card.bf16_tflops <= 2_500
    assert card.fp8_tflops == 0 or 1.9 <= card.fp8_tflops / card.bf16_tflops <= 2.1
    assert (card.fp8_tflops > 0) == (card.vendor == "amd" or card.compute_capability >= 8.9)


def test_peaks_are_dense_with_fp32_accumulation() -> None:
    """Neither sparse figures nor fp16 accumulation, which vendors print, have slipped in."""
    peaks = {card.id: card.bf16_tflops for card in own_gpus()}
    assert (peaks["rtx4090"], peaks["a100-80-sxm"], peaks["h100-sxm"], peaks["h100-pcie"], peaks["l40s"]) == (
        165.2,
        312,
        989,
        756,
        362,
    )


def linear_params(model: Model) -> float:
    """Count the matrices of a dense model's layers from its geometry."""
    arch = model.architecture
    attention = 2 * arch.hidden * arch.attention_dim + 2 * arch.hidden * arch.kv_dim
    mlp = (3 if arch.gated_mlp else 2) * arch.hidden * arch.intermediate
    return arch.layers * (attention + mlp)


@pytest.mark.parametrize(
    "model",
    [
        model
        for model in TEXT_MODELS
        if not model.architecture.is_moe and model.architecture.attention != "MLA"
    ],
    ids=lambda model: model.id,
)
def test_the_geometry_of_a_dense_model_counts_up_to_its_parameters(model: Model) -> None:
    """Layers, embedding and head are what a token passes through within 4 % (hybrid layers within 25 %)."""
    arch = model.architecture
    counted = linear_params(model) + arch.embedding_params + arch.lm_head_params
    assert counted == pytest.approx(arch.active_params, rel=0.25 if arch.state_elements else 0.04)


@pytest.mark.parametrize("model", TEXT_MODELS, ids=lambda model: model.id)
def test_a_text_model_is_consistent(model: Model) -> None:
    """Heads group, windows fit, the cache is not larger than all layers would fill, the format is known."""
    arch = model.architecture
    assert arch.heads % max(arch.kv_heads, 1) == 0
    assert 0 < arch.kv_elements_per_token <= 2 * arch.layers * max(arch.kv_dim, 576)
    assert bool(arch.sliding_window) == bool(arch.sliding_layers)
    looks_up = "per-layer embeddings" in model.note
    assert (arch.active_params_b < arch.params_b) == (arch.is_moe or looks_up)
    assert arch.sliding_elements <= arch.kv_elements_per_token
    assert weight_format(arch.native_precision) is not None


def test_a_hybrid_whose_cache_is_compressed_tells_which_of_its_layers_attend() -> None:
    """Of others the heads tell how many layers the cache has room for."""
    shapes = [model.architecture for model in TEXT_MODELS if model.architecture.state_elements]
    compressed = [arch for arch in shapes if arch.attention == "MLA"]
    assert compressed
    assert all(0 < arch.attention_layers < arch.layers for arch in compressed)
    assert all(arch.kv_elements_per_token % arch.attention_layers == 0 for arch in compressed)


def test_every_alias_leads_to_a_shipped_model() -> None:
    """An alias of a model that is not there would be dropped in silence."""
    ids = {model.id for model in own_models()}
    assert [row.text("alias") for row in own_rows("aliases.csv") if row.text("id") not in ids] == []


def test_aliases_are_written_as_they_are_looked_up() -> None:
    """An alias is its own key, so that what one reads in the file is what matches."""
    assert [
        row.text("alias")
        for row in own_rows("aliases.csv")
        if model_key(row.text("alias")) != row.text("alias")
    ] == []


def test_no_offer_is_of_an_unknown_card() -> None:
    """Every price leads to a specification of the same variant."""
    catalogue = default_catalogue()
    assert {listing.gpu for listing in catalogue.listings} <= set(catalogue.gpus)


def test_rates_are_those_of_known_currencies() -> None:
    """A unit of no currency is worth more than two dollars or less than half a cent, and USD is one."""
    rates = default_catalogue().rates
    assert rates["USD"].usd == 1
    assert {currency for currency, rate in rates.items() if not 0.005 <= rate.usd <= 2} == set()


def test_what_reads_pictures_is_as_large_as_its_note_says() -> None:
    """A model's note tells it in words, and the column in figures."""
    told = {
        model.id: float(found[1])
        for model in own_models()
        if (found := re.search(r"vision tower (?:adds )?\(?about (\d+\.?\d*) B", model.note))
    }
    assert told
    assert {model.id: model.vision_b for model in own_models() if model.vision_b} == told
