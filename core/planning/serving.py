"""Plans for serving: replicas side by side, each sized for its share of the requests."""

from collections.abc import Iterator
from functools import lru_cache
from math import ceil
from typing import NamedTuple

from core.catalog.catalogue import Catalogue
from core.demand.serving import ServingDemand
from core.planning.candidate import Candidate, candidate_of, would_fit
from core.planning.cost import hours_at_work, serving_usd_per_month
from core.planning.findings import SERVING_MEMORY, Finding, holds, reaches, within
from core.planning.offers import Offer, linked
from core.planning.replica import (
    Lengths,
    Replica,
    Served,
    busiest,
    crowd_of,
    in_flight_for,
    load_of,
    memory_of,
    most_in_work,
    replica_of,
    served_of,
    step_with,
    together_with,
)
from core.quantity import Estimate, Range
from core.sizing.serving_load import ServingLoad

GROUPS = (1, 2, 4, 8)
"""Cards that share one copy of the model over tensor parallelism, within one server."""
STAGES = (2, 4)
"""Servers that share one copy of a model too large for one."""


class ServingJob(NamedTuple):
    """A serving demand with its model looked up."""

    demand: ServingDemand
    model_name: str
    served: Served
    mean_tokens: float
    """What a request holds on average: prompt and answer, or half of the context if that is more."""
    lengths: Lengths


def serving_job(demand: ServingDemand, catalogue: Catalogue) -> ServingJob:
    """Look the model of a demand up; raises KeyError for a model the catalogue does not know."""
    model = catalogue.model(demand.model)
    prompt, output = demand.prompt_tokens, demand.output_tokens
    mean = max(prompt + output, demand.context_tokens / 2)
    lengths = (max(0.0, mean - prompt - output), prompt, output)
    return ServingJob(demand, model.name, served_of(model.architecture, demand.precision), mean, lengths)


def runs_on(job: ServingJob, offer: Offer) -> bool:
    """Whether a tier's card runs the number format at all."""
    return job.served.weights.runs_on(offer.tier.gpu)


def serving_options(job: ServingJob, offer: Offer, gpu_count: int) -> Iterator[Candidate]:
    """Yield the ways to split so many cards into replicas: of cards of one server, else of whole servers.

    Of a batch at leisure only the fastest that holds, which is done first; where none does, the fastest.
    """
    replicas = _replicas(job.served, offer.at(gpu_count), gpu_count)
    found = (_candidate(job, replica, gpu_count) for replica in replicas)
    yield from (max(found, key=_does),) if job.demand.at_leisure else found


def _does(candidate: Candidate) -> tuple[bool, float]:
    speeds = (one.figure.expected for one in candidate.findings if one.constraint == "throughput")
    return would_fit(candidate), next(speeds, 0.0)


@lru_cache(maxsize=2048)
def _replicas(served: Served, offer: Offer, gpu_count: int) -> tuple[Replica, ...]:
    """Return the replicas that hold the weights and an empty cache; the largest where none does."""
    heads = served.architecture.heads
    largest = min(gpu_count, offer.tier.cards_per_node)
    shapes = [group for group in GROUPS if group == 1 or (group <= largest and heads % group == 0)]

    def holding(groups: list[int]) -> list[Replica]:
        replicas = (replica_of(served, offer, group) for group in groups)
        return [one for one in replicas if memory_of(one, 1, 1.0).total.expected <= one.usable_gib]

    found = holding(shapes)
    if not found and shapes[-1] == offer.tier.cards_per_node and linked(offer, gpu_count):
        servers = [stages * shapes[-1] for stages in STAGES if stages * shapes[-1] <= gpu_count]
        found = holding(servers)
        shapes += servers
    return tuple(found) or (replica_of(served, offer, shapes[-1]),)


def _candidate(job: ServingJob, replica: Replica, gpu_count: int) -> Candidate:
    findings = tuple(serving_findings(job, replica, gpu_count))
    return candidate_of(
        offer=replica.offer,
        gpu_count=gpu_count,
        cards_per_replica=replica.cards,
        findings=findings,
        usd_per_month=serving_usd_per_month(
            replica.offer.usd_per_hour, gpu_count, job.demand.batch, batch_hours(job, findings)
        ),
    )


def batch_hours(job: ServingJob, findings: tuple[Finding, ...]) -> Range | None:
    """Return the hours that a batch keeps a plan at work; None where the work is no batch."""
    batch = job.demand.batch
    return hours_at_work(batch, job.demand.output_tokens, findings) if batch else None


def serving_bears(job: ServingJob, offer: Offer, gpu_count: int) -> bool:
    """Whether some way to use so many cards holds even if all goes badly, the format aside.

    Found without writing down why the others fail.
    """
    replicas = _replicas(job.served, offer.at(gpu_count), gpu_count)
    return any(_holds_for_certain(job, one, gpu_count) for one in replicas)


