"""What was read and does not count: kinds of models without arithmetic, and a second model."""

import pytest

from core.reading import read
from core.workload import Slot


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("train a vision transformer on 10 million images", "vision transformer"),
        ("TTS with 50 streams at once", "TTS"),
        ("a 2B for text-to-speech", None),
        ("whisper large v3 and then text to speech", None),
        ("fine-tune an 8B on image captions", None),
    ],
)
def test_a_kind_of_model_without_arithmetic_is_named(text: str, words: str | None) -> None:
    """It is told, unless a model or a size is named; all else that was said is taken."""
    heard = read(text)
    told = heard.problem
    assert (told and (told.slot, told.kind, told.text)) == (words and (Slot.MODEL, "unsized", words))
    assert heard.readings


@pytest.mark.parametrize(
    ("text", "model", "words"),
    [
        ("serve an 8B and a 14B to 20 people", "8B", "14B"),
        ("a 13B in 8 bit or a 30B in 4 bit?", "13B", "30B"),
        ("fine-tuned a 7B last week, now we want to do a 32B", "32B", None),
        ("Llama 3 70B, the 13B was too small", "meta-llama/Meta-Llama-3-70B-Instruct", None),
        ("a 30B mixture with 3B active", "30B", None),
        ("make it a 13B instead of a 7B", "13B", None),
    ],
)
def test_one_model_is_sized_and_another_is_told(text: str, model: str, words: str | None) -> None:
    """A second size is left out aloud, unless it was there before, is denied or is a part of the first."""
    heard = read(text)
    assert [one.value for one in heard.readings if one.slot is Slot.MODEL] == [model]
    told = heard.problem
    assert (told and (told.slot, told.kind, told.text)) == (words and (Slot.MODEL, "another_model", words))
