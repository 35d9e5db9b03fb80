"""The words of the questions: they suit the work, and who repeats an example is understood."""

import re
from typing import get_args

import pytest

from bot.words import words_of
from bot.words.questions import Saying
from core.catalog.architecture import Item
from core.questions import questions
from core.reading import data_told, read
from core.workload import Slot

KINDS: tuple[Item | None, ...] = (None, *get_args(Item))
_QUOTED = re.compile(r'"([^"]+)"')
ASKED = [(kind, row.slot) for kind in KINDS for row in questions(kind)]
_ALIKE = {Slot.DATASET_TOKENS: ("dataset_",), Slot.CONCURRENCY: ("users", "request_rate")}
"""What is told in terms that count as well."""


@pytest.mark.parametrize("part", ["example", "easier"])
@pytest.mark.parametrize(("kind", "slot"), ASKED)
def test_an_example_can_be_read_as_a_reply(kind: Item | None, slot: Slot, part: Saying) -> None:
    """Whoever types what an example says, word for word, has answered the question."""
    quoted = _QUOTED.findall(words_of(part, slot, kind))
    assert quoted
    for words in quoted:
        heard = (data_told(words, kind) if slot is Slot.DATASET_SAMPLES else None) or read(words, slot)
        slots = [one.slot.value for one in heard.readings]
        assert any(one == slot or one.startswith(_ALIKE.get(slot, (slot,))) for one in slots), (words, heard)


def test_texts_to_embed_are_no_conversation() -> None:
    """Who embeds is asked how long a document or passage is, who chats how long a conversation gets."""
    assert words_of("ask", Slot.CONTEXT_TOKENS, "text").startswith("How long is one document or passage")
    assert words_of("ask", Slot.CONTEXT_TOKENS).startswith("How long does one conversation")
    assert words_of("ask", Slot.CONTEXT_TOKENS, "image") == words_of("ask", Slot.CONTEXT_TOKENS)


def test_all_users_are_not_taken_for_those_at_once() -> None:
    """Who gives the number of people that the question takes as well is not sized as if all came at once."""
    for part in ("example", "easier"):
        (_, everybody) = _QUOTED.findall(words_of(part, Slot.CONCURRENCY))
        heard = {one.slot for one in read(everybody, Slot.CONCURRENCY).readings}
        assert heard - {Slot.WORK} == {Slot.USERS}