def _holds_for_certain(job: ServingJob, replica: Replica, gpu_count: int) -> bool:
    demand = job.demand
    sequences = sequences_each(job, replica, gpu_count)
    if replica.card.total(sequences, live_tokens(job, sequences)).high > replica.usable_gib:
        return False
    load = load_of(replica, in_work(job, replica, sequences), job.lengths)
    wait = load.first_token_p95_s if demand.at_p95 else load.first_token_s
    return (
        (demand.tokens_per_s_each is None or load.tokens_per_s_each.low >= demand.tokens_per_s_each)
        and (demand.first_token_s is None or wait.high <= demand.first_token_s)
        and (demand.total_s is None or load.total_s.high <= demand.total_s)
        and (
            demand.requests_per_s is None
            or throughput_of(load, replica, gpu_count).low >= demand.requests_per_s * demand.output_tokens
        )
    )


def serving_findings(
    job: ServingJob, replica: Replica, gpu_count: int, *, complete: bool = False
) -> Iterator[Finding]:
    """Yield how each constraint stands; speed is left out where memory already says no.

    With `complete` nothing is left out, for a plan that will be shown.
    """
    demand = job.demand
    yield replica.format
    sequences = sequences_each(job, replica, gpu_count)
    needed = replica.card.total(sequences, live_tokens(job, sequences))
    memory = holds(needed, replica.usable_gib, SERVING_MEMORY)
    yield memory
    if not (memory.rank or complete):
        return
    load = load_of(replica, in_work(job, replica, sequences), job.lengths)
    if demand.tokens_per_s_each is not None:
        yield reaches("tokens_per_s_each", demand.tokens_per_s_each, load.tokens_per_s_each, "tokens/s")
    if demand.first_token_s is not None:
        wait = load.first_token_p95_s if demand.at_p95 else load.first_token_s
        yield within("first_token_s", demand.first_token_s, wait, "s")
    if demand.total_s is not None:
        yield within("total_s", demand.total_s, load.total_s, "s")
    if demand.requests_per_s is not None:
        wanted = demand.requests_per_s * demand.output_tokens
        yield reaches("throughput", wanted, throughput_of(load, replica, gpu_count), "tokens/s")


def throughput_of(load: ServingLoad, replica: Replica, gpu_count: int) -> Range:
    """Return the tokens/s of all replicas, of which each stage works at the load's speed."""
    return load.throughput_tokens_per_s.scaled(gpu_count // replica.cards * replica.stages)


def sequences_each(job: ServingJob, replica: Replica, gpu_count: int) -> int:
    """Return how many requests in flight the fullest replica has, or needs for a batch to be done in time."""
    demand, share = job.demand, replica.cards / gpu_count
    most = ceil(demand.concurrency * share)
    if demand.arrivals_per_s is None:
        return most
    if demand.at_leisure:
        needed = in_flight_for(replica, most, job.lengths, demand.arrivals_per_s * share)
        return min(ceil(needed), most_in_work(replica, job.mean_tokens, demand.context_tokens))
    return crowd_of(replica, most, job.lengths, demand.arrivals_per_s * share)


def live_tokens(job: ServingJob, sequences: int) -> float:
    """Return the tokens each of so many requests holds at the busiest moment."""
    return busiest(job.mean_tokens, job.demand.context_tokens, sequences)


def replica_memory(job: ServingJob, replica: Replica, gpu_count: int) -> Estimate:
    """Return what the fullest card needs, in GiB."""
    sequences = sequences_each(job, replica, gpu_count)
    return memory_of(replica, sequences, live_tokens(job, sequences))


def serving_times(job: ServingJob, candidate: Candidate) -> dict[str, Estimate]:
    """Return a step and waits for the first word of a candidate as sums of their parts, in seconds.

    Of people who come one by one, and of the last where all who are told to be there ask in the same moment.
    """
    demand = job.demand
    replica = replica_of(job.served, candidate.offer, candidate.cards_per_replica)
    at_once = in_work(job, replica, sequences_each(job, replica, candidate.gpu_count))
    load = load_of(replica, at_once, job.lengths)
    times = {
        "step": step_with(replica, at_once, job.lengths),
        "first_word": load.first_token_p95 if demand.at_p95 else load.first_token,
    }
    if demand.first_token_s is not None and demand.arrivals_per_s is None and at_once > 1:
        times["first_word_together"] = together_with(replica, at_once, job.lengths)
    return times


def replica_load(job: ServingJob, replica: Replica, gpu_count: int) -> ServingLoad:
    """Return what each request sees on the fullest replica, its share of the requests always in flight."""
    return load_of(replica, in_work(job, replica, sequences_each(job, replica, gpu_count)), job.lengths)


def in_work(job: ServingJob, replica: Replica, sequences: int) -> int:
    """Return how many of its requests a replica works on at once: of a batch at leisure as many as it holds.

    So the speed of such a batch does not depend on the time it may take.
    """
    if job.demand.at_leisure:
        return most_in_work(replica, job.mean_tokens, job.demand.context_tokens)
    return sequences
