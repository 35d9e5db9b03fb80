"""Plans for serving what is counted in items: cards side by side, each with a copy of the model."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, isqrt

from core.catalog.architecture import AUDIO_S, Architecture
from core.catalog.catalogue import Catalogue
from core.catalog.formats import WEIGHT_FORMATS, WeightFormat
from core.demand.items import ItemDemand
from core.figures import ItemFigures
from core.planning.candidate import Candidate, candidate_of, deciding_of
from core.planning.cost import hours_at_work, serving_usd_per_month
from core.planning.findings import SERVING_MEMORY, Finding, holds, reaches, runs_format, within
from core.planning.offers import Offer
from core.planning.precision import served_format
from core.quantity import Estimate, Range
from core.recommendation import Verdict
from core.sizing.cold_start import estimate_cold_start
from core.sizing.items import (
    DENOISED,
    MOST_CHUNKS,
    diffusion_work,
    estimate_item_memory,
    estimate_item_seconds,
    items_per_s,
    speech_runtime,
    speech_work,
)
from core.sizing.serving_engine import usable_gib

ENGINE = "pytorch"
"""What such models are served with: plain PyTorch, whose habits the estimates follow."""

HALVED = "half of the published 32 bits, as such models are served"

UNITS = {"image": "images/s", "clip": "clips/h", "audio": "x real time", "text": "texts/s"}


@dataclass(frozen=True, eq=False)
class ItemJob:
    """A demand with its model looked up."""

    demand: ItemDemand
    model_name: str
    architecture: Architecture
    weights: WeightFormat
    basis: str | None
    """Why this format was taken, where nobody said one."""


def item_job(demand: ItemDemand, catalogue: Catalogue) -> ItemJob:
    """Look the model of a demand up; raises KeyError for a model the catalogue does not know."""
    model = catalogue.model(demand.model)
    weights, basis = served_format(demand.precision, model.architecture)
    if weights.id == "fp32":
        weights, basis = WEIGHT_FORMATS["fp16"], HALVED
    return ItemJob(demand, model.name, model.architecture, weights, basis)


def usual_way(job: ItemJob) -> str | None:
    """Return the size and steps its images or clips are taken to have, or what runs it on audio.

    None for embeddings.
    """
    if job.demand.item == "audio":
        lean = speech_runtime(speech_work(job.architecture)) == "ctranslate2"
        return f"run by {'faster-whisper' if lean else 'Transformers'}, {MOST_CHUNKS} half-minutes at a time"
    if job.demand.item not in DENOISED:
        return None
    work = diffusion_work(job.architecture)
    if work.clip > 1:
        frame = f"{work.pixels / 1e6:.2f} megapixels"
        return f"clips of {work.clip / work.fps:.0f} s, {work.clip} frames of {frame}, in {work.steps} steps"
    side = isqrt(work.pixels)
    return f"images of {side} x {side} pixels in {work.steps} steps, half of which take half the time"


def item_runs_on(job: ItemJob, offer: Offer) -> bool:
    """Whether a tier's card runs the number format at all."""
    return job.weights.runs_on(offer.tier.gpu)


def item_options(job: ItemJob, offer: Offer, gpu_count: int) -> Iterator[Candidate]:
    """Yield the one way to use so many cards: a copy of the model on each."""
    offer = offer.at(gpu_count)
    findings = item_findings(job, offer, gpu_count)
    yield candidate_of(
        offer=offer,
        gpu_count=gpu_count,
        cards_per_replica=1,
        findings=findings,
        usd_per_month=serving_usd_per_month(
            offer.usd_per_hour, gpu_count, job.demand.batch, item_batch_hours(job, findings)
        ),
    )


def item_batch_hours(job: ItemJob, findings: tuple[Finding, ...]) -> Range | None:
    """Return the hours that a batch keeps a plan at work; None where the work is no batch."""
    batch = job.demand.batch
    return hours_at_work(batch, _worth(job), findings) if batch else None


def _worth(job: ItemJob) -> float:
    """Return what one item is worth in the unit of speed: seconds of audio, or clips by the hour."""
    return {"audio": AUDIO_S, "clip": 3_600.0}.get(job.demand.item, 1.0)


