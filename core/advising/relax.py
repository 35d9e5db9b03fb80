"""Ways out when nothing fits or the budget is exceeded: one answer each, what is given up least first."""

from collections.abc import Callable, Iterator, Sequence
from math import ceil, floor, inf, log, log10
from typing import Any, NamedTuple

from core.advising.own_cards import own_cards
from core.advising.picks import pick, picked_plan
from core.advising.stacks import side_of
from core.bisection import narrow
from core.catalog.catalogue import Catalogue
from core.catalog.formats import WEIGHT_FORMATS
from core.conditions import AtMost, Condition, held, unlimited
from core.demand.assumed import model_of
from core.demand.items import item_of
from core.demand.levers import SIZES_B, SMALLER, Lever, levers
from core.demand.training import HEAVIEST_FIRST, training_demand
from core.planning.cost import same_money_limit
from core.planning.precision import served_format
from core.planning.rentable import rentable
from core.recommendation import OwnCards, Plan, Recommendation, Relaxation, Stack, StackAdvice, Verdict
from core.workload import Slot, Workload

MOST, MOST_INTO_BUDGET = 4, 3
"""So many ways out are worth reading, where nothing fits and where a budget is exceeded."""

WIDER = (4.0, 16.0, 256.0)
"""How many times an answer is relaxed in turn; beyond the last it is another workload. What helps may harm
further on: very short sequences fill a card as badly as very long ones."""

SEEN = 1.05
"""A number that moves less than so many times would be written with the digits it had."""

LIGHTER_FORMATS = ("fp8", "awq")

NOBODY_S_CHOICE = 0.0
"""A format or method that nobody asked for is changed before any number."""
STREAMED = 0.0
"""Neither is an answer waited for in whole before it is asked whether it is read while it is written."""
LAST_RESORT = log(8)
"""Another model is named after numbers that move up to eight times as far."""

Solved = Callable[[Workload], bool]


class Move(NamedTuple):
    """One answer moved: its value now and then as an answer holds it, and the workload with the latter."""

    slot: Slot
    now: Any
    then: Any
    relaxed: Workload
    distance: float
    """How far, as a logarithm."""


def find_relaxations(
    stack: Stack,
    workload: Workload,
    catalogue: Catalogue,
    *,
    solved: Solved,
    write: Callable[[Workload], Plan],
    most: int = MOST,
) -> tuple[Relaxation, ...]:
    """Return the nearest ways out, each one answer: a number relaxed no more than needed, or a lighter one.

    First what nobody chose, then what moves least; a limit that is given up comes last, besides the `most`
    others. `solved` tells whether other answers lead to a plan that is enough; `write` returns that plan.
    """
    found = [
        *_streamed(stack, workload, catalogue, solved),
        *_numbers(stack, workload, catalogue, solved),
        *_lighter(stack, workload, catalogue, solved, write),
        *_smaller(workload, catalogue, solved),
    ]
    nearest = sorted(found, key=lambda move: move.distance)[:most]
    ways = [
        Relaxation(slot=move.slot, now=move.now, then=move.then, plan=write(move.relaxed))
        for move in (*nearest, *_given_up(workload, solved, write))
    ]
    return tuple(way for way in ways if not _is_vain(way, ways))


def _is_vain(way: Relaxation, ways: Sequence[Relaxation]) -> bool:
    """Whether a smaller model costs clearly more than what keeps the one that was asked for."""
    others = (one.plan.bill.usd_per_month.expected for one in ways if one.slot is not Slot.MODEL)
    usd = way.plan.bill.usd_per_month.expected
    return way.slot is Slot.MODEL and any(same_money_limit(other) < usd for other in others)


