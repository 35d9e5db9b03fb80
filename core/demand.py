"""Workload to demand: what a plan must bear, with typical values and simple conversions where nobody said.

Every function returns the demand and the assumptions it took. More of an answer never lowers a demand.
"""

from functools import lru_cache
from math import ceil
from typing import Any, NamedTuple

from core import typical
from core.cadence import nearest_named, runs_per_month
from core.catalog.architecture import Item
from core.recommendation import Assumption
from core.request_rate import Batch, RequestRate
from core.workload import Latency, Method, Slot, Workload

HEAVIEST_FIRST: tuple[Method, ...] = ("pretrain", "full", "lora", "qlora")
"""Methods by the memory they demand; several are sized for the first of these."""

NEW_SHARE = 4
"""A new prompt fills one part in so many of the context when nobody said."""


class ServingDemand(NamedTuple):
    """What a serving plan must bear at its peak. Lengths in tokens, targets for one request.

    `context_tokens` is what each request in flight may fill; `prompt_tokens` is new with every request. A
    target of None is no target. `at_p95` says that waits bind 95 of 100 requests, not their mean. With
    `arrivals_per_s` nobody said how many are in flight: that depends on the plan, `concurrency` is the most.
    """

    model: str
    precision: str | None
    context_tokens: int
    prompt_tokens: int
    output_tokens: int
    concurrency: int
    requests_per_s: float | None
    arrivals_per_s: float | None
    first_token_s: float | None
    total_s: float | None
    tokens_per_s_each: float | None
    at_p95: bool
    batch: Batch | None = None
    """The work, where it is there at once and the server is rented for it only."""
    at_leisure: bool = False
    """Whether the work is there at once and nobody waits for any of it: a plan takes on all that it holds."""


class TrainingDemand(NamedTuple):
    """What a training plan must bear: one run, how often, and how long it may take.

    `amount` counts what one run processes over all its passes: tokens, or samples of models that work in
    `item`. `batch_size` is in sequences or samples per update, `sequence_tokens` the length of each.
    """

    model: str
    method: Method
    optimizer: str
    sequence_tokens: int
    amount: int
    batch_size: int
    runs_per_month: float
    deadline_hours: float
    kept: bool
    item: Item | None = None


def model_of(workload: Workload) -> str:
    """Return the model that was named, else the typical one of such work."""
    return workload.model or str(typical.model_for(workload.task_told).value)


class Assumed:
    """The assumptions made while one demand is put together."""

    def __init__(self) -> None:
        self.made: list[Assumption] = []

    def take(self, slot: Slot, value: Any, basis: str) -> Any:
        """Note that `value` was taken for `slot`, and return it."""
        self.made.append(Assumption(slot=slot, value=value, basis=basis))
        return value

    def work_out(self, slot: Slot, value: Any, basis: str) -> Any:
        """Note that `value` follows for `slot` from what is known of others, and return it."""
        self.made.append(Assumption(slot=slot, value=value, basis=basis, worked_out=True))
        return value

    def share_at_once(self, users: int) -> int:
        """Note how many of so many users wait at once, and return it."""
        waiting = max(1, ceil(users * typical.PEAK_SHARE))
        return int(self.take(Slot.CONCURRENCY, waiting, typical.PEAK_SHARE_BASIS))

    def unless_said(self, said: Any, slot: Slot) -> Any:
        """Return what was said, else the slot's typical value."""
        return self._unless(said, typical.TYPICAL[slot])

    def model_of(self, workload: Workload) -> str:
        """Return the same as `model_of`, and note where it was not named."""
        return str(self._unless(workload.model, typical.model_for(workload.task_told)))

    def _unless(self, said: Any, row: typical.TypicalRow) -> Any:
        return self.take(row.slot, row.value, row.basis) if said is None else said


@lru_cache(maxsize=512)
def serving_demand(workload: Workload) -> tuple[ServingDemand, tuple[Assumption, ...]]:
    """Return what serving this workload demands."""
    assumed = Assumed()
    model = assumed.model_of(workload)
    context, prompt, output = _lengths(workload, assumed)
    latency = _targets(workload.latency, prompt, assumed)
    told = rate_told(workload, assumed)
    rate = None if told is None else told.arriving(prompt, output)
    demand = ServingDemand(
        model=model,
        precision=workload.precision,
        context_tokens=context,
        prompt_tokens=prompt,
        output_tokens=output,
        concurrency=_concurrency(workload, rate, latency, output, assumed),
        requests_per_s=rate,
        arrivals_per_s=rate if workload.concurrency is None else None,
        first_token_s=latency.first_token_s,
        total_s=latency.total_s,
        tokens_per_s_each=latency.tokens_per_s_each,
        at_p95=latency.percentile in ("p90", "p95", "p99"),
        batch=batch_of(workload, told),
        at_leisure=told is not None
        and told.batch is not None
        and latency.batch
        and workload.concurrency is None,
    )
    return demand, tuple(assumed.made)


