"""Networks that do not write are taken at the usual precision and length where none are said."""

import pytest

from tests.bench.predict_speed_nonllm import predict
from tests.bench.read_networks import text_tokens

SWIN = {
    "model": "Swin-B",
    "kind": "vision",
    "gpu": "V100",
    "gpu_count": "1",
    "task": "classify 224x224",
    "precision": "",
    "batch": "",
    "speed_unit": "images/s",
    "engine": "PyTorch",
    "source": "a page",
}


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "fp32"),
        ({"model": "YOLOv7", "task": "detect 640x640"}, "fp16"),
        ({"engine": "TensorRT"}, "fp16"),
        ({"model": "all-MiniLM-L6-v2", "kind": "embedding", "engine": "sentence-transformers"}, "fp32"),
    ],
)
def test_plain_pytorch_computes_in_32_bits_where_none_are_said(changes: dict[str, str], told: str) -> None:
    """That is its default; YOLO's own tests and builders of engines halve."""
    row = SWIN | changes
    other = {"fp32": "fp16", "fp16": "fp32"}[told]
    assert predict(row) == predict(row | {"precision": told}) != predict(row | {"precision": other})


def test_passages_are_shorter_than_the_texts_of_other_tables() -> None:
    """MS MARCO's passages have 80 tokens in the mean; a length that is said goes first."""
    assert text_tokens({"task": "MS MARCO passages"}) == 80
    assert text_tokens({"task": "passages of 200 tokens"}) == 200
    assert text_tokens({"task": "texts"}) is None
