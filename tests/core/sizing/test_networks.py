"""Vision, embedding and other networks that do not write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.gpus import Gpu, gpu
from core.quantity import Range
from core.sizing.networks import (
    NETWORK_WORKS,
    TRAINING_WORKS,
    TrainingWork,
    estimate_embedding_seconds,
    estimate_network_memory,
    estimate_network_seconds,
    estimate_training_seconds,
    per_second,
)
from tests.core.sizing.speed_cases import cards

A100, RTX_4090, V100 = gpu("a100-80-sxm"), gpu("rtx4090"), gpu("v100-16-sxm")


def training_rate(work: TrainingWork, *, gpu: Gpu, gpu_count: int = 1, half_precision: bool = True) -> Range:
    """Return the work's units a second that all cards train."""
    found = estimate_training_seconds(work, gpu=gpu, gpu_count=gpu_count, half_precision=half_precision)
    return per_second(found)


def test_resnet_trains_on_an_a100_as_measured() -> None:
    """ResNet-50 trains at the measured 1,582 images/s in mixed precision on one A100."""
    rate = training_rate(TRAINING_WORKS["ResNet-50"], gpu=A100)
    assert rate.expected == pytest.approx(1582, rel=0.1)
    assert rate.low < 1582 < rate.high


def test_32_bit_training_is_slower_most_on_cards_without_tf32() -> None:
    """TF32 costs an A100 about half of BERT's speed, and a V100 more."""
    bert = TRAINING_WORKS["BERT-large SQuAD"]

    def loss(card: Gpu) -> float:
        half = training_rate(bert, gpu=card).expected
        return half / training_rate(bert, gpu=card, half_precision=False).expected

    assert loss(A100) == pytest.approx(2.0)
    assert loss(V100) > 4


def test_eight_cards_train_less_than_eight_times_as_fast() -> None:
    """Several cards scale by the work's own exponent."""
    bert = TRAINING_WORKS["BERT-large SQuAD"]
    one, eight = training_rate(bert, gpu=A100), training_rate(bert, gpu=A100, gpu_count=8)
    assert 4 * one.expected < eight.expected < 8 * one.expected


def test_a_network_without_a_measurement_is_sized_by_its_operations() -> None:
    """ResNet-50 by operations, 3 x 8.2 GFLOP at a fifth of 312 TFLOPS, has the measured rate in its range."""
    resnet = NETWORK_WORKS["resnet-50"]
    trained = estimate_network_seconds(
        gflop=resnet.gflop, family=resnet.family, gpu=A100, training=True
    ).total
    assert trained.expected == pytest.approx(3 * 8.2e9 / (0.2 * 312e12))
    assert trained.low < 1 / 1582 < trained.high
    read = estimate_network_seconds(
        gflop=resnet.gflop, family=resnet.family, gpu=A100, half_precision=False
    ).total
    assert read.expected == pytest.approx(trained.expected / 3 * 2)


def test_memory_of_a_network_is_weights_activations_and_context() -> None:
    """ResNet-152 with 32 images: 0.11 GiB of weights, 1.6 of activations, 0.8 of context."""
    found = estimate_network_memory(params_m=60.2, batch=32)
    assert found.explain() == "weights 0.11 + activations 1.60 + context 0.80 = 2.51 GiB"


def test_embeddings_are_bound_by_arithmetic() -> None:
    """A model of 0.3 billion parameters embeds about 100,000 tokens/s on an RTX 4090."""
    found = estimate_embedding_seconds(params_b=0.335, tokens=1000, gpu=RTX_4090)
    assert 5e4 < per_second(found, 1000).expected < 165.2e12 / (2 * 0.335e9)
    assert [term.name for term in found.terms] == ["arithmetic"]


def test_the_seconds_of_a_measured_work_say_what_they_are_of() -> None:
    """BERT-large on eight V100 in 32 bits: its bounds, what 32 bits cost, and what eight cards lose."""
    bert = TRAINING_WORKS["BERT-large SQuAD"]
    found = estimate_training_seconds(bert, gpu=V100, gpu_count=8, half_precision=False)
    named = {term.name: term.amount.expected for term in found.terms}
    assert list(named) == ["arithmetic", "traffic", "32 bits", "scaling"]
    alone = named["arithmetic"] + named["traffic"]
    assert named["32 bits"] / alone == pytest.approx(2.0**2.5 - 1)
    assert named["scaling"] / (alone + named["32 bits"]) == pytest.approx(8**0.14 - 1)
    assert all("Lambda" in term.source for term in found.terms)
    plain = estimate_training_seconds(bert, gpu=A100)
    assert [term.name for term in plain.terms] == ["arithmetic", "traffic"]
    assert plain.total.expected == pytest.approx(1 / 124)


@given(cards, st.sampled_from(tuple(TRAINING_WORKS.values())), st.integers(1, 8), st.booleans())
def test_training_rates_are_ranges(card: Gpu, work: object, count: int, half: bool) -> None:
    """Every rate is positive with its ends in order."""
    found = training_rate(work, gpu=card, gpu_count=count, half_precision=half)  # type: ignore[arg-type]  # sampled
    assert 0 < found.low <= found.expected <= found.high
