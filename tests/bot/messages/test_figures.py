"""The figures behind a plan: how its speed comes about, how to measure it, and what they compare."""

import re
from typing import Any

import pytest

from bot.messages.advice import proof
from bot.messages.comparison import comparison_table
from bot.messages.measuring import measuring
from bot.messages.working import bill, memory, pace, working
from bot.words.figures import hourly, parts, usd
from core.catalog.catalogue import default_catalogue
from core.conditions import AtMost
from core.match import recommend
from core.quantity import Range
from core.recommendation import Recommendation, StackAdvice
from core.request_rate import Batch, RequestRate
from core.workload import Latency, Workload
from tests.bot.messages.cases import CASES
from tests.bot.messages.making import SERVING
from tests.core.archetypes import PLATFORM_70B

CATALOGUE = default_catalogue()


def test_the_speed_of_the_plan_is_a_sum_of_its_parts() -> None:
    """A step of serving, an answer and the first word; a step of training and the run; one item."""
    both = recommend(PLATFORM_70B, CATALOGUE, with_flips=False)
    assert both.serving is not None
    assert both.training is not None
    step, answer, first = pace(both, both.serving.chosen)
    assert step.startswith("A step, which gives each of its requests a token: weights ")
    assert "+ KV cache" in step
    assert "+ exchange" in step
    assert re.search(r"^An answer: [0-9,]+ tokens x .* = .*, which is \*[0-9.]+ tokens/s\* each", answer)
    assert first.startswith("First word: prefill ")
    step, run = pace(both, both.training.chosen)
    assert re.search(r"^A step of one card, \d+ sequences?: arithmetic ", step)
    assert re.search(r"^A run: .* tokens / [0-9,]+ a second = ", run)
    flux = recommend(Workload(work="serving", model="black-forest-labs/FLUX.1-dev"), CATALOGUE)
    assert flux.serving is not None
    (image,) = pace(flux, flux.serving.chosen)
    assert image.startswith("What is in work at once: denoising ")
    assert pace(both, SERVING.chosen) == []
    for side in (both.serving, both.training, flux.serving):
        assert side.chosen.step is not None
        assert all(term.source for term in side.chosen.step.terms)


@pytest.mark.parametrize("name", CASES)
def test_the_memory_adds_up_as_it_is_written(name: str) -> None:
    """Whoever adds the written terms gets the written sum, to the last digit."""
    for side in CASES[name].sides:
        said = memory(side.chosen)
        terms, _, total = said.partition(" = *")
        written = [
            float(each.replace(",", "")) for each in re.findall(r"([0-9,]+(?:\.[0-9])?)(?= \+ |$)", terms)
        ]
        decimals = 1 if "." in total.partition(" GiB")[0] else 0
        assert f"{sum(written):,.{decimals}f}" == total.partition(" GiB")[0]


def test_the_bill_is_price_times_cards_times_hours() -> None:
    """Of a month always on, of a run with its set-up, and of a batch; cards of one's own have none."""
    both = recommend(PLATFORM_70B, CATALOGUE, with_flips=False)
    assert both.serving is not None
    plan = both.serving.chosen
    price = plan.quote.usd_per_hour.expected
    said = bill(plan)
    month = usd(plan.bill.usd_per_month.expected)
    assert said == f"Bill: {plan.gpu_count} x USD {price:.2f} an hour x 730 h = *{month} a month*"
    assert both.training is not None
    run = bill(both.training.chosen)
    assert run is not None
    assert " h + 1 h to set up) = *USD " in run
    assert " a run*, x " in run
    work = RequestRate(per_s=500_000 / 36_000, batch=Batch(amount=500_000, hours=10))
    advice = recommend(
        Workload(work="serving", model="8B", latency=Latency(batch=True), request_rate=work),
        CATALOGUE,
        with_flips=False,
    )
    told = working(advice, advice.sides[0])
    assert re.search(r"• In all: [0-9,]+ at once x [0-9.]+ tokens/s = \*[0-9,]+ tokens/s\*", told)
    assert re.search(r"h to set up\) = \*USD [0-9.]+ a batch\*\n?$", told)
    free = plan.model_copy(update={"quote": plan.quote.model_copy(update={"usd_per_hour": Range(0, 0, 0)})})
    assert bill(free) is None


