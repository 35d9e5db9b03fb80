"""The model and its kind agree, whoever told which of the two, and in which order."""

from collections.abc import Container, Sequence
from contextlib import suppress
from typing import Any

from bot.conversation.turn import Turn
from core.answers import Answer, standing, values_of
from core.catalog.architecture import Task
from core.demand.task import named_task, of_that_size, task_of, works_on
from core.reading import Reading
from core.reading.tasks import ALL_THAT_IS_SAID
from core.request_rate import RequestRate
from core.workload import Slot


def settle(turn: Turn) -> None:
    """Let what was told in this turn stand: what is of another kind goes, or a model's kind is taken on."""
    _settle_model(turn)
    before, now = _kind(turn, turn.before), _kind(turn, turn.answers)
    if before and now and before != now:
        _settle_amounts(turn, now, heard=before == "speech-to-text")


def _kind(turn: Turn, answers: Sequence[Answer]) -> Task | None:
    return task_of(values_of(standing(answers).values()), turn.desk.catalogue)


def _settle_amounts(turn: Turn, kind: Task, *, heard: bool) -> None:
    """Take back how much there is of what another kind of model works on, as far as it was told before."""
    said = {answer.slot for answer in turn.said}
    while rate := _told(turn, Slot.REQUEST_RATE, said):
        counted = RequestRate.model_validate(rate.value).kind
        if works_on(counted, kind, sees=_sees(turn)):
            break
        turn.retract(rate)
    while heard and (data := _told(turn, Slot.DATASET_SAMPLES, said)):
        turn.retract(data)


def _sees(turn: Turn) -> bool:
    model = values_of(standing(turn.answers).values()).get(Slot.MODEL)
    with suppress(KeyError):
        return model is not None and turn.desk.catalogue.model(model).vision_b > 0
    return False


def _told(turn: Turn, slot: Slot, said: Container[Slot]) -> Answer | None:
    """Return what stands and was not told in this turn."""
    answer = standing(turn.answers).get(slot)
    return answer if answer and answer.kind == "value" and slot not in said else None


def _settle_model(turn: Turn) -> None:
    stands = standing(turn.answers)
    task, model = stands.get(Slot.TASK), stands.get(Slot.MODEL)
    while task and model and (task.kind, model.kind) == ("value", "value"):
        named = named_task(model.value, turn.desk.catalogue)
        if named in (None, task.value):
            if (meant := of_its_kind(turn, model.value)) != model.value:
                turn.say(Slot.MODEL, meant, source=model.source, text=model.text)
            return
        if task not in turn.said:
            turn.say(Slot.TASK, named, text=model.text)
            return
        turn.retract(model)
        model = standing(turn.answers).get(Slot.MODEL)


def of_its_kind(turn: Turn, model: Any) -> Any:
    """Return a model, of which only a size was said as one of the kind that was told."""
    task = standing(turn.answers).get(Slot.TASK)
    return of_that_size(model, task.value, turn.desk.catalogue) if task and task.value else model


def known_kind(turn: Turn, told: Reading, asked: Slot | None) -> Task | None:
    """Return the kind that is known and stays, unless it is asked for, corrected, or all that is said."""
    known = task_of(values_of(standing(turn.answers).values()), turn.desk.catalogue)
    says_so = told.correction or told.rule == ALL_THAT_IS_SAID
    moves = told.slot is asked or (says_so and known != told.value)
    return None if moves else known
