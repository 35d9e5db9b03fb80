"""Images, speech and embeddings: demand, plans and break points, counted in items instead of tokens."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.advising.plan_on import plan_on
from core.catalog.catalogue import default_catalogue
from core.demand.items import item_demand, item_of
from core.demand.serving import serving_demand
from core.match import recommend
from core.planning.items import HALVED
from core.recommendation import Plan, Recommendation, Verdict
from core.request_rate import Batch, Daily, RequestRate
from core.workload import Latency, Slot, Workload

SDXL, FLUX = "stabilityai/stable-diffusion-xl-base-1.0", "black-forest-labs/FLUX.1-dev"
WAN = "Wan-AI/Wan2.1-T2V-14B"
WHISPER, BGE = "openai/whisper-large-v3", "BAAI/bge-m3"


def _advice(model: str, **said: Any) -> Recommendation:
    return recommend(Workload(work="serving", model=model, **said), default_catalogue())


def _chosen(model: str, **said: Any) -> Plan:
    advice = _advice(model, **said)
    assert advice.serving is not None
    return advice.serving.chosen


def _constraints(plan: Plan) -> set[str]:
    return {check.constraint for check in plan.checks}


def test_the_kind_of_model_says_what_is_counted() -> None:
    """Image, speech and embedding models count items; text models, sizes and no model count tokens."""
    counted = [
        item_of(Workload(model=model), default_catalogue())
        for model in (SDXL, WAN, WHISPER, BGE, "meta-llama/Meta-Llama-3-8B-Instruct", "8B", None)
    ]
    assert counted == ["image", "clip", "audio", "text", None, None, None]


@pytest.mark.parametrize(
    ("rate", "model"),
    [
        (RequestRate(batch=Batch(amount=20_000, of="audio_hours")), WHISPER),
        (RequestRate(per_s=1.25, daily=Daily(amount=300, of="audio_hours")), WHISPER),
        (RequestRate(batch=Batch(amount=50e6, item="text")), BGE),
        (RequestRate(batch=Batch(amount=10_000, item="image")), SDXL),
        (RequestRate(per_s=1, item="image"), SDXL),
        (RequestRate(per_s=1, daily=Daily(amount=86_400), item="text"), BGE),
        (RequestRate(batch=Batch(amount=10_000, item="audio")), WHISPER),
        (RequestRate(batch=Batch(amount=10_000)), "8B"),
        (RequestRate(per_s=1), "8B"),
    ],
)
def test_the_work_says_which_kind_of_model_is_meant(rate: RequestRate, model: str) -> None:
    """Where no model was named, one for speech, vectors or images is assumed, and told."""
    advice = recommend(Workload(work="serving", request_rate=rate), default_catalogue())
    assert [one.value for one in advice.assumptions if one.slot is Slot.MODEL][:1] == [model]


@pytest.mark.parametrize(
    ("rate", "hours"),
    [
        (RequestRate(per_s=0.1, item="audio"), RequestRate(per_s=1, item="audio")),
        (
            RequestRate(per_s=0.1, daily=Daily(amount=8_640), noun="calls", item="audio"),
            RequestRate(per_s=1, daily=Daily(amount=720, of="audio_hours"), item="audio"),
        ),
        (
            RequestRate(per_s=0.1, batch=Batch(amount=3_600, hours=10, noun="calls", item="audio")),
            RequestRate(per_s=1, batch=Batch(amount=300, hours=10, of="audio_hours"), item="audio"),
        ),
    ],
)
def test_a_recording_is_taken_to_last_five_minutes(rate: RequestRate, hours: RequestRate) -> None:
    """Calls to write down are counted as the audio that they are, and that is told as assumed."""
    work = Workload(work="serving", request_rate=rate, latency=Latency(batch=True))
    demand, assumptions = item_demand(work, "audio")
    taken = next(one for one in assumptions if one.slot is Slot.REQUEST_RATE)
    assert demand.batch == hours.batch
    assert demand.per_s == pytest.approx(1)
    assert RequestRate.model_validate(taken.value) == hours
    assert taken.basis == "five minutes for each recording"
    words = serving_demand(work.model_copy(update={"model": "8B"}))[0]
    assert words.requests_per_s == pytest.approx(0.1)


def test_what_was_said_is_not_assumed() -> None:
    """Concurrency, rate and seconds that were said leave nothing to assume."""
    demand, assumptions = item_demand(
        Workload(model=SDXL, concurrency=3, request_rate=RequestRate(per_s=0.5), latency=Latency(total_s=20)),
        "image",
    )
    assert assumptions == ()
    assert (demand.at_once, demand.per_s, demand.total_s) == (3, 0.5, 20)


def test_tokens_per_second_count_for_texts_only() -> None:
    """An embedding model gets texts of so many tokens; what that would be in images nobody knows."""
    rate = RequestRate(tokens_per_s=5_120)
    texts, _ = item_demand(Workload(model=BGE, request_rate=rate, prompt_tokens=512), "text")
    images, _ = item_demand(Workload(model=SDXL, request_rate=rate), "image")
    assert (texts.per_s, images.per_s) == (10, None)


def test_a_rate_begins_together_what_one_second_brings() -> None:
    """Of 2.5 requests a second, three begin together."""
    demand, assumptions = item_demand(Workload(model=WHISPER, request_rate=RequestRate(per_s=2.5)), "audio")
    assert demand.at_once == 3
    assert {item.slot for item in assumptions} == {Slot.CONCURRENCY, Slot.LATENCY}


@pytest.mark.parametrize(
    ("model", "basis"),
    [
        (SDXL, "images of 1024 x 1024 pixels in 50 steps, half of which take half the time"),
        (FLUX, "images of 1024 x 1024 pixels in 28 steps, half of which take half the time"),
        (WAN, "clips of 5 s, 81 frames of 0.40 megapixels, in 50 steps"),
        (WHISPER, "run by faster-whisper, 16 half-minutes at a time"),
        ("Qwen/Qwen3-ASR-1.7B", "run by Transformers, 16 half-minutes at a time"),
        (BGE, None),
    ],
)
def test_how_items_are_taken_to_be_made_is_told(model: str, basis: str | None) -> None:
    """How large images are and how often they are denoised is taken from the model, as what runs speech."""
    told = [one.basis for one in _advice(model).assumptions if one.slot is Slot.MODEL]
    assert told == ([] if basis is None else [basis])


def test_clips_are_counted_by_the_hour() -> None:
    """Twenty clips of Wan 2.1 an hour: minutes for each, and a rate in clips an hour that bears them."""
    plan = _chosen(WAN, request_rate=RequestRate(per_s=20 / 3_600))
    throughput = next(check for check in plan.checks if check.constraint == "throughput")
    assert throughput.unit == "clips/h"
    assert throughput.demand.expected == pytest.approx(20)
    assert throughput.capacity.low >= 20
    assert plan.items is not None
    assert plan.items.seconds_each.expected > 120


def test_one_in_twenty_users_waits() -> None:
    """Of 100 users, five want an image at the busiest moment."""
    assert item_demand(Workload(model=SDXL, users=100), "image")[0].at_once == 5


def test_batch_work_has_no_deadline_for_one_item() -> None:
    """Where latency does not matter only memory and the rate decide."""
    plan = _chosen(BGE, latency=Latency(batch=True), request_rate=RequestRate(per_s=10))
    assert _constraints(plan) == {"format", "memory", "throughput"}


def test_a_target_for_the_first_word_binds_the_whole_item() -> None:
    """An image has no first word: what was said of it is when the image must be there."""
    assert item_demand(Workload(model=SDXL, latency=Latency(first_token_s=5)), "image")[0].total_s == 5


def test_the_length_of_a_text_is_what_was_said_of_the_prompt() -> None:
    """A text to embed is as long as the prompt, or a passage where nobody said."""
    said = item_demand(Workload(model=BGE, prompt_tokens=200), "text")[0]
    typical, assumptions = item_demand(Workload(model=BGE), "text")
    assert (said.tokens, typical.tokens) == (200, 512)
    assert Slot.PROMPT_TOKENS in {item.slot for item in assumptions}


def test_nothing_is_said_about_tokens() -> None:
    """The advice for images assumes no context, prompt, answer or token speed."""
    advice = _advice(SDXL)
    assert {item.slot for item in advice.assumptions} == {
        Slot.CONCURRENCY,
        Slot.LATENCY,
        Slot.PRECISION,
        Slot.MODEL,
    }
    plan = _chosen(SDXL)
    assert plan.serving is None
    assert plan.items is not None
    assert plan.items.item == "image"
    assert plan.items.utilisation is None
    assert {flip.slot for flip in advice.flips} <= {Slot.CONCURRENCY, Slot.LATENCY, Slot.PRECISION}


def test_sdxl_fits_the_small_card_and_flux_does_not() -> None:
    """SDXL in 16 bits: 2.57 + 0.82 B parameters are 6.3 GiB, with 4.7 to decode and 0.8 of context 11.8.

    FLUX: 11.9 + 4.9 B are 31.3 GiB before anything else, more than a card of 24 GB has; in 8 bits 15.6.
    """
    small = _chosen(SDXL, concurrency=1)
    assert (small.tier, small.gpu_count, small.verdict) == ("rtx4090", 1, Verdict.FITS)
    assert small.memory.total.expected == pytest.approx(11.8, abs=0.1)
    assert _chosen(FLUX, concurrency=1).tier != "rtx4090"
    assert _chosen(FLUX, concurrency=1, precision="fp8", latency=Latency(batch=True)).tier == "rtx4090"


def test_more_people_at_once_take_more_cards_for_images() -> None:
    """Images are made one after the other, so twelve people cannot wait for one card."""
    alone, many = _chosen(SDXL, concurrency=1), _chosen(SDXL, concurrency=12)
    assert many.gpu_count > alone.gpu_count
    assert many.items is not None
    assert many.items.seconds_each.high <= 30


def test_audio_is_held_against_real_time() -> None:
    """Twenty half-minutes a second are 600 times real time; the plan's pessimistic speed reaches it."""
    plan = _chosen(WHISPER, request_rate=RequestRate(per_s=20))
    rate = next(check for check in plan.checks if check.constraint == "throughput")
    assert (rate.unit, rate.demand.expected) == ("x real time", 600)
    assert rate.capacity.low >= 600
    assert plan.items is not None
    assert plan.items.utilisation == pytest.approx(20 / plan.items.per_s.expected)


