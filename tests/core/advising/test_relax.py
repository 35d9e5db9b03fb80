"""Ways out: one answer each, relaxed no further than it takes, and the plan it leads to."""

from math import inf

import pytest

from core.catalog.catalogue import default_catalogue
from core.conditions import AtMost, Without
from core.match import recommend
from core.planning.cost import usd_per_month_allowed
from core.recommendation import Recommendation, Relaxation, StackAdvice, Verdict
from core.request_rate import RequestRate
from core.workload import Budget, Latency, Slot, Workload
from tests.core.archetypes import CHAT_8B, FINE_TUNES_13B, PLATFORM_70B

CATALOGUE = default_catalogue()
TWO = AtMost(count=2, of="gpu")
TOO_MANY = Workload(work="serving", model="405B", precision="bf16", concurrency=5_000, context_tokens=8_192)
TOO_LONG = Workload(
    work="training", model="70B", method=("full",), sequence_tokens=65_536, dataset_tokens=10**9
)


def side(found: Recommendation) -> StackAdvice:
    """Return the one side that was planned."""
    advice = found.serving or found.training
    assert advice is not None
    return advice


def acted_on(workload: Workload, way: Relaxation) -> Workload:
    """Return the workload with this one answer changed, as the person would say it."""
    said = way.then
    if way.slot is Slot.LATENCY:
        said = (workload.latency or Latency()).model_dump() | said
    return Workload.model_validate(workload.model_dump() | {way.slot.value: said})


@pytest.mark.parametrize("workload", [TOO_MANY, TOO_LONG], ids=["serving", "training"])
def test_where_nothing_fits_each_way_out_leads_to_a_plan(workload: Workload) -> None:
    """Fewer people, a shorter sequence, fewer bits or a smaller model: each alone is enough, once said."""
    advice = side(recommend(workload, CATALOGUE))
    assert (advice.fits, advice.won_by, advice.chosen.verdict) == (False, "nearest", Verdict.NO)
    assert advice.relaxations
    for way in advice.relaxations:
        assert way.plan.verdict is not Verdict.NO
        relaxed = side(recommend(acted_on(workload, way), CATALOGUE, with_flips=False))
        assert (relaxed.fits, relaxed.chosen.tier, relaxed.chosen.gpu_count) == (
            True,
            way.plan.tier,
            way.plan.gpu_count,
        )


def test_a_number_is_relaxed_no_further_than_it_takes() -> None:
    """It is told with two digits, and with a tenth more it does not fit."""
    ways = {way.slot: way for way in side(recommend(TOO_MANY, CATALOGUE)).relaxations}
    most = ways[Slot.CONCURRENCY].then
    assert most < TOO_MANY.concurrency
    barely = side(recommend(TOO_MANY.model_copy(update={"concurrency": most}), CATALOGUE, with_flips=False))
    assert most == float(f"{most:.1e}")
    beyond = TOO_MANY.model_copy(update={"concurrency": round(most * 1.1) + 1})
    assert (barely.fits, side(recommend(beyond, CATALOGUE, with_flips=False)).fits) == (True, False)


def test_what_helps_only_a_little_way_is_found() -> None:
    """Sequences of 256 tokens would miss the deadline as surely as 65,536 miss the memory."""
    (way,) = side(recommend(TOO_LONG, CATALOGUE)).relaxations
    assert way.slot is Slot.SEQUENCE_TOKENS
    assert 8_192 <= way.then <= 16_384


def test_a_lighter_method_is_a_way_out() -> None:
    """Where a full fine-tune fits nowhere, adapters do; the answer now stands beside the one then."""
    large = Workload(work="training", model="405B", method=("full",))
    ways = {way.slot: way for way in side(recommend(large, CATALOGUE)).relaxations}
    assert (ways[Slot.METHOD].now, ways[Slot.METHOD].then) == (["full"], ["lora"])


def test_fewer_bits_are_a_way_out_only_where_there_are_fewer() -> None:
    """16 bits may become 8; what is served in 4 already has no lighter format."""
    poor = CHAT_8B.model_copy(update={"budget": Budget(low=500, high=500)})
    ways = side(recommend(poor.model_copy(update={"precision": "bf16"}), CATALOGUE)).relaxations
    assert [way.then for way in ways if way.slot is Slot.PRECISION] == ["fp8"]
    many = side(recommend(poor.model_copy(update={"concurrency": 60}), CATALOGUE)).relaxations
    assert many
    assert Slot.PRECISION not in {way.slot for way in many}


