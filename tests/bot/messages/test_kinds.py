"""Examples are of the kind of work that they are shown under."""

from typing import get_args

import pytest

from bot.messages.kinds import correction, kind_of_advice, kind_of_answers, kind_of_choices
from bot.words import say
from core.answers import Answer
from core.catalog.architecture import ITEM_OF, Item
from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.questions import question_of
from core.reading import read
from core.workload import Slot, Workload

KINDS = get_args(Item)


def _answer(slot: Slot, value: object) -> Answer:
    return Answer(seq=1, slot=slot, value=value, said_by="U1", source="text", event="e", at=0)


@pytest.mark.parametrize("kind", KINDS)
def test_an_example_of_a_correction_names_a_model_of_the_kind(kind: Item) -> None:
    """Whoever types what the example says is understood."""
    found = [one.value for one in read(correction(kind)).readings if one.slot is Slot.MODEL]
    assert [ITEM_OF.get(default_catalogue().model(one).architecture.kind) for one in found] == [kind]


@pytest.mark.parametrize("kind", KINDS)
def test_the_question_about_the_model_has_examples_of_the_kind(kind: Item) -> None:
    """Its choices tell which kind is meant; the waits of all kinds share theirs."""
    row = question_of(Slot.MODEL, kind)
    waits = question_of(Slot.LATENCY, kind)
    assert row is not None
    assert waits is not None
    assert kind_of_choices(Slot.MODEL, row.values()) == f"_{kind}"
    assert say("question", f"example_model_{kind}").startswith("For example: ")
    assert kind_of_choices(Slot.LATENCY, waits.values()) == "_item"


def test_without_a_kind_the_examples_are_those_of_language_models() -> None:
    """That is so while nothing was told, too."""
    assert correction(None) == '"actually it\'s 13B"'
    assert kind_of_answers([]) is None
    assert kind_of_answers([_answer(Slot.MODEL, "8B")]) is None
    assert kind_of_answers([_answer(Slot.MODEL, "nobody/knows-it")]) is None
    assert kind_of_choices(Slot.MODEL, ["8B", "70B"]) == ""
    assert kind_of_choices(Slot.LATENCY, [{"first_token_s": 1.0}]) == ""


@pytest.mark.parametrize("work", ["serving", "training"])
def test_an_advice_tells_its_kind(work: str) -> None:
    """By what its plans are counted in, served or trained."""
    images = Workload.model_validate({"work": work, "model": "black-forest-labs/FLUX.1-dev"})
    assert kind_of_advice(recommend(images, default_catalogue(), with_flips=False)) == "image"
    words = Workload.model_validate({"work": work, "model": "8B"})
    assert kind_of_advice(recommend(words, default_catalogue(), with_flips=False)) is None
