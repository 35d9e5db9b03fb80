"""What a workload is about, for examples that fit it."""

from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

from bot.words import Safe, named, say
from core.answers import Answer, values_of
from core.catalog.architecture import ITEM_OF, Item
from core.catalog.catalogue import Catalogue
from core.demand.assumed import model_of
from core.demand.task import task_of
from core.recommendation import Plan, Recommendation
from core.teams import typical
from core.workload import Slot, Workload


class Topic(NamedTuple):
    """What a workload is about: what its work is counted in, None for tokens, and the model in words."""

    kind: Item | None
    model: str


def topic_of(workload: Workload, catalogue: Catalogue) -> Topic:
    """Return what a workload is about, by the model that was named, else by the one that is taken for it."""
    return _topic(model_of(workload), catalogue)


def topic_of_answers(answers: Iterable[Answer], catalogue: Catalogue) -> Topic:
    """Return the same of what was told so far."""
    told = values_of(answers)
    return _topic(str(told.get(Slot.MODEL) or typical.model_for(task_of(told, catalogue)).value), catalogue)


def _topic(model: str, catalogue: Catalogue) -> Topic:
    return Topic(kind_of_models([model], catalogue), named(Slot.MODEL, model, catalogue))


def kind_of_plan(plan: Plan) -> Item | None:
    """Return what a plan works in; None for tokens."""
    return plan.items.item if plan.items else plan.training.item if plan.training else None


def kind_of_advice(advice: Recommendation) -> Item | None:
    """Return what the work of the advice is counted in; None for tokens."""
    return kind_of_plan(advice.sides[0].chosen)


def kind_of_models(names: Iterable[object], catalogue: Catalogue) -> Item | None:
    """Return what the first of some models works in; None for tokens, and where the catalogue knows none."""
    with suppress(KeyError, StopIteration):
        return ITEM_OF.get(catalogue.model(str(next(iter(names)))).architecture.kind)
    return None


def correction(about: Topic) -> Safe:
    """Return an example of a correction that somebody with such work may make: to another model."""
    return say("understood", f"correction_{about.kind or 'tokens'}", now=about.model)
