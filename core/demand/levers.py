"""The answers that can be moved one at a time: what each stands at, and the workload with another value."""

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any, NamedTuple

from core.catalog.architecture import Item
from core.demand.items import item_demand
from core.demand.serving import ServingDemand, serving_demand
from core.demand.training import training_demand
from core.recommendation import Stack
from core.request_rate import Batch, RequestRate
from core.teams.typical import BATCH_HOURS, ITEM_SAMPLES
from core.workload import Deadline, Latency, Slot, Workload


class Lever(NamedTuple):
    """One number that an answer sets.

    `stands_at` is the value in force, said or assumed, None where it plays no part. `moved` returns the
    workload with another value; `answer` is a value as an `Answer` would hold it. Where `harder` is 1 more
    demands more, where it is -1 less does. Values run from `least` to `most`; `whole` ones are integers.
    """

    slot: Slot
    harder: int
    least: float
    most: float
    whole: bool
    stands_at: Callable[[Workload], float | None]
    moved: Callable[[Workload, float], Workload]
    answer: Callable[[float], Any]


SIZES_B = (1, 3, 8, 14, 32, 70, 123, 405)
"""Sizes of models, in 1e9 parameters, that a team would go up or down to."""

SMALLER = 0.8
"""A size below this share of another is another size."""


def _with(workload: Workload, **changes: Any) -> Workload:
    return workload.model_copy(update=changes)


def _demand(name: str) -> Callable[[Workload], float | None]:
    def stands_at(workload: Workload) -> float | None:
        value: float | None = getattr(serving_demand(workload)[0], name)
        return value

    return stands_at


def _concurrency(workload: Workload) -> float | None:
    if workload.concurrency is None and (workload.users is not None or workload.request_rate is not None):
        return None
    return serving_demand(workload)[0].concurrency


def _users(workload: Workload) -> float | None:
    said_more = workload.concurrency is not None or workload.request_rate is not None
    return None if said_more else workload.users


def _with_target(name: str) -> Callable[[Workload, float], Workload]:
    def moved(workload: Workload, value: float) -> Workload:
        said = workload.latency or Latency()
        return _with(workload, latency=said.model_copy(update=_targets(workload) | {name: value}))

    return moved


def _targets(workload: Workload) -> dict[str, float | None]:
    demand: ServingDemand = serving_demand(workload)[0]
    return {
        "first_token_s": demand.first_token_s,
        "total_s": demand.total_s,
        "tokens_per_s_each": demand.tokens_per_s_each,
    }


def _latency(name: str, harder: int, least: float, most: float) -> Lever:
    return Lever(
        Slot.LATENCY,
        harder,
        least,
        most,
        whole=False,
        stands_at=_demand(name),
        moved=_with_target(name),
        answer=lambda value: {name: value},
    )


def _count(slot: Slot, most: float, stands_at: Callable[[Workload], float | None]) -> Lever:
    least = 16 if slot in (Slot.CONTEXT_TOKENS, Slot.SEQUENCE_TOKENS) else 1
    return Lever(
        slot,
        1,
        least,
        most,
        whole=True,
        stands_at=stands_at,
        moved=lambda workload, value: _with(workload, **{slot.value: int(value)}),
        answer=int,
    )


SERVING_LEVERS = (
    _count(Slot.CONCURRENCY, 100_000, _concurrency),
    _count(Slot.USERS, 10**8, _users),
    _count(Slot.CONTEXT_TOKENS, 1_000_000, _demand("context_tokens")),
    _count(Slot.PROMPT_TOKENS, 1_000_000, _demand("prompt_tokens")),
    _count(Slot.OUTPUT_TOKENS, 100_000, _demand("output_tokens")),
    _latency("first_token_s", -1, 0.02, 600),
    _latency("total_s", -1, 0.05, 3600),
    _latency("tokens_per_s_each", 1, 0.5, 1000),
)

TRAINING_LEVERS = (
    _count(
        Slot.SEQUENCE_TOKENS,
        1_000_000,
        lambda workload: training_demand(workload)[0].sequence_tokens,
    ),
    _count(
        Slot.DATASET_TOKENS,
        10**14,
        lambda workload: (
            workload.dataset_tokens
            or (
                None
                if workload.dataset_samples or workload.dataset_gb
                else training_demand(workload)[0].amount
            )
        ),
    ),
    _count(Slot.DATASET_SAMPLES, 10**11, lambda workload: workload.dataset_samples),
    Lever(
        Slot.DEADLINE,
        -1,
        0.1,
        5000,
        whole=False,
        stands_at=lambda workload: training_demand(workload)[0].deadline_hours,
        moved=lambda workload, value: _with(workload, deadline=Deadline(hours=value)),
        answer=lambda value: {"hours": value},
    ),
)