@pytest.mark.parametrize("workload", [CHAT_8B, FINE_TUNES_13B], ids=["serving", "training"])
def test_over_budget_the_three_nearest_ways_stay_within_it(workload: Workload) -> None:
    """Each costs no more than the budget, and is no further from what was asked for than the next."""
    many = workload.model_copy(update={"concurrency": workload.concurrency and 60})
    bill = side(recommend(many, CATALOGUE, with_flips=False)).chosen.bill.usd_per_month.expected
    budget = Budget(low=bill * 0.8, high=bill * 0.9, period="month")
    tight = many.model_copy(update={"budget": budget})
    advice = side(recommend(tight, CATALOGUE))
    assert (advice.fits, advice.over_budget) == (True, True)
    assert 1 <= len(advice.relaxations) <= 3
    allowed = usd_per_month_allowed(budget, CATALOGUE.rates) or inf
    for way in advice.relaxations:
        assert way.plan.bill.usd_per_month.expected <= allowed


def test_within_the_budget_there_is_nothing_to_relax() -> None:
    """A plan that fits and is paid for has no ways out."""
    advice = side(recommend(CHAT_8B.model_copy(update={"budget": Budget(low=1, high=2_000)}), CATALOGUE))
    assert (advice.over_budget, advice.relaxations) == (False, ())


def test_of_two_stacks_each_may_spend_what_the_other_leaves() -> None:
    """A budget for both is exceeded by their sum, and each way out leaves the other's bill paid."""
    plain = recommend(PLATFORM_70B, CATALOGUE, with_flips=False)
    assert plain.serving is not None
    assert plain.training is not None
    bills = [one.chosen.bill.usd_per_month.expected for one in (plain.serving, plain.training)]
    budget = Budget(low=0, high=sum(bills) * 0.95, period="month")
    found = recommend(PLATFORM_70B.model_copy(update={"budget": budget}), CATALOGUE)
    assert found.serving is not None
    assert found.serving.over_budget
    assert found.serving.relaxations
    for way in found.serving.relaxations:
        assert way.plan.bill.usd_per_month.expected + bills[1] <= budget.high


def test_what_is_at_its_easiest_already_is_no_way_out() -> None:
    """One request at once cannot become fewer, and no target of a thousandth of a second is met by that."""
    hasty = Workload(work="serving", model="8B", concurrency=1, latency=Latency(first_token_s=0.001))
    ways = side(recommend(hasty, CATALOGUE)).relaxations
    assert Slot.LATENCY in {way.slot for way in ways}
    assert Slot.CONCURRENCY not in {way.slot for way in ways}


def test_another_size_is_no_way_out_for_what_writes_no_text() -> None:
    """A speech model is not swapped for a language model, however far the bill is over the budget."""
    heard = Workload(
        work="serving",
        model="openai/whisper-large-v3",
        request_rate=RequestRate(per_s=40),
        budget=Budget(low=500, high=500),
    )
    advice = side(recommend(heard, CATALOGUE))
    assert advice.over_budget
    assert Slot.MODEL not in {way.slot for way in advice.relaxations}


def test_a_way_out_is_told_apart_from_what_stands() -> None:
    """Where a number hardly has to move, it moves so far that its digits differ."""
    crowd = Workload(
        work="serving",
        model="meta-llama/Llama-3.3-70B-Instruct",
        concurrency=20,
        conditions=(TWO,),
    )
    side = recommend(crowd, CATALOGUE).serving
    assert side is not None
    assert not side.fits
    (prompt,) = [way for way in side.relaxations if way.slot is Slot.PROMPT_TOKENS]
    assert prompt.then <= prompt.now / 1.05


CROWD_70B = Workload(
    work="serving",
    model="meta-llama/Llama-3.3-70B-Instruct",
    concurrency=20,
    conditions=(TWO,),
)


def test_a_format_that_nobody_asked_for_is_changed_before_any_number() -> None:
    """The lighter one of clearly less money comes first, the milder one after it, then the numbers."""
    ways = side(recommend(CROWD_70B, CATALOGUE)).relaxations
    assert [way.then for way in ways[:2]] == ["awq", "fp8"]
    assert ways[0].plan.bill.usd_per_month.expected < ways[1].plan.bill.usd_per_month.expected
    assert {Slot.PROMPT_TOKENS, Slot.CONTEXT_TOKENS} <= {way.slot for way in ways[2:]}


