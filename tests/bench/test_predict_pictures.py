"""Pictures and clips are predicted as their rows tell them: sides, steps, frames, offloading, training."""

import pytest

from tests.bench.predict_diffusion import diffusion_work_of
from tests.bench.predict_speed_nonllm import predict
from tests.bench.read_clips import frames_of, pixels_of
from tests.bench.test_predict_other_work import OTHER_WORK


def test_offloading_that_a_row_says_is_counted() -> None:
    """Less with model offloading, least with blocks one by one; a table that says nothing shows all of it."""
    ways = ("", "model cpu offload", "sequential offload, tiling")
    found = [predict(OTHER_WORK | {"engine": way})["expected_gib"] for way in ways]
    assert found == sorted(found, reverse=True)
    assert found[2] < found[0] / 5
    no_card = predict(OTHER_WORK | {"gpu": ""})
    assert no_card["low_gib"] < found[1] <= no_card["expected_gib"] < found[0] < no_card["high_gib"]
    assert "expected" not in no_card


def test_a_video_model_in_eight_bits_is_decoded_in_tiles() -> None:
    """Without a card named, quantised weights are for a small one: no whole clip is decoded at once."""
    clip = OTHER_WORK | {"model": "CogVideoX-5B", "gpu": "", "task": "text-to-video"}
    sixteen, eight = (
        predict(clip | {"precision": precision})["expected_gib"] for precision in ("bf16", "int8")
    )
    assert sixteen - eight == pytest.approx(5.57e9 / 2**30, rel=0.01)


@pytest.mark.parametrize(
    ("model", "task", "pixels", "frames"),
    [
        ("HunyuanVideo", "text-to-video 129x720x1280, 50 steps", 1280 * 720, 129),
        ("HunyuanVideo", "1280x720x93 clip", 1280 * 720, 93),
        ("Wan2.1-T2V-14B", "text-to-video 5 s 480P, 40 steps", 832 * 480, 81),
        ("LTX-Video", "768x512, 121 frames", 768 * 512, 121),
        ("Wan2.2-TI2V-5B", "image-to-video", 1280 * 704, None),
        ("SDXL", "text-to-image 768x1024, 30 s allowed", 768 * 1024, None),
    ],
)
def test_a_clip_is_as_large_as_its_row_says(model: str, task: str, pixels: int, frames: int | None) -> None:
    """Frames, height and width in one; lines and seconds; the work's own where a row says none."""
    row = OTHER_WORK | {"model": model, "task": task}
    work = diffusion_work_of(row)
    assert work is not None
    assert (pixels_of(row, work), frames_of(row, work)) == (pixels, frames)


@pytest.mark.parametrize(
    ("task", "pixels"),
    [
        ("1024^2, 28 steps", 1024 * 1024),
        ("512 px", 512 * 512),
        ("768 \N{MULTIPLICATION SIGN} 1344", 768 * 1344),
        ("a clip in 1080p", 1920 * 1088),
    ],
)
def test_a_picture_is_spelled_in_many_ways(task: str, pixels: int) -> None:
    """By one side, by both, or by lines."""
    work = diffusion_work_of({"kind": "t2i", "model": "FLUX.1-dev"})
    assert work is not None
    assert pixels_of({"task": task, "model": ""}, work) == pixels


@pytest.mark.parametrize(
    "task", ["1024x1024, 40 steps", "1024x1024, steps=40", "1024x1024, num_inference_steps 40"]
)
def test_steps_are_spelled_in_many_ways(task: str) -> None:
    """Forty steps take about as long however they are written; images are known by their model."""
    row = OTHER_WORK | {
        "kind": "image-to-image",
        "model": "FLUX.1-Kontext-dev",
        "speed_unit": "s",
        "task": task,
    }
    default = predict(row | {"task": "1024x1024, 20 steps"})["expected"]
    assert predict(row)["expected"] == pytest.approx(2 * default, rel=0.1)


def test_a_run_printed_for_a_card_ran_on_it() -> None:
    """What does not fit is recomputed, a full update spread over cards unless their number is said."""
    tuned = OTHER_WORK | {"model": "CogVideoX-5B", "kind": "diffusion (training)", "precision": "bf16"}
    large, small = (
        predict(tuned | {"task": "LoRA fine-tune", "gpu": card})["expected_gib"]
        for card in ("H100", "RTX 4090")
    )
    assert small < 24 < large
    full = tuned | {"task": "full fine-tune", "gpu": "A100 80GB", "source": "a model card"}
    spread, alone = (predict(full | {"gpu_count": cards})["expected_gib"] for cards in ("", "1"))
    assert spread < 80
    assert alone > 80
    told = predict(full | {"task": "full fine-tune, ZeRO-2", "gpu_count": "8"})
    assert told["expected_gib"] < alone


def test_a_trainers_documented_default_recomputes() -> None:
    """CogVideo's own scripts checkpoint gradients unless told not to."""
    row = OTHER_WORK | {"model": "CogVideoX-2B", "kind": "diffusion (training)", "task": "LoRA", "gpu": ""}
    own = predict(row | {"source": "zai-org/CogVideo (finetune documentation)"})
    other = predict(row | {"source": "elsewhere"})
    assert own["expected_gib"] < other["expected_gib"] / 2


def test_a_rate_from_end_to_end_counts_the_decoding() -> None:
    """Steps over the whole time are fewer than steps of the denoiser alone."""
    rates = [
        predict(OTHER_WORK | {"speed_unit": "it/s", "task": f"1024x1024, 50 steps{said}"})["expected"]
        for said in (", end to end", "")
    ]
    assert rates[0] == pytest.approx(rates[1] / 1.08)
