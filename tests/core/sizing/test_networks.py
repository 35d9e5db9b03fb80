"""Vision, embedding and other networks that do not write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.gpus import Gpu, gpu
from core.quantity import Range
from core.sizing.network_works import NETWORK_WORKS, NetworkWork, vision_transformer
from core.sizing.networks import (
    TRAINING_WORKS,
    TrainingWork,
    estimate_embedding_seconds,
    estimate_network_memory,
    estimate_network_seconds,
    estimate_network_training_memory,
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
    """Several cards lose a little to each other, whatever the network."""
    bert = TRAINING_WORKS["BERT-large SQuAD"]
    one, eight = training_rate(bert, gpu=A100), training_rate(bert, gpu=A100, gpu_count=8)
    assert 4 * one.expected < eight.expected < 8 * one.expected


def test_a_network_without_a_measurement_is_sized_by_its_operations() -> None:
    """ResNet-50 by operations, 3 x 8.2 GFLOP at a fifth of 312 TFLOPS, has the measured rate in its range."""
    resnet = NETWORK_WORKS["resnet-50"]
    trained = estimate_network_seconds(resnet, gpu=A100, training=True, batch=256).total.scaled(1 / 256)
    assert trained.expected == pytest.approx(3 * 8.2e9 / (0.2 * 312e12), rel=0.02)
    assert trained.low < 1 / 1582 < trained.high
    read = estimate_network_seconds(resnet, gpu=A100, batch=256, half_precision=False).total.scaled(1 / 256)
    assert read.expected == pytest.approx(trained.expected / 3 * 2, rel=0.02)


def test_one_small_picture_waits_for_its_launches() -> None:
    """YOLOv8 in TensorRT on an A100 takes 1.0 ms for its smallest and 3.5 ms for its largest size."""
    for size, printed_ms in (("n", 0.99), ("s", 1.20), ("m", 1.83), ("l", 2.39), ("x", 3.53)):
        found = estimate_network_seconds(NETWORK_WORKS[f"yolov8{size}"], gpu=A100, runtime="engine")
        assert found.total.expected * 1000 == pytest.approx(printed_ms, rel=0.25)
        assert [term.name for term in found.terms] == ["arithmetic", "launches"]
    plain = estimate_network_seconds(NETWORK_WORKS["yolov8n"], gpu=A100)
    assert plain.total.expected == pytest.approx(0.006, rel=0.01)


@pytest.mark.parametrize(
    ("name", "card", "batch", "printed_ms"),
    [
        ("yoloxs", V100, 1, 9.8),
        ("yoloxx", V100, 1, 17.3),
        ("sam2-tiny", A100, 1, 21.2),
        ("sam2-base", A100, 1, 28.7),
        ("sam2-large", A100, 1, 41.3),
    ],
)
def test_more_kernels_wait_longer(name: str, card: Gpu, batch: float, printed_ms: float) -> None:
    """Heads apart and pictures found again launch more than YOLOv5 does, as YOLOX and SAM 2 print."""
    found = estimate_network_seconds(NETWORK_WORKS[name], gpu=card, batch=batch)
    assert found.total.expected * 1000 == pytest.approx(printed_ms, rel=0.25)


def test_a_small_transformer_in_training_waits_for_its_update_too() -> None:
    """DistilBERT trains 36.4 steps/s of 16 texts of 96 tokens on an RTX 5060 Ti, 28 bytes a parameter."""
    small = gpu("rtx4090")._replace(bf16_tflops=47.0, bandwidth_gbs=448.0)
    work = NETWORK_WORKS["distilbert"]._replace(gflop=14.0 * 96 / 128)
    found = estimate_network_seconds(work, gpu=small, batch=16, training=True)
    assert 1 / found.total.expected == pytest.approx(36.4, rel=0.15)
    assert {term.name: term.amount.expected for term in found.terms}["update"] == pytest.approx(
        66e6 * 28 / 448e9
    )


def test_32_bits_leave_the_tensor_cores_where_matrices_are_multiplied() -> None:
    """SAM in 32 bits on an A100 sees 2.8 pictures a second, an eighth of its 16 bits, for want of TF32."""
    sam = NETWORK_WORKS["sam-vit-huge"]
    wide, narrow = (
        8 / estimate_network_seconds(sam, gpu=A100, batch=8, half_precision=half).total.expected
        for half in (False, True)
    )
    assert wide == pytest.approx(2.78, rel=0.15)
    assert narrow / wide > 7


def test_a_compiled_engine_convolves_faster_and_takes_tf32() -> None:
    """ResNet-50 at 12,406 and 6,092 images/s, ViT-L at 1,329 and 591, in 16 and 32 bits on an A100."""
    vit = vision_transformer("large")
    for work, batch, half, printed in (
        (NETWORK_WORKS["resnet-50"], 256, True, 12_406),
        (NETWORK_WORKS["resnet-50"], 256, False, 6092),
        (vit, 64, True, 1329),
        (vit, 32, False, 591),
    ):
        found = estimate_network_seconds(work, gpu=A100, batch=batch, half_precision=half, runtime="engine")
        assert batch / found.total.expected == pytest.approx(printed, rel=0.15)


def test_detectors_train_as_the_model_zoo_prints() -> None:
    """On eight V100 in 32 bits Faster R-CNN of ResNet-50 trains 76, 29 and 42 pictures a second."""
    for name, printed, gib in (("r50-fpn", 76.2, 3.0), ("r50-c4", 29.0, 4.8), ("r101-c4", 25.9, 5.9)):
        work = NETWORK_WORKS[f"rcnn-{name}"]
        each = estimate_network_seconds(work, gpu=V100, batch=2, training=True, half_precision=False)
        assert 8 * 2 / each.total.expected == pytest.approx(printed, rel=0.2)
        kept = estimate_network_training_memory(work, batch=2, half_precision=False)
        assert kept.total.expected == pytest.approx(gib, rel=0.15)


def test_memory_of_a_network_is_weights_activations_and_context() -> None:
    """ResNet-152 with 32 images: 0.11 GiB of weights, a fifth of 22.6 million outputs each, and context."""
    found = estimate_network_memory(NETWORK_WORKS["resnet-152"], batch=32)
    assert found.explain() == "weights 0.11 + activations 0.27 + context 0.50 = 0.88 GiB"
    trained = estimate_network_training_memory(NETWORK_WORKS["resnet-152"], batch=32)
    assert trained.explain() == "states 0.67 + activations 2.69 + context 0.50 = 3.87 GiB"


def test_attention_scores_of_a_large_picture_are_written_unless_fused() -> None:
    """SAM with eight pictures takes 14.1 GiB in 16 bits, 28.1 in 32, 7.8 with fused attention."""
    sam = NETWORK_WORKS["sam-vit-huge"]
    for half, fused, printed in ((True, False, 14.09), (False, False, 28.13), (True, True, 7.76)):
        found = estimate_network_memory(sam, batch=8, half_precision=half, fused=fused)
        assert found.total.expected == pytest.approx(printed, rel=0.12)


def test_a_vision_transformer_is_counted_from_its_layers() -> None:
    """ViT-B/16 has 85 million parameters in its layers and 17.6 billion multiply-adds at 224 pixels."""
    base = vision_transformer("base")
    assert base.params_m == pytest.approx(85, rel=0.01)
    assert base.gflop == pytest.approx(35, rel=0.01)
    assert base.outputs_m == pytest.approx(16.5, rel=0.02)
    assert vision_transformer("base", patch=32, side=384).gflop == pytest.approx(
        base.gflop * 145 / 197, rel=0.02
    )
    assert vision_transformer("gigantic", patch=14).params_m == pytest.approx(1840, rel=0.01)


def test_embeddings_are_bound_by_arithmetic() -> None:
    """A model of 0.3 billion parameters embeds about 100,000 tokens/s on an RTX 4090."""
    found = estimate_embedding_seconds(params_b=0.335, tokens=1000, gpu=RTX_4090)
    assert 5e4 < per_second(found, 1000).expected < 165.2e12 / (2 * 0.335e9)
    assert [term.name for term in found.terms] == ["arithmetic"]


def test_embeddings_in_32_bits_or_padded_take_longer() -> None:
    """Padding doubles the time; an A100 has an eighth of its 16 bits where 32 leave the tensor cores."""
    usual, padded, wide = (
        estimate_embedding_seconds(
            params_b=0.335, tokens=1000, gpu=A100, half_precision=half, padded=longer
        ).total.expected
        for half, longer in ((True, False), (True, True), (False, False))
    )
    assert padded == pytest.approx(2 * usual)
    assert wide > 7 * usual


def test_the_seconds_of_a_measured_work_say_what_they_are_of() -> None:
    """BERT-large on eight V100 in 32 bits: its bounds, what 32 bits cost, and what eight cards lose."""
    bert = TRAINING_WORKS["BERT-large SQuAD"]
    found = estimate_training_seconds(bert, gpu=V100, gpu_count=8, half_precision=False)
    named = {term.name: term.amount.expected for term in found.terms}
    assert list(named) == ["arithmetic", "traffic", "32 bits", "scaling"]
    alone = named["arithmetic"] + named["traffic"]
    assert named["32 bits"] / alone == pytest.approx(2.0**2.5 - 1)
    assert named["scaling"] / (alone + named["32 bits"]) == pytest.approx(8**0.05 - 1)
    assert found.terms[-1].amount.low == 0
    assert found.terms[-1].amount.high > 3 * named["scaling"]
    assert all("Lambda" in term.source for term in found.terms)
    plain = estimate_training_seconds(bert, gpu=A100)
    assert [term.name for term in plain.terms] == ["arithmetic", "traffic"]
    assert plain.total.expected == pytest.approx(1 / 124)


@given(cards, st.sampled_from(tuple(TRAINING_WORKS.values())), st.integers(1, 8), st.booleans())
def test_training_rates_are_ranges(card: Gpu, work: TrainingWork, count: int, half: bool) -> None:
    """Every rate is positive with its ends in order."""
    found = training_rate(work, gpu=card, gpu_count=count, half_precision=half)
    assert 0 < found.low <= found.expected <= found.high


@given(cards, st.sampled_from(tuple(NETWORK_WORKS.values())), st.integers(64, 1024), st.booleans())
def test_a_larger_picture_or_batch_never_takes_less(
    card: Gpu, work: NetworkWork, side: int, half: bool
) -> None:
    """More pixels never take less time or memory, 32 bits never less than 16, more pictures never less."""

    def cost(side: int, batch: int, half: bool) -> tuple[float, float, float]:
        seconds = estimate_network_seconds(work, gpu=card, side=side, batch=batch, half_precision=half)
        memory = estimate_network_memory(work, side=side, batch=batch, half_precision=half)
        trained = estimate_network_training_memory(work, side=side, batch=batch, half_precision=half)
        for found in (seconds, memory, trained):
            assert 0 < found.total.low <= found.total.expected <= found.total.high
        return seconds.total.expected, memory.total.expected, trained.total.expected

    least = cost(side, 1, half)
    for more in (cost(side + 32, 1, half), cost(side, 2, half), cost(side, 1, half=False)):
        assert all(large >= small for large, small in zip(more, least, strict=True))
    peak = work.gflop * 1e9 * (side / work.side) ** 2 / (card.bf16_tflops * 1e12)
    assert least[0] > peak
