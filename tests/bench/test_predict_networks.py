"""Networks are read from their names, and predicted for the pictures or texts their rows tell."""

import pytest

from core.sizing.network_works import NETWORK_WORKS
from tests.bench.predict_speed_nonllm import predict
from tests.bench.read_networks import network_of, side_of, text_tokens

_ROW = {
    "kind": "embedding",
    "gpu": "L40S",
    "gpu_count": "1",
    "task": "",
    "precision": "fp16",
    "batch": "1",
    "speed_unit": "images/s",
    "engine": "",
    "source": "a page",
}


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
    work = network_of(_ROW | {"model": model})
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
    row = _ROW | {"model": "bert-base"}
    long = network_of(row | {"task": "training, sequence length 512"})
    assert long is not None
    assert long.gflop == 4 * NETWORK_WORKS["bert-base"].gflop
    assert text_tokens({"task": "2560 sentences, 1.15 M tokens"}) is None


def test_pictures_and_texts_are_embedded_by_what_embeds_them() -> None:
    """A tower for pictures counts pictures; a row's length of texts is taken for its own."""
    row = _ROW | {"batch": "64"}
    seen = predict(row | {"model": "clip-vit-large-patch14"})
    assert 300 < seen["expected"] < 2000
    short, long = (
        predict(row | {"model": "bge-large", "task": f"{tokens} tokens each", "speed_unit": "texts/s"})[
            "expected"
        ]
        for tokens in (128, 512)
    )
    assert short == pytest.approx(4 * long)


@pytest.mark.parametrize("model", ["ResNet-50", "bge-large"])
def test_memory_is_not_told_of_engines_that_a_builder_made(model: str) -> None:
    """What TensorRT's builder leaves reserved depends on the card, not on the network."""
    asked = _ROW | {"model": model}
    said = predict(asked | {"engine": "TensorRT"})
    assert "expected" in said
    assert "expected_gib" not in said
    assert "expected_gib" in predict(asked)
