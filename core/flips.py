"""Where the advice would change: the break points of one answer at a time, in both directions."""

from collections.abc import Callable, Iterator
from math import inf, log
from typing import Any, Literal, NamedTuple

from core.advising.own_cards import OWN, own_or_rented
from core.advising.picks import Pick, PickFor, bears_on, picker
from core.bisection import narrow
from core.catalog.architecture import ITEM_OF
from core.catalog.catalogue import Catalogue
from core.catalog.formats import WEIGHT_FORMATS
from core.demand.assumed import model_of
from core.demand.items import item_of
from core.demand.levers import SIZES_B, SMALLER, Lever, levers
from core.planning.cost import same_money_limit
from core.planning.precision import served_format
from core.recommendation import Flip, Recommendation, Stack, Verdict
from core.teams.priors import MODELS_BY_ITEM
from core.workload import Method, Slot, Workload

Direction = Literal["above", "below", "becomes"]
STEPS: tuple[tuple[Direction, float], ...] = (("above", 16.0), ("below", 1 / 16))
"""How far from the present value a change is looked for."""

FORMATS = ("bf16", "fp8", "awq")
METHODS: tuple[Method, ...] = ("full", "lora", "qlora")


def find_flips(workload: Workload, catalogue: Catalogue, recommendation: Recommendation) -> tuple[Flip, ...]:
    """Return the answers that would change the plan, each moved alone; the nearest changes first.

    Numbers are moved far, and bisected where that changes the plan; precision, method and model are swapped
    for others. Where nothing fits there is no plan to flip from.
    """
    workload_class = recommendation.classification.workload_class
    flips: list[tuple[float, Flip]] = []
    for advice in recommendation.sides:
        stack = advice.stack
        rent = picker(stack, catalogue, workload_class)
        ask = own_or_rented(recommendation, stack, catalogue, rent)
        present = ask(workload)
        if not present.fits:
            continue
        flips += _number_flips(stack, workload, catalogue, present, ask)
        flips += _swaps(stack, workload, catalogue, present, ask)
    return tuple(flip for _, flip in sorted(flips, key=lambda found: found[0]))


def _number_flips(
    stack: Stack, workload: Workload, catalogue: Catalogue, present: Pick, ask: PickFor
) -> Iterator[tuple[float, Flip]]:
    def bears(moved: Workload) -> bool:
        if present.tier == OWN:
            return ask(moved).tier == OWN
        return bears_on(stack, moved, catalogue, present)

    for lever, start in levers(stack, workload, item_of(workload, catalogue)):
        for direction, factor in STEPS:
            search = _Search(lever, workload, start, present, ask, bears)
            found = search.break_point(factor)
            if found is not None:
                at, beyond = found
                flip = _flip(catalogue, stack, lever.slot, direction, lever.answer(at), beyond, start)
                yield abs(log(at / start)), flip


class _Search(NamedTuple):
    """The search for where one number, moved alone, would change the present plan."""

    lever: Lever
    workload: Workload
    start: float
    present: Pick
    ask: PickFor
    bears: Callable[[Workload], bool]
    """Whether the present plan itself still bears a workload for certain."""

    def break_point(self, factor: float) -> tuple[float, Pick] | None:
        """Return the last value at which the present plan stands, and the plan beyond it."""
        far = min(max(self.start * factor, self.lever.least), self.lever.most)
        far = float(int(far)) if self.lever.whole else far
        if far == self.start or self._stands(far):
            return None
        return self._where_it_gives_in(far) or self._where_it_loses(self.start, far)

    def _where_it_gives_in(self, far: float) -> tuple[float, Pick] | None:
        """Return the same where the present plan stands until it is not enough: found much sooner."""
        if self.present.verdict is not Verdict.FITS or self._bears(far):
            return None
        at, beyond = narrow(self.start, far, self._bears, whole=self.lever.whole)
        other = self.ask(self.lever.moved(self.workload, beyond))
        if other.label == self.present.label or not self._stands(at):
            return None
        return at, other

    def _where_it_loses(self, inside: float, far: float) -> tuple[float, Pick]:
        at, beyond = narrow(inside, far, self._stands, whole=self.lever.whole)
        return at, self.ask(self.lever.moved(self.workload, beyond))

    def _stands(self, value: float) -> bool:
        return self.ask(self.lever.moved(self.workload, value)).label == self.present.label

    def _bears(self, value: float) -> bool:
        return self.bears(self.lever.moved(self.workload, value))


def _swaps(
    stack: Stack, workload: Workload, catalogue: Catalogue, present: Pick, ask: PickFor
) -> Iterator[tuple[float, Flip]]:
    """Yield what another precision, method or model size would change; they come after all numbers.

    Nobody goes over to fewer bits in which the same costs clearly more.
    """
    for slot, value, field in _other_values(stack, workload, catalogue):
        other = ask(workload.model_copy(update={slot.value: field}))
        vain = slot is Slot.PRECISION and _is_vain(workload, value, catalogue, present, other)
        if other.label != present.label and not vain:
            yield inf, _flip(catalogue, stack, slot, "becomes", value, other)


def _is_vain(workload: Workload, name: str, catalogue: Catalogue, present: Pick, other: Pick) -> bool:
    """Whether a format has fewer bits and yet costs clearly more than a plan to rent that fits as it is."""
    served, _ = served_format(workload.precision, catalogue.model(model_of(workload)).architecture)
    surely = present.verdict is Verdict.FITS and present.tier != OWN
    dearer = other.usd_per_month > same_money_limit(present.usd_per_month)
    return surely and dearer and WEIGHT_FORMATS[name].bits < served.bits


def _other_values(stack: Stack, workload: Workload, catalogue: Catalogue) -> Iterator[tuple[Slot, Any, Any]]:
    architecture = catalogue.model(model_of(workload)).architecture
    streamed = workload.latency and workload.latency.streamed
    if stack == "serving" and streamed and architecture.kind not in ITEM_OF:
        yield Slot.LATENCY, {"first_token_s": streamed.first_token_s}, streamed
    if stack == "serving":
        served = served_format(workload.precision, architecture)[0].id
        yield from ((Slot.PRECISION, name, name) for name in FORMATS if name != served)
    elif "pretrain" not in workload.method:
        yield from ((Slot.METHOD, [name], (name,)) for name in METHODS if name not in workload.method)
    item = ITEM_OF.get(architecture.kind)
    if item is not None:
        others = (model for model, _ in MODELS_BY_ITEM[item] if model != model_of(workload))
        yield from ((Slot.MODEL, model, model) for model in others if workload.model is None)
        return
    smaller = [size for size in SIZES_B if size < architecture.params_b * SMALLER][-1:]
    larger = [size for size in SIZES_B if size > architecture.params_b / SMALLER][:1]
    yield from ((Slot.MODEL, f"{size}B", f"{size}B") for size in (*smaller, *larger))


def _flip(
    catalogue: Catalogue,
    stack: Stack,
    slot: Slot,
    direction: Direction,
    at: Any,
    beyond: Pick,
    now: float | None = None,
) -> Flip:
    gpu = catalogue.tier(beyond.tier).gpu
    return Flip(
        slot=slot,
        direction=direction,
        at=at,
        now=now,
        tier=beyond.tier,
        gpu=gpu.name,
        memory_gb=round(gpu.memory_gb),
        gpu_count=beyond.gpu_count,
        nodes=beyond.nodes,
        stack=stack,
        fits=beyond.fits,
        tight=beyond.verdict is Verdict.TIGHT,
        path=catalogue.tier(beyond.tier).path,
        usd_per_month=beyond.usd_per_month if beyond.fits else None,
    )
