"""What conditions limit, and how much a team expects to grow, out of the words that hold them."""

from collections.abc import Iterable
from typing import NamedTuple

from core.regex import regex
from core.workload import Condition, Workload

_MOST = regex(r"at most (\d+) (GPU|server)s?")
_WITHOUT = regex(r"no (.+)")
_GROWTH = regex(r"(\d+(?:\.\d+)?) times the load\b.*")


class Limits(NamedTuple):
    """How many cards and servers there may be at most, None for any number, and which cards cannot be had."""

    cards: int | None = None
    servers: int | None = None
    without: frozenset[str] = frozenset()


def limits_of(conditions: Iterable[Condition]) -> Limits:
    """Return what conditions limit; of each number the smallest."""
    told = [match for one in conditions if (match := _MOST.fullmatch(one))]
    most = {of: min(int(match[1]) for match in told if match[2] == of) for of in {match[2] for match in told}}
    without = (match[1] for one in conditions if (match := _WITHOUT.fullmatch(one)))
    return Limits(most.get("GPU"), most.get("server"), frozenset(without))


def unlimited(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return the conditions that limit neither how many nor which cards there may be."""
    return tuple(one for one in conditions if not (_MOST.fullmatch(one) or _WITHOUT.fullmatch(one)))


def growth_of(conditions: Iterable[Condition]) -> tuple[Condition, float] | None:
    """Return the growth that is expected, in words and as a factor of the load; None where none is."""
    return next(((one, float(match[1])) for one in conditions if (match := _GROWTH.fullmatch(one))), None)


def merged(before: Iterable[Condition], now: Iterable[Condition]) -> list[Condition]:
    """Return conditions told before with what was told now; of two of one kind the later counts alone."""
    told = list(now)
    kinds = {_kind_of(one) for one in told}
    return [*(one for one in before if _kind_of(one) not in kinds), *told]


def moves(before: Iterable[Condition], now: Iterable[Condition]) -> bool:
    """Tell whether something of what was told now is of a kind that was told before."""
    return not {_kind_of(one) for one in before}.isdisjoint(map(_kind_of, now))


def _kind_of(condition: Condition) -> str:
    most = _MOST.fullmatch(condition)
    return most[2] if most else "growth" if _GROWTH.fullmatch(condition) else condition


def grown(workload: Workload, factor: float) -> Workload:
    """Return a workload with so many times the load that was told; the same one where none was."""
    rate = workload.request_rate
    told = {"concurrency": workload.concurrency, "users": workload.users}
    more: dict[str, object] = {
        name: max(1, round(count * factor)) for name, count in told.items() if count is not None
    }
    if rate is not None:
        more["request_rate"] = rate.times(factor)
    return workload.model_copy(update=more)
