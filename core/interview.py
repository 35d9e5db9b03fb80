"""Which question comes next, if any, and why: a pure function of the answers so far."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any, Literal

from core.answers import Answer, Stands, standing, values_of
from core.catalog.architecture import ITEM_OF, Item
from core.catalog.catalogue import Catalogue
from core.choosing.beliefs import Belief, unanswered
from core.choosing.buckets import Boundary, Plans, boundaries_of, choices_of
from core.choosing.case import MOST_QUESTIONS, Case
from core.choosing.choose import Asking, choose, questions_open
from core.choosing.decision import Chosen, Decider
from core.choosing.outlook import Outlook
from core.conditions import conditions_of
from core.demand.task import task_of
from core.frozen import Frozen
from core.planning.rentable import rentable
from core.questions import question_of
from core.reading.stand_in import has_no_arithmetic, stood_in_for
from core.recommendation import Stack
from core.workload import Slot


class Choice(Frozen):
    """One answer offered as a button: its value, as an `Answer` would hold it. Words are made elsewhere.

    Where several may be taken, each value is a list of one, and the answer is the lists put together.
    """

    value: Any


class Part(Frozen):
    """One part of a question, with its own choices."""

    slot: Slot
    several: bool
    """Whether several choices may be taken at once."""
    choices: tuple[Choice, ...]
    item: Item | None = None
    """What the work is counted in, as far as it was told; None for tokens."""


class Question(Part):
    """The question to ask now: its first part, and what belongs to the same thought."""

    number: int
    """1 for the first question. What is left of a question after a tap on one part keeps the number."""
    at_most_more: int
    """How many questions may follow this one, at most; it only shrinks unless a correction reopens one."""
    goes_on: bool = False
    """Whether it is what is left of the question of which a tap just answered one part."""
    also: tuple[Part, ...] = ()
    """Further parts of the same thought that matter too: they are asked for in the same breath."""

    def __hash__(self) -> int:
        """Let something be remembered by a question, though its choices may hold lists."""
        return hash((self.slot, self.number, self.at_most_more, self.goes_on))


class Done(Frozen):
    """No question is left that is worth asking."""

    reason: Literal["asked", "settled", "unanswerable", "unlikely", "cap"]


class Contender(Frozen):
    """A plan that an answer still possible would lead to."""

    stack: Stack
    tier: str
    gpu_count: int
    nodes: int


class Break(Frozen):
    """Up to `at` one plan stands and beyond it the other, all else being as said or typical."""

    at: int
    until: Contender
    beyond: Contender


def next_question(
    answers: Sequence[Answer], catalogue: Catalogue, *, just_answer: bool = False
) -> Question | Done:
    """Return the question to ask next, or why none is left. Equal answers have equal questions.

    Of a kind of model without arithmetic nothing is worth asking but for one that can be sized.
    """
    if just_answer:
        return Done(reason="asked")
    case = Case.of(answers)
    if has_no_arithmetic(answers) and case.asked < MOST_QUESTIONS:
        return ask_about(answers, catalogue, Slot.MODEL).model_copy(update={"number": case.asked + 1})
    if stood_in_for(answers) is not None and Slot.MODEL in case.stands:
        return Done(reason="unanswerable")
    return _next(case, catalogue)


@lru_cache(maxsize=1024)
def _next(case: Case, catalogue: Catalogue) -> Question | Done:
    outlook = _outlook(case.stands, catalogue)
    left = MOST_QUESTIONS - case.asked
    chosen = choose(outlook, questions_left=left, begun=case.begun)
    if not isinstance(chosen, Asking):
        return Done(reason=chosen)
    goes_on = any(chosen.slots <= thought for thought in case.begun)
    alone = len(chosen.parts) == 1 and not chosen.sharpens
    first, *also = (_part(belief, outlook, alone=alone, few=alone and not goes_on) for belief in chosen.parts)
    return Question(
        slot=first.slot,
        several=first.several,
        choices=first.choices,
        item=first.item,
        number=case.asked + (not goes_on),
        at_most_more=min(questions_open(outlook), left + goes_on) - 1,
        goes_on=goes_on,
        also=tuple(also),
    )


def _part(belief: Belief, outlook: Outlook, *, alone: bool = True, few: bool = True) -> Part:
    """Return a part with its choices; alone, they end where the plan changes, all else being known.

    There are few of them, to stand in a row, but where a part has been shown with many.
    """
    boundaries = [at for at, _, _ in boundaries_of(belief, outlook)] if alone else []
    choices = choices_of(belief, boundaries, few=few)
    return Part(
        slot=belief.row.slot,
        several=belief.row.several,
        choices=tuple(Choice(value=value) for value in choices),
        item=outlook.item,
    )


def ask_about(answers: Sequence[Answer], catalogue: Catalogue, slot: Slot) -> Question:
    """Return the question about one slot as it would be asked if nobody had answered it."""
    others = {known: answer for known, answer in standing(answers).items() if known is not slot}
    outlook = _outlook(others, catalogue)
    row = question_of(slot, outlook.item)
    if row is None:
        return Question(slot=slot, several=False, choices=(), number=1, at_most_more=0)
    part = _part(unanswered(row), outlook)
    return Question(**{**dict(part), "slot": slot}, number=1, at_most_more=0)


def live_slots(answers: Sequence[Answer], catalogue: Catalogue) -> frozenset[Slot]:
    """Return what can still change the advice; before the work is known, what matters to any."""
    stands = standing(answers)
    live = _live(stands, catalogue)
    if Slot.WORK not in live:
        return live
    work = ask_about(answers, catalogue, Slot.WORK)
    given = [_live({**stands, Slot.WORK: _supposed(choice)}, catalogue) for choice in work.choices]
    return frozenset({Slot.WORK}).union(live.intersection(*given))


def _live(stands: Stands, catalogue: Catalogue) -> frozenset[Slot]:
    outlook = _outlook(stands, catalogue)
    varying = frozenset[Slot]().union(*outlook.varying.values())
    return varying & {belief.row.slot for belief in outlook.beliefs if belief.status == "open"}


def _supposed(choice: Choice) -> Answer:
    return Answer(
        seq=0, slot=Slot.WORK, value=choice.value, said_by="", source="assumed", event="supposed", at=0
    )


def _outlook(stands: Stands, catalogue: Catalogue) -> Outlook:
    known = _known(stands, catalogue)
    conditions = stands.get(Slot.CONDITIONS)
    told = conditions_of(conditions.value or ()) if conditions else ()
    return Outlook(known, Decider(rentable(told, catalogue)), _item(known, catalogue))


def _item(stands: Stands, catalogue: Catalogue) -> Item | None:
    """Return what the work is counted in, by the kind of model it is for."""
    task = task_of(values_of(stands.values()), catalogue)
    return ITEM_OF.get(task) if task else None


def _known(stands: Stands, catalogue: Catalogue) -> Stands:
    """Return what stands, a model that the catalogue does not know counting as not known."""
    model = stands.get(Slot.MODEL)
    if model is None or model.kind == "unknown":
        return stands
    with suppress(KeyError):
        catalogue.model(model.value)
        return stands
    return {**stands, Slot.MODEL: model.model_copy(update={"kind": "unknown"})}


def breaks_of(answers: Sequence[Answer], catalogue: Catalogue, slot: Slot) -> tuple[Break, ...]:
    """Return where the answer to a question about this slot moves between plans, as the answers stand."""
    outlook = _outlook(standing(answers), catalogue)
    row = question_of(slot, outlook.item)
    return tuple(_breaks(boundaries_of(unanswered(row), outlook))) if row else ()


def _breaks(boundaries: Sequence[Boundary]) -> Iterator[Break]:
    for at, until, beyond in boundaries:
        for (stack, before), (_, after) in zip(_by_stack(until), _by_stack(beyond), strict=True):
            if before != after:
                yield Break(at=at, until=_contender(stack, before), beyond=_contender(stack, after))


def _by_stack(plans: Plans) -> list[tuple[Stack, Chosen]]:
    stacks: tuple[Stack, ...] = ("serving", "training")
    return [(stack, plan) for stack, plan in zip(stacks, plans, strict=True) if plan is not None]


def _contender(stack: Stack, plan: Chosen) -> Contender:
    return Contender(stack=stack, tier=plan.tier, gpu_count=plan.gpu_count, nodes=plan.nodes)
