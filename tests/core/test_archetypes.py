"""The three archetypes: what arithmetic and ranking say of them, and which number each advice hangs on."""

import pytest

from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.recommendation import Recommendation, StackAdvice, Verdict
from core.workload import Deadline, Latency, Workload
from tests.core.archetypes import CHAT_8B, FINE_TUNES_13B, PLATFORM_70B

CATALOGUE = default_catalogue()


def _advise(workload: Workload, **changes: object) -> Recommendation:
    return recommend(workload.model_copy(update=changes), CATALOGUE, with_flips=False)


def _serving(recommendation: Recommendation) -> StackAdvice:
    assert recommendation.serving is not None
    return recommendation.serving


def _training(recommendation: Recommendation) -> StackAdvice:
    assert recommendation.training is not None
    return recommendation.training


def test_a_4_bit_8b_chat_for_twenty_runs_on_one_rtx_4090() -> None:
    """The class is inference-first, one RTX 4090 bears it with headroom, and price decides."""
    found = _advise(CHAT_8B)
    advice = _serving(found)
    assert found.classification.workload_class == "inference_first"
    assert (advice.chosen.tier, advice.chosen.gpu_count, advice.chosen.verdict) == (
        "rtx4090",
        1,
        Verdict.FITS,
    )
    assert (advice.won_by, advice.usual, found.training) == ("price", None, None)


def test_the_8b_chat_leaves_one_rtx_4090_when_its_weights_grow_fourfold() -> None:
    """In 16 bits weights and cache pass 24 GB at their worst, and one card is no longer enough."""
    advice = _serving(_advise(CHAT_8B, precision="bf16"))
    assert (advice.chosen.tier, advice.chosen.gpu_count) == ("rtx4090", 2)


def test_the_8b_chat_leaves_the_usual_path_when_the_context_grows() -> None:
    """At 32k of context the cache of twenty people costs four RTX 4090, and one A100 80 GB is cheaper."""
    advice = _serving(_advise(CHAT_8B, context_tokens=32_768))
    assert (advice.chosen.tier, advice.chosen.gpu_count, advice.won_by) == ("a100-80", 1, "price")
    assert advice.usual is not None
    assert advice.usual.tier == "rtx4090"
    assert advice.usual.bill.usd_per_month.expected > advice.chosen.bill.usd_per_month.expected


def test_full_fine_tunes_of_13b_take_four_a100_80() -> None:
    """Sixteen bytes a parameter do not fit two cards of 80 GB; of the same money the usual path wins."""
    found = _advise(FINE_TUNES_13B)
    advice = _training(found)
    assert found.classification.workload_class == "training_first"
    assert (advice.chosen.tier, advice.chosen.gpu_count, advice.chosen.verdict) == (
        "a100-80",
        4,
        Verdict.FITS,
    )
    assert advice.won_by == "usual_path"
    assert advice.chosen.training is not None
    assert (advice.chosen.training.method, advice.chosen.sharding) == ("full", "zero3")


def test_without_the_full_runs_one_card_is_enough_for_13b() -> None:
    """LoRA keeps states of the adapters only, and the memory that took four cards is not needed."""
    advice = _training(_advise(FINE_TUNES_13B, method=("lora",)))
    assert (advice.chosen.tier, advice.chosen.gpu_count) == ("a100-80", 1)


def test_a_short_deadline_takes_the_fine_tunes_to_more_cards() -> None:
    """In an hour and a quarter the usual path takes two servers, and one of H100 costs little more."""
    advice = _training(_advise(FINE_TUNES_13B, deadline=Deadline(hours=1.25)))
    assert (advice.chosen.gpu_count, advice.chosen.tier, advice.won_by) == (8, "h100", "fewer_servers")
    assert advice.usual is not None
    assert (advice.usual.gpu_count, advice.usual.deciding.constraint) == (16, "run_hours")


def test_a_70b_platform_serves_fp8_on_h100() -> None:
    """Both sides matter; of the tiers only H100 multiplies fp8 fast enough for 200 people's prompts."""
    found = _advise(PLATFORM_70B)
    advice = _serving(found)
    assert (found.classification.workload_class, found.plan) == ("both", "both")
    assert (advice.chosen.tier, advice.won_by, advice.fits) == ("h100", "only", True)
    verdicts = {plan.tier: (plan.verdict, plan.deciding.constraint) for plan in advice.tiers}
    assert verdicts["a100-80"] == (Verdict.TIGHT, "first_token_s")
    assert verdicts["rtx4090"][0] is Verdict.NO


def test_the_70b_platform_in_16_bits_costs_a_rack_of_a100_or_twice_the_h100() -> None:
    """With a format every card runs, A100 would take 32 cards to just bear the same load."""
    advice = _serving(_advise(PLATFORM_70B, precision="bf16"))
    cards = {plan.tier: plan.gpu_count for plan in advice.tiers if plan.verdict is not Verdict.NO}
    assert cards["h100"] < cards["a100-80"]
    assert cards["a100-80"] == 32


@pytest.mark.parametrize(("concurrency", "cheaper"), [(200, False), (75, True)])
def test_the_70b_platform_needs_fewer_h100_for_fewer_people(concurrency: int, cheaper: bool) -> None:
    """The number of cards hangs on how many ask at once."""
    bill = _serving(_advise(PLATFORM_70B, concurrency=concurrency)).chosen.gpu_count
    assert (bill < _serving(_advise(PLATFORM_70B)).chosen.gpu_count) is cheaper


def test_the_70b_platform_without_a_first_word_target_keeps_fp8_on_a100() -> None:
    """Where nobody waits, weights alone in fp8 do: two A100, and RTX 4090, which the target had ruled out."""
    advice = _serving(_advise(PLATFORM_70B, latency=Latency(batch=True)))
    assert (advice.chosen.tier, advice.chosen.gpu_count, advice.fits) == ("a100-80", 2, True)
    assert advice.chosen.serving is not None
    assert advice.chosen.serving.weight_only
    assert {plan.tier for plan in advice.tiers if plan.verdict is Verdict.FITS} >= {"rtx4090", "h100"}
