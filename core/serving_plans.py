"""Plans for serving: replicas of tensor-parallel groups, each sized for its share of the requests.

A model that one server cannot hold is cut into stages of whole layers, a server for each; requests pass
through the stages one after the other, and each stage works on its own share of them.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from math import ceil, sqrt

from core.candidate import Candidate, Offer, candidate_of
from core.catalog.architecture import Architecture
from core.catalog.catalogue import Catalogue
from core.catalog.formats import KvFormat, WeightFormat
from core.cost import HOURS_PER_MONTH
from core.demand import ServingDemand
from core.findings import SERVING_MEMORY, Finding, allows, holds, reaches, within
from core.precision import cache_format, served_format
from core.quantity import Estimate, Range
from core.sizing.serving_engine import usable_gib
from core.sizing.serving_load import ServingLoad, estimate_serving_load
from core.sizing.serving_memory import estimate_serving_memory, most_sequences

GROUPS = (1, 2, 4, 8)
"""Cards that share one copy of the model over tensor parallelism, within one server."""
STAGES = (2, 4)
"""Servers that share one copy of a model too large for one."""


@dataclass(frozen=True, eq=False)
class Served:
    """A model in the formats it is served in; one object for each, compared by identity."""

    architecture: Architecture
    weights: WeightFormat
    cache: KvFormat


@lru_cache(maxsize=1024)
def served_of(architecture: Architecture, precision: str | None) -> Served:
    """Return the one served form of a model in this precision."""
    weights, _ = served_format(precision, architecture)
    return Served(architecture, weights, cache_format(weights))


@dataclass(frozen=True, slots=True)
class ServingJob:
    """A serving demand with its model looked up."""

    demand: ServingDemand
    model_name: str
    served: Served


def serving_job(demand: ServingDemand, catalogue: Catalogue) -> ServingJob:
    """Look the model of a demand up; raises KeyError for a model the catalogue does not know."""
    model = catalogue.model(demand.model)
    return ServingJob(demand, model.name, served_of(model.architecture, demand.precision))


def runs_on(job: ServingJob, offer: Offer) -> bool:
    """Whether a tier's card runs the number format at all."""
    return job.served.weights.runs_on(offer.tier.gpu)


def serving_options(job: ServingJob, offer: Offer, gpu_count: int) -> Iterator[Candidate]:
    """Yield the ways to split so many cards into replicas: of cards of one server, else of whole servers."""
    for group in _groups(job.served, offer, gpu_count):
        yield _candidate(job, offer, gpu_count, group)


@lru_cache(maxsize=8192)
def _groups(served: Served, offer: Offer, gpu_count: int) -> tuple[int, ...]:
    """Return the replica sizes that hold the weights and an empty cache; the largest where none does."""
    heads = served.architecture.heads
    largest = min(gpu_count, offer.tier.cards_per_node)
    shapes = [group for group in GROUPS if group == 1 or (group <= largest and heads % group == 0)]
    usable = usable_gib(offer.tier.gpu, served.weights.engine)

    def holding(groups: list[int]) -> list[int]:
        return [group for group in groups if _memory(served, offer, group, 1, 1.0).total.expected <= usable]

    found = holding(shapes)
    if not found and shapes[-1] == offer.tier.cards_per_node:
        servers = [stages * shapes[-1] for stages in STAGES if stages * shapes[-1] <= gpu_count]
        return tuple(holding(servers) or [*shapes, *servers][-1:])
    return tuple(found or shapes[-1:])


