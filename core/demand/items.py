"""Workload to demand where work is counted in items: images, half-minutes of audio, texts to embed."""

from functools import lru_cache
from math import ceil
from typing import NamedTuple

from core.catalog.architecture import AUDIO_S, ITEM_OF, Item
from core.catalog.catalogue import Catalogue
from core.demand.assumed import Assumed, batch_of, model_of, rate_told
from core.recommendation import Assumption
from core.request_rate import MOST_PER_S, Batch, RequestRate
from core.teams import typical
from core.workload import Latency, Slot, Workload


class ItemDemand(NamedTuple):
    """What a plan must bear at its peak: items in work at once, items per second, seconds for one.

    `tokens` is the length of one text to embed. A target of None is no target.
    """

    model: str
    precision: str | None
    item: Item
    at_once: int
    per_s: float | None
    total_s: float | None
    tokens: int
    batch: Batch | None = None
    """The work, where it is there at once and the server is rented for it only."""


def item_of(workload: Workload, catalogue: Catalogue) -> Item | None:
    """Return what serving this workload is counted in; None where it is tokens.

    Raises KeyError for a model the catalogue does not know.
    """
    return ITEM_OF.get(catalogue.model(model_of(workload)).architecture.kind)


@lru_cache(maxsize=512)
def item_demand(workload: Workload, item: Item) -> tuple[ItemDemand, tuple[Assumption, ...]]:
    """Return what serving this workload demands, and the typical values taken for it."""
    assumed = Assumed()
    model = assumed.model_of(workload)
    tokens = workload.prompt_tokens or workload.context_tokens or 0
    if item == "text" and not tokens:
        tokens = int(assumed.take(Slot.PROMPT_TOKENS, typical.TEXT_TOKENS, typical.TEXT_TOKENS_BASIS))
    total_s = _allowed(workload.latency, item, assumed)
    told = _in_hours(rate_told(workload, assumed), item, assumed)
    rate = _rate(told, item, tokens)
    demand = ItemDemand(
        model=model,
        precision=workload.precision,
        item=item,
        at_once=_at_once(workload, rate, assumed),
        per_s=rate,
        total_s=total_s,
        tokens=tokens,
        batch=batch_of(workload, told),
    )
    return demand, tuple(assumed.made)


def _in_hours(said: RequestRate | None, item: Item, assumed: Assumed) -> RequestRate | None:
    """Return a rate of recordings, each of a usual length, as the audio that they are; any other as it is."""
    if said is None or item != "audio" or said.kind != "audio":
        return said
    counted = said.daily or said.batch
    if counted is not None and counted.of == "audio_hours":
        return said
    windows = typical.RECORDING_MIN * 60 / AUDIO_S
    hours = {"amount": counted.amount * typical.RECORDING_MIN / 60, "of": "audio_hours"} if counted else {}
    audio = RequestRate(
        per_s=min(MOST_PER_S, (said.per_s or 0) * windows),
        daily=said.daily and said.daily.model_copy(update=hours),
        batch=said.batch and said.batch.model_copy(update=hours | {"noun": None, "item": None}),
        item="audio",
    )
    assumed.take(Slot.REQUEST_RATE, audio.model_dump(exclude_defaults=True), typical.RECORDING_BASIS)
    return audio


def _rate(said: RequestRate | None, item: Item, tokens: int) -> float | None:
    """Return the items that arrive per second; tokens per second count for texts only."""
    if said is None or (said.per_s is None and item != "text"):
        return None
    return said.arriving(0, tokens)


def _allowed(latency: Latency | None, item: Item, assumed: Assumed) -> float | None:
    """Return the seconds one item may take; a target for the first word stands for the whole item."""
    if latency is not None and latency.batch:
        return None
    said = latency and (latency.total_s or latency.first_token_s)
    if said:
        return said
    seconds, basis = typical.ITEM_S[item]
    assumed.take(Slot.LATENCY, {"total_s": seconds}, basis)
    return seconds


def _at_once(workload: Workload, rate: float | None, assumed: Assumed) -> int:
    if workload.concurrency is not None:
        return workload.concurrency
    if rate is not None:
        together = max(1, ceil(rate))
        if workload.latency is None or not workload.latency.batch:
            assumed.work_out(Slot.CONCURRENCY, together, typical.ARRIVE_TOGETHER_BASIS)
        return together
    if workload.users is not None:
        return assumed.share_at_once(workload.users)
    return int(assumed.unless_said(None, Slot.CONCURRENCY))
