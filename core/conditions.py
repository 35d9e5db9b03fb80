"""What has to hold besides the size: where data may be, who rents it out, how many cards, what is to come."""

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from pydantic import ConfigDict, Field, TypeAdapter

from core.frozen import Frozen

Named = Literal[
    "eu", "uk", "us", "country", "premises", "audited",
    "aws", "azure", "gcp", "redundant", "office_hours", "bought",
]  # fmt: skip


class AtMost(Frozen):
    """How many cards or servers there may be."""

    count: int = Field(ge=1, le=9_999)
    of: Literal["gpu", "server"]


class Without(Frozen):
    """A card that cannot be had, as a team names it."""

    gpu: str = Field(max_length=60)


class Growth(Frozen):
    """How many times the load is expected, and when, as a team says it: "by summer"."""

    factor: float = Field(gt=1, lt=10_000)
    when: str | None = Field(default=None, max_length=40)


Condition = Named | AtMost | Without | Growth
WHERE: frozenset[Named] = frozenset({"eu", "uk", "us", "country", "premises", "audited"})
"""What a host has to promise."""
HYPERSCALERS: frozenset[Named] = frozenset({"aws", "azure", "gcp"})

_TOLD = TypeAdapter[tuple[Condition, ...]](tuple[Condition, ...], config=ConfigDict(defer_build=True))


def conditions_of(value: Any) -> tuple[Condition, ...]:
    """Return the conditions that an answer holds; raises pydantic's ValidationError for what is none."""
    return _TOLD.validate_python(value)


def held(conditions: Iterable[Condition]) -> list[Any]:
    """Return conditions as an answer holds them."""
    return [one if isinstance(one, str) else one.model_dump(exclude_none=True) for one in conditions]


class Limits(NamedTuple):
    """How many cards and servers there may be at most, None for any number, and which cards cannot be had."""

    cards: int | None = None
    servers: int | None = None
    without: frozenset[str] = frozenset()


def limits_of(conditions: Iterable[Condition]) -> Limits:
    """Return what conditions limit; of each number the smallest."""
    told = tuple(conditions)
    most = [one for one in told if isinstance(one, AtMost)]
    return Limits(
        min((one.count for one in most if one.of == "gpu"), default=None),
        min((one.count for one in most if one.of == "server"), default=None),
        frozenset(one.gpu for one in told if isinstance(one, Without)),
    )


def unlimited(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return the conditions that limit neither how many nor which cards there may be."""
    return tuple(one for one in conditions if not isinstance(one, AtMost | Without))


def growth_of(conditions: Iterable[Condition]) -> Growth | None:
    """Return the growth that is expected."""
    return next((one for one in conditions if isinstance(one, Growth)), None)


def merged(before: Any, now: Any) -> list[Any]:
    """Return what an answer holds after another; of two conditions of one kind the later counts alone."""
    told = conditions_of(now)
    kinds = {_kind_of(one) for one in told}
    return held([*(one for one in conditions_of(before) if _kind_of(one) not in kinds), *told])


def moves(before: Any, now: Any) -> bool:
    """Tell whether an answer has a condition of a kind that one before it has, too."""
    return not {_kind_of(one) for one in conditions_of(before)}.isdisjoint(map(_kind_of, conditions_of(now)))


def _kind_of(condition: Condition) -> object:
    match condition:
        case AtMost():
            return condition.of
        case Growth():
            return Growth
        case _:
            return condition
