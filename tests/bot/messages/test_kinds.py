"""Examples are of the kind of work that they are shown under."""

from typing import get_args

import pytest

from bot.messages.kinds import correction, topic_of, topic_of_answers
from bot.messages.notices import render_help_in_thread
from bot.messages.what_if import render_what_if_examples
from bot.words import say, words_of
from core.answers import Answer
from core.catalog.architecture import ITEM_OF, Item
from core.catalog.catalogue import default_catalogue
from core.reading import read
from core.workload import Slot, Workload
from tests.core.archetypes import CATALOGUE

KINDS = get_args(Item)


OTHERS = {
    "tokens": ("8B", "13B"),
    "image": ("stabilityai/stable-diffusion-xl-base-1.0", "black-forest-labs/FLUX.1-dev"),
    "clip": ("Wan-AI/Wan2.1-T2V-1.3B", "Wan-AI/Wan2.1-T2V-14B"),
    "audio": ("openai/whisper-large-v3", "openai/whisper-small"),
    "text": ("BAAI/bge-m3", "Qwen/Qwen3-Embedding-8B"),
}
"""For each kind the model taken where none is named, and the one that its example corrects to."""


@pytest.mark.parametrize(("kind", "models"), OTHERS.items())
def test_an_example_of_a_correction_names_another_model_of_the_kind(
    kind: str, models: tuple[str, str]
) -> None:
    """Whoever types what the example says is understood, and something changes."""
    for present in models:
        example = correction(topic_of(Workload(model=present), CATALOGUE))
        found = [one.value for one in read(example).readings if one.slot is Slot.MODEL]
        assert len(found) == 1
        assert found[0] != present
        assert ITEM_OF.get(default_catalogue().model(found[0]).architecture.kind, "tokens") == kind


def test_the_example_differs_from_what_is_only_assumed() -> None:
    """Of texts to embed without a model, the one that is taken for them is no example."""
    texts = Workload.model_validate(
        {"request_rate": {"batch": {"of": "requests", "amount": 1e6, "item": "text"}}}
    )
    assert topic_of(texts, CATALOGUE) == ("text", "BGE-M3")
    counted = Answer(
        seq=1,
        slot=Slot.REQUEST_RATE,
        value=texts.request_rate and texts.request_rate.model_dump(exclude_defaults=True),
        said_by="U1",
        source="text",
        event="e",
        at=0,
    )
    assert topic_of_answers([counted], CATALOGUE) == topic_of(texts, CATALOGUE)
    assert correction(topic_of(texts, CATALOGUE)) == '"actually it\'s Qwen3 Embedding 8B"'


@pytest.mark.parametrize("kind", KINDS)
def test_the_question_about_the_model_has_examples_of_the_kind(kind: Item) -> None:
    """The waits of all kinds share theirs."""
    example = words_of("example", Slot.MODEL, kind)
    assert example not in (words_of("example", Slot.MODEL), "")
    assert words_of("easier", Slot.MODEL, kind) == example
    assert words_of("example", Slot.LATENCY, kind) == say("questions/example", "latency_item")


def test_without_a_kind_the_examples_are_those_of_language_models() -> None:
    """That is so while nothing was told, too."""
    assert correction(topic_of(Workload(), CATALOGUE)) == '"actually it\'s 13B"'
    assert correction(topic_of(Workload(model="13B"), CATALOGUE)) == '"actually it\'s 8B"'
    assert topic_of(Workload(model="nobody/knows-it"), CATALOGUE) == (None, "knows-it")


@pytest.mark.parametrize(
    ("told", "example"),
    [
        ({}, "and at 32k?"),
        ({"model": "openai/whisper-large-v3"}, "and 30 at once?"),
        ({"work": "training"}, "what if QLoRA?"),
    ],
)
def test_suppositions_to_try_suit_the_work(told: dict[str, str], example: str) -> None:
    """A context is of no use to speech, nor is a number of users to a training run."""
    workload = Workload.model_validate(told)
    assert f'"{example}"' in render_what_if_examples(workload, CATALOGUE).text
    assert correction(topic_of(workload, CATALOGUE)) in render_help_in_thread(workload, CATALOGUE).text
