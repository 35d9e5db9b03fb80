"""What serving a model that writes demands: lengths, requests in work at once, and how long they may take."""

from functools import lru_cache
from math import ceil
from typing import NamedTuple

from core.demand.assumed import Assumed, batch_of, rate_told
from core.recommendation import Assumption
from core.request_rate import Batch
from core.teams import typical
from core.workload import Latency, Slot, Workload

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