@lru_cache(maxsize=512)
def training_demand(
    workload: Workload, item: Item | None = None
) -> tuple[TrainingDemand, tuple[Assumption, ...]]:
    """Return what one training run demands; `item` is what its model works in, None for text it writes."""
    assumed = Assumed()
    model = assumed.model_of(workload)
    methods = workload.method or (assumed.unless_said(None, Slot.METHOD),)
    if item is None:
        sequence = assumed.unless_said(workload.sequence_tokens, Slot.SEQUENCE_TOKENS)
        data = _data_tokens(workload, sequence, assumed)
        epochs = assumed.unless_said(workload.epochs, Slot.EPOCHS)
    else:
        sequence = _sample_tokens(workload, item, assumed)
        data = _samples(workload, item, assumed)
        epochs = workload.epochs or _item_epochs(data, item, assumed)
    cadence = _cadence(workload, methods, assumed)
    rental = assumed.unless_said(workload.rental, Slot.RENTAL)
    demand = TrainingDemand(
        model=model,
        method=next(method for method in HEAVIEST_FIRST if method in methods),
        optimizer=assumed.unless_said(workload.optimizer, Slot.OPTIMIZER),
        sequence_tokens=sequence,
        amount=ceil(data * epochs),
        batch_size=assumed.unless_said(workload.batch_size, Slot.BATCH_SIZE),
        runs_per_month=runs_per_month(cadence),
        deadline_hours=_deadline_hours(workload, methods, cadence, assumed),
        kept=rental == "kept",
        item=item,
    )
    return demand, tuple(assumed.made)