def relaxed(
    recommendation: Recommendation, advice: StackAdvice | None, catalogue: Catalogue
) -> StackAdvice | None:
    """Return a side's advice with its ways out, where its plan is not enough or costs too much."""
    if advice is None or (advice.fits and not advice.over_budget):
        return advice
    stack, workload_class = advice.stack, recommendation.classification.workload_class
    limit = _usd_left(recommendation, stack)
    enough: dict[str, int] = {}

    def solved(workload: Workload) -> bool:
        rented = rentable(workload.conditions, catalogue)
        found = pick(stack, workload, rented, workload_class, enough)
        return found.fits and found.usd_per_month <= limit

    def write(workload: Workload) -> Plan:
        return picked_plan(stack, workload, rentable(workload.conditions, catalogue), workload_class)

    most = MOST_INTO_BUDGET if advice.fits else MOST
    found = find_relaxations(stack, recommendation.workload, catalogue, solved=solved, write=write, most=most)
    return advice.model_copy(update={"relaxations": found})


def with_lighter(recommendation: Recommendation, catalogue: Catalogue) -> tuple[OwnCards, ...]:
    """Return the team's own cards, those that would not do with the lighter way in which they would."""
    if len(recommendation.sides) > 1:
        return recommendation.own
    return tuple(
        own.model_copy(update={"lighter": _lighter_on(own, recommendation, catalogue)})
        if own.plans and own.plans[0].verdict is Verdict.NO
        else own
        for own in recommendation.own
    )


def _lighter_on(own: OwnCards, recommendation: Recommendation, catalogue: Catalogue) -> Relaxation | None:
    stack = recommendation.sides[0].stack
    for move in _lighter_ways(stack, recommendation.workload, catalogue):
        (there,) = own_cards([own.named], [side_of(stack, move.relaxed, catalogue)], catalogue)
        if there.plans[0].verdict is Verdict.FITS:
            return Relaxation(slot=move.slot, now=move.now, then=move.then, plan=there.plans[0])
    return None


def _usd_left(recommendation: Recommendation, stack: Stack) -> float:
    """Return what the budget leaves for one stack after the other's bill."""
    allowed = recommendation.budget_usd_per_month
    if allowed is None:
        return inf
    other = recommendation.training if stack == "serving" else recommendation.serving
    return allowed - (other.chosen.bill.usd_per_month.expected if other else 0.0)


def _streamed(stack: Stack, workload: Workload, catalogue: Catalogue, solved: Solved) -> Iterator[Move]:
    """Yield the limit of a whole answer as one of its first word, where it is read as it comes."""
    told = workload.latency
    streamed = told.streamed if told and stack == "serving" and not item_of(workload, catalogue) else None
    if told is None or streamed is None:
        return
    now, then = {"total_s": told.total_s}, {"first_token_s": streamed.first_token_s}
    move = _moved(workload, Slot.LATENCY, now, then, streamed, STREAMED)
    if solved(move.relaxed):
        yield move


def _numbers(stack: Stack, workload: Workload, catalogue: Catalogue, solved: Solved) -> Iterator[Move]:
    for lever, start in levers(stack, workload, item_of(workload, catalogue)):
        then = _least_relaxed(lever, workload, start, solved)
        if then is not None:
            relaxed = lever.moved(workload, then)
            distance = abs(log(then / start))
            yield Move(lever.slot, lever.answer(start), lever.answer(then), relaxed, distance)


def _least_relaxed(lever: Lever, workload: Workload, start: float, solved: Solved) -> float | None:
    """Return the first value on the easier side that solves it, found between steps that grow wider."""

    def unsolved(value: float) -> bool:
        return not solved(lever.moved(workload, value))

    before = start
    for factor in WIDER:
        easier = max(lever.least, start / factor) if lever.harder > 0 else min(lever.most, start * factor)
        easier = float(int(easier)) if lever.whole else easier
        if easier == before:
            return None
        if not unsolved(easier):
            found = narrow(before, easier, unsolved, whole=lever.whole)[1]
            found = _seen(found, start, lever)
            plain = min(lever.most, max(lever.least, _plain(found, downwards=lever.harder > 0)))
            return found if unsolved(plain) else plain
        before = easier
    return None


def _seen(found: float, start: float, lever: Lever) -> float:
    """Return a value as far from where it stands that its digits differ."""
    if lever.harder > 0:
        return min(found, floor(start / SEEN) if lever.whole else start / SEEN)
    return max(found, ceil(start * SEEN) if lever.whole else start * SEEN)


