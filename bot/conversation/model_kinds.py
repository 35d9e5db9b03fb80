"""The model and its kind agree, whoever told which of the two, and in which order."""

from typing import Any

from bot.conversation.turn import Turn
from core.answers import standing, values_of
from core.catalog.architecture import Task
from core.demand.task import named_task, of_that_size, task_of
from core.reading import Reading
from core.reading.tasks import ALL_THAT_IS_SAID
from core.workload import Slot


def settle(turn: Turn) -> None:
    """Let what was told in this turn stand: a model of another kind goes, or its kind is taken on."""
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
