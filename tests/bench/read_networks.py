"""Which network a measured row names, and how large its pictures are."""

import re

from core.sizing.network_works import NETWORK_WORKS, NetworkWork, vision_transformer

Row = dict[str, str]

_SIZES = (
    ("so400m", r"so-?400m"),
    ("gigantic", r"gigantic|big-?g"),
    ("giant", r"giant|vit-?g(?![a-z])"),
    ("huge", r"huge|vit-?h(?![a-z])"),
    ("large", r"large|vit-?l(?![a-z])"),
    ("small", r"small|(?:vit|deit\d?|dino)-?s(?![a-z])"),
    ("tiny", r"tiny|(?:vit|deit\d?)-?ti?(?![a-z])"),
    ("base", r""),
)
_FAMILIES = (
    (r"r-?cnn.*(x|resnext-?)101", "rcnn-x101-fpn"),
    (r"faster.*r(?:esnet-?)?101.*c4", "rcnn-r101-c4"),
    (r"faster.*r(?:esnet-?)?101.*dc5", "rcnn-r101-dc5"),
    (r"faster.*101", "rcnn-r101-fpn"),
    (r"faster.*c4", "rcnn-r50-c4"),
    (r"faster.*dc5", "rcnn-r50-dc5"),
    (r"faster.*r-?cnn", "rcnn-r50-fpn"),
    (r"r-?cnn.*101", "mask-rcnn-r101-fpn"),
    (r"r-?cnn|detectron", "mask-rcnn-r50-fpn"),
    (r"retinanet.*101", "retinanet-r101"),
    (r"retinanet|fcos", "retinanet-r50"),
    (r"rt-?detr", "rt-detr"),
    (r"detr", "detr-r50"),
    (r"ssd", "ssd-300"),
    (r"yolo\w*?v?5u?-?([nsmlx])(?![a-z])", "yolov5"),
    (r"yolo\w*v?7", "yolov7"),
    (r"yolo.*?[\dx]-?([nsmlx])(?![a-z])", "yolov8"),
    (r"yolo.*(tiny|nano)", "yolov8n"),
    (r"yolo", "yolov8m"),
    (r"\bsam\b.*(vit)?-?b|mobile-?sam", "sam-vit-base"),
    (r"\bsam\b.*(vit)?-?l", "sam-vit-large"),
    (r"\bsam\b|segment.anything", "sam-vit-huge"),
    (r"resnext.*101", "resnext-101"),
    (r"resnext", "resnext-50"),
    (r"wide.?resnet|resnet.?152", "resnet-152"),
    (r"resnet.?101", "resnet-101"),
    (r"resnet.?34", "resnet-34"),
    (r"resnet.?18", "resnet-18"),
    (r"resnet|\brn50", "resnet-50"),
    (r"mobilenet", "mobilenet"),
    (r"vgg", "vgg-16"),
    (r"inception", "inception-v3"),
    (r"alexnet", "alexnet"),
    (r"regnet", "regnety-040"),
    (r"mixer", "mixer-b16"),
    (r"swin.*(large|-l)", "swin-large"),
    (r"swin.*(small|-s)", "swin-small"),
    (r"swin.*(tiny|-t)", "swin-tiny"),
    (r"swin", "swin-base"),
    (r"densenet", "densenet-121"),
    (r"efficientnet.?v2.?(m|l)", "efficientnetv2-m"),
    (r"efficientnet.?v2", "efficientnetv2-s"),
    (r"efficientnet.?b?([1-4])", "efficientnet-b"),
    (r"efficientnet.?b?[5-7]", "efficientnet-b7"),
    (r"efficientnet", "efficientnet-b0"),
    (r"convnext.*tiny", "convnext-tiny"),
    (r"convnext.*small", "convnext-small"),
    (r"convnext.*large", "convnext-large"),
    (r"convnext", "convnext-base"),
    (r"u-?net", "unet"),
    (r"vit|deit|dino|beit|clip|siglip|\beva|\bmae\b|depth.anything", "vit"),
    (r"bert.*large", "bert-large"),
    (r"bert", "bert-base"),
)
"""A network by what is searched in its name; a group names the size of its family."""


def network_of(row: Row, only: str = "") -> NetworkWork | None:
    """Return the work a row names, of one family only where it is said; None where none is known."""
    wanted = re.sub(r"[\s_]+", "-", row["model"].lower())
    for pattern, name in _FAMILIES:
        if found := re.search(pattern, wanted):
            if only and name != only:
                return None
            if name == "vit":
                return _transformer(row, wanted)
            sized = name if name in NETWORK_WORKS else f"{name}{found[1]}"
            return NETWORK_WORKS[sized]
    return None


def side_of(row: Row, network: NetworkWork) -> int:
    """Return the side of a square picture; the network's usual one where no square is said."""
    said = re.search(r"(\d{3,4}) ?x ?\1\b", row["task"])
    return int(said[1]) if said else network.side


def _transformer(row: Row, wanted: str) -> NetworkWork:
    size = next(size for size, pattern in _SIZES if re.search(pattern, wanted))
    small = (
        14
        if size in ("so400m", "gigantic", "giant", "huge") or re.search("clip.*large|dinov2|eva", wanted)
        else 16
    )
    patch = re.search(r"(?:patch-?|/|-p?)(8|14|16|32)(?!\d)", wanted) or re.search(
        r"vit[a-z](8|14|16|32)\b", wanted
    )
    said = re.search(r"(\d{3,4}) ?x ?\1\b", row["task"]) or re.search(r"[-@](\d{3})(?:px)?\b", wanted)
    return vision_transformer(
        size, patch=int(patch[1]) if patch else small, side=int(said[1]) if said else 224
    )
