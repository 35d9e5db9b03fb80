"""Kinds of models for which there is no arithmetic."""

from typing import Literal

from core.regex import regex

Family = Literal["seeing", "speaking", "other", "unlisted"]

_FAMILIES: dict[Family, str] = {
    "speaking": r"text[- ]to[- ]speech|x?tts|speech synthesis|voice (?:cloning|synthesis)|kokoro|styletts\d?|tortoise-tts",
    "seeing": r"vision transformers?|vit(?:-[a-z]{1,2}\b)?|dino ?v?[23]|resnet(?:-?\d{2,3})?|efficientnet|mobilenet|mask r-?cnn|conv(?:olutional )?nets?|cnns?|(?:rt-?)?detr|u-?net|segment anything|yolo(?:v?\d{1,2})?[nsmlx]?|(?:object|defect|anomaly|face|person|people|pedestrian|vehicle|number plate|licen[cs]e plate|ppe|fire|smoke|motion|intrusion|pose) (?:detect(?:ion|ors?)|recognition|tracking|estimation)|image recognition|visual inspection|(?:people|visitor|vehicle|traffic) count(?:ing|ers?|s)?|\d+ (?:[a-z]+ )?cameras|(?:clip|image|photo|visual) embeddings?|(?:reverse )?image search|visual search|image (?:classification|classifiers?|segmentation)|video (?:understanding|analytics|analysis|search|classification)|cctv|surveillance (?:video|footage)|computer vision",
    "other": r"music generat(?:ion|ors?)|upscal(?:e|ing)|super[- ]resolution|lip[- ]?sync(?:ing)?|face swap(?:s|ping)?|recommend(?:er|ation) (?:systems?|models?|engines?)|recommend(?:ing|s)? (?:[a-z]+ ){0,2}(?:movies|films|products|songs|books)|graph neural net\w*|gnns?|xgboost|gradient boosting|alphafold|protein folding|time[- ]series|robot policies|wake[- ]?words?|keyword spotting",
}
_DONE_TO_PICTURES = r"\b(?:classif|categori[sz]|moderat|label|tagg?|annotat|recogni[sz]|inspect|caption|embed)\w* (?:[^ .;]+ ){0,3}?(?:images|photos|pictures|pics|videos)\b"
_UNSIZED = regex(rf"\b(?:{'|'.join(_FAMILIES.values())})\b|{_DONE_TO_PICTURES}")
_FAMILY = {family: regex(rf"\b(?:{words})\b") for family, words in _FAMILIES.items()}


def unsized(plain: str) -> tuple[int, int] | None:
    """Return where words name a kind of model for which there is no arithmetic; None where none do."""
    found = _UNSIZED.search(plain)
    return found.span() if found else None


def family_of(words: str) -> Family:
    """Return what kind of model words without arithmetic name: one that sees, speaks, or another.

    Words that name none of them name a model that the catalogue has not.
    """
    found = (family for family, named in _FAMILY.items() if named.search(words.lower()))
    return next(found, "seeing" if regex(_DONE_TO_PICTURES).search(words.lower()) else "unlisted")