def _lengths(workload: Workload, assumed: Assumed) -> tuple[int, int, int]:
    """Return context, new prompt and answer, the context never shorter than the other two together."""
    context, prompt, output = workload.context_tokens, workload.prompt_tokens, workload.output_tokens
    if context is None and prompt is None:
        context = assumed.unless_said(None, Slot.CONTEXT_TOKENS)
    if prompt is None:
        basis = "a quarter of the context is new with every request"
        prompt = assumed.take(Slot.PROMPT_TOKENS, max(1, (context or 0) // NEW_SHARE), basis)
    output = assumed.unless_said(output, Slot.OUTPUT_TOKENS)
    if context is None:
        context = assumed.work_out(Slot.CONTEXT_TOKENS, prompt + output, "the prompt and the answer together")
    return max(context, prompt + output), prompt, output


def _targets(latency: Latency | None, prompt: int, assumed: Assumed) -> Latency:
    """Return what was asked for, completed so that an answer both starts soon and keeps flowing."""
    if latency is not None and (latency.batch or latency.total_s is not None):
        return latency
    said = latency or Latency()
    missing: dict[str, float] = {}
    if said.first_token_s is None:
        missing["first_token_s"] = max(typical.FIRST_TOKEN_S, prompt / typical.PATIENCE_TOKENS_PER_S)
    if said.tokens_per_s_each is None:
        missing["tokens_per_s_each"] = typical.TOKENS_PER_S_EACH
    if missing:
        assumed.take(Slot.LATENCY, missing, typical.LATENCY_BASIS)
    return said.model_copy(update=missing)


def rate_told(workload: Workload, assumed: Assumed) -> RequestRate | None:
    """Return what arrives, a batch spread over the time it may take: as said, or a typical time."""
    said = workload.request_rate
    if said is None or said.batch is None or said.batch.hours is not None:
        if said and said.batch and said.batch.night:
            assumed.take(Slot.DEADLINE, {"hours": said.batch.hours}, typical.NIGHT_BASIS)
        return said
    if workload.waits_for_hours and workload.deadline is not None:
        return said.within(workload.deadline.hours)
    hours = typical.BATCH_HOURS
    timed = said.within(hours)
    if workload.waits_for_hours:
        assumed.take(Slot.DEADLINE, {"hours": hours}, typical.BATCH_HOURS_BASIS)
    else:
        assumed.take(Slot.REQUEST_RATE, timed.model_dump(exclude_defaults=True), typical.BATCH_HOURS_BASIS)
    return timed


def batch_of(workload: Workload, rate: RequestRate | None) -> Batch | None:
    """Return the batch that a server is rented for; None where it is rented all the time."""
    return None if rate is None or workload.rental == "kept" else rate.batch


def _concurrency(
    workload: Workload, rate: float | None, latency: Latency, output: int, assumed: Assumed
) -> int:
    if workload.concurrency is not None:
        if latency.batch and rate is None and workload.concurrency > typical.BATCH_AT_ONCE:
            return int(assumed.take(Slot.CONCURRENCY, typical.BATCH_AT_ONCE, typical.BATCH_BASIS))
        return workload.concurrency
    if rate is not None:
        return max(1, ceil(rate * _seconds_allowed(latency, output)))
    if workload.users is not None:
        return assumed.share_at_once(workload.users)
    return int(assumed.unless_said(None, Slot.CONCURRENCY))


def _seconds_allowed(latency: Latency, output: int) -> float:
    """Return how long one request may stay in flight when it just meets its targets (Little's law)."""
    if latency.total_s is not None:
        return latency.total_s
    speed = latency.tokens_per_s_each or typical.TOKENS_PER_S_EACH
    return (latency.first_token_s or typical.FIRST_TOKEN_S) + output / speed


def _data_tokens(workload: Workload, sequence: int, assumed: Assumed) -> float:
    if workload.dataset_tokens is not None:
        return workload.dataset_tokens
    if workload.dataset_samples is not None:
        tokens = workload.dataset_samples * min(sequence, typical.TOKENS_PER_SAMPLE)
        return float(assumed.take(Slot.DATASET_TOKENS, tokens, typical.TOKENS_PER_SAMPLE_BASIS))
    if workload.dataset_gb is not None:
        tokens = ceil(workload.dataset_gb * typical.TOKENS_PER_GB)
        return float(assumed.take(Slot.DATASET_TOKENS, tokens, typical.TOKENS_PER_GB_BASIS))
    return float(assumed.unless_said(None, Slot.DATASET_TOKENS))


def _sample_tokens(workload: Workload, item: Item, assumed: Assumed) -> int:
    """Return the length of a text to embed; images and audio have a size of their own."""
    if item != "text" or workload.sequence_tokens is not None:
        return workload.sequence_tokens or typical.TEXT_TOKENS
    return int(assumed.take(Slot.SEQUENCE_TOKENS, typical.TEXT_TOKENS, typical.TEXT_TOKENS_BASIS))


def _samples(workload: Workload, item: Item, assumed: Assumed) -> float:
    if workload.dataset_samples is not None:
        return workload.dataset_samples
    if workload.dataset_gb is not None:
        each, basis = typical.ITEMS_PER_GB[item]
        return float(assumed.take(Slot.DATASET_SAMPLES, max(1, ceil(workload.dataset_gb * each)), basis))
    if workload.dataset_tokens is not None:
        samples = max(1, ceil(workload.dataset_tokens / typical.TOKENS_PER_SAMPLE))
        return float(assumed.take(Slot.DATASET_SAMPLES, samples, typical.TOKENS_PER_SAMPLE_BASIS))
    return float(assumed.take(Slot.DATASET_SAMPLES, *typical.ITEM_SAMPLES[item]))


def _item_epochs(samples: float, item: Item, assumed: Assumed) -> int:
    epochs, basis = typical.ITEM_EPOCHS[item]
    if item == "image":
        epochs = min(epochs, max(1, ceil(typical.IMAGES_SEEN / samples)))
    return int(assumed.take(Slot.EPOCHS, epochs, basis))


def _cadence(workload: Workload, methods: tuple[Method, ...], assumed: Assumed) -> str:
    if workload.cadence is None and "pretrain" in methods:
        return str(assumed.take(Slot.CADENCE, "once", typical.PRETRAIN_CADENCE_BASIS))
    return str(assumed.unless_said(workload.cadence, Slot.CADENCE))


def _deadline_hours(workload: Workload, methods: tuple[Method, ...], cadence: str, assumed: Assumed) -> float:
    if workload.deadline is not None:
        return workload.deadline.hours
    if "pretrain" in methods and workload.cadence is None:
        said = {"hours": typical.PRETRAIN_DEADLINE_HOURS}
        assumed.take(Slot.DEADLINE, said, typical.PRETRAIN_DEADLINE_BASIS)
        return typical.PRETRAIN_DEADLINE_HOURS
    hours = typical.DEADLINE_HOURS[nearest_named(cadence)]
    assumed.take(Slot.DEADLINE, {"hours": hours}, typical.DEADLINE_BASIS)
    return hours
