"""Where the advice would change: each flip named really changes the plan, and says what is beyond."""

from math import isfinite

import pytest
from hypothesis import given, settings

from core.catalog.catalogue import default_catalogue
from core.match import decide, recommend
from core.recommendation import Flip, Recommendation
from core.request_rate import Batch, Daily, RequestRate
from core.workload import Latency, Slot, Workload
from tests.core.archetypes import CHAT_8B, FINE_TUNES_13B, PLATFORM_70B
from tests.core.workloads import WORKLOADS

CATALOGUE = default_catalogue()
WHISPER = "openai/whisper-large-v3"


@settings(max_examples=60)
@given(WORKLOADS)
def test_a_recommendation_survives_being_stored(workload: Workload) -> None:
    """Written as JSON and read again it is the same in every figure, so that history can compare."""
    found = recommend(workload, CATALOGUE)
    assert Recommendation.model_validate_json(found.model_dump_json()) == found


def test_a_flip_to_a_plan_that_does_not_fit_has_no_bill() -> None:
    """Beyond the memory of every plan nothing is billed, and the flip says that it does not fit."""
    flips = recommend(FINE_TUNES_13B.model_copy(update={"model": "70B"}), CATALOGUE).flips
    unfit = [flip for flip in flips if not flip.fits]
    assert unfit
    assert [flip.usd_per_month for flip in unfit] == [None] * len(unfit)
    assert all(flip.usd_per_month and isfinite(flip.usd_per_month) for flip in flips if flip.fits)


def test_a_batch_of_long_prompts_on_a_kept_server_is_advised() -> None:
    """Where the fastest way to split the cards does not hold for certain, one that does is taken."""
    long = Workload.model_validate(
        {
            "prompt_tokens": 100_000,
            "request_rate": {"batch": {"amount": 200}},
            "latency": {"batch": True},
            "rental": "kept",
        }
    )
    assert recommend(long, CATALOGUE).serving is not None


def test_a_model_that_is_made_from_scratch_has_no_other_method() -> None:
    """LoRA is no way to make a new model, so it is not named as what would change the plan."""
    scratch = FINE_TUNES_13B.model_copy(update={"method": ("pretrain",), "model": "1B"})
    flips = recommend(scratch, CATALOGUE).flips
    assert flips
    assert Slot.METHOD not in {flip.slot for flip in flips}


def test_a_flip_to_a_plan_that_is_tight_says_so() -> None:
    """What holds only as expected is marked, as it may cost less than the plan that holds for certain."""
    spoken = Workload.model_validate({"work": "serving", "model": WHISPER, "request_rate": {"per_s": 60}})
    flips = recommend(spoken, CATALOGUE).flips
    assert {flip.slot for flip in flips if flip.tight} == {Slot.LATENCY, Slot.REQUEST_RATE}
    assert any(flip.fits and not flip.tight for flip in flips)


def _beyond(workload: Workload, flip: Flip) -> Workload:
    """Return the workload with one answer moved a tenth beyond the break point."""
    further = 1.1 if flip.direction == "above" else 1 / 1.1
    said = flip.at
    if isinstance(said, dict):
        said = {name: figure * further for name, figure in said.items()}
        held = getattr(workload, flip.slot)
        kept = held.model_dump() if held and flip.slot is Slot.LATENCY else {}
        said = kept | said
    elif flip.direction != "becomes":
        said = int(said * further) + (flip.direction == "above")
    return Workload.model_validate(workload.model_dump() | {flip.slot.value: said})


@pytest.mark.parametrize("workload", [CHAT_8B, FINE_TUNES_13B, PLATFORM_70B], ids=["chat", "tunes", "both"])
def test_beyond_a_break_point_the_plan_that_was_named_wins(workload: Workload) -> None:
    """Each flip, acted on, leads to another plan than now; a swap to exactly the plan it names."""
    now = decide(workload, CATALOGUE)
    flips = recommend(workload, CATALOGUE).flips
    assert flips
    for flip in flips:
        then = getattr(decide(_beyond(workload, flip), CATALOGUE), flip.stack)
        assert then.label != getattr(now, flip.stack).label, flip
        if flip.direction == "becomes":
            assert (then.tier, then.gpu_count, then.fits) == (flip.tier, flip.gpu_count, flip.fits), flip
        assert flip.path == CATALOGUE.tier(flip.tier).path


AUDIO = Batch(amount=20_000, of="audio_hours")


@pytest.mark.parametrize("hours", [None, 48.0], ids=["untimed", "timed"])
def test_a_batch_flips_by_its_amount_and_its_hours(hours: float | None) -> None:
    """Break points of a batch are so much more or less of it, or so many hours, not requests a second."""
    rate = RequestRate(batch=AUDIO) if hours is None else RequestRate(batch=AUDIO).within(hours)
    spoken = Workload(work="serving", model=WHISPER, request_rate=rate, latency=Latency(batch=True))
    now = recommend(spoken, CATALOGUE)
    assert now.serving is not None
    flips = {(flip.slot, flip.direction): flip for flip in now.flips}
    assert flips.keys() == {
        (Slot.REQUEST_RATE, "above"),
        (Slot.REQUEST_RATE, "below"),
        (Slot.DEADLINE, "above"),
        (Slot.DEADLINE, "below"),
    }
    fewest, most = flips[Slot.REQUEST_RATE, "below"].at, flips[Slot.REQUEST_RATE, "above"].at
    assert fewest["batch"]["amount"] < AUDIO.amount < most["batch"]["amount"]
    assert most["batch"].get("hours") == hours
    assert (
        flips[Slot.DEADLINE, "below"].at["hours"] < (hours or 72) < flips[Slot.DEADLINE, "above"].at["hours"]
    )
    more = spoken.model_copy(update={"request_rate": RequestRate.model_validate(most)})
    assert _plan(more) == _plan(spoken)
    amount = most["batch"] | {"amount": most["batch"]["amount"] * 1.1, "hours": None}
    beyond = RequestRate(batch=Batch.model_validate(amount)).within(hours or 72)
    assert _plan(spoken.model_copy(update={"request_rate": beyond})) != _plan(spoken)