def test_models_published_in_32_bits_are_served_in_16() -> None:
    """bge-m3 is published in 32 bits; the advice says that it halves them."""
    advice = _advice(BGE)
    assert next(item.basis for item in advice.assumptions if item.slot is Slot.PRECISION) == HALVED
    plan = _chosen(BGE)
    assert plan.items is not None
    assert plan.items.weight_format == "fp16"


@pytest.mark.parametrize("a_minute", [45, 75, 90])
def test_what_asks_for_so_many_cards_is_named(a_minute: int) -> None:
    """Memory is as full with half the cards; that half of them would be too slow is why there are as many."""
    chosen = _chosen(SDXL, request_rate={"per_s": a_minute / 60}, latency={"total_s": 60})
    assert (chosen.verdict, chosen.deciding.constraint) == (Verdict.FITS, "throughput")
    assert chosen.gpu_count > 1


def test_of_one_card_the_tightest_constraint_is_named() -> None:
    """Where there are no fewer cards, or fewer would do as well, it is what leaves the least room."""
    rare: dict[str, Any] = {"request_rate": {"per_s": 0.001}, "latency": {"total_s": 60}}
    one = _chosen(SDXL, **rare)
    asked = Workload(work="serving", model=SDXL, **rare)
    four = plan_on("serving", asked, default_catalogue(), one.tier, 4)
    assert four is not None
    assert [(plan.gpu_count, plan.deciding.constraint) for plan in (one, four)] == [
        (1, "memory"),
        (4, "memory"),
    ]


