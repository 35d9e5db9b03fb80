"""What is asked of work that is not counted in tokens: models and waits of its kind, no lengths of talk."""

from typing import Any

import pytest

from core.answers import Answer, workload_of
from core.catalog.architecture import ITEM_OF, Item
from core.catalog.catalogue import default_catalogue
from core.interview import Question, ask_about, next_question
from core.match import recommend
from core.questions import BY_SLOT, question_of, questions
from core.reading import read
from core.workload import Slot

CATALOGUE = default_catalogue()
LENGTHS = {Slot.CONTEXT_TOKENS, Slot.PROMPT_TOKENS, Slot.OUTPUT_TOKENS, Slot.SEQUENCE_TOKENS}


def _told(text: str) -> list[Answer]:
    return [
        _answer(number, reading.slot, reading.value, "opening")
        for number, reading in enumerate(read(text, catalogue=CATALOGUE).readings, 1)
    ]


def _answer(number: int, slot: Slot, value: Any, event: str) -> Answer:
    kind = "unknown" if value is None else "value"
    return Answer.model_validate(
        {"seq": number, "slot": slot, "kind": kind, "value": value, "said_by": "U1", "source": "text"}
        | {"event": event, "at": 0}
    )


def _asked(text: str) -> list[Question]:
    """Return every question that is asked of somebody who never knows."""
    answers, asked = _told(text), []
    while isinstance(question := next_question(answers, CATALOGUE), Question):
        asked.append(question)
        slots = (question.slot, *(part.slot for part in question.also))
        answers += [_answer(len(answers) + 1, slot, None, f"q{len(asked)}") for slot in slots]
    return asked


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("we generate 10,000 images a day", set[Slot]()),
        ("flux dev for 30 designers", set()),
        ("transcribe 300,000 calls a day", set()),
        ("whisper large v3 for 300 users", set()),
        ("bge-m3 for 2000 users", {Slot.CONTEXT_TOKENS}),
        ("embed 50k documents a day", {Slot.CONTEXT_TOKENS}),
    ],
)
def test_nobody_is_asked_for_a_length_that_the_work_has_not(text: str, lengths: set[Slot]) -> None:
    """Images and audio have no context, and texts to embed are as long as the documents that they are."""
    parts = {slot for one in _asked(text) for slot in (one.slot, *(part.slot for part in one.also))}
    assert parts
    assert parts & LENGTHS <= lengths


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("we generate 10,000 images a day", "image"),
        ("transcribe 3,000 calls a day", "audio"),
        ("embed 50k documents a day", "text"),
    ],
)
def test_models_and_waits_are_offered_of_the_kind_of_work(text: str, item: Item) -> None:
    """Who draws images chooses between models of images, and says how soon one is wanted."""
    answers = _told(text)
    models = [choice.value for choice in ask_about(answers, CATALOGUE, Slot.MODEL).choices]
    assert {ITEM_OF[CATALOGUE.model(one).architecture.kind] for one in models} == {item}
    assert recommend(workload_of(answers), CATALOGUE, with_flips=False).assumptions[0].value in models
    waits = [choice.value for choice in ask_about(answers, CATALOGUE, Slot.LATENCY).choices]
    assert waits[0] == {"batch": True}
    assert all(list(one) == ["total_s"] for one in waits[1:])


def test_questions_of_tokens_stay_as_they_are() -> None:
    """Without a kind, and of what has none, the rows are the same."""
    assert questions(None) == tuple(BY_SLOT.values())
    images = [row.slot for row in questions("image")]
    instead = {Slot.DATASET_SAMPLES: Slot.DATASET_TOKENS}
    assert [instead.get(slot, slot) for slot in images] == list(BY_SLOT)
    assert question_of(Slot.PAIN, "image") is BY_SLOT[Slot.PAIN]
    assert question_of(Slot.OPTIMIZER, None) == BY_SLOT.get(Slot.OPTIMIZER)


@pytest.mark.parametrize(
    "text", ["LoRA of flux dev", "full fine-tune of whisper large v3", "LoRA for wan 2.1 14b"]
)
def test_data_of_models_that_do_not_write_is_asked_for_in_samples(text: str) -> None:
    """Images, clips and hours of speech are what such a run has, and nobody counts their tokens."""
    parts = {slot for one in _asked(text) for slot in (one.slot, *(part.slot for part in one.also))}
    assert Slot.DATASET_SAMPLES in parts
    assert Slot.DATASET_TOKENS not in parts


def test_speech_is_offered_in_whole_hours() -> None:
    """What is counted in half-minutes is divided where people count: in hours."""
    choices = ask_about(_told("LoRA of whisper large v3"), CATALOGUE, Slot.DATASET_SAMPLES).choices
    ends = [choice.value["high"] for choice in choices if choice.value["high"] is not None]
    assert ends
    assert all(end % 120 == 0 for end in ends)


def test_gigabytes_answer_for_samples() -> None:
    """Who says how large the images are together is not asked how many there are."""
    parts = _asked("LoRA of flux dev on 40 GB of images")
    assert Slot.DATASET_SAMPLES not in {
        slot for one in parts for slot in (one.slot, *(part.slot for part in one.also))
    }