def item_findings(job: ItemJob, offer: Offer, gpu_count: int) -> tuple[Finding, ...]:
    """Return how each constraint stands."""
    demand, gpu = job.demand, offer.tier.gpu
    findings = [
        runs_format(job.weights, gpu),
        holds(item_memory(job, gpu_count).total, usable_gib(gpu, ENGINE), SERVING_MEMORY),
    ]
    if demand.total_s is not None:
        findings.append(within("total_s", demand.total_s, seconds_each(job, offer, gpu_count).total, "s"))
    if demand.per_s is not None:
        each = _worth(job)
        speed = items_of_all(job, offer, gpu_count).scaled(each)
        findings.append(reaches("throughput", demand.per_s * each, speed, UNITS[demand.item]))
    return tuple(findings)


def counted_by(job: ItemJob, candidate: Candidate) -> Finding:
    """Return the constraint that asks for so many cards, or the tightest where fewer would surely do."""
    offer, found = candidate.offer, candidate.findings
    fewer = [count for count in offer.counts if count < candidate.gpu_count]
    if candidate.verdict is Verdict.FITS and fewer:
        missed = {
            one.constraint for one in item_findings(job, offer, fewer[-1]) if one.verdict is not Verdict.FITS
        }
        found = tuple(one for one in found if one.constraint in missed) or found
    return deciding_of(found)


def item_memory(job: ItemJob, gpu_count: int) -> Estimate:
    """Return what the fullest card needs, in GiB; audio that keeps coming is taken up in whole batches."""
    steady = job.demand.item == "audio" and job.demand.per_s is not None
    at_once = MOST_CHUNKS if steady else _on_one_card(job, gpu_count)
    return _memory(job.architecture, job.weights, at_once, job.demand.tokens)


def seconds_each(job: ItemJob, offer: Offer, gpu_count: int) -> Estimate:
    """Return how long the last of all items in work takes, in seconds."""
    return _seconds(job.architecture, offer, _on_one_card(job, gpu_count), job.demand.tokens)


def item_times(job: ItemJob, candidate: Candidate) -> dict[str, Estimate]:
    """Return how long the last of all items in work takes as a sum of its parts, in seconds."""
    return {"step": seconds_each(job, candidate.offer, candidate.gpu_count)}


def items_of_all(job: ItemJob, offer: Offer, gpu_count: int) -> Range:
    """Return the items that all cards finish per second."""
    return items_per_s(job.architecture, gpu=offer.tier.gpu, tokens=job.demand.tokens).scaled(gpu_count)


def item_figures(job: ItemJob, offer: Offer, gpu_count: int) -> ItemFigures:
    """Return how a plan behaves at the load asked for."""
    per_s = items_of_all(job, offer, gpu_count)
    weights = [term for term in item_memory(job, gpu_count).terms if term.name != "context"]
    start = estimate_cold_start(
        weights_gib=sum(term.amount.expected for term in weights), gpu=offer.tier.gpu, engine=ENGINE
    )
    return ItemFigures(
        item=job.demand.item,
        at_once=job.demand.at_once,
        seconds_each=seconds_each(job, offer, gpu_count).total,
        per_s=per_s,
        utilisation=None if job.demand.per_s is None else min(1.0, job.demand.per_s / per_s.expected),
        cold_start_s=start.total,
        weight_format=job.weights.id,
        weight_only=job.weights.weight_only_on(offer.tier.gpu),
    )


def _on_one_card(job: ItemJob, gpu_count: int) -> int:
    return ceil(job.demand.at_once / gpu_count)


@lru_cache(maxsize=512)
def _memory(architecture: Architecture, weights: WeightFormat, at_once: int, tokens: int) -> Estimate:
    return estimate_item_memory(architecture, weights=weights, at_once=at_once, tokens=tokens)


@lru_cache(maxsize=512)
def _seconds(architecture: Architecture, offer: Offer, at_once: int, tokens: int) -> Estimate:
    return estimate_item_seconds(architecture, gpu=offer.tier.gpu, at_once=at_once, tokens=tokens)
