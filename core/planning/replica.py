"""One replica: the cards of a tier that share one copy of a model, what they hold and what requests see.

A model that one server cannot hold is cut into stages of whole layers, a server for each; requests pass
through the stages one after the other, and each stage works on its own share of them.
"""

from dataclasses import dataclass
from functools import lru_cache
from math import ceil, sqrt

from core.bisection import least_enough, narrow
from core.catalog.architecture import Architecture
from core.catalog.formats import KvFormat, WeightFormat
from core.planning.findings import Finding, runs_format
from core.planning.offers import Offer
from core.planning.precision import cache_format, served_format
from core.quantity import Estimate
from core.sizing.card_group import CardGroup, prefill_s
from core.sizing.serving_engine import usable_gib
from core.sizing.serving_load import ServingLoad
from core.sizing.serving_memory import ServingMemory, serving_memory, weights_gib

_BUSY = 1.65
"""Standard deviations of a normal distribution above its mean that one in twenty exceeds."""

_MOST_AT_ONCE = 256
"""Requests that vLLM works on at once unless it is told otherwise (its `max_num_seqs`)."""

Lengths = tuple[float, int, int]
"""Tokens of one request: in the cache from before, of its new prompt, and of its answer."""


@dataclass(frozen=True, eq=False)
class Served:
    """A model in the formats it is served in; one object for each, compared by identity."""

    architecture: Architecture
    weights: WeightFormat
    cache: KvFormat
    weights_gib: float
    """Of all cards that share one copy together."""


@lru_cache(maxsize=1024)
def served_of(architecture: Architecture, precision: str | None) -> Served:
    """Return the one served form of a model in this precision."""
    weights, _ = served_format(precision, architecture)
    return Served(architecture, weights, cache_format(weights), weights_gib(architecture, weights))


@dataclass(frozen=True, eq=False)
class Replica:
    """So many cards with a copy of a model; one object for each, compared by identity."""

    served: Served
    offer: Offer
    cards: int
    stages: int
    """Servers that share the copy."""
    usable_gib: float
    """What the engine may fill of each card."""
    card: ServingMemory
    """The memory of the fullest card."""
    group: CardGroup
    """What a step and a prompt cost."""
    format: Finding
    """Whether the card runs the number format."""


@lru_cache(maxsize=512)
def replica_of(served: Served, offer: Offer, cards: int) -> Replica:
    """Return the one replica of these cards."""
    stages = max(1, cards // offer.tier.cards_per_node)
    card = serving_memory(
        _stage(served.architecture, stages),
        weight_format=served.weights,
        kv_format=served.cache,
        gpu=offer.tier.gpu,
        tensor_parallel=min(cards, offer.tier.cards_per_node),
        engine=served.weights.engine,
    )
    usable = usable_gib(offer.tier.gpu, served.weights.engine)
    group = CardGroup(
        served.architecture,
        served.weights,
        served.cache,
        offer.tier.gpu,
        card.tensor_parallel,
        served.weights.engine,
    )
    runs = runs_format(served.weights, offer.tier.gpu)
    return Replica(served, offer, cards, stages, usable, card, group, runs)


def _stage(architecture: Architecture, stages: int) -> Architecture:
    """Return what one of so many stages holds: its share of the layers, and the embeddings of either end."""
    if stages == 1:
        return architecture
    ends_b = (architecture.embedding_params + architecture.lm_head_params) / 1e9
    return architecture._replace(
        params_b=architecture.linear_params / 1e9 / stages + ends_b,
        layers=ceil(architecture.layers / stages),
        sliding_layers=ceil(architecture.sliding_layers / stages),
        sliding_elements=ceil(architecture.sliding_elements / stages),
        kv_elements_per_token=ceil(architecture.kv_elements_per_token / stages),
        state_elements=ceil(architecture.state_elements / stages),
        attention_layers=ceil(architecture.attention_layers / stages),
    )


@lru_cache(maxsize=512)
def memory_of(replica: Replica, sequences: int, tokens_each: float) -> Estimate:
    """Return what the fullest card needs for so many requests of so many live tokens, in GiB."""
    return replica.card.estimate(sequences, tokens_each)


def busiest(mean_tokens: float, most_tokens: float, sequences: int) -> float:
    """Return the tokens each of so many requests holds at the busiest moment.

    One alone may hold the most; of many, few do at once: the sum of n independent requests strays from its
    mean by the square root of n, so each is given the rest over that root.
    """
    return mean_tokens + (most_tokens - mean_tokens) / sqrt(sequences)


@lru_cache(maxsize=512)
def most_in_work(replica: Replica, mean_tokens: float, most_tokens: float) -> int:
    """Return how many requests a replica surely holds, as far as engines take on so many; at least one."""

    def holds(sequences: float) -> bool:
        tokens_each = busiest(mean_tokens, most_tokens, int(sequences))
        return replica.card.total(int(sequences), tokens_each).high <= replica.usable_gib

    most = _MOST_AT_ONCE * replica.stages
    if holds(most) or not holds(1):
        return most if holds(most) else 1
    return int(narrow(1, most, holds, whole=True)[0])


@lru_cache(maxsize=512)
def load_of(replica: Replica, sequences: int, lengths: Lengths) -> ServingLoad:
    """Return what each of so many requests sees, always in flight; stages work on a share of them each."""
    history, prompt, output = lengths
    return replica.group.load(
        concurrency=ceil(sequences / replica.stages),
        prompt_tokens=prompt,
        output_tokens=output,
        history_tokens=history,
    )


def step_with(replica: Replica, sequences: int, lengths: Lengths) -> Estimate:
    """Return the seconds of one step for so many requests as a sum of its parts."""
    history, prompt, output = lengths
    return replica.group.estimate_step(ceil(sequences / replica.stages), history + prompt + output / 2)


def together_with(replica: Replica, sequences: int, lengths: Lengths) -> Estimate:
    """Return the wait for the first word of the last of so many requests that ask in the same moment."""
    return replica.group.estimate_together(
        at_once=ceil(sequences / replica.stages),
        prompt_tokens=lengths[1],
        step=step_with(replica, sequences, lengths).total,
    )


@lru_cache(maxsize=512)
def crowd_of(replica: Replica, most: int, lengths: Lengths, requests_per_s: float) -> int:
    """Return how many of the requests that arrive at such a rate are in flight at all but one in 20 moments.

    Requests that come by themselves are Poisson distributed (M/G/infinity: Kleinrock, Queueing Systems I,
    3.4): of 20 moments, 19 see no more than the mean and 1.65 of its roots.
    """
    mean = in_flight_for(replica, most, lengths, requests_per_s)
    return ceil(mean + _BUSY * sqrt(mean))


@lru_cache(maxsize=512)
def in_flight_for(replica: Replica, most: int, lengths: Lengths, requests_per_s: float) -> float:
    """Return the fewest requests in flight of which so many are finished per second, by Little's law.

    Cards as slow as may be are supposed. It is `most` where it takes more.
    """
    history, prompt, output = lengths
    reading_s, live = prefill_s(replica.group, prompt), history + prompt + output / 2
    rate = requests_per_s / replica.stages * replica.group.spread

    def brought(in_flight: float) -> float:
        return rate * (in_flight * reading_s + output * sum(replica.group.step.parts(in_flight, live)))

    def unfinished(in_flight: float) -> float:
        return brought(in_flight) - in_flight

    mean = least_enough(1, max(1, most / replica.stages), unfinished)
    return replica.stages * (mean if mean > 1 else min(1.0, brought(1)))
