"""Training of models that do not write is planned in samples: images, half-minutes, pairs of texts."""

from typing import Any

import pytest

from core.catalog.architecture import Item
from core.catalog.catalogue import default_catalogue
from core.demand.training import training_demand
from core.match import recommend
from core.recommendation import Flip, Plan, Recommendation
from core.workload import Slot, Workload

SDXL, WHISPER, BGE = "stabilityai/stable-diffusion-xl-base-1.0", "openai/whisper-large-v3", "BAAI/bge-m3"


def _advice(model: str, **said: Any) -> Recommendation:
    return recommend(Workload(work="training", model=model, **said), default_catalogue())


def _chosen(model: str, **said: Any) -> Plan:
    advice = _advice(model, **said).training
    assert advice is not None
    return advice.chosen


def _flips(advice: Recommendation) -> dict[Slot, list[Flip]]:
    return {slot: [flip for flip in advice.flips if flip.slot is slot] for slot in Slot}


@pytest.mark.parametrize(
    ("item", "said", "samples"),
    [
        ("image", {"dataset_samples": 500}, 500 * 20),
        ("image", {"dataset_samples": 5_000}, 5_000 * 4),
        ("image", {"dataset_samples": 100_000}, 100_000),
        ("image", {"dataset_gb": 0.5, "epochs": 10}, 1_000 * 10),
        ("clip", {}, 200 * 30),
        ("clip", {"dataset_gb": 1, "epochs": 10}, 200 * 10),
        ("audio", {}, 12_000 * 3),
        ("audio", {"dataset_gb": 2, "epochs": 1}, 2_000),
        ("text", {"dataset_samples": 50_000}, 50_000),
        ("text", {"dataset_tokens": 1_000_000}, 2_000),
    ],
)
def test_a_run_counts_samples_and_passes(item: Item, said: dict[str, Any], samples: int) -> None:
    """Samples come from what was said of the data; few images are seen many times, many of them once."""
    assert training_demand(Workload(**said), item)[0].amount == samples


def test_only_texts_have_a_length() -> None:
    """Images and audio have a size of their own, which nobody is told was assumed."""
    for item, assumed in (("image", False), ("clip", False), ("audio", False), ("text", True)):
        _, assumptions = training_demand(Workload(), item)
        assert (Slot.SEQUENCE_TOKENS in {one.slot for one in assumptions}) == assumed
    assert training_demand(Workload(sequence_tokens=128), "text")[0].sequence_tokens == 128


def test_a_plan_counts_what_its_model_works_in() -> None:
    """An A100 takes a few images a second through SDXL; tokens per second are not told of it."""
    plan = _chosen(SDXL, dataset_samples=2_000)
    assert plan.training is not None
    assert plan.training.item == "image"
    assert plan.training.tokens_per_s is None
    assert plan.training.items_per_s is not None
    assert plan.training.run_hours.expected == pytest.approx(
        20_000 / plan.training.items_per_s.expected / 3600
    )
    assert 1 < plan.training.items_per_s.expected < 6
    assert 0 < plan.training.checkpoint_gib.expected < 1


def test_speech_is_sized_by_its_frames() -> None:
    """A full update of Whisper large keeps 16 bytes for each of 1.55 billion, and counts half-minutes."""
    plan = _chosen(WHISPER, method=("full",))
    assert plan.memory.total.expected > 16 * 1.55e9 / 2**30
    assert plan.training is not None
    assert plan.training.item == "audio"


def test_more_samples_or_less_time_change_the_plan() -> None:
    """What would change the advice is told in samples and hours, and for texts in their length."""
    images = _flips(_advice(SDXL, dataset_samples=20_000))
    assert images[Slot.DATASET_SAMPLES]
    assert images[Slot.DEADLINE]
    assert not images[Slot.SEQUENCE_TOKENS]
    texts = _flips(_advice(BGE, dataset_samples=20_000_000))
    assert texts[Slot.SEQUENCE_TOKENS]
    assert not texts[Slot.DATASET_TOKENS]


def test_data_in_gigabytes_leaves_the_samples_alone() -> None:
    """Who named gigabytes is not told of samples."""
    assert not _flips(_advice(SDXL, dataset_gb=100))[Slot.DATASET_SAMPLES]
    assert (
        _flips(_advice(SDXL))[Slot.DATASET_SAMPLES]
        == _flips(_advice(SDXL, dataset_samples=1_000))[Slot.DATASET_SAMPLES]
    )
