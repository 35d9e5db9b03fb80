"""The kind of work that answers or an advice are about, for examples that fit it."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from bot.words import Safe, say
from core.answers import Answer
from core.catalog.architecture import ITEM_OF, Item
from core.catalog.catalogue import default_catalogue
from core.recommendation import Recommendation
from core.workload import RequestRate, Slot


def kind_of_models(names: Iterable[object]) -> Item | None:
    """Return what the first of some models works in; None for tokens, and where the catalogue knows none."""
    with suppress(KeyError, StopIteration):
        return ITEM_OF.get(default_catalogue().model(str(next(iter(names)))).architecture.kind)
    return None


def kind_of_answers(answers: Iterable[Answer]) -> Item | None:
    """Return what the work is counted in that answers tell; None for tokens, and while they do not tell."""
    told = {answer.slot: answer.value for answer in answers if answer.kind == "value"}
    if Slot.MODEL in told:
        return kind_of_models([told[Slot.MODEL]])
    return RequestRate.model_validate(told[Slot.REQUEST_RATE]).kind if Slot.REQUEST_RATE in told else None


def kind_of_advice(advice: Recommendation) -> Item | None:
    """Return what the work of an advice is counted in; None for tokens."""
    figures = [side.chosen.items or side.chosen.training for side in advice.sides]
    return next((one.item for one in figures if one is not None), None)


def correction(kind: Item | None) -> Safe:
    """Return an example of a correction that somebody with such work may make."""
    return say("understood", f"correction_{kind or 'tokens'}")


def kind_of_choices(slot: Slot, choices: Sequence[Any]) -> str:
    """Return how the words of a question end whose choices are not those of work counted in tokens."""
    if slot is Slot.MODEL and (kind := kind_of_models(choices)):
        return f"_{kind}"
    waits = slot is Slot.LATENCY and any("total_s" in one for one in choices)
    return "_item" if waits else ""
