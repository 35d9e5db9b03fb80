"""Diffusion, speech, embedding and vision work."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.gpus import Gpu, gpu
from core.quantity import Range
from core.sizing.nonllm_speed import (
    denoising_step_s,
    diffusion_memory_gib,
    embedding_tokens_per_s,
    speech_memory_gib,
    speech_seconds,
    training_rate,
)
from core.sizing.nonllm_works import DIFFUSION_WORKS, SPEECH_WORKS, TRAINING_WORKS
from tests.core.sizing.speed_cases import cards

A100, RTX_4090, V100 = gpu("a100-80-sxm"), gpu("rtx4090"), gpu("v100-16-sxm")
SD, FLUX = DIFFUSION_WORKS["SD 1.5"], DIFFUSION_WORKS["FLUX.1"]


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


def test_engines_denoise_faster_than_plain_pytorch() -> None:
    """On an RTX 4090 SD 1.5 waits for Python, less when compiled, least in an engine: 60 steps/s."""
    steps = [
        denoising_step_s(SD, gpu=RTX_4090, pixels=512 * 512, runtime=name).expected
        for name in ("plain", "compiled", "engine")
    ]
    assert steps == sorted(steps, reverse=True)
    assert 1 / steps[2] == pytest.approx(62, rel=0.25)


def test_offloading_spans_the_memory_of_diffusion() -> None:
    """FLUX.1 in 16 bits needs more than 24 GiB with everything on the card, less with offloading."""
    gib = diffusion_memory_gib(FLUX)
    assert gib.low < 24 < gib.expected < gib.high
    assert diffusion_memory_gib(FLUX, denoiser_bytes=0.56, encoder_bytes=0.56).expected < 16


def test_batches_and_leaner_runtimes_transcribe_faster() -> None:
    """Whisper large in batches of 24, or by CTranslate2, beats one chunk at a time in plain PyTorch."""
    large = SPEECH_WORKS["large"]
    alone = speech_seconds(large, gpu=A100, audio_s=9000)
    assert speech_seconds(large, gpu=A100, audio_s=9000, batch=24).expected < alone.expected / 5
    assert speech_seconds(large, gpu=A100, audio_s=9000, runtime="ctranslate2").expected < alone.expected
    assert alone.expected == pytest.approx(1861, rel=0.5)


def test_whisper_needs_about_what_its_authors_say() -> None:
    """The table of Whisper asks about 10 GB for large and 2 GB for small."""
    assert speech_memory_gib(SPEECH_WORKS["large"]).expected == pytest.approx(10 / 1.07, rel=0.1)
    assert speech_memory_gib(SPEECH_WORKS["small"]).expected == pytest.approx(2, rel=0.1)


def test_embeddings_are_bound_by_arithmetic() -> None:
    """A model of 0.3 billion parameters embeds about 100,000 tokens/s on an RTX 4090."""
    rate = embedding_tokens_per_s(params_b=0.335, gpu=RTX_4090)
    assert 5e4 < rate.expected < 165.2e12 / (2 * 0.335e9)


@given(cards, st.sampled_from(tuple(DIFFUSION_WORKS.values())), st.integers(64, 2048), st.floats(1, 8))
def test_more_pixels_never_denoise_faster(card: Gpu, work: object, side: int, batch: float) -> None:
    """A larger image or batch never takes less time, and every range is in order."""
    small = denoising_step_s(work, gpu=card, pixels=side * side)  # type: ignore[arg-type]  # sampled works
    large = denoising_step_s(work, gpu=card, pixels=2 * side * side, batch=batch)  # type: ignore[arg-type]
    assert large.expected >= small.expected
    assert _in_order(small)


@given(cards, st.sampled_from(tuple(TRAINING_WORKS.values())), st.integers(1, 8), st.booleans())
def test_training_rates_are_ranges(card: Gpu, work: object, count: int, half: bool) -> None:
    """Every rate is positive with its ends in order."""
    found = training_rate(work, gpu=card, gpu_count=count, half_precision=half)  # type: ignore[arg-type]
    assert _in_order(found)


def _in_order(span: Range) -> bool:
    return 0 < span.low <= span.expected <= span.high
