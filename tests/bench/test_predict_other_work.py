"""Images, audio, texts and networks are predicted in the unit a source counts in."""

from math import inf

import pytest

from core.sizing.network_works import NETWORK_WORKS
from tests.bench import predict_speed_nonllm
from tests.bench.predict_diffusion import diffusion_work_of
from tests.bench.read_clips import frames_of, pixels_of
from tests.bench.read_networks import network_of, side_of, text_tokens

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
    default = predict_speed_nonllm.predict(row | {"task": "1024x1024, 20 steps"})["expected"]
    assert predict_speed_nonllm.predict(row)["expected"] == pytest.approx(2 * default, rel=0.1)


def test_a_run_printed_for_a_card_ran_on_it() -> None:
    """What does not fit is recomputed, a full update spread over cards unless their number is said."""
    tuned = OTHER_WORK | {"model": "CogVideoX-5B", "kind": "diffusion (training)", "precision": "bf16"}
    large, small = (
        predict_speed_nonllm.predict(tuned | {"task": "LoRA fine-tune", "gpu": card})["expected_gib"]
        for card in ("H100", "RTX 4090")
    )
    assert small < 24 < large
    full = tuned | {"task": "full fine-tune", "gpu": "A100 80GB", "source": "a model card"}
    spread, alone = (
        predict_speed_nonllm.predict(full | {"gpu_count": cards})["expected_gib"] for cards in ("", "1")
    )
    assert spread < 80
    assert alone > 80
    told = predict_speed_nonllm.predict(full | {"task": "full fine-tune, ZeRO-2", "gpu_count": "8"})
    assert told["expected_gib"] < alone


def test_a_trainers_documented_default_recomputes() -> None:
    """CogVideo's own scripts checkpoint gradients unless told not to."""
    row = OTHER_WORK | {"model": "CogVideoX-2B", "kind": "diffusion (training)", "task": "LoRA", "gpu": ""}
    own = predict_speed_nonllm.predict(row | {"source": "zai-org/CogVideo (finetune documentation)"})
    other = predict_speed_nonllm.predict(row | {"source": "elsewhere"})
    assert own["expected_gib"] < other["expected_gib"] / 2


@pytest.mark.parametrize(
    ("model", "params_m", "gflop", "side"),
    [
        ("Faster R-CNN R101-FPN", 60.7, 566, 1000),
        ("Faster R-CNN X101-FPN", 105, 880, 1000),
        ("Mask R-CNN R50-FPN", 44.4, 520, 1000),
        ("RetinaNet R50-FPN", 37.7, 478, 1000),
        ("YOLOv5x", 86.7, 205.7, 640),
        ("yolo11s", 11.2, 28.6, 640),
        ("YOLOv7", 36.9, 104.7, 640),
        ("efficientnet_b3", 12.2, 2.0, 224),
        ("resnet50t", 25.6, 8.2, 224),
        ("siglip-so400m-patch14-384", 411, 700, 384),
        ("CLIP ViT-L/14", 302, 162, 224),
        ("ViT-B-32", 85, 8.6, 224),
        ("dinov2_vits14", 21, 11.9, 224),
        ("vit_tiny_patch16_224", 5.3, 2.5, 224),
        ("SAM ViT-B", 94, 740, 1024),
        ("SAM 2.1 Hiera-B+", 80.8, 1020, 1024),
        ("sam2_hiera_large", 224.4, 2100, 1024),
        ("EfficientViT-SAM-XL1", 203.3, 674, 1024),
        ("efficientvit_b2", 24, 3.2, 224),
        ("YOLOX-m", 25.3, 73.8, 640),
        ("yolox_tiny", 5.1, 15.2, 640),
        ("YOLOv6-L6", 59.6, 150.7, 640),
        ("TrOCR base handwritten", 334, 130, 384),
        ("distilroberta-base", 66, 14, 224),
    ],
)
def test_a_network_is_read_from_its_name(model: str, params_m: float, gflop: float, side: int) -> None:
    """Families by their letters; transformers by size, patch and pixels."""
    work = network_of(OTHER_WORK | {"model": model, "task": ""})
    assert work is not None
    assert work.params_m == pytest.approx(params_m, rel=0.02)
    assert work.gflop == pytest.approx(gflop, rel=0.05)
    assert work.side == side


@pytest.mark.parametrize(
    ("task", "side"),
    [
        ("detect 1280x1280", 1280),
        ("detect 640 \N{MULTIPLICATION SIGN} 640", 640),
        ("800x1333", 1033),
        ("video, 1024 input", 1024),
        ("imgsz=320", 320),
        ("detect", 640),
    ],
)
def test_a_picture_is_as_large_as_its_row_says(task: str, side: int) -> None:
    """Two sides, one side, or the network's own where none is said."""
    assert side_of({"task": task}, NETWORK_WORKS["yolov8s"]) == side


def test_texts_of_a_network_are_as_long_as_a_row_says() -> None:
    """A sequence of 512 is four times the 128 of the table; of many texts together none is read."""
    row = OTHER_WORK | {"model": "bert-base"}
    long = network_of(row | {"task": "training, sequence length 512"})
    assert long is not None
    assert long.gflop == 4 * NETWORK_WORKS["bert-base"].gflop
    assert text_tokens({"task": "2560 sentences, 1.15 M tokens"}) is None


def test_pictures_and_texts_are_embedded_by_what_embeds_them() -> None:
    """A tower for pictures counts pictures; a row's length of texts is taken for its own."""
    row = OTHER_WORK | {"kind": "embedding", "task": "", "speed_unit": "images/s", "batch": "64"}
    seen = predict_speed_nonllm.predict(row | {"model": "clip-vit-large-patch14"})
    assert 300 < seen["expected"] < 2000
    short, long = (
        predict_speed_nonllm.predict(
            row | {"model": "bge-large", "task": f"{tokens} tokens each", "speed_unit": "texts/s"}
        )["expected"]
        for tokens in (128, 512)
    )
    assert short == pytest.approx(4 * long)


def test_a_rate_from_end_to_end_counts_the_decoding() -> None:
    """Steps over the whole time are fewer than steps of the denoiser alone."""
    rates = [
        predict_speed_nonllm.predict(
            OTHER_WORK | {"speed_unit": "it/s", "task": f"1024x1024, 50 steps{said}"}
        )["expected"]
        for said in (", end to end", "")
    ]
    assert rates[0] == pytest.approx(rates[1] / 1.08)


def test_turbo_is_not_the_large_model_it_was_cut_from() -> None:
    """Whisper large v3 turbo has four layers to write with, large has 32."""
    asked = OTHER_WORK | {"kind": "asr", "task": "1 h", "speed_unit": "RTFx", "batch": "16"}
    turbo, large, distilled = (
        predict_speed_nonllm.predict(asked | {"model": f"whisper-{name}"})
        for name in ("large-v3-turbo", "large-v3", "distil-large-v3")
    )
    assert turbo["expected"] > 1.5 * large["expected"]
    assert distilled["expected_gib"] < turbo["expected_gib"] < large["expected_gib"] / 2


@pytest.mark.parametrize("model", ["ResNet-50", "bge-large"])
def test_memory_is_not_told_of_engines_that_a_builder_made(model: str) -> None:
    """What TensorRT's builder leaves reserved depends on the card, not on the network."""
    asked = OTHER_WORK | {"kind": "embedding", "model": model, "speed_unit": "images/s"}
    said = predict_speed_nonllm.predict(asked | {"engine": "TensorRT"})
    assert "expected" in said
    assert "expected_gib" not in said
    assert "expected_gib" in predict_speed_nonllm.predict(asked)
