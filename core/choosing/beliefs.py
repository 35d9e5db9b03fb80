"""What is still possible for each question: a point once answered, a weighted set of values before."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import accumulate, pairwise
from math import prod, sqrt
from typing import Any, Literal, NamedTuple

from pydantic import TypeAdapter

from core.answers import Answer, Between, Stands, is_range
from core.catalog.architecture import Item
from core.planning.findings import SERVING_SPEED, TRAINING_HOURS
from core.questions import BY_SLOT, QuestionRow, questions
from core.teams.priors import Prior
from core.workload import Slot, Workload

Openness = Literal["open", "bounded", "unknown"]
"""Not answered; answered by a range, and not asked again; said not to be known."""

BINARY = frozenset({Slot.CONTEXT_TOKENS, Slot.SEQUENCE_TOKENS})
"""Lengths that people know as powers of two."""

SHARP = 1.1
"""A range whose end is at most so many times its beginning is as sharp as people know such numbers."""

OPEN_END = 4.0
"""A range without an end is believed to reach so many times its beginning, at least."""

SELDOM = 0.02
"""The least chance given to an answer that a kind of work hardly ever gives."""


class Ladder(NamedTuple):
    """Weighted values to draw from; `reached` is the chance up to and with each of them."""

    values: tuple[Any, ...]
    reached: tuple[float, ...]

    @classmethod
    def of(cls, prior: Iterable[tuple[Any, float]]) -> "Ladder":
        """Return the ladder over values with weights of any sum."""
        values, weights = zip(*prior, strict=True)
        total = sum(weights)
        return cls(tuple(values), tuple(accumulate(weight / total for weight in weights)))

    def rung(self, chance: float) -> int:
        """Return the number of the value that stands at `chance`, from 0 to 1."""
        return min(bisect_right(self.reached, chance), len(self.values) - 1)


class Belief(NamedTuple):
    """What is believed about one question that has no definite answer."""

    row: QuestionRow
    status: Openness
    ladders: Mapping[str | None, Ladder]
    """By the kind of work where that tells more, else under None."""
    shares: Ladder | None = None
    within: Between | None = None
    """The range of a vague answer."""
    chosen: bool = False
    """Whether that range was one of those offered."""

    def draw(self, chance: float, fields: Mapping[str, Any]) -> tuple[int, Any]:
        """Return the number and the value at `chance`, given the fields drawn before."""
        base = fields.get(self.row.share_of) if self.shares and self.row.share_of else None
        if self.shares and base is not None:
            number = self.shares.rung(chance)
            return number, max(1, round(base * self.shares.values[number]))
        ladder = self.ladders.get(fields.get(Slot.WORK)) or self.ladders[None]
        number = ladder.rung(chance)
        return number, ladder.values[number]

    def surest(self) -> float:
        """Return the chance of the likeliest value, whatever the kind of work."""
        reached = self.ladders[None].reached
        return max(after - before for before, after in pairwise((0.0, *reached)))

    def corners(self, fields: Mapping[str, Any]) -> tuple[Any, ...]:
        """Return the values between which every answer lies, or all of them where there is no between."""
        if self.within:
            return self.ladders[None].values[0], self.ladders[None].values[-1]
        ends = _corners(self.row)
        base = fields.get(self.row.share_of) if self.row.share_of else None
        return (ends[0], max(base, ends[0])) if base is not None else ends


def _is_one(users: Answer | None) -> bool:
    """Tell whether there is one person only, whose requests come one after the other."""
    return users is not None and users.kind == "value" and users.value == 1


def unanswered(row: QuestionRow) -> Belief:
    """Return what is believed about a question while nothing is known."""
    return Belief(row, "open", _ladders(row), _shares(row))


def beliefs_of(stands: Stands, item: Item | None = None) -> tuple[Belief, ...]:
    """Return a belief for each question without a definite answer, in the rows' order.

    `item` is what the work is counted in, None for tokens.
    """
    return tuple(_beliefs(stands, item))


def _beliefs(stands: Stands, item: Item | None) -> Iterable[Belief]:
    told = {slot for slot, answer in stands.items() if answer.kind == "value"}
    for row in questions(item):
        answer = stands.get(row.slot)
        if answer is None and any(told >= way for way in row.replaced_by):
            continue
        if answer is None and row.share_of is Slot.USERS and _is_one(stands.get(Slot.USERS)):
            continue
        if answer is None or answer.kind == "unknown":
            status: Openness = "open" if answer is None else "unknown"
            yield Belief(row, status, _ladders_after(stands, row), _shares(row))
        elif is_range(answer):
            span = Between.model_validate(answer.value)
            ladder = Ladder.of(_within(row, span))
            status = "open" if _may_be_sharper(answer, ladder, stands) else "bounded"
            yield Belief(row, status, {None: ladder}, within=span, chosen=answer.source == "button")


def _may_be_sharper(answer: Answer, ladder: Ladder, stands: Stands) -> bool:
    """Return whether a range may be asked about: a tap chose a wide one, or it fell among other things."""
    if answer.source == "button":
        sharp = 2 if answer.slot in BINARY else SHARP
        return bool(ladder.values[-1] > ladder.values[0] * sharp)
    return in_passing(answer, stands)


def in_passing(answer: Answer, stands: Stands) -> bool:
    """Return whether a range was let fall among other things, so that its own question may still come."""
    return answer.source in ("opening", "text") and any(
        other.event == answer.event for slot, other in stands.items() if slot is not answer.slot
    )


def _ladders_after(stands: Stands, row: QuestionRow) -> Mapping[str | None, Ladder]:
    return {None: Ladder.of(_work_prior(stands))} if row.slot is Slot.WORK else _ladders(row)


@lru_cache
def _ladders(row: QuestionRow) -> Mapping[str | None, Ladder]:
    priors: list[tuple[str | None, Prior]] = [(None, row.prior), *row.by_work.items()]
    return {
        work: Ladder.of((field_of(row.slot, value), weight) for value, weight in prior)
        for work, prior in priors
    }


@lru_cache
def _corners(row: QuestionRow) -> tuple[Any, ...]:
    return tuple(field_of(row.slot, value) for value in row.corners or row.values())


def field_of(slot: Slot, value: Any) -> Any:
    """Return an answer's value as a workload holds it; raises ValidationError when it cannot be one."""
    return _field_adapter(slot).validate_python(value)


