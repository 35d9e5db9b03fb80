"""The figures behind a plan: how its speed comes about, how to measure it, and what they compare."""

from typing import Any

from bot.messages.advice import proof
from bot.messages.comparison import comparison_table
from bot.messages.measuring import measuring
from bot.messages.plans import pace
from core.catalog.catalogue import default_catalogue
from core.match import recommend
from core.recommendation import Recommendation, StackAdvice
from core.workload import Batch, Latency, RequestRate, Workload
from tests.bot.messages.cases import CASES
from tests.bot.messages.making import SERVING
from tests.core.archetypes import PLATFORM_70B

CATALOGUE = default_catalogue()


def test_the_speed_of_the_plan_is_a_sum_of_its_parts() -> None:
    """A step of serving and the first word, a step of training, and one item."""
    both = recommend(PLATFORM_70B, CATALOGUE, with_flips=False)
    assert both.serving is not None
    assert both.training is not None
    serving, training = pace(both.serving), pace(both.training)
    assert "takes weights" in str(serving)
    assert "+ KV cache" in str(serving)
    assert "+ exchange" in str(serving)
    assert "the first word takes prefill" in str(serving)
    assert "one step of one card" in str(training)
    assert "takes arithmetic" in str(training)
    image = recommend(Workload(work="serving", model="black-forest-labs/FLUX.1-dev"), CATALOGUE).serving
    assert image is not None
    assert "what is in work at once takes denoising" in str(pace(image))
    assert pace(SERVING) is None
    for side in (both.serving, both.training, image):
        assert side.chosen.step is not None
        assert all(term.source for term in side.chosen.step.terms)


def test_the_commands_hold_the_teams_own_load() -> None:
    """What to type is ready with this team's numbers, for the engine the plan is made for."""
    said = measuring(CASES["one_stack"], SERVING, several=False)
    assert "--max-concurrency 20 --num-prompts 200" in said
    assert "--request-rate 2.5 " in said
    assert "without the rate all begin in one moment" in said
    gguf = CASES["in_gguf"].sides[0]
    assert "llama-batched-bench" in measuring(CASES["in_gguf"], gguf, several=True)


def advised(**said: Any) -> tuple[Recommendation, StackAdvice]:
    """Return the advice for a chat with Llama 3 8B in AWQ, where this is said besides."""
    workload = Workload(work="serving", model="Llama 3 8B", precision="awq", prompt_tokens=1000, **said)
    advice = recommend(workload, CATALOGUE, with_flips=False)
    assert advice.serving is not None
    return advice, advice.serving


def test_work_that_nobody_waits_for_is_measured_all_at_once() -> None:
    """A batch at leisure has no rate at which its requests come; a rate that was told is measured at."""
    batch = RequestRate(batch=Batch(amount=50_000)).within(10)
    assert "--request-rate" not in measuring(
        *advised(request_rate=batch, latency=Latency(batch=True)), several=False
    )
    assert "--request-rate 3 " in measuring(*advised(request_rate=RequestRate(per_s=3)), several=False)


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
