"""Images, audio, texts and networks are predicted in the unit a source counts in."""

from math import inf

import pytest

from tests.bench.predict_speed_nonllm import predict

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
    "source": "a page",
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
        (
            {"model": "ViT-B/16", "kind": "vision", "task": "", "speed_unit": "images/s", "batch": ""},
            1500,
            9000,
        ),
        (
            {"model": "resnet50", "kind": "vision (training)", "speed_unit": "images/s", "batch": "64"},
            100,
            900,
        ),
        (
            {
                "model": "resnet50",
                "kind": "vision (training)",
                "task": "",
                "speed_unit": "images/s",
                "batch": "",
            },
            900,
            4000,
        ),
        ({"model": "YOLOv8n", "kind": "detection", "task": "", "speed_unit": "ms"}, 5, 8),
        ({"model": "YOLO11x", "kind": "detection", "speed_unit": "s", "engine": "TensorRT"}, 0.002, 0.01),
        ({"model": "YOLOv5s", "kind": "detection", "speed_unit": "ms/image", "batch": "32"}, 0.2, 2),
        (
            {
                "model": "ResNet-101",
                "kind": "vision (training)",
                "task": "",
                "speed_unit": "it/s",
                "batch": "256",
            },
            2,
            9,
        ),
        ({"speed_unit": "s/it"}, 0.05, 0.3),
        ({"speed_unit": "images/hour"}, 500, 1800),
        ({"task": "LoRA training 1024x1024", "speed_unit": "s/it"}, 0.1, 2),
    ],
)
def test_other_work_is_predicted_in_the_rows_own_unit(
    changes: dict[str, str], low: float, high: float
) -> None:
    """Images, audio, texts and networks by their operations, whatever a source counts in."""
    said = predict(OTHER_WORK | changes)
    assert 0 < said["low"] <= said["expected"] <= said["high"] < inf
    assert low < said["expected"] < high


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
    assert predict(OTHER_WORK | changes) == {"skipped": why}
