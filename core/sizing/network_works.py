"""Networks that read pictures or texts in one pass: what one item costs each of them."""

from typing import NamedTuple


class NetworkWork(NamedTuple):
    """A network by its paper, at pictures of `side` by `side` pixels.

    `params_m` are parameters in 1e6, `gflop` operations in 1e9 of one forward pass of one item, `outputs_m`
    the numbers in 1e6 that its layers put out on the way. About `live` of these are there at once; a
    transformer also writes `scored_m` (1e6 attention scores of one layer) to memory where its code has no
    fused attention, and a part of them, its bias by relative positions, where it has. It launches `kernels`
    times as many as YOLOv5 does.
    """

    name: str
    params_m: float
    gflop: float
    outputs_m: float
    family: str
    side: int = 224
    live: float = 0.2
    scored_m: float = 0.0
    kernels: float = 1.0


_DETECTED, _WHOLE = 640, 1000
"""Sides of pictures for YOLO, and of those whose shorter side is 800 pixels."""
_APART, _TRACKED, _TWO_HALVES = 1.8, 3.0, 4.0
"""Kernels of detectors whose heads are apart (YOLOX), of what is found again in every frame (SAM 2, whose
operations are with the attention to frames before), and of an encoder with a decoder of texts."""

NETWORK_WORKS: dict[str, NetworkWork] = {
    row.name: row
    for row in (
        NetworkWork("mobilenet", 3.5, 0.6, 6.7, "depthwise"),
        NetworkWork("resnet-18", 11.7, 3.6, 2.5, "convolution"),
        NetworkWork("resnet-34", 21.8, 7.3, 3.7, "convolution"),
        NetworkWork("resnet-50", 25.6, 8.2, 11.1, "convolution"),
        NetworkWork("resnet-101", 44.5, 15.7, 16.2, "convolution"),
        NetworkWork("resnet-152", 60.2, 23.1, 22.6, "convolution"),
        NetworkWork("vgg-16", 138.4, 31.0, 13.6, "convolution"),
        NetworkWork("inception-v3", 23.8, 11.4, 9.0, "convolution", 299),
        NetworkWork("densenet-121", 8.0, 5.7, 6.9, "grouped"),
        NetworkWork("alexnet", 61.1, 1.4, 0.7, "convolution"),
        NetworkWork("efficientnet-b0", 5.3, 0.8, 6.7, "depthwise"),
        NetworkWork("efficientnet-b1", 7.8, 1.2, 9.4, "depthwise"),
        NetworkWork("efficientnet-b2", 9.1, 1.5, 9.6, "depthwise"),
        NetworkWork("efficientnet-b3", 12.2, 2.0, 13.0, "depthwise"),
        NetworkWork("efficientnet-b4", 19.0, 3.1, 17.1, "depthwise"),
        NetworkWork("efficientnet-b7", 66.0, 10.3, 40.4, "depthwise"),
        NetworkWork("efficientnetv2-s", 21.5, 5.7, 12.7, "grouped"),
        NetworkWork("efficientnetv2-m", 54.1, 10.6, 24.0, "grouped"),
        NetworkWork("convnext-tiny", 28.6, 8.9, 13.4, "convolution"),
        NetworkWork("convnext-small", 50.2, 17.4, 21.6, "convolution"),
        NetworkWork("convnext-base", 88.6, 30.8, 28.8, "convolution"),
        NetworkWork("convnext-large", 198.0, 68.8, 43.1, "convolution"),
        NetworkWork("resnext-50", 25.0, 8.5, 14.4, "grouped"),
        NetworkWork("resnext-101", 88.8, 32.9, 31.2, "grouped"),
        NetworkWork("regnety-040", 20.6, 8.0, 12.3, "grouped"),
        NetworkWork("mixer-b16", 59.9, 25.2, 14.5, "transformer"),
        NetworkWork("swin-tiny", 28.3, 9.0, 17.1, "windows"),
        NetworkWork("swin-small", 49.6, 17.5, 27.5, "windows"),
        NetworkWork("swin-base", 88.0, 31.0, 36.6, "windows"),
        NetworkWork("swin-large", 197.0, 69.0, 54.5, "windows"),
        NetworkWork("unet", 31.0, 110.0, 90.0, "convolution", 512),
        NetworkWork("yolov5n", 1.9, 4.5, 25.0, "convolution", _DETECTED),
        NetworkWork("yolov5s", 7.2, 16.5, 45.0, "convolution", _DETECTED),
        NetworkWork("yolov5m", 21.2, 49.0, 85.0, "convolution", _DETECTED),
        NetworkWork("yolov5l", 46.5, 109.1, 140.0, "convolution", _DETECTED),
        NetworkWork("yolov5x", 86.7, 205.7, 200.0, "convolution", _DETECTED),
        NetworkWork("yoloxn", 0.9, 2.6, 25.0, "depthwise", _DETECTED, kernels=_APART),
        NetworkWork("yoloxt", 5.1, 15.2, 40.0, "convolution", _DETECTED, kernels=_APART),
        NetworkWork("yoloxs", 9.0, 26.8, 55.0, "convolution", _DETECTED, kernels=_APART),
        NetworkWork("yoloxm", 25.3, 73.8, 100.0, "convolution", _DETECTED, kernels=_APART),
        NetworkWork("yoloxl", 54.2, 155.6, 160.0, "convolution", _DETECTED, kernels=_APART),
        NetworkWork("yoloxx", 99.1, 281.9, 230.0, "convolution", _DETECTED, kernels=_APART),
        NetworkWork("yolov6n", 4.7, 11.4, 30.0, "convolution", _DETECTED),
        NetworkWork("yolov6s", 18.5, 45.3, 60.0, "convolution", _DETECTED),
        NetworkWork("yolov6m", 34.9, 85.8, 110.0, "convolution", _DETECTED),
        NetworkWork("yolov6l", 59.6, 150.7, 160.0, "convolution", _DETECTED),
        NetworkWork("yolov7", 36.9, 104.7, 150.0, "convolution", _DETECTED),
        NetworkWork("yolov8n", 3.2, 8.7, 33.0, "convolution", _DETECTED),
        NetworkWork("yolov8s", 11.2, 28.6, 60.0, "convolution", _DETECTED),
        NetworkWork("yolov8m", 25.9, 78.9, 110.0, "convolution", _DETECTED),
        NetworkWork("yolov8l", 43.7, 165.2, 165.0, "convolution", _DETECTED),
        NetworkWork("yolov8x", 68.2, 257.8, 230.0, "convolution", _DETECTED),
        NetworkWork("rt-detr", 42.0, 136.0, 150.0, "convolution", _DETECTED),
        NetworkWork("ssd-300", 34.3, 62.0, 40.0, "convolution", 300),
        NetworkWork("rcnn-r50-fpn", 41.7, 414.0, 130.0, "convolution", _WHOLE),
        NetworkWork("rcnn-r101-fpn", 60.7, 566.0, 200.0, "convolution", _WHOLE),
        NetworkWork("rcnn-x101-fpn", 105.0, 880.0, 300.0, "grouped", _WHOLE),
        NetworkWork("rcnn-r50-c4", 33.0, 960.0, 250.0, "convolution", _WHOLE),
        NetworkWork("rcnn-r101-c4", 52.0, 1110.0, 320.0, "convolution", _WHOLE),
        NetworkWork("rcnn-r50-dc5", 166.0, 660.0, 250.0, "convolution", _WHOLE),
        NetworkWork("rcnn-r101-dc5", 185.0, 810.0, 320.0, "convolution", _WHOLE),
        NetworkWork("mask-rcnn-r50-fpn", 44.4, 520.0, 160.0, "convolution", _WHOLE),
        NetworkWork("mask-rcnn-r101-fpn", 63.4, 670.0, 230.0, "convolution", _WHOLE),
        NetworkWork("retinanet-r50", 37.7, 478.0, 200.0, "convolution", _WHOLE),
        NetworkWork("retinanet-r101", 56.7, 630.0, 270.0, "convolution", _WHOLE),
        NetworkWork("detr-r50", 41.3, 172.0, 150.0, "convolution", _WHOLE),
        NetworkWork("sam-vit-base", 94.0, 740.0, 340.0, "transformer", 1024, 1 / 6, 12 * 16.8),
        NetworkWork("sam-vit-large", 312.0, 2630.0, 920.0, "transformer", 1024, 1 / 12, 16 * 16.8),
        NetworkWork("sam-vit-huge", 641.0, 5800.0, 1530.0, "transformer", 1024, 1 / 16, 16 * 16.8),
        NetworkWork("sam2-tiny", 38.9, 700.0, 340.0, "windows", 1024, 1 / 8, kernels=_TRACKED),
        NetworkWork("sam2-small", 46.0, 760.0, 380.0, "windows", 1024, 1 / 8, kernels=_TRACKED),
        NetworkWork("sam2-base", 80.8, 1020.0, 500.0, "windows", 1024, 1 / 8, kernels=_TRACKED),
        NetworkWork("sam2-large", 224.4, 2100.0, 1000.0, "windows", 1024, 1 / 8, kernels=_TRACKED),
        NetworkWork("efficientvit-sam-l0", 34.8, 100.0, 80.0, "convolution", 512),
        NetworkWork("efficientvit-sam-l1", 47.7, 128.0, 100.0, "convolution", 512),
        NetworkWork("efficientvit-sam-l2", 61.3, 168.0, 120.0, "convolution", 512),
        NetworkWork("efficientvit-sam-xl0", 117.0, 400.0, 400.0, "convolution", 1024),
        NetworkWork("efficientvit-sam-xl1", 203.3, 674.0, 600.0, "convolution", 1024),
        NetworkWork("efficientvit-b1", 9.1, 1.0, 6.0, "depthwise"),
        NetworkWork("efficientvit-b2", 24.0, 3.2, 11.0, "depthwise"),
        NetworkWork("efficientvit-b3", 49.0, 8.0, 20.0, "depthwise"),
        NetworkWork("efficientvit-l1", 52.7, 10.5, 20.0, "convolution"),
        NetworkWork("efficientvit-l2", 63.7, 13.9, 25.0, "convolution"),
        NetworkWork("efficientvit-l3", 246.0, 55.2, 60.0, "convolution"),
        NetworkWork("mobile-sam", 10.1, 80.0, 120.0, "windows", 1024),
        NetworkWork("trocr-small", 62.0, 35.0, 15.0, "transformer", 384, 1 / 12, kernels=_TWO_HALVES),
        NetworkWork("trocr-base", 334.0, 130.0, 40.0, "transformer", 384, 1 / 12, kernels=_TWO_HALVES),
        NetworkWork("trocr-large", 558.0, 420.0, 110.0, "transformer", 384, 1 / 24, kernels=_TWO_HALVES),
        NetworkWork("distilbert", 66.0, 14.0, 5.3, "transformer", live=1 / 6),
        NetworkWork("bert-base", 110.0, 28.0, 10.6, "transformer", live=1 / 6),
        NetworkWork("bert-large", 336.0, 86.0, 28.3, "transformer", live=1 / 12),
    )
}
"""Operations, parameters and outputs as timm, ultralytics and the model zoos of detectors print them, a
multiplication and an addition as two; texts of 128 tokens. Detectors keep less than they put out, since their
first layers and their norms are frozen: what is here is what is kept. EfficientViT-SAM is with its decoder of
masks, as 30 of its operations."""

_VIT_SIZES = {
    "tiny": (12, 192, 768),
    "small": (12, 384, 1536),
    "base": (12, 768, 3072),
    "so400m": (27, 1152, 4304),
    "large": (24, 1024, 4096),
    "huge": (32, 1280, 5120),
    "giant": (40, 1408, 6144),
    "gigantic": (48, 1664, 8192),
}
"""Layers, width and inner width of vision transformers (arXiv 2010.11929, 2106.04560, 2303.15343)."""


def vision_transformer(size: str, *, patch: int = 16, side: int = 224) -> NetworkWork:
    """Return the work of a vision transformer, or a tower of one, of pictures in patches; KeyError."""
    layers, width, inner = _VIT_SIZES[size]
    params = layers * (4 * width**2 + 2 * width * inner)
    tokens = (side // patch) ** 2 + 1
    operations = 2 * params * tokens + 4 * layers * tokens**2 * width
    outputs = layers * tokens * (5 * width + inner)
    return NetworkWork(
        f"vit-{size}", params / 1e6, operations / 1e9, outputs / 1e6, "transformer", side, 2 / layers
    )