def _plain(value: float, *, downwards: bool) -> float:
    """Return a value's next neighbour of two digits, which is as much as a break point is known to."""
    step = 10.0 ** (floor(log10(value)) - 1)
    return round((floor if downwards else ceil)(round(value / step, 6)) * step, 9)


def _lighter(
    stack: Stack, workload: Workload, catalogue: Catalogue, solved: Solved, write: Callable[[Workload], Plan]
) -> Iterator[Move]:
    """Yield the mildest format or method that solves it, after one that does so for clearly less."""
    moves = [move for move in _lighter_ways(stack, workload, catalogue) if solved(move.relaxed)]
    bills = [write(move.relaxed).bill.usd_per_month.expected for move in moves]
    for move, usd in zip(moves[1:], bills[1:], strict=True):
        if same_money_limit(usd) < bills[0]:
            yield move._replace(distance=min(move.distance, moves[0].distance))
            break
    yield from moves[:1]


def _smaller(workload: Workload, catalogue: Catalogue, solved: Solved) -> Iterator[Move]:
    """Yield the largest smaller model that solves it."""
    found = next((move for move in _smaller_models(workload, catalogue) if solved(move.relaxed)), None)
    if found is not None:
        yield found


def _given_up(workload: Workload, solved: Solved, write: Callable[[Workload], Plan]) -> Iterator[Move]:
    """Yield the workload with each of its limits given up alone: a number raised as far as it takes."""
    told = workload.conditions
    for limit in (one for one in told if one not in unlimited(told)):
        left = tuple(one for one in told if one != limit)
        lifted = _moved(workload, Slot.CONDITIONS, held(told), held(left), left, inf)
        if solved(lifted.relaxed):
            yield _raised(workload, limit, write(lifted.relaxed)) or lifted


def _raised(workload: Workload, limit: Condition, plan: Plan) -> Move | None:
    """Return the workload with a number of cards or servers raised to a plan's; None for another limit."""
    if not isinstance(limit, AtMost):
        return None
    higher = limit.model_copy(update={"count": plan.gpu_count if limit.of == "gpu" else plan.nodes})
    then = tuple(higher if one == limit else one for one in workload.conditions)
    return _moved(workload, Slot.CONDITIONS, held(workload.conditions), held(then), then, inf)


def _moved(workload: Workload, slot: Slot, now: Any, then: Any, field: Any, distance: float) -> Move:
    """Return another choice for one answer; `field` is the choice as a workload holds it."""
    return Move(slot, now, then, workload.model_copy(update={slot.value: field}), distance)


def _lighter_ways(stack: Stack, workload: Workload, catalogue: Catalogue) -> Iterator[Move]:
    if stack == "training":
        methods = workload.method or (training_demand(workload, item_of(workload, catalogue))[0].method,)
        lighter = HEAVIEST_FIRST[min(map(HEAVIEST_FIRST.index, methods)) + 1 :]
        distance = log(4) if workload.method else NOBODY_S_CHOICE
        for method in () if "pretrain" in methods else lighter:
            yield _moved(workload, Slot.METHOD, list(methods), [method], (method,), distance)
        return
    architecture = catalogue.model(model_of(workload)).architecture
    now, _ = served_format(workload.precision, architecture)
    for name in LIGHTER_FORMATS:
        bits = WEIGHT_FORMATS[name].bits
        if bits < now.bits:
            distance = log(now.bits / bits) if workload.precision else NOBODY_S_CHOICE
            yield _moved(workload, Slot.PRECISION, now.id, name, name, distance)


def _smaller_models(workload: Workload, catalogue: Catalogue) -> Iterator[Move]:
    now = model_of(workload)
    architecture = catalogue.model(now).architecture
    if architecture.kind != "text-generation":
        return
    params_b = architecture.params_b
    for size in reversed(SIZES_B):
        if size < params_b * SMALLER:
            yield _moved(
                workload, Slot.MODEL, now, f"{size}B", f"{size}B", log(params_b / size) + LAST_RESORT
            )
