"""Images, audio, texts and networks are predicted in the unit a source counts in."""

from math import inf

import pytest

from tests.bench import predict_speed_nonllm

OTHER_WORK = {
    "model": "SDXL",
    "kind": "diffusion",
    "gpu": "L40S",
    "gpu_count": "1",
    "task": "text-to-image 1024x1024, 30 steps",
    "precision": "fp16",
    "batch": "1",
    "speed_unit": "s per image",
    "engine": "diffusers",
}


@pytest.mark.parametrize(
    ("changes", "low", "high"),
    [
        ({}, 2, 8),
        ({"speed_unit": "it/s"}, 4, 18),
        ({"speed_unit": "images/min"}, 8, 30),
        ({"speed_unit": "ms"}, 2000, 8000),
        ({"model": "FLUX.1-schnell", "gpu": "H100", "task": "4 steps"}, 0.5, 2),
        (
            {"model": "whisper-large-v3", "kind": "asr", "task": "1 h", "speed_unit": "RTFx", "batch": "16"},
            30,
            150,
        ),
        ({"model": "whisper-tiny", "kind": "asr", "task": "60 s", "speed_unit": "RTF"}, 0.005, 0.1),
        ({"model": "bge-large", "kind": "embedding", "task": "", "speed_unit": "texts/s"}, 800, 4000),
        ({"model": "e5-mistral-7b-instruct", "kind": "embedding", "speed_unit": "tokens/s"}, 5e3, 2e4),
        ({"model": "ViT-B/16", "kind": "vision", "speed_unit": "images/s"}, 1500, 9000),
        ({"model": "resnet50", "kind": "training throughput", "speed_unit": "images/s"}, 1000, 4000),
        ({"model": "YOLOv8n", "kind": "detection", "speed_unit": "ms"}, 0.05, 0.4),
        ({"model": "YOLOv8x", "kind": "detection", "speed_unit": "s"}, 0.001, 0.01),
    ],
)
def test_other_work_is_predicted_in_the_rows_own_unit(
    changes: dict[str, str], low: float, high: float
) -> None:
    """Images, audio, texts and networks by their operations, whatever a source counts in."""
    said = predict_speed_nonllm.predict(OTHER_WORK | changes)
    assert 0 < said["low"] <= said["expected"] <= said["high"] < inf
    assert low < said["expected"] < high


def test_offloading_that_a_row_says_is_counted() -> None:
    """Less with model offloading, least with blocks one by one; a table that says nothing shows all of it."""
    ways = ("", "model cpu offload", "sequential offload, tiling")
    found = [predict_speed_nonllm.predict(OTHER_WORK | {"engine": way})["expected_gib"] for way in ways]
    assert found == sorted(found, reverse=True)
    assert found[2] < found[0] / 5
    no_card = predict_speed_nonllm.predict(OTHER_WORK | {"gpu": ""})
    assert no_card["low_gib"] < found[1] <= no_card["expected_gib"] < found[0] < no_card["high_gib"]
    assert "expected" not in no_card


def test_a_video_model_in_eight_bits_is_decoded_in_tiles() -> None:
    """Without a card named, quantised weights are for a small one: no whole clip is decoded at once."""
    clip = OTHER_WORK | {"model": "CogVideoX-5B", "gpu": "", "task": "text-to-video"}
    sixteen, eight = (
        predict_speed_nonllm.predict(clip | {"precision": precision})["expected_gib"]
        for precision in ("bf16", "int8")
    )
    assert sixteen - eight == pytest.approx(5.57e9 / 2**30, rel=0.01)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"model": "unheard-of"}, "unknown diffusion model"),
        ({"model": "parrot", "kind": "asr"}, "unknown speech model"),
        ({"model": "resnet50", "kind": "vision", "gpu": "?"}, "unknown card"),
        ({"model": "a thing", "kind": "vision"}, "this kind of model is not modelled"),
    ],
)
def test_other_work_that_is_not_known_is_skipped(changes: dict[str, str], why: str) -> None:
    """A network or card that nobody knows is said to be unknown."""
    assert predict_speed_nonllm.predict(OTHER_WORK | changes) == {"skipped": why}
