"""One card's memory and seconds for images, speech and embeddings, against arithmetic by hand."""

import pytest

from core.catalog.architecture import Architecture
from core.catalog.formats import WEIGHT_FORMATS
from core.catalog.gpus import Gpu, gpu
from core.catalog.model_rows import own_models
from core.catalog.models import model
from core.sizing.diffusion_works import DIFFUSION_WORKS
from core.sizing.items import (
    MOST_CHUNKS,
    diffusion_work,
    estimate_item_memory,
    estimate_item_seconds,
    items_per_s,
    speech_runtime,
    speech_work,
)

A100, RTX_4090 = gpu("a100-80-sxm"), gpu("rtx4090")
FP16 = WEIGHT_FORMATS["fp16"]
SDXL = model("stabilityai/stable-diffusion-xl-base-1.0").architecture
SCHNELL = model("black-forest-labs/FLUX.1-schnell").architecture
WHISPER = model("openai/whisper-large-v3").architecture
BGE = model("BAAI/bge-m3").architecture


def test_memory_names_its_terms() -> None:
    """SDXL: denoiser 2.57e9 x 2 / 2^30 = 4.79 GiB, encoders 0.82e9 x 2 / 2^30 = 1.53 GiB."""
    found = estimate_item_memory(SDXL, weights=FP16, at_once=1, tokens=0)
    amounts = {term.name: round(term.amount.expected, 2) for term in found.terms}
    assert amounts == {"denoiser": 4.79, "text encoders": 1.53, "decode": 4.69, "context": 0.8}
    assert all(term.source for term in found.terms)


def test_half_minutes_of_audio_keep_their_caches() -> None:
    """Whisper large by CTranslate2: 1,500 frames and 224 words of five beams each, at most sixteen."""
    one, many, more = (
        estimate_item_memory(WHISPER, weights=FP16, at_once=count, tokens=0).total.expected
        for count in (1, MOST_CHUNKS, 40)
    )
    weights, caches = 1.55e9 * 2 / 2**30, 16 * 4 * (1500 + 5 * 224) * 32 * 1280 / 2**30
    assert many == pytest.approx(weights + caches + 0.65, abs=0.01)
    assert one < many == more


def test_other_models_of_speech_are_not_whisper() -> None:
    """Qwen3-ASR has no row of CTranslate2's: it is served plainly, and hears only what is said."""
    work = speech_work(model("Qwen/Qwen3-ASR-1.7B").architecture)
    assert (work.frames, speech_runtime(work)) == (375, "plain")
    assert speech_runtime(speech_work(WHISPER)) == "ctranslate2"


def test_texts_hold_eight_vectors_a_token() -> None:
    """Ten texts of 512 tokens and 1,024 numbers: 10 x 512 x 1,024 x 2 x 8 bytes are 0.078 GiB."""
    found = estimate_item_memory(BGE, weights=FP16, at_once=10, tokens=512)
    held = next(term.amount.expected for term in found.terms if term.name == "texts in work")
    assert held == pytest.approx(0.078, abs=0.001)


def _seconds(arch: Architecture, *, card: Gpu = A100, at_once: int = 1, tokens: int = 0) -> float:
    """Return the seconds that so many items take, as expected."""
    return estimate_item_seconds(arch, gpu=card, at_once=at_once, tokens=tokens).total.expected


def test_images_are_made_one_after_the_other() -> None:
    """Three images take three times as long as one."""
    one, three = (_seconds(SDXL, card=RTX_4090, at_once=count) for count in (1, 3))
    assert three == pytest.approx(3 * one)


def test_sdxl_takes_seconds_as_published() -> None:
    """SDXL at 1,024 x 1,024 and 50 steps: some seconds on an A100, as published for plain pipelines."""
    found = estimate_item_seconds(SDXL, gpu=A100, at_once=1, tokens=0)
    assert found.total.low < 4 < found.total.high
    assert [term.name for term in found.terms] == ["denoising", "encode and decode"]
    assert "stable-fast" in found.terms[0].source


def test_four_steps_take_a_seventh_of_twenty_eight() -> None:
    """FLUX.1 schnell is FLUX.1 dev in four steps, with half the tokens of text."""
    dev = model("black-forest-labs/FLUX.1-dev").architecture
    fast, slow = (_seconds(each) for each in (SCHNELL, dev))
    assert slow / fast == pytest.approx(7, rel=0.1)


def test_audio_is_faster_than_real_time_in_batches() -> None:
    """Sixteen half-minutes at once take less than sixteen alone, and far less than they last."""
    one, many = (_seconds(WHISPER, at_once=count) for count in (1, 16))
    assert many < 16 * one
    assert items_per_s(WHISPER, gpu=A100, tokens=0).expected * 30 > 70
    assert items_per_s(WHISPER, gpu=RTX_4090, tokens=0).expected * 30 > 60


def test_twice_the_tokens_take_twice_as_long() -> None:
    """Embedding is two operations per parameter and token."""
    short, long = (_seconds(BGE, tokens=count) for count in (256, 512))
    assert long == pytest.approx(2 * short)


def test_every_model_of_images_and_clips_has_a_work_of_its_own() -> None:
    """None is scaled from its parameters: each is in the table, and no larger than what it loads."""
    made = [one for one in own_models() if one.kind in ("image-generation", "video-generation")]
    assert len(made) >= 18
    for one in made:
        work = diffusion_work(one.architecture)
        assert work in DIFFUSION_WORKS.values(), one.id
        assert one.architecture.params_b <= (work.denoiser_b + work.text_encoders_b) * 1.1


def test_unknown_models_are_scaled_from_their_parameters() -> None:
    """An image model of 10 B is taken to denoise with 7 B; a speech model to decode as deep as it encodes."""
    work = diffusion_work(SDXL._replace(name="new", params_b=10.0))
    assert work.denoiser_b == pytest.approx(7)
    assert work.text_encoders_b == pytest.approx(3)
    assert work.unet_tflop == pytest.approx(2 * 7e9 * 4096 * 2 / 1e12)
    clips = diffusion_work(SDXL._replace(name="new", params_b=10.0, kind="video-generation"))
    assert (clips.clip, clips.denoiser_b) == (49, 10.0)
    assert speech_work(WHISPER._replace(name="new")).decoder_layers == WHISPER.layers