def stages_of(offer: Offer, group: int) -> int:
    """Return how many servers hold one copy of the model when so many cards share it."""
    return max(1, group // offer.tier.cards_per_node)


@lru_cache(maxsize=1024)
def _stage(architecture: Architecture, stages: int) -> Architecture:
    """Return what one of so many stages holds: its share of the layers, and the embeddings of either end."""
    if stages == 1:
        return architecture
    ends_b = (architecture.embedding_params + architecture.lm_head_params) / 1e9
    return replace(
        architecture,
        params_b=architecture.linear_params / 1e9 / stages + ends_b,
        layers=ceil(architecture.layers / stages),
        sliding_layers=ceil(architecture.sliding_layers / stages),
        kv_elements_per_token=ceil(architecture.kv_elements_per_token / stages),
        state_elements=ceil(architecture.state_elements / stages),
    )


def _candidate(job: ServingJob, offer: Offer, gpu_count: int, group: int) -> Candidate:
    return candidate_of(
        offer=offer,
        gpu_count=gpu_count,
        cards_per_replica=group,
        findings=tuple(serving_findings(job, offer, gpu_count, group)),
        usd_per_month=offer.usd_per_hour * gpu_count * HOURS_PER_MONTH,
    )


def serving_fit(job: ServingJob, offer: Offer, gpu_count: int) -> Candidate | None:
    """Return the first way to use so many cards that holds even if all goes badly, the format aside.

    None where none does; found without writing down why the others fail.
    """
    for group in _groups(job.served, offer, gpu_count):
        if _holds_for_certain(job, offer, gpu_count, group):
            return _candidate(job, offer, gpu_count, group)
    return None


def _holds_for_certain(job: ServingJob, offer: Offer, gpu_count: int, group: int) -> bool:
    demand = job.demand
    usable = usable_gib(offer.tier.gpu, job.served.weights.engine)
    if replica_memory(job, offer, gpu_count, group).total.high > usable:
        return False
    load = replica_load(job, offer, gpu_count, group)
    wait = load.first_token_p95_s if demand.at_p95 else load.first_token_s
    return (
        (demand.tokens_per_s_each is None or load.tokens_per_s_each.low >= demand.tokens_per_s_each)
        and (demand.first_token_s is None or wait.high <= demand.first_token_s)
        and (demand.total_s is None or load.total_s.high <= demand.total_s)
        and (
            demand.requests_per_s is None
            or throughput_of(load, offer, gpu_count, group).low
            >= demand.requests_per_s * demand.output_tokens
        )
    )


def serving_findings(
    job: ServingJob, offer: Offer, gpu_count: int, group: int, *, complete: bool = False
) -> Iterator[Finding]:
    """Yield how each constraint stands; speed is left out where memory already says no.

    With `complete` nothing is left out, for a plan that will be shown.
    """
    demand, weights, gpu = job.demand, job.served.weights, offer.tier.gpu
    runs = weights.runs_on(gpu)
    has = max(gpu.compute_capability, weights.compute_capability) if runs else gpu.compute_capability
    yield allows("format", weights.compute_capability, has, "compute capability")
    needed = replica_memory(job, offer, gpu_count, group).total
    memory = holds(needed, usable_gib(gpu, weights.engine), SERVING_MEMORY)
    yield memory
    if not (memory.rank or complete):
        return
    load = replica_load(job, offer, gpu_count, group)
    if demand.tokens_per_s_each is not None:
        yield reaches("tokens_per_s_each", demand.tokens_per_s_each, load.tokens_per_s_each, "tokens/s")
    if demand.first_token_s is not None:
        wait = load.first_token_p95_s if demand.at_p95 else load.first_token_s
        yield within("first_token_s", demand.first_token_s, wait, "s")
    if demand.total_s is not None:
        yield within("total_s", demand.total_s, load.total_s, "s")
    if demand.requests_per_s is not None:
        wanted = demand.requests_per_s * demand.output_tokens
        yield reaches("throughput", wanted, throughput_of(load, offer, gpu_count, group), "tokens/s")


def throughput_of(load: ServingLoad, offer: Offer, gpu_count: int, group: int) -> Range:
    """Return the tokens/s of all replicas, of which each stage works at the load's speed."""
    return load.throughput_tokens_per_s.scaled(gpu_count // group * stages_of(offer, group))


def sequences_each(job: ServingJob, gpu_count: int, group: int) -> int:
    """Return how many requests in flight the fullest replica has."""
    return ceil(job.demand.concurrency * group / gpu_count)


def live_tokens(demand: ServingDemand, sequences: int) -> float:
    """Return the tokens each of so many requests holds at the busiest moment.

    One alone may fill the context; of many, few are full at once: the sum of n independent requests strays
    from its mean by the square root of n, so each is given the rest of the context over that root.
    """
    mean = mean_tokens(demand)
    return mean + (demand.context_tokens - mean) / sqrt(sequences)


def mean_tokens(demand: ServingDemand) -> float:
    """Return what a request holds on average: prompt and answer, or half of the context if that is more."""
    return max(demand.prompt_tokens + demand.output_tokens, demand.context_tokens / 2)


def replica_memory(job: ServingJob, offer: Offer, gpu_count: int, group: int) -> Estimate:
    """Return what the fullest card needs, in GiB."""
    sequences = sequences_each(job, gpu_count, group)
    return _memory(job.served, offer, group, sequences, live_tokens(job.demand, sequences))


def replica_load(job: ServingJob, offer: Offer, gpu_count: int, group: int) -> ServingLoad:
    """Return what each request sees on the fullest replica, its share of the requests always in flight.

    Of a replica in stages, the requests in flight are spread over the stages.
    """
    demand = job.demand
    history = max(0.0, mean_tokens(demand) - demand.prompt_tokens - demand.output_tokens)
    lengths = (history, demand.prompt_tokens, demand.output_tokens)
    at_once = ceil(sequences_each(job, gpu_count, group) / stages_of(offer, group))
    return _load(job.served, offer, group, at_once, lengths)


def fitting(job: ServingJob, offer: Offer, group: int, tokens_each: float) -> int:
    """Return how many requests of so many live tokens fit the memory of one replica for certain."""
    return most_sequences(
        _stage(job.served.architecture, stages_of(offer, group)),
        weight_format=job.served.weights,
        kv_format=job.served.cache,
        gpu=offer.tier.gpu,
        tensor_parallel=min(group, offer.tier.cards_per_node),
        tokens_each=tokens_each,
        engine=job.served.weights.engine,
    )


@lru_cache(maxsize=16_384)
def _memory(served: Served, offer: Offer, group: int, sequences: int, tokens_each: float) -> Estimate:
    return estimate_serving_memory(
        _stage(served.architecture, stages_of(offer, group)),
        weight_format=served.weights,
        kv_format=served.cache,
        gpu=offer.tier.gpu,
        tensor_parallel=min(group, offer.tier.cards_per_node),
        sequences=sequences,
        tokens_each=tokens_each,
        engine=served.weights.engine,
    )


@lru_cache(maxsize=16_384)
def _load(
    served: Served, offer: Offer, group: int, sequences: int, lengths: tuple[float, int, int]
) -> ServingLoad:
    return estimate_serving_load(
        served.architecture,
        weight_format=served.weights,
        kv_format=served.cache,
        gpu=offer.tier.gpu,
        tensor_parallel=min(group, offer.tier.cards_per_node),
        engine=served.weights.engine,
        concurrency=sequences,
        history_tokens=lengths[0],
        prompt_tokens=lengths[1],
        output_tokens=lengths[2],
    )