@lru_cache
def _field_adapter(slot: Slot) -> TypeAdapter[Any]:
    return TypeAdapter[Any](Workload.__annotations__[slot])


@lru_cache
def _shares(row: QuestionRow) -> Ladder | None:
    return Ladder.of(row.shares) if row.shares else None


def _within(row: QuestionRow, span: Between) -> Prior:
    """Return what is believed inside of a range: its ends, the prior's values, and a middle at least."""
    least = (row.corners or row.values())[0]
    low = span.low if span.low is not None else min(least, span.high or least)
    high = span.high if span.high is not None else max(row.prior[-1][0], low * OPEN_END)
    inside = {value: weight for value, weight in row.prior if low < value < high}
    inside[round(sqrt(low * high))] = 0.2
    return tuple(sorted({**inside, round(low): 0.2, round(high): 0.2}.items()))


def _work_prior(stands: Stands) -> Prior:
    """Return the chances of each kind of work after everything that was said (Bayes, answers independent)."""
    said = [answer for answer in stands.values() if answer.kind == "value"]
    return tuple(
        (work, weight * prod(_chance_of(answer, work) for answer in said))
        for work, weight in BY_SLOT[Slot.WORK].prior
    )


def _chance_of(answer: Answer, work: str) -> float:
    row = BY_SLOT.get(answer.slot)
    if row is not None and work in row.by_work:
        return prod(
            max(SELDOM, sum(weight for value, weight in row.by_work[work] if item in value))
            for item in answer.value
        )
    if answer.slot in SERVING_SPEED and answer.slot not in TRAINING_HOURS and work == "training":
        return SELDOM
    if answer.slot in TRAINING_HOURS and answer.slot not in SERVING_SPEED and work == "serving":
        return SELDOM
    return 1.0