def test_a_format_that_was_asked_for_stands_behind_numbers_that_hardly_move() -> None:
    """Who said 16 bits may rather send slightly shorter prompts."""
    said = CROWD_70B.model_copy(update={"precision": "bf16"})
    slots = [way.slot for way in side(recommend(said, CATALOGUE)).relaxations]
    assert slots.index(Slot.PROMPT_TOKENS) < slots.index(Slot.PRECISION)


def test_a_lighter_method_that_nobody_asked_for_comes_first() -> None:
    """Where no method was said, QLoRA on the card that is allowed goes before a smaller model."""
    tuned = Workload(work="training", model="70B", conditions=(AtMost(count=1, of="gpu"),))
    way = side(recommend(tuned, CATALOGUE)).relaxations[0]
    assert (way.slot, way.now, way.then) == (Slot.METHOD, ["lora"], ["qlora"])


def test_a_limit_given_up_is_the_last_way_out() -> None:
    """Each alone, a number raised as far as it takes, with the plan that the others still allow."""
    held = CROWD_70B.model_copy(update={"conditions": (TWO, Without(gpu="H100"))})
    way = side(recommend(held, CATALOGUE)).relaxations[-1]
    assert (way.slot, way.then) == (Slot.CONDITIONS, [{"count": 4, "of": "gpu"}, {"gpu": "H100"}])
    assert (way.plan.tier, way.plan.gpu_count) == ("a100-80", 4)
    relaxed = side(recommend(acted_on(held, way), CATALOGUE, with_flips=False))
    assert (relaxed.fits, relaxed.chosen.gpu_count) == (True, 4)


def test_more_servers_or_a_card_after_all_are_ways_out() -> None:
    """Of servers as many as it takes; a card that cannot be had is given up as a limit."""
    crowd = Workload(work="serving", model="70B", concurrency=600, conditions=(AtMost(count=1, of="server"),))
    more = side(recommend(crowd, CATALOGUE)).relaxations[-1]
    assert (more.slot, more.then) == (Slot.CONDITIONS, [{"count": more.plan.nodes, "of": "server"}])
    assert more.plan.nodes > 1
    neither = (Without(gpu="A100"), Without(gpu="H100"))
    large = Workload(work="serving", model="405B", precision="bf16", conditions=neither)
    card = side(recommend(large, CATALOGUE)).relaxations[-1]
    assert (card.slot, card.then, card.plan.tier) == (Slot.CONDITIONS, [{"gpu": "A100"}], "h100")


def test_a_limit_that_keeps_nothing_away_is_no_way_out() -> None:
    """With or without an H100 nothing serves so many."""
    held = TOO_MANY.model_copy(update={"conditions": (Without(gpu="H100"),)})
    assert Slot.CONDITIONS not in {way.slot for way in side(recommend(held, CATALOGUE)).relaxations}


WAITED_FOR = Workload(
    work="serving",
    model="32B",
    concurrency=200,
    prompt_tokens=2_048,
    output_tokens=300,
    latency=Latency(total_s=2, percentile="p95"),
)


def test_an_answer_that_is_streamed_is_the_first_way_out() -> None:
    """A limit of the whole answer that takes very many cards may have been meant for its first word."""
    first = side(recommend(WAITED_FOR, CATALOGUE)).relaxations[0]
    assert (first.slot, first.now, first.then) == (Slot.LATENCY, {"total_s": 2}, {"first_token_s": 2})
    assert first.plan.nodes == 1
    told = WAITED_FOR.model_copy(update={"latency": Latency(total_s=2, first_token_s=1)})
    ways = side(recommend(told, CATALOGUE)).relaxations
    assert all(way.then != {"first_token_s": 2} for way in ways)


def test_a_limit_that_no_first_word_keeps_is_no_way_out() -> None:
    """Where not even the first word comes so soon, the whole answer is given more time instead."""
    told = WAITED_FOR.model_copy(update={"latency": Latency(total_s=0.05, percentile="p95")})
    (way,) = side(recommend(told, CATALOGUE)).relaxations
    assert way.slot is Slot.LATENCY
    assert way.then["total_s"] > 1


def test_a_smaller_model_is_no_way_out_where_keeping_the_model_costs_clearly_less() -> None:
    """Nobody gives up the model to pay more: it is named where the other ways cost as much or more."""
    slots = {way.slot for way in side(recommend(WAITED_FOR, CATALOGUE)).relaxations}
    assert Slot.LATENCY in slots
    assert Slot.MODEL not in slots
    assert Slot.MODEL in {way.slot for way in side(recommend(TOO_MANY, CATALOGUE)).relaxations}