DAILY = [
    RequestRate(per_s=0.347222, daily=Daily(amount=10_000), noun="images", item="image"),
    RequestRate(per_s=2.08333, daily=Daily(amount=500, of="audio_hours")),
    RequestRate(tokens_per_s=694.444, prompts_too=True, daily=Daily(amount=20e6, of="tokens")),
    RequestRate(per_s=30, item="text"),
    RequestRate(tokens_per_s=3_000),
]


@pytest.mark.parametrize("rate", DAILY, ids=["images", "audio", "tokens", "texts", "a second"])
def test_a_rate_flips_in_the_terms_it_was_told_in(rate: RequestRate) -> None:
    """Another amount is still of a day, and of the same kind; beyond it the other plan wins."""
    work = Workload(work="serving", request_rate=rate, current_hardware=())
    present = recommend(work, CATALOGUE)
    flips = [flip for flip in present.flips if flip.slot is Slot.REQUEST_RATE]
    assert flips
    for flip in flips:
        at = RequestRate.model_validate(flip.at)
        assert (at.kind, at.noun, bool(at.daily)) == (rate.kind, rate.noun, bool(rate.daily))
        beyond = at.times(1.05 if flip.direction == "above" else 1 / 1.05)
        moved = work.model_copy(update={"request_rate": beyond})
        assert _plan(moved) == (flip.tier, flip.gpu_count)
        if rate.daily and at.daily:
            faster = (at.per_s or at.tokens_per_s or 0) / (rate.per_s or rate.tokens_per_s or 1)
            assert at.daily.amount / rate.daily.amount == pytest.approx(faster)


def test_no_rate_is_moved_beyond_what_a_rate_holds() -> None:
    """A thousand million times as much is as much as can be told."""
    assert RequestRate(per_s=900).times(1e9).per_s == 1e6
    assert RequestRate(tokens_per_s=900).times(1e9).tokens_per_s == 1e9


def _plan(workload: Workload) -> tuple[str, int]:
    found = recommend(workload, CATALOGUE, with_flips=False).serving
    assert found is not None
    return found.chosen.tier, found.chosen.gpu_count


def test_a_model_that_nobody_named_is_held_against_others_of_its_kind() -> None:
    """Images of one model may take many times the cards of another; who names a model is told of none."""
    workload = Workload(work="serving", task="image-generation", request_rate=RequestRate(per_s=1 / 3))
    flips = [flip for flip in recommend(workload, CATALOGUE).flips if flip.slot is Slot.MODEL]
    assert "black-forest-labs/FLUX.1-dev" in {flip.at for flip in flips}
    assert {flip.direction for flip in flips} == {"becomes"}
    named = workload.model_copy(update={"model": "stabilityai/stable-diffusion-xl-base-1.0"})
    assert all(flip.slot is not Slot.MODEL for flip in recommend(named, CATALOGUE).flips)


def test_fewer_bits_that_only_cost_more_change_nothing() -> None:
    """An A100 computes no fp8, so that in it the same would be served by dearer cards: nobody does that."""
    chat = Workload(work="serving", model="13B", concurrency=50)
    found = recommend(chat, CATALOGUE)
    assert found.sides[0].chosen.tier == "a100-80"
    assert [flip.at for flip in found.flips if flip.slot is Slot.PRECISION and flip.at == "fp8"] == []
    larger = Workload(work="serving", model="70B", precision="awq", concurrency=20)
    in_four_bits = recommend(larger, CATALOGUE)
    assert "bf16" in [flip.at for flip in in_four_bits.flips if flip.slot is Slot.PRECISION]


def test_a_limit_of_the_whole_answer_flips_to_its_first_word() -> None:
    """What an answer costs that is read as it is written is told beside one that is waited for."""
    waited = Workload(
        work="serving", model="8B", concurrency=20, output_tokens=400, latency=Latency(total_s=3)
    )
    flips = {flip.slot: flip for flip in recommend(waited, CATALOGUE).flips if flip.direction == "becomes"}
    assert flips[Slot.LATENCY].at == {"first_token_s": 3}
    streamed = waited.model_copy(update={"latency": Latency(first_token_s=3)})
    assert Slot.LATENCY not in {
        f.slot for f in recommend(streamed, CATALOGUE).flips if f.direction == "becomes"
    }
    drawn = Workload(work="serving", model="sdxl", concurrency=4, latency=Latency(total_s=3))
    assert Slot.LATENCY not in {f.slot for f in recommend(drawn, CATALOGUE).flips if f.direction == "becomes"}