def test_a_format_the_card_lacks_is_a_reason() -> None:
    """fp8 on a V100 is no, with the format named."""
    card = {"gpu": "V100", "count": 1, "role": "have"}
    (own,) = _advice(FLUX, precision="fp8", current_hardware=[card]).own
    assert (own.plans[0].verdict, own.plans[0].deciding.constraint) == (Verdict.NO, "format")


def test_no_language_model_is_offered_instead_of_an_image_model() -> None:
    """Where nothing fits, the ways out are fewer at once, fewer requests or more patience, never an 8B."""
    advice = _advice(FLUX, concurrency=5_000)
    assert advice.serving is not None
    assert not advice.serving.fits
    assert {way.slot for way in advice.serving.relaxations} >= {Slot.CONCURRENCY}
    assert Slot.MODEL not in {way.slot for way in advice.serving.relaxations}


@given(st.sampled_from([SDXL, FLUX, WHISPER, BGE]), st.integers(1, 64), st.integers(1, 64))
def test_more_at_once_never_needs_less(model: str, one: int, other: int) -> None:
    """Memory and seconds never fall when more is in work at once."""
    fewer, more = sorted((one, other))
    small, large = (_tier(model, count) for count in (fewer, more))
    assert small.memory.total.high <= large.memory.total.high or small.gpu_count != large.gpu_count
    assert small.bill.usd_per_month.expected <= large.bill.usd_per_month.expected


def _tier(model: str, at_once: int) -> Plan:
    advice = recommend(
        Workload(work="serving", model=model, concurrency=at_once), default_catalogue(), with_flips=False
    )
    assert advice.serving is not None
    return next(plan for plan in advice.serving.tiers if plan.tier == "h100")


def test_where_nobody_waits_nothing_is_told_of_what_arrives_together() -> None:
    """Of a batch it does not matter how many come within a second."""
    rate = RequestRate.model_validate({"batch": {"amount": 300, "of": "audio_hours"}}).within(8)
    for batch, told in ((True, False), (False, True)):
        asked = Workload(work="serving", request_rate=rate, latency=Latency(batch=batch, total_s=60))
        found = recommend(asked, default_catalogue(), with_flips=False)
        assert (Slot.CONCURRENCY in {one.slot for one in found.assumptions}) == told


def test_how_many_at_once_is_worked_out_of_the_rate() -> None:
    """It follows from what was told, so it is no assumption that somebody has to answer for."""
    rate = RequestRate.model_validate({"batch": {"amount": 10**7, "of": "requests", "item": "text"}})
    found = recommend(Workload(work="serving", request_rate=rate), default_catalogue(), with_flips=False)
    worked_out = {one.slot for one in found.assumptions if one.worked_out}
    assert worked_out == {Slot.CONCURRENCY}
    assert Slot.DEADLINE in {one.slot for one in found.assumptions} - worked_out