def test_parts_add_up_to_their_sum() -> None:
    """The nearest to the next tenth are raised, and nothing is where nothing is missing."""
    assert parts([14.96, 0.87, 0.39, 0.12], 16.34) == [14.9, 0.9, 0.4, 0.1]
    assert parts([1.0, 2.0], 3.0) == [1.0, 2.0]
    assert [hourly(usd) for usd in (1.5, 0.615, 2.74471)] == ["1.50", "0.615", "2.7447"]


def test_the_commands_hold_the_teams_own_load() -> None:
    """What to type is ready with this team's numbers, for the engine the plan is made for."""
    said = measuring(CASES["one_stack"], SERVING)
    assert "--max-concurrency 20 --num-prompts 200" in said
    assert "--request-rate 2.5 " in said
    assert "without the rate all begin in one moment" in said
    gguf = CASES["in_gguf"].sides[0]
    assert "llama-batched-bench" in measuring(CASES["in_gguf"], gguf)


def advised(**said: Any) -> tuple[Recommendation, StackAdvice]:
    """Return the advice for a chat with Llama 3 8B in AWQ, where this is said besides."""
    workload = Workload(work="serving", model="Llama 3 8B", precision="awq", prompt_tokens=1000, **said)
    advice = recommend(workload, CATALOGUE, with_flips=False)
    assert advice.serving is not None
    return advice, advice.serving


def test_work_that_nobody_waits_for_is_measured_all_at_once() -> None:
    """A batch at leisure has no rate at which its requests come; a rate that was told is measured at."""
    batch = RequestRate(batch=Batch(amount=50_000)).within(10)
    assert "--request-rate" not in measuring(*advised(request_rate=batch, latency=Latency(batch=True)))
    assert "--request-rate 3 " in measuring(*advised(request_rate=RequestRate(per_s=3)))


def test_the_wait_where_all_ask_in_one_moment_is_told_where_it_is_too_long() -> None:
    """Beside the time allowed where it is longer, always in the comparison; never of a rate of requests."""
    hurried, side = advised(concurrency=20, latency=Latency(first_token_s=0.5))
    said = str(proof(side.chosen))
    assert "(0.5 s allowed)" in said
    assert "for the last if all ask in one moment" in said
    _, patient = advised(concurrency=20, latency=Latency(first_token_s=30))
    assert "in one moment" not in proof(patient.chosen)
    assert patient.chosen.first_word_together is not None
    words = str(comparison_table(hurried))
    assert "where traffic is bursty; " in words
    assert "for the last if all ask in one moment" in words
    by_rate, side = advised(request_rate=RequestRate(per_s=3), latency=Latency(first_token_s=0.5))
    assert side.chosen.first_word_together is None
    assert "in one moment" not in str(comparison_table(by_rate))


def test_the_comparison_covers_every_aspect_of_both() -> None:
    """Both sides have every aspect of the framework, with this team's figures only where it plans a side."""
    general = [[cell["text"] for cell in row] for row in comparison_table()["rows"]]
    words = " ".join(cell for row in general for cell in row)
    for aspect in ("Start-up", "Latency", "Concurrency", "Predictability", "Memory headroom", "Batch"):
        assert aspect in words
    for aspect in ("Duration", "Checkpoints", "Utilisation"):
        assert aspect in words
    rows = [[cell["text"] for cell in row] for row in comparison_table(CASES["one_stack"])["rows"]][1:]
    assert all("Yours:" in row[1] and "Yours:" not in row[2] for row in rows)


def test_memory_that_holds_no_request_is_said_to_hold_none() -> None:
    """Of a nearest plan that is too small for the model and its cache."""
    large = Workload(
        work="serving",
        model="meta-llama/Llama-3.3-70B-Instruct",
        concurrency=20,
        conditions=(AtMost(count=2, of="gpu"),),
    )
    advice = recommend(large, CATALOGUE, with_flips=False)
    assert "20 asked, memory holds none" in str(comparison_table(advice))
