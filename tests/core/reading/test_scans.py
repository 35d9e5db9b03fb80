"""Words to be read off pictures are work for a model that sees."""

import pytest

from core.reading import read, reads_scans
from core.workload import Slot

SEES = "Qwen/Qwen2.5-VL-7B-Instruct"


@pytest.mark.parametrize(
    ("text", "model"),
    [
        ("OCR of scanned invoices, 20000 pages a day", SEES),
        ("extract fields from scanned PDFs, 3000 a day", SEES),
        ("read handwritten forms", SEES),
        ("fine-tune OCR on 20k receipts", SEES),
        ("OCR with a 7B", "7B"),
        ("OCR with Qwen3-VL 8B", "Qwen/Qwen3-VL-8B-Instruct"),
        ("deepseek-ocr for 20000 pages a day", None),
        ("OCR with glm-ocr", None),
        ("no OCR, just chat", None),
        ("RAG over scanned contracts", None),
    ],
)
def test_a_model_that_sees_is_implied_where_none_is_named(text: str, model: str | None) -> None:
    """It is a guess that anything said of the model takes the place of."""
    found = {one.slot: one for one in read(text).readings}
    told = found.get(Slot.MODEL)
    assert (told and told.value) == model
    assert told is None or (told.confidence < 0.7) == (model == SEES)


def test_only_words_for_scans_call_for_the_remark() -> None:
    """The name of a model, even of one that reads scans, does not."""
    assert reads_scans("OCR")
    assert not reads_scans("Qwen2.5-VL 7B")
    assert not reads_scans("deepseek-ocr")
