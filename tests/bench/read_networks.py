"""Which network a measured row names, and how large its pictures are."""

import re
from math import sqrt

from core.sizing.network_works import NETWORK_WORKS, NetworkWork, vision_transformer

Row = dict[str, str]

_TIMES = "\N{MULTIPLICATION SIGN}"
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
    (r"yolox-?(?:([smlx])|(n)ano|(t)iny)?(?![a-z])", "yolox"),
    (r"yolo\w*v?6.*?([nsml])", "yolov6"),
    (r"yolo\w*?v?5u?-?([nsmlx])(?![a-z])", "yolov5"),
    (r"yolo\w*v?7", "yolov7"),
    (r"yolo.*?[\dx]-?([nsmlx])(?![a-z])", "yolov8"),
    (r"yolo.*(tiny|nano)", "yolov8n"),
    (r"yolo", "yolov8m"),
    (r"efficientvit.*sam.*?(xl[01]|l[0-2])", "efficientvit-sam-"),
    (r"efficientvit.*?([bl][1-3])", "efficientvit-"),
    (r"mobile-?sam|edge-?sam|nano-?sam|tiny-?sam|efficient-?sam", "mobile-sam"),
    (r"sam-?v?2.*(large|-l\b)", "sam2-large"),
    (r"sam-?v?2.*(base|-b\b)", "sam2-base"),
    (r"sam-?v?2.*(small|-s\b)", "sam2-small"),
    (r"sam-?v?2", "sam2-tiny"),
    (r"\bsam\b.*(vit)?-?b", "sam-vit-base"),
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
    (r"vit|deit|(?<!grounding-)dino|beit|clip|siglip|\beva|\bmae\b|depth.anything", "vit"),
    (r"trocr.*(large|small)", "trocr-"),
    (r"trocr", "trocr-base"),
    (r"distil-?(ro)?bert", "distilbert"),
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
            size = next((group for group in found.groups() if group), "s")
            return _of_length(row, NETWORK_WORKS[name if name in NETWORK_WORKS else f"{name}{size}"])
    return None


def _of_length(row: Row, network: NetworkWork) -> NetworkWork:
    """Return what reads texts at the length a row says; its usual 128 tokens where it says none."""
    said = text_tokens(row)
    if "bert" not in network.name or not said:
        return network
    longer = said / TEXT_TOKENS
    return network._replace(gflop=network.gflop * longer, outputs_m=network.outputs_m * longer)


TEXT_TOKENS = 128.0
"""Tokens of a text where a rate counts texts and says no length."""

_PASSAGE_TOKENS = 80.0
"""Tokens of a passage of MS MARCO, 56 words in the mean."""


def text_tokens(row: Row) -> float | None:
    """Return the tokens of a text that a row says; None where it says none, or those of many texts."""
    said = row["task"].lower()
    found = re.search(r"\b(?:seq\w*|length|context)(?: len\w*)?[ =:]*(?:of )?(\d{2,5})\b", said)
    found = found or re.search(r"(?<![\d.,])(\d{2,5})[ -]?tokens?", said)
    return float(found[1]) if found else _PASSAGE_TOKENS if "passage" in said else None


def side_of(row: Row, network: NetworkWork) -> int:
    """Return the side of a square as large as a picture; the network's usual one where none is said."""
    said = row["task"].lower().replace(_TIMES, "x")
    if area := re.search(r"(\d{3,4}) ?[x*] ?(\d{3,4})\b", said):
        return round(sqrt(int(area[1]) * int(area[2])))
    found = re.search(r"\b(\d{3,4}) ?(?:px|pixels?|input|res)", said)
    found = found or re.search(r"(?:imgsz|image size|input size|resolution|@)[ =:]*(\d{3,4})\b", said)
    return int(found[1]) if found else network.side


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