@cache
def item_training_levers(item: Item) -> tuple[Lever, ...]:
    """Return the levers of training a model that does not write: samples, the deadline, a text's length."""

    def samples(workload: Workload) -> float | None:
        assumed = workload.dataset_tokens is None and workload.dataset_gb is None
        return workload.dataset_samples or (ITEM_SAMPLES[item][0] if assumed else None)

    kept = (Slot.DEADLINE, Slot.SEQUENCE_TOKENS) if item == "text" else (Slot.DEADLINE,)
    return (
        _count(Slot.DATASET_SAMPLES, 10**11, samples),
        *(
            row._replace(stands_at=partial(_stands_at, item, row.slot))
            for row in TRAINING_LEVERS
            if row.slot in kept
        ),
    )


def _stands_at(item: Item, slot: Slot, workload: Workload) -> float | None:
    demand = training_demand(workload, item)[0]
    return demand.deadline_hours if slot is Slot.DEADLINE else demand.sequence_tokens


@cache
def item_levers(item: Item) -> tuple[Lever, ...]:
    """Return the levers of serving that is counted in items: how many, how soon."""
    return (
        *(row for row in SERVING_LEVERS if row.slot in (Slot.CONCURRENCY, Slot.USERS)),
        Lever(
            Slot.LATENCY,
            -1,
            0.05,
            3600,
            whole=False,
            stands_at=lambda workload: item_demand(workload, item)[0].total_s,
            moved=lambda workload, value: _with(workload, latency=Latency(total_s=value)),
            answer=lambda value: {"total_s": value},
        ),
    )


def rate_lever(rate: RequestRate) -> Lever:
    """Return the lever of how much comes in, in the terms in which it was told."""
    told = rate.batch or rate.daily
    now = told.amount if told else rate.per_s or rate.tokens_per_s or 0.0
    whole = told is not None and told.of == "requests" and told.amount >= 1

    def moved(value: float) -> RequestRate:
        return rate.times(value / now)

    return Lever(
        Slot.REQUEST_RATE,
        1,
        1.0 if whole else now / 10_000,
        min(1e12, now * 100_000),
        whole=whole,
        stands_at=lambda _: now,
        moved=lambda workload, value: _with(workload, request_rate=moved(value)),
        answer=lambda value: moved(value).model_dump(exclude_defaults=True),
    )


def batch_lever(batch: Batch) -> Lever:
    """Return the lever of how long work that is there at once may take."""

    def rate(hours: float) -> RequestRate:
        return RequestRate(per_s=batch.per_s(hours), batch=batch.within(hours))

    def hours(workload: Workload) -> float | None:
        said = workload.deadline.hours if workload.deadline else BATCH_HOURS
        return batch.hours or (said if workload.waits_for_hours else None)

    def within(workload: Workload, value: float) -> Workload:
        if batch.hours is None:
            return _with(workload, deadline=Deadline(hours=value))
        return _with(workload, request_rate=rate(value))

    return Lever(
        Slot.DEADLINE,
        -1,
        0.1,
        5000,
        whole=False,
        stands_at=hours,
        moved=within,
        answer=lambda value: {"hours": value},
    )


def levers(stack: Stack, workload: Workload, item: Item | None) -> Iterator[tuple[Lever, float]]:
    """Yield the levers that play a part in one stack, each with the value it stands at.

    `item` is what its work is counted in, None for tokens.
    """
    for lever in _levers(stack, workload, item):
        start = lever.stands_at(workload)
        if start is not None:
            yield lever, start


def _levers(stack: Stack, workload: Workload, item: Item | None) -> tuple[Lever, ...]:
    if stack == "training":
        return TRAINING_LEVERS if item is None else item_training_levers(item)
    rows = SERVING_LEVERS if item is None else item_levers(item)
    rate = workload.request_rate
    if rate is None:
        return rows
    return (*rows, rate_lever(rate), *((batch_lever(rate.batch),) if rate.batch else ()))
